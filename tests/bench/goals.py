"""What the measurements should come to."""

from dataclasses import dataclass
from statistics import median
from typing import Literal

from tests.bench.contenders import Bare, Site
from tests.bench.desktop import DESKTOP
from tests.bench.postgres import PGLITE
from tests.bench.samples import (
    CHURN_MEMORY,
    COLD_OPEN,
    COLD_SENT,
    COLD_STORED,
    ECHO,
    FIRST_IMPORT,
    FIRST_LINE,
    FLOOD_GAP,
    GATHER,
    LATER_IMPORT,
    MEMORY_10,
    MEMORY_100,
    POSTGRES_QUERY,
    PRACTICE,
    READING_SIZE,
    SECOND_OPEN,
    SIZE,
    SLEEPS,
    SLOWEST_KEY,
    STOP_AGAIN,
    TEXT_SEEN,
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
    """The goals of the runs, with the values that ``samples`` has for them."""
    site, bare = Site.name, Bare.name
    return [
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


def paint_goals(samples: Samples) -> list[Goal]:
    """The goals of painting."""
    return [
        Goal(
            "the handbook's first text is painted",
            samples.value(TEXT_SEEN, Site.name),
            "at most",
            300,
            "ms",
        ),
        Goal(
            "the handbook's own HTML, CSS and reading script, gzip -9",
            samples.value(READING_SIZE, Site.name),
            "at most",
            150,
            "kB",
        ),
    ]


def start_goals(samples: Samples) -> list[Goal]:
    """The goals of starting, and of staying on the site."""
    site, bare = Site.name, Bare.name
    fastest = _fastest_other(samples)
    reached = [
        Goal(
            "cold open: the site's time to the bare page's",
            samples.ratio(COLD_OPEN, site, bare),
            "at most",
            1,
            "×",
        ),
        Goal(
            "second visit: the site's time to the bare page's",
            samples.ratio(SECOND_OPEN, site, bare),
            "at most",
            0.3,
            "×",
        ),
        Goal(
            f"second visit: to that of the fastest other, {fastest}",
            samples.ratio(SECOND_OPEN, site, fastest),
            "at most",
            1,
            "×",
        ),
        Goal(
            "Stop of a loop to the next run's first line",
            samples.value(STOP_AGAIN, site),
            "at most",
            150,
            "ms",
        ),
        Goal(
            "cold open: sent beyond what the bare page is sent",
            samples.difference(COLD_SENT, site, bare),
            "at most",
            400,
            "kB",
        ),
        Goal(
            "all stored: sent beyond what the bare page is sent",
            samples.difference(COLD_STORED, site, bare),
            "at most",
            400,
            "kB",
        ),
    ]
    if site in samples.of(MEMORY_100):
        grown = samples.change(site, MEMORY_10, MEMORY_100)
        reached.append(Goal("memory after 100 runs to that after 10", grown, "at most", 1.2, "×"))
    return reached


def _fastest_other(samples: Samples) -> str:
    """Who is first on a second visit, of those that have started in every repetition."""
    times = samples.of(SECOND_OPEN)
    own = times.pop(Site.name)
    whole = {name: taken for name, taken in times.items() if len(taken) == len(own)}
    return min(whole, key=lambda name: median(whole[name]))


def package_goals(samples: Samples) -> list[Goal]:
    """The goals of packages."""
    return [
        Goal(
            "first import of aiohttp, its files stored, on a ready page",
            samples.value(FIRST_IMPORT, Site.name),
            "at most",
            1_500,
            "ms",
        ),
        Goal(
            "import of aiohttp in a later run",
            samples.value(LATER_IMPORT, Site.name),
            "at most",
            400,
            "ms",
        ),
        Goal(
            "aiohttp requests: of the practice internet, to desktop CPython's over loopback",
            samples.ratio(PRACTICE, Site.name, DESKTOP),
            "at least",
            0.25,
            "×",
        ),
    ]


def typing_goals(samples: Samples) -> list[Goal]:
    """The goal of typing."""
    return [
        Goal(
            "the slowest key while a program floods the output",
            samples.value(SLOWEST_KEY, Site.name),
            "at most",
            50,
            "ms",
        ),
    ]


def postgres_goals(samples: Samples) -> list[Goal]:
    """The goal of Postgres."""
    return [
        Goal(
            "a SELECT by asyncpg to PGlite's own query",
            samples.ratio(POSTGRES_QUERY, Site.name, PGLITE),
            "at most",
            2,
            "×",
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
