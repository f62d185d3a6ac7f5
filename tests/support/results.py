"""What a run of a program gave, on any machine."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """A line of output; ``time`` in seconds since the run began."""

    stream: str
    text: str
    time: float


@dataclass(frozen=True)
class WrittenFile:
    """A file that a program has written; ``content`` is None if it was too large to be sent."""

    path: str
    size: int
    content: bytes | None


@dataclass(frozen=True)
class Reply:
    """What came of something that was typed at the console."""

    end: str
    lines: list[Line]
    words: list[str]
    files: list[WrittenFile]
    asked: int = 0
    """How often a line of input has been asked for by then."""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reply:
        lines = [Line(line["stream"], line["text"], line["time"]) for line in data["lines"]]
        return cls(data["end"], lines, data["words"], _files(data["files"]), data["asked"])

    def texts(self, stream: str = "stdout") -> list[str]:
        """The text of each line on ``stream``."""
        return [line.text for line in self.lines if line.stream == stream]


def _files(data: dict[str, Any] | None) -> list[WrittenFile]:
    return [
        WrittenFile(
            one["path"],
            one["size"],
            None if one["content"] is None else b64decode(one["content"], validate=True),
        )
        for one in (data or {"files": []})["files"]
    ]


@dataclass(frozen=True)
class Result:
    """How a run ended and what it printed; the same shape as ``window.asyncarium.run`` gives."""

    outcome: str
    lines: list[Line]
    error: dict[str, Any] | None
    duration: float
    files: list[WrittenFile] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Names that the console does not have."""
    console: list[Reply] = field(default_factory=list)
    """What came of each thing that was typed there."""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        lines = [Line(line["stream"], line["text"], line["time"]) for line in data["lines"]]
        return cls(
            data["outcome"],
            lines,
            data["error"],
            data["durationSeconds"],
            _files(data.get("files")),
            data.get("gone", []),
            [Reply.from_json(reply) for reply in data.get("console", [])],
        )

    def texts(self, stream: str = "stdout") -> list[str]:
        """The text of each line on ``stream``."""
        return [line.text for line in self.lines if line.stream == stream]

    def timed(self) -> list[tuple[float, str]]:
        """(time, text) of each line on stdout."""
        return [(line.time, line.text) for line in self.lines if line.stream == "stdout"]
