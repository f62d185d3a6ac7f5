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
COLD_PRESSED = Measure("  … until Run is pressed", "ms")
COLD_DOWNLOADED = Measure("  … until Python is downloaded", "ms")
COLD_RUNNING = Measure("  … until the program runs", "ms")
FIRST_LINE = Measure("ready run to first line", "ms")
SLEEPS = Measure("20,000 × asyncio.sleep(0)", "s")
GATHER = Measure("gather of 5,000 tasks", "s")
TIMERS = Measure("1,000 timers of 0.1 s at once", "s")
ECHO = Measure("echo of 1 kB on 50 connections", "/s")
TO_THREAD = Measure("asyncio.to_thread, a call", "µs")
SWITCHES = Measure("from one thread to another", "µs")
FLOOD = Measure("20,000 lines until the last is seen", "ms")
FLOOD_GAP = Measure("  … longest gap meanwhile", "ms")
IDLE_GAP = Measure("  … longest gap in an idle second", "ms")
SIZE = Measure("page's own scripts and styles", "kB")
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

    def growth(self, measure: Measure, contender: str) -> Value:
        """The ratio of the last sample to the first, with the least and greatest on the way."""
        taken = self._taken[measure, contender]
        grown = [sample / taken[0] for sample in taken]
        return Value(grown[-1], min(grown), max(grown))

    def ratio(self, measure: Measure, contender: str, to: str) -> Value:
        """The ratio of two contenders' medians.

        Its spread is that of the ratios within each repetition, which share
        whatever else the machine was doing then.
        """
        above, below = self._taken[measure, contender], self._taken[measure, to]
        paired = [one / other for one, other in zip(above, below, strict=True)]
        return Value(median(above) / median(below), min(paired), max(paired))
