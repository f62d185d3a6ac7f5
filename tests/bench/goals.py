"""What the measurements should come to."""

from dataclasses import dataclass
from typing import Literal

from tests.bench.contenders import Bare, Site
from tests.bench.desktop import DESKTOP
from tests.bench.samples import (
    CHURN_MEMORY,
    COLD_OPEN,
    ECHO,
    FIRST_LINE,
    FLOOD_GAP,
    GATHER,
    SIZE,
    SLEEPS,
    TIMERS,
    Samples,
    Value,
)


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
    """The goals of a repetition, with the values that ``samples`` has for them."""
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
            5,
            "×",
        ),
        Goal(
            "asyncio.sleep(0): the site's time to desktop CPython's",
            samples.ratio(SLEEPS, site, DESKTOP),
            "at most",
            3,
            "×",
        ),
        Goal(
            "gather: WebLoop's time to the site's",
            samples.ratio(GATHER, bare, site),
            "at least",
            5,
            "×",
        ),
        Goal(
            "gather: the site's time to desktop CPython's",
            samples.ratio(GATHER, site, DESKTOP),
            "at most",
            3,
            "×",
        ),
        Goal(
            "1,000 timers of 0.1 s are done",
            samples.value(TIMERS, site),
            "at most",
            0.15,
            "s",
        ),
        Goal(
            "echo: the site's messages to desktop CPython's",
            samples.ratio(ECHO, site, DESKTOP),
            "at least",
            0.3,
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


def churn_goals(samples: Samples) -> list[Goal]:
    """The goal of churning."""
    return [
        Goal(
            "churn: memory at the end to that of the first minute",
            samples.growth(CHURN_MEMORY, Site.name),
            "at most",
            1.2,
            "×",
        ),
    ]
