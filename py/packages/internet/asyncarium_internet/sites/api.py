"""``api.example.com``: products page by page, and answers that try a client's patience."""

from collections.abc import Callable

from asyncarium_internet.conditions import Conditions
from asyncarium_internet.exchanges import Exchanges
from asyncarium_internet.http.answer import Answer, json_answer, redirect
from asyncarium_internet.http.request import Request

_NAMES = (
    "Anvil", "Bicycle bell", "Compass", "Door stop", "Egg timer", "Fountain pen",
    "Garden hose", "Hourglass", "Ink bottle", "Jar of nails", "Kettle", "Lantern",
)  # fmt: skip

PRODUCTS = [
    {"id": number, "name": name, "price": (number * 725 + 90) % 5_000 / 100}
    for number, name in enumerate(_NAMES, 1)
]

ITEMS_PER_PAGE = 4
REQUESTS_PER_SECOND = 2
LONGEST_WAIT = 60.0


class ApiSite:
    """`Site` of api.example.com.

    Args:
        elapsed: seconds since the run began.
    """

    reliable = frozenset({"/requests"})

    def __init__(
        self, conditions: Conditions, exchanges: Exchanges, elapsed: Callable[[], float]
    ) -> None:
        self._conditions = conditions
        self._exchanges = exchanges
        self._elapsed = elapsed
        self._allowed = float(REQUESTS_PER_SECOND)
        self._counted_at = 0.0

    def answer(self, request: Request) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return json_answer({"error": "this can only be read"}, 405, Allow="GET, HEAD")
        match request.path.strip("/").split("/"):
            case ["products"]:
                return _products(request.query)
            case ["products", number] if number.isdecimal():
                return _product(int(number))
            case ["slow"]:
                return _slow(request.query.get("seconds", "3"))
            case ["flaky"]:
                return self._flaky()
            case ["limited"]:
                return self._limited()
            case ["redirect"]:
                return redirect("/products")
            case ["redirect-loop"]:
                return redirect("/redirect-loop")
            case ["broken.json"]:
                return Answer(200, b'{"items": [{"id": 1, "name": "Anv', "application/json")
            case ["status", code] if code.isdecimal() and 200 <= int(code) <= 599:
                return json_answer({"status": int(code)}, int(code))
            case ["requests"]:
                # Without the one that asks.
                return json_answer(self._exchanges.seen()[:-1])
        error = f"there is no {request.path} here; https://example.com/ lists what there is"
        return json_answer({"error": error}, 404)

    def _flaky(self) -> Answer:
        match self._conditions.flaky_fate("/flaky"):
            case "answered":
                return json_answer({"answer": 42})
            case "unavailable":
                return json_answer({"error": "not just now: try again"}, 503)
            case "reset":
                return Answer(breaks=True)

    def _limited(self) -> Answer:
        time = self._elapsed()
        earned = (time - self._counted_at) * REQUESTS_PER_SECOND
        self._allowed = min(REQUESTS_PER_SECOND, self._allowed + earned)
        self._counted_at = time
        if self._allowed >= 1 - 1e-9:
            self._allowed -= 1
            return json_answer({"answer": 42, "left": int(self._allowed + 1e-9)})
        error = f"too many requests: {REQUESTS_PER_SECOND} a second are allowed"
        return json_answer({"error": error}, 429, Retry_After="1")


def _products(query: dict[str, str]) -> Answer:
    page, size = query.get("page", "1"), query.get("per_page", str(ITEMS_PER_PAGE))
    if not (page.isdecimal() and int(page) >= 1 and size.isdecimal() and 1 <= int(size) <= 100):
        return json_answer({"error": "page and per_page are numbers from 1, per_page to 100"}, 400)
    end = int(page) * int(size)
    content = {
        "page": int(page),
        "items": PRODUCTS[end - int(size) : end],
        "is_last_page": end >= len(PRODUCTS),
    }
    return json_answer(content)


def _product(number: int) -> Answer:
    if not 1 <= number <= len(PRODUCTS):
        return json_answer({"error": f"there is no product {number}"}, 404)
    return json_answer(PRODUCTS[number - 1])


def _slow(seconds: str) -> Answer:
    try:
        wait = float(seconds)
    except ValueError:
        wait = -1
    if not 0 <= wait <= LONGEST_WAIT:
        return json_answer({"error": f"seconds is a number from 0 to {LONGEST_WAIT:g}"}, 400)
    content = json_answer({"waited": wait})
    return Answer(200, content.body, content.content_type, after=wait)
