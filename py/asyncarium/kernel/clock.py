"""Time in integer nanoseconds, real or virtual.

``time.monotonic()`` is the only source: the host makes the whole ``time``
module (and ``datetime``) follow it, so there is no second clock to disagree.
Integers, because ten sleeps of 0.1 s added up as floats end at
0.9999999999999999.
"""

import time
from typing import Literal, Protocol

from asyncarium.kernel.host import Host

NANOSECONDS = 1_000_000_000

FOREVER = 2**63 - 1
"""The longest time that C's clocks can tell: 292 years."""
_FOREVER_SECONDS = FOREVER / NANOSECONDS

SLOWDOWN = 5
"""How many real seconds a second takes in slow time. The host's clock runs as slow."""

ClockMode = Literal["real", "instant", "slow"]


def to_nanoseconds(seconds: float) -> int:
    """``seconds`` as whole nanoseconds, to the nearest; `FOREVER` for what is longer."""
    return FOREVER if seconds >= _FOREVER_SECONDS else round(seconds * NANOSECONDS)


def now() -> int:
    """Nanoseconds on the process's monotonic clock, whichever kind of time it shows."""
    return time.monotonic_ns()


def deadline_after(seconds: float | None) -> int | None:
    """When a wait of ``seconds`` that begins now is over, on `now`; None for one without end."""
    return None if seconds is None else now() + to_nanoseconds(seconds)


class Clock(Protocol):
    """How time passes while Python waits."""

    virtual: bool
    """Whether time stands still unless Python waits."""

    def pass_time(self, nanoseconds: int) -> None:
        """Wait for at most ``nanoseconds``; may return early when something else happened."""


class RealClock:
    """Time passes by itself: let the outside world run meanwhile."""

    virtual = False

    def __init__(self, host: Host, slowdown: int = 1) -> None:
        self._host = host
        self._slowdown = slowdown

    def pass_time(self, nanoseconds: int) -> None:
        self._host.suspend(nanoseconds / NANOSECONDS * self._slowdown)


class InstantClock:
    """Time passes only when Python waits, and then at once: it jumps to the end of the wait."""

    virtual = True

    def __init__(self, host: Host) -> None:
        self._host = host

    def pass_time(self, nanoseconds: int) -> None:
        self._host.advance(nanoseconds)


def make_clock(host: Host, mode: ClockMode) -> Clock:
    """The clock for ``mode``: "real", "instant" for virtual time, "slow" to watch."""
    match mode:
        case "real":
            return RealClock(host)
        case "slow":
            return RealClock(host, SLOWDOWN)
        case "instant":
            return InstantClock(host)
