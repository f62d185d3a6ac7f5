"""How slow the practice internet is, and how often it fails: always the same for a seed."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from asyncarium.kernel.clock import to_nanoseconds

Latency = Literal["none", "normal", "slow"]
Failures = Literal["none", "some", "many"]
Fate = Literal["answered", "unavailable", "reset"]
"""What becomes of a request: its answer, an answer of status 503, or a broken connection."""


@dataclass(frozen=True)
class Profile:
    """A kind of connection.

    Attributes:
        round_trip: seconds there and back.
        work: seconds that a server takes, at least and at most.
        bytes_per_second: how fast answers come, None for at once.
    """

    round_trip: float
    work: tuple[float, float]
    bytes_per_second: int | None


PROFILES: dict[Latency, Profile] = {
    "none": Profile(0, (0, 0), None),
    "normal": Profile(0.04, (0.02, 0.08), 2_000_000),
    "slow": Profile(0.4, (0.1, 0.6), 40_000),
}

SHARES: dict[Failures, tuple[float, float]] = {
    "none": (0, 0),
    "some": (0.08, 0.02),
    "many": (0.25, 0.1),
}
"""Which share of requests is answered with 503, and for which the connection breaks."""


@dataclass
class Conditions:
    """What the reader has set; chance comes from the seed alone.

    What is drawn for a request depends on what it asks for, and on how often
    that was asked before, but not on what else is under way: a program that
    asks in another order meets the same network.
    """

    latency: Latency = "normal"
    failures: Failures = "none"
    seed: int = 1
    _asked: Counter[tuple[str, ...]] = field(default_factory=Counter, init=False)

    @property
    def profile(self) -> Profile:
        return PROFILES[self.latency]

    @property
    def round_trip(self) -> int:
        """In nanoseconds."""
        return to_nanoseconds(self.profile.round_trip)

    def work(self, what: str) -> int:
        """How long a server takes for this, in nanoseconds; whole milliseconds."""
        least, most = self.profile.work
        return round((least + (most - least) * self.draw("work", what)) * 1000) * 1_000_000

    def transfer(self, size: int) -> int:
        """How long ``size`` bytes take to come in, in nanoseconds; whole milliseconds."""
        speed = self.profile.bytes_per_second
        return 0 if speed is None else size * 1000 // speed * 1_000_000

    def fate(self, what: str) -> Fate:
        """What becomes of the request ``what``."""
        return _fate(self.draw("failure", what), SHARES[self.failures])

    def flaky_fate(self, what: str) -> Fate:
        """The same for a server that often fails, whatever the reader has set."""
        return _fate(self.draw("flaky", what), (0.4, 0.2))

    def draw(self, *what: str) -> float:
        """A number from 0 to 1: the next one of those that belong to ``what``."""
        self._asked[what] += 1
        text = "\n".join((str(self.seed), *what, str(self._asked[what])))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def _fate(drawn: float, shares: tuple[float, float]) -> Fate:
    unavailable, reset = shares
    if drawn < unavailable:
        return "unavailable"
    return "reset" if drawn < unavailable + reset else "answered"
