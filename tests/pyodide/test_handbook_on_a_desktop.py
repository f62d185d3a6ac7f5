"""What a program's label says of a desktop is so: the same since that Python, or not the same."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support import pythons
from tests.support.comparison import desktop_mismatches
from tests.support.machines import Desktop
from tests.support.pythons import OWN, Python
from tests.support.transcripts import name_of, programs, read_transcript
from tests.support.wheelhouse import wheels

HANGS_AFTER_SECONDS = 4
"""Longer than any program takes that ends on a desktop, if not as it does here."""
ATTEMPTS = 2
"""On a busy machine a line may be so late that it comes after the next one."""

SAME = [program for program in programs() if read_transcript(program).desktop.differs is None]
OTHERS = [program for program in programs() if program not in SAME]


@pytest.fixture(scope="session")
def installed() -> list[Python]:
    """The tests' own Python, and a newer one if there is one."""
    newest = pythons.newest()
    return [OWN] if newest == OWN else [OWN, newest]


def differences(python: Python, program: Path) -> list[str]:
    """What ``python`` does otherwise than the transcript says, each time that it is tried."""
    code, transcript = program.read_text("utf-8"), read_transcript(program)
    desktop = Desktop(python.path, wheels() if transcript.desktop.needs else ())
    since = transcript.desktop.since
    wrong: list[str] = []
    for _ in range(ATTEMPTS if python.version >= since else 1):
        wrong = desktop_mismatches(desktop.run(code), transcript, python.version)
        if not wrong:
            break
    return wrong


@pytest.mark.parametrize("program", SAME, ids=name_of)
def test_the_same_since(installed: list[Python], program: Path) -> None:
    label = read_transcript(program).desktop
    since = label.since
    if label.needs:
        # What is compiled, greenlet, is there for the tests' own only.
        installed = [OWN]
    # A program mostly sleeps: two Pythons at once take as long as one.
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda python: differences(python, program), installed))
    for python, wrong in zip(installed, found, strict=True):
        if python.version >= since:
            assert wrong == [], python
        else:
            assert wrong, f"already the same with {python}"
    if all(python.version < since for python in installed):
        version = ".".join(map(str, since))
        pytest.skip(f"needs Python {version} or newer: name one in {pythons.VARIABLE}")


@pytest.mark.parametrize("program", OTHERS, ids=name_of)
def test_not_the_same(installed: list[Python], program: Path) -> None:
    transcript = read_transcript(program)
    python = installed[-1]
    desktop = Desktop(python.path)
    result = desktop.run(program.read_text("utf-8"), limit=HANGS_AFTER_SECONDS)
    assert desktop_mismatches(result, transcript, python.version), transcript.desktop.differs
    # The label of such a program says that it hangs: up to there it is the same.
    if "hangs" in str(transcript.desktop.differs):
        assert result.outcome == "killed"
        assert result.texts() == transcript.texts("stdout")
