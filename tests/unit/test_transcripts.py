"""A handbook whose transcript is wrong in one place fails, and the failure names the place."""

from dataclasses import replace

import pytest

from tests.support.comparison import (
    desktop_mismatches,
    learners_frames,
    line_mismatches,
    mismatches,
)
from tests.support.results import Line, Result
from tests.support.transcripts import Desktop, Transcript, is_cure, programs, read_transcript

LINES = [
    Line("stdout", "one", 0),
    Line("stdout", "two", 1),
    Line("stderr", "Traceback (most recent call last):", 1.5),
    Line("stderr", '  File "/home/learner/main.py", line 3, in <module>', 1.5),
    Line("stderr", "ValueError: no three", 1.5),
]
ERROR = {"type": "ValueError", "message": "no three", "line": 3}
TRANSCRIPT = Transcript(LINES, ERROR, 1.5, Desktop((3, 11), None), None)
RESULT = Result("failed", LINES, ERROR, 1.5)


def changed(at: int, line: Line) -> list[Line]:
    """The lines with ``line`` for the one at ``at``."""
    return [*LINES[:at], line, *LINES[at + 1 :]]


def test_the_same_has_no_mismatch() -> None:
    assert mismatches(RESULT, TRANSCRIPT) == []
    assert line_mismatches([], []) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"lines": changed(1, Line("stdout", "three", 1))}, ["line 2: text is 'two', not 'three'"]),
        (
            {"lines": changed(1, Line("stderr", "two", 1))},
            ["line 2: stream is 'stdout', not 'stderr'"],
        ),
        (
            {"lines": changed(1, Line("stdout", "two", 1.000000001))},
            ["line 2: time is 1, not 1.000000001"],
        ),
        (
            {"lines": [*LINES, Line("stdout", "three", 2)]},
            ["line 6 is missing: Line(stream='stdout', text='three', time=2)"],
        ),
        (
            {"lines": [LINES[0], Line("stdout", "", 0), *LINES[1:]]},
            ["line 2 is missing: Line(stream='stdout', text='', time=0)"],
        ),
        (
            {"lines": [LINES[0], *LINES[2:]]},
            ["line 2 is too many: Line(stream='stdout', text='two', time=1)"],
        ),
        ({"error": {**ERROR, "type": "KeyError"}}, ["error type is 'ValueError', not 'KeyError'"]),
        ({"error": {**ERROR, "message": "no"}}, ["error message is 'no three', not 'no'"]),
        ({"error": {**ERROR, "line": 4}}, ["error line is 3, not 4"]),
        ({"error": {**ERROR, "line": None}}, ["error line is 3, not None"]),
        ({"duration": 2}, ["duration is 1.5, not 2"]),
    ],
)
def test_each_change_is_named(change: dict[str, object], expected: list[str]) -> None:
    assert mismatches(RESULT, replace(TRANSCRIPT, **change)) == expected  # type: ignore[arg-type]


def test_another_end_is_named() -> None:
    well = replace(TRANSCRIPT, error=None)
    assert mismatches(RESULT, well) == [
        "outcome is 'failed', not 'finished'",
        f"error is {ERROR}, not None",
    ]
    stopped = replace(RESULT, outcome="stopped", error=None)
    assert len(mismatches(stopped, TRANSCRIPT)) == 2


def test_lines_in_another_order_are_missing_and_too_many() -> None:
    swapped = [LINES[1], LINES[0], *LINES[2:]]
    wrong = line_mismatches(swapped, LINES)
    assert len(wrong) == 2
    assert "missing" in " ".join(wrong)
    assert "too many" in " ".join(wrong)


@pytest.mark.parametrize(
    ("seconds", "fine"), [(-0.003, False), (-0.002, True), (0, True), (2, True), (2.1, False)]
)
def test_in_real_time_a_line_may_come_late(seconds: float, fine: bool) -> None:
    late = changed(0, Line("stdout", "one", seconds))
    assert (line_mismatches(late, LINES, late=2) == []) is fine


def test_real_time_excuses_nothing_else() -> None:
    assert line_mismatches(changed(0, Line("stdout", "eins", 0)), LINES, late=2)


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_on_a_desktop(version: tuple[int, int]) -> None:
    texts = [Line(line.stream, line.text, 0) for line in LINES]
    result = Result("failed", texts, None, 0)
    assert desktop_mismatches(result, TRANSCRIPT, version) == []
    assert desktop_mismatches(replace(result, outcome="finished"), TRANSCRIPT, version)
    assert desktop_mismatches(replace(result, lines=texts[1:]), TRANSCRIPT, version)
    assert desktop_mismatches(replace(result, lines=texts[:-1]), TRANSCRIPT, version)
    # An older Python may word a traceback differently, but not the error.
    other = [*texts[:3], Line("stderr", "another frame", 0), texts[4]]
    wrong = desktop_mismatches(replace(result, lines=other), TRANSCRIPT, version)
    assert bool(wrong) is (version == (3, 14))


def test_frames_of_the_library_are_left_out() -> None:
    traceback = [
        "Traceback (most recent call last):",
        '  File "/home/learner/main.py", line 15, in <module>',
        "    asyncio.run(main())",
        "    ~~~~~~~~~~~^^^^^^^^",
        '  File "/usr/lib/python3.14/asyncio/runners.py", line 201, in run',
        "    raise RuntimeError(",
        '        "asyncio.run() cannot be called from a running event loop")',
        "RuntimeError: asyncio.run() cannot be called from a running event loop",
        '  File "/usr/lib/python3.14/contextlib.py", line 1',
        '  File "/home/learner/main.py", line 1',
        "    kept",
    ]
    assert learners_frames(traceback) == [*traceback[:4], traceback[7], *traceback[9:]]


def test_labels_and_cures_are_read() -> None:
    by_name = {program.stem: program for program in programs()}
    deadlock = read_transcript(by_name["deadlock"])
    assert deadlock.outcome == "failed"
    assert deadlock.desktop.differs is not None
    assert read_transcript(by_name["deadlock.cure"]).outcome == "finished"
    assert is_cure(by_name["deadlock.cure"])
    assert not is_cure(by_name["deadlock"])
