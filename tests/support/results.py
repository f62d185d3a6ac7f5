"""What a run of a program gave, on any machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """A line of output; ``time`` in seconds since the run began."""

    stream: str
    text: str
    time: float


@dataclass(frozen=True)
class Result:
    """How a run ended and what it printed; the same shape as ``window.asyncarium.run`` gives."""

    outcome: str
    lines: list[Line]
    error: dict[str, Any] | None
    duration: float

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        lines = [Line(line["stream"], line["text"], line["time"]) for line in data["lines"]]
        return cls(data["outcome"], lines, data["error"], data["durationSeconds"])

    def texts(self, stream: str = "stdout") -> list[str]:
        """The text of each line on ``stream``."""
        return [line.text for line in self.lines if line.stream == stream]

    def timed(self) -> list[tuple[float, str]]:
        """(time, text) of each line on stdout."""
        return [(line.time, line.text) for line in self.lines if line.stream == "stdout"]
