"""What was asked of the practice internet and what came of it, in order."""

import json
from collections.abc import Callable
from dataclasses import dataclass

KEPT = 1_000
"""Older ones are forgotten."""
LONGEST_URL = 2_000
"""More of an address is not told to the page."""


@dataclass
class Exchange:
    """One request and its answer; the times are seconds since the run began.

    Attributes:
        id: counts from 1 in each run.
        status: of the answer, None while there is none.
        size: bytes of the answer's body that have arrived.
        answered: when the answer's first bytes arrived.
        ended: when its last did, or it was known that none would come.
        failure: why it has no complete answer.
    """

    id: int
    method: str
    url: str
    started: float
    status: int | None = None
    size: int = 0
    answered: float | None = None
    ended: float | None = None
    failure: str | None = None


class Exchanges:
    """The list of them.

    Args:
        elapsed: seconds since the run began.
        report: takes each one, when it begins and when something new is known of it,
            as JSON (``NetworkExchange`` in web/src/protocol.ts).
    """

    def __init__(self, elapsed: Callable[[], float], report: Callable[[str], None]) -> None:
        self._elapsed = elapsed
        self._report = report
        self._begun = 0
        self._kept: list[Exchange] = []

    def begin(self, method: str, url: str) -> Exchange:
        """A request has come."""
        self._begun += 1
        exchange = Exchange(self._begun, method[:20], url[:LONGEST_URL], self._time())
        self._kept.append(exchange)
        del self._kept[:-KEPT]
        self._tell(exchange)
        return exchange

    def answered(self, exchange: Exchange, status: int) -> None:
        """The head of the answer has arrived."""
        exchange.status = status
        exchange.answered = self._time()
        self._tell(exchange)

    def ended(self, exchange: Exchange, failure: str | None = None) -> None:
        """Nothing more will arrive."""
        if exchange.ended is None:
            exchange.ended = self._time()
            exchange.failure = failure
            self._tell(exchange)

    def seen(self) -> list[dict[str, object]]:
        """The requests as the servers saw them."""
        return [
            {"method": one.method, "url": one.url, "time": one.started, "status": one.status}
            for one in self._kept
        ]

    def _time(self) -> float:
        return round(self._elapsed(), 6)

    def _tell(self, exchange: Exchange) -> None:
        self._report(json.dumps(vars(exchange)))
