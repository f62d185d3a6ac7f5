"""Every program of the handbook prints its transcript, on the kernel to the nanosecond."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.machines import ROOT, Desktop, Kernel
from tests.support.results import Line

PROGRAMS = sorted((ROOT / "py/handbook").glob("*/*.py"))


def transcript(program: Path) -> tuple[list[Line], Any, float]:
    data = json.loads(program.with_suffix(".transcript.json").read_text("utf-8"))
    lines = [Line(line["stream"], line["text"], line["time"]) for line in data["lines"]]
    return lines, data["error"], data["durationSeconds"]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_transcript_on_the_kernel(
    kernel: Kernel, kernel_without_jspi: Kernel, program: Path
) -> None:
    lines, error, duration = transcript(program)
    for machine in (kernel, kernel_without_jspi):
        result = machine.run(program.read_text("utf-8"))
        assert result.lines == lines
        assert result.error == error
        assert result.duration == duration


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_transcript_on_a_desktop(desktop: Desktop, program: Path) -> None:
    lines, _error, _duration = transcript(program)
    result = desktop.run(program.read_text("utf-8"))
    assert result.texts("stdout") == [line.text for line in lines if line.stream == "stdout"]


def test_every_program_has_a_transcript_and_every_transcript_a_program() -> None:
    transcripts = {
        path.with_name(path.name.removesuffix(".transcript.json") + ".py")
        for path in (ROOT / "py/handbook").glob("*/*.transcript.json")
    }
    assert transcripts == set(PROGRAMS)
    assert {path.stem for path in PROGRAMS} >= {"say-hello", "the-pattern"}
