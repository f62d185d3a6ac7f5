"""Whether a run did what a transcript says, and what it did instead: one text each difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from tests.support.machines import HOME
from tests.support.results import Line, Result
from tests.support.transcripts import Transcript

EARLY_SECONDS = 0.002
"""How much too early a line may seem in real time: a browser's clock is coarse."""


def mismatches(result: Result, transcript: Transcript) -> list[str]:
    """What is wrong with a run in virtual time, where times are exact."""
    return [
        *_unless_same("outcome", result.outcome, transcript.outcome),
        *line_mismatches(result.lines, transcript.lines),
        *_error_mismatches(result.error, transcript.error),
        *_unless_same("duration", result.duration, transcript.duration),
    ]


def desktop_mismatches(
    result: Result, transcript: Transcript, version: tuple[int, int]
) -> list[str]:
    """What is wrong with a run on a desktop's Python of that ``version``.

    Whatever the version, stdout is the same and so is the last line of stderr. The
    kernel's own version words the rest of stderr in the same way, too.
    """
    got, expected = learners_frames(result.texts("stderr")), transcript.texts("stderr")
    if version < KERNEL_VERSION:
        got, expected = _last(got), _last(expected)
    return [
        *_unless_same("outcome", result.outcome, transcript.outcome),
        *line_mismatches(_untimed(result.texts("stdout")), _untimed(transcript.texts("stdout"))),
        *line_mismatches(_untimed(got, "stderr"), _untimed(expected, "stderr")),
    ]


KERNEL_VERSION = (3, 14)


def learners_frames(stderr: Sequence[str]) -> list[str]:
    """Lines of stderr without the frames of the standard library, as the page shows them."""
    kept: list[str] = []
    shown = True
    for line in stderr:
        if line.startswith('  File "'):
            shown = line.startswith(f'  File "{HOME}/')
        elif not line.startswith("    "):
            shown = True
        if shown:
            kept.append(line)
    return kept


def _last(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.strip()][-1:]


def _untimed(texts: Sequence[str], stream: str = "stdout") -> list[Line]:
    return [Line(stream, text, 0) for text in texts]


def line_mismatches(got: Sequence[Line], expected: Sequence[Line], *, late: float = 0) -> list[str]:
    """What is wrong with lines of output.

    Args:
        late: how many seconds late a line may come in real time; 0 for exact times.
    """
    return [
        mismatch
        for number, line, wanted in _aligned(got, expected)
        for mismatch in _compare_lines(f"line {number}", line, wanted, late)
    ]


def _aligned(
    got: Sequence[Line], expected: Sequence[Line]
) -> Iterator[tuple[int, Line | None, Line | None]]:
    """Each line, beside the one that it should be and the number that it should have.

    A line more or less spoils no other line's place.
    """
    printed, wanted_ones = ([(line.stream, line.text) for line in side] for side in (got, expected))
    changes = SequenceMatcher(None, wanted_ones, printed, autojunk=False).get_opcodes()
    for _tag, start, end, got_start, got_end in changes:
        pairs = zip_longest(got[got_start:got_end], expected[start:end])
        for number, (line, wanted) in enumerate(pairs, start + 1):
            yield number, line, wanted


def _compare_lines(name: str, line: Line | None, wanted: Line | None, late: float) -> list[str]:
    if line is None or wanted is None:
        return [f"{name} is missing: {wanted}" if line is None else f"{name} is too many: {line}"]
    on_time = line.time == wanted.time
    if late:
        on_time = wanted.time - EARLY_SECONDS <= line.time <= wanted.time + late
    return [
        *_unless_same(f"{name}: stream", line.stream, wanted.stream),
        *_unless_same(f"{name}: text", line.text, wanted.text),
        *([] if on_time else _unless_same(f"{name}: time", line.time, wanted.time)),
    ]


def _error_mismatches(got: dict[str, Any] | None, expected: dict[str, Any] | None) -> list[str]:
    if got is None or expected is None:
        return _unless_same("error", got, expected)
    return [
        mismatch
        for field in sorted({*got, *expected})
        for mismatch in _unless_same(f"error {field}", got.get(field), expected.get(field))
    ]


def _unless_same(name: str, got: object, expected: object) -> list[str]:
    return [] if got == expected else [f"{name} is {got!r}, not {expected!r}"]
