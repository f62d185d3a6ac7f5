"""What the measurements should come to."""

from dataclasses import dataclass
from typing import Literal

from tests.bench.contenders import Bare, Site
from tests.bench.desktop import DESKTOP
from tests.bench.samples import COLD_OPEN, FIRST_LINE, FLOOD_GAP, SIZE, SLEEPS, Samples, Value


@dataclass(frozen=True)
class Goal:
    """A limit for a measured value; both in ``unit``, the multiplication sign for a ratio."""

    text: str
    value: Value
    bound: Literal["at most", "at least"]
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether the median keeps to the limit."""
        if self.bound == "at most":
            return self.value.median <= self.limit
        return self.value.median >= self.limit


def goals(samples: Samples) -> list[Goal]:
    """All goals, with the values that ``samples`` has for them."""
    site, bare = Site.name, Bare.name
    return [
        Goal(
            "cold open: the site's time to the bare page's",
            samples.ratio(COLD_OPEN, site, bare),
            "at most",
            1.15,
            "×",
        ),
        Goal(
            "Run to first line on a ready interpreter",
            samples.value(FIRST_LINE, site),
            "at most",
            20,
            "ms",
        ),
        Goal(
            "asyncio.sleep(0): WebLoop's time to the site's",
            samples.ratio(SLEEPS, bare, site),
            "at least",
            4,
            "×",
        ),
        Goal(
            "asyncio.sleep(0): the site's time to desktop CPython's",
            samples.ratio(SLEEPS, site, DESKTOP),
            "at most",
            3.5,
            "×",
        ),
        Goal(
            "the page answers during 20,000 lines",
            samples.value(FLOOD_GAP, site),
            "at most",
            50,
            "ms",
        ),
        Goal(
            "scripts and styles without the engine, gzip -9",
            samples.value(SIZE, site),
            "at most",
            250,
            "kB",
        ),
    ]
