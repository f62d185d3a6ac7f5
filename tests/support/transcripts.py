"""The handbook's programs, and what each must print: the transcript beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.machines import ROOT
from tests.support.results import Line

HANDBOOK = ROOT / "py/handbook"


@dataclass(frozen=True)
class Desktop:
    """What a desktop makes of a program.

    Attributes:
        since: the oldest Python, as (3, minor), on which it prints the transcript.
        differs: why it prints something else there; None where it doesn't.
        needs: what pip has to install first.
    """

    since: tuple[int, int]
    differs: str | None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """What a program prints and how it ends, in virtual time."""

    lines: list[Line]
    error: dict[str, Any] | None
    duration: float
    desktop: Desktop
    without_jspi: str | None
    """What a browser without JSPI does instead; None where it prints the same."""

    @property
    def outcome(self) -> str:
        """How a run of it ends."""
        return "finished" if self.error is None else "failed"

    def texts(self, stream: str) -> list[str]:
        """The text of each line on ``stream``."""
        return [line.text for line in self.lines if line.stream == stream]


def programs() -> list[Path]:
    """Every program of the handbook, the cures of the failing ones too."""
    return sorted(HANDBOOK.glob("*/*.py"))


def name_of(program: Path) -> str:
    """``chapter/id``, which is also the address of ``program`` on the page."""
    return f"{program.parent.name}/{program.stem}"


def is_cure(program: Path) -> bool:
    """Whether it is what the lesson of a failing program ends with; it has no address."""
    return program.stem.endswith(".cure")


def transcript_path(program: Path) -> Path:
    """Where the transcript of ``program`` is."""
    return program.with_name(f"{program.stem}.transcript.json")


def read_transcript(program: Path) -> Transcript:
    """The transcript of ``program``.

    Raises:
        FileNotFoundError: it has none.
    """
    data = json.loads(transcript_path(program).read_text("utf-8"))
    lines = [Line(line["stream"], line["text"], line["time"]) for line in data["lines"]]
    desktop = data["desktop"]
    _major, minor = desktop.get("since", "3.11").split(".")
    needs = tuple(desktop.get("needs", ()))
    label = Desktop((3, int(minor)), desktop.get("differs"), needs)
    return Transcript(lines, data["error"], data["durationSeconds"], label, data.get("withoutJspi"))
