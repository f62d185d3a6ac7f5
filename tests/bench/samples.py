"""What has been measured, and its statistics."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Self


@dataclass(frozen=True)
class Measure:
    """Something to measure; ``name`` says what, ``unit`` what its samples count."""

    name: str
    unit: str


COLD_OPEN = Measure("cold open to first line", "ms")
COLD_PRESSED = Measure("  … until a press of Run is taken", "ms")
COLD_DOWNLOADED = Measure("  … until Python is downloaded", "ms")
COLD_RUNNING = Measure("  … until the program runs", "ms")
COLD_SENT = Measure("cold open: sent until the first line", "kB")
COLD_STORED = Measure("  … until all is stored", "kB")
SECOND_OPEN = Measure("second visit to first line", "ms")
STOP_ENDED = Measure("Stop of a loop until its pane says so", "ms")
STOP_AGAIN = Measure("  … until the next run's first line", "ms")
MEMORY_10 = Measure("renderers' memory after 10 runs", "MB")
MEMORY_100 = Measure("  … after 100 runs", "MB")
FIRST_PAINT = Measure("cold page to first contentful paint", "ms")
TEXT_SEEN = Measure("  … until its text is seen", "ms")
FIRST_LINE = Measure("ready run to first line", "ms")
SLEEPS = Measure("20,000 × asyncio.sleep(0)", "s")
GATHER = Measure("gather of 5,000 tasks", "s")
TIMERS = Measure("1,000 timers of 0.1 s at once", "s")
ECHO = Measure("echo of 1 kB on 50 connections", "/s")
TO_THREAD = Measure("asyncio.to_thread, a call", "µs")
SWITCHES = Measure("from one thread to another", "µs")
FIRST_IMPORT = Measure("first import of aiohttp until a line", "ms")
LATER_IMPORT = Measure("  … in a later run", "ms")
REQUESTS = Measure("aiohttp requests, 10 at a time", "/s")
PRACTICE = Measure("  … of the practice internet (a desktop: over loopback)", "/s")
FLOOD = Measure("20,000 lines until the last is seen", "ms")
FLOOD_GAP = Measure("  … longest gap meanwhile", "ms")
IDLE_GAP = Measure("  … longest gap in an idle second", "ms")
KEY_AT_REST = Measure("a key until its letter is seen", "ms")
SLOWEST_KEY_AT_REST = Measure("  … the slowest", "ms")
KEY = Measure("  … while a program floods the output", "ms")
SLOWEST_KEY = Measure("  … the slowest while it floods", "ms")
SIZE = Measure("page's own scripts and styles", "kB")
READING_SIZE = Measure("index.html, its styles and scripts", "kB")
POSTGRES_SENT = Measure("Postgres: sent until its first answer", "kB")
POSTGRES_FIRST = Measure("  … until its first answer", "ms")
POSTGRES_AGAIN = Measure("  … the next time", "ms")
POSTGRES_QUERY = Measure("  … a SELECT, there and back", "ms")
CHURN_MEMORY = Measure("churn: the interpreter's memory", "MB")
CHURN_OBJECTS = Measure("  … the collector's objects", "")
CHURN_ROUNDS = Measure("  … rounds in a second", "/s")


@dataclass(frozen=True)
class Value:
    """A median with the least and the greatest that it stands for."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, samples: list[float]) -> Self:
        return cls(median(samples), min(samples), max(samples))


@dataclass
class Samples:
    """Samples in the order they were taken, by measure and contender."""

    _taken: dict[tuple[Measure, str], list[float]] = field(default_factory=dict)

    def add(self, measure: Measure, contender: str, sample: float) -> None:
        self._taken.setdefault((measure, contender), []).append(sample)

    def __iter__(self) -> Iterator[tuple[Measure, str, list[float]]]:
        for (measure, contender), samples in self._taken.items():
            yield measure, contender, samples

    def value(self, measure: Measure, contender: str) -> Value:
        return Value.of(self._taken[measure, contender])

    def of(self, measure: Measure) -> dict[str, list[float]]:
        """The samples of a measure by contender."""
        return {
            contender: samples
            for (taken, contender), samples in self._taken.items()
            if taken == measure
        }

    def growth(self, measure: Measure, contender: str) -> Value:
        """The ratio of the last sample to the first, with the least and greatest on the way."""
        taken = self._taken[measure, contender]
        grown = [sample / taken[0] for sample in taken]
        return Value(grown[-1], min(grown), max(grown))

    def difference(self, measure: Measure, contender: str, to: str) -> Value:
        """How much more one contender has than another; as in ``ratio``, spread by repetition."""
        above, below = self._taken[measure, contender], self._taken[measure, to]
        paired = [one - other for one, other in zip(above, below, strict=True)]
        return Value(median(above) - median(below), min(paired), max(paired))

    def change(self, contender: str, before: Measure, after: Measure) -> Value:
        """The ratio of a later measure to an earlier one, of each repetition."""
        pairs = zip(self._taken[after, contender], self._taken[before, contender], strict=True)
        return Value.of([late / early for late, early in pairs])

    def ratio(self, measure: Measure, contender: str, to: str) -> Value:
        """The ratio of two contenders' medians.

        Its spread is that of the ratios within each repetition, which share
        whatever else the machine was doing then.
        """
        above, below = self._taken[measure, contender], self._taken[measure, to]
        paired = [one / other for one, other in zip(above, below, strict=True)]
        return Value(median(above) / median(below), min(paired), max(paired))
