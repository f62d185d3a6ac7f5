"""What the hosts of the practice internet say; the handbook's programs rely on it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from asyncarium_internet.conditions import Conditions
from asyncarium_internet.exchanges import Exchanges
from asyncarium_internet.http.answer import Answer
from asyncarium_internet.http.connection import Site
from asyncarium_internet.http.request import Request
from asyncarium_internet.sites.ai import AiSite
from asyncarium_internet.sites.api import ApiSite
from asyncarium_internet.sites.blog import WHAT_THERE_IS, BlogSite
from asyncarium_internet.sites.echo import EchoSite


def api() -> ApiSite:
    exchanges = Exchanges(lambda: 0.0, lambda exchange: None)
    return ApiSite(Conditions(), exchanges, lambda: 0.0)


SITES: dict[str, Callable[[], Site]] = {
    "example.com": BlogSite,
    "api.example.com": api,
    "echo.example.com": EchoSite,
    "ai.example.com": AiSite,
}


def ask(url: str, method: str = "GET", body: bytes = b"") -> Answer:
    host, slash, target = url.removeprefix("https://").partition("/")
    return SITES[host]().answer(Request(method, slash + target, body=body))


def text(answer: Answer) -> str:
    return b"".join(part.data for part in answer.parts).decode()


def content(url: str) -> Any:
    return json.loads(text(ask(url)))


def test_products_come_page_by_page() -> None:
    pages = [content(f"https://api.example.com/products?page={number}") for number in (1, 2, 3)]
    assert [page["is_last_page"] for page in pages] == [False, False, True]
    items = [item for page in pages for item in page["items"]]
    assert [item["id"] for item in items] == list(range(1, 13))
    assert items[0] == {"id": 1, "name": "Anvil", "price": 8.15}
    assert content("https://api.example.com/products") == pages[0]
    assert content("https://api.example.com/products/12") == items[-1]
    assert content("https://api.example.com/products?page=4")["items"] == []
    whole = content("https://api.example.com/products?per_page=100")
    assert (whole["items"], whole["is_last_page"]) == (items, True)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://api.example.com/products?page=0", 400),
        ("https://api.example.com/products?page=two", 400),
        ("https://api.example.com/products/99", 404),
        ("https://api.example.com/slow?seconds=nan", 400),
        ("https://api.example.com/slow?seconds=1000", 400),
        ("https://api.example.com/status/999", 404),
        ("https://api.example.com/status/418", 418),
        ("https://api.example.com/nothing", 404),
        ("https://example.com/blog?page=4", 404),
        ("https://example.com/blog/the-lost-draft", 404),
        ("https://example.com/<script>", 404),
        ("https://ai.example.com/v1/models", 404),
        ("https://ai.example.com/v1/chat/completions", 405),
    ],
)
def test_what_is_wrong_has_a_status(url: str, status: int) -> None:
    answer = ask(url)
    assert answer.status == status
    assert "<script>" not in text(answer)


def test_the_blog_has_items_a_broken_link_and_an_empty_page() -> None:
    links: list[str] = []
    for number in (1, 2, 3):
        html = text(ask(f"https://example.com/blog?page={number}"))
        found = re.findall(r'class="item">\n<h2 class="title"><a href="([^"]+)"', html)
        assert ('class="next"' in html) == (number < 3)
        assert len(found) == (0 if number == 3 else 3)
        links += found
    details = [ask(f"https://example.com{link}") for link in links]
    assert [answer.status for answer in details].count(404) == 1
    for answer in details:
        assert ('class="description"' in text(answer)) == (answer.status == 200)


def test_the_front_page_tells_the_truth() -> None:
    html = text(ask("https://example.com/"))
    for address, _what in WHAT_THERE_IS:
        assert f'<a href="{address}">' in html
        known = ask(address, "POST" if "chat" in address else "GET", b'{"messages": []}')
        assert known.status != 404


def test_bad_input_for_clients() -> None:
    picture = ask("https://example.com/photo.png")
    assert (picture.content_type, picture.parts[0].data[:4]) == ("image/png", b"\x89PNG")
    broken = ask("https://api.example.com/broken.json")
    assert broken.content_type == "application/json"
    with pytest.raises(json.JSONDecodeError):
        json.loads(text(broken))
    loop = ask("https://api.example.com/redirect-loop")
    assert (loop.status, loop.headers["Location"]) == (302, "/redirect-loop")


def test_what_can_only_be_read() -> None:
    for host in ("example.com", "api.example.com"):
        answer = ask(f"https://{host}/", "DELETE")
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_chat() -> None:
    chat = b'{"messages": [{"role": "user", "content": "How are you?"}]}'
    answer = ask("https://ai.example.com/v1/chat/completions", "POST", chat)
    message = json.loads(text(answer))["choices"][0]["message"]
    assert message["content"].startswith('You said "How are you?". I am a small model')
    events = text(ask("https://ai.example.com/v1/stream?prompt=How+are+you%3F")).split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    tokens = [json.loads(event.removeprefix("data: "))["token"] for event in events[:-2]]
    assert "".join(tokens) == message["content"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"[]",
        b"{}",
        b'{"messages": []}',
        b'{"messages": [1]}',
        b'{"messages": [{}]}',
        b'{"messages": [{"content": 7}]}',
        b"\xff",
        b"null",
    ],
)
def test_no_chat(body: bytes) -> None:
    answer = ask("https://ai.example.com/v1/chat/completions", "POST", body)
    assert answer.status == 400
    assert "messages" in json.loads(text(answer))["error"]["message"]


def test_chance_is_what_the_seed_makes_of_it() -> None:
    def fates(seed: int) -> list[str]:
        conditions = Conditions(failures="many", seed=seed)
        return [conditions.fate("GET /") for _ in range(300)]

    assert fates(1) == fates(1) != fates(2)
    assert 0.15 < fates(1).count("unavailable") / 300 < 0.35
    assert 0.05 < fates(1).count("reset") / 300 < 0.2
    assert {Conditions().fate("GET /") for _ in range(300)} == {"answered"}
