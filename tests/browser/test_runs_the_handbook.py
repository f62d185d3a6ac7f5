"""Promise: every program of the handbook does on the page what the page says, in real time."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.handbook import Chapter, address_of, chapters
from tests.browser.site import PaneHandle
from tests.support.comparison import line_mismatches
from tests.support.server import StaticServer
from tests.support.transcripts import Transcript, read_transcript

LATE_SECONDS = 2.0
"""How much later than its virtual time a line may come on a busy machine."""
LATE_WITH_PACKAGES_SECONDS = 10.0
"""The same where a program first imports a library: that takes no virtual time."""
PACKAGES = re.compile(r"^(import|from) (aiohttp|anyio|asyncpg|bs4|sqlalchemy)\b", re.MULTILINE)
ATTEMPTS = 2
"""On a busy machine a line may even come after the next one: a tenth of a second lies between."""
AS_IN_THE_HANDBOOK = re.compile(r" · (on purpose, )?as in the handbook$")

CHAPTERS = [chapter for chapter in chapters() if chapter.programs]


# One page a chapter: to open it and to start Python takes longer than most programs.
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.slug)
def test_chapter(page: Page, site: StaticServer, chapter: Chapter) -> None:
    wrong = {
        program.stem: mismatches
        for program in chapter.programs
        if (mismatches := run_at_its_address(page, site, program))
    }
    assert wrong == {}


def run_at_its_address(page: Page, site: StaticServer, program: Path) -> list[str]:
    """Follow the link to ``program`` and press Run; returns what is not as in its transcript."""
    page.goto(f"{site.url}{address_of(program)}")
    pane = PaneHandle(page, program.stem)
    expect(pane.section).to_be_in_viewport()
    imports = PACKAGES.search(program.read_text("utf-8"))
    late = LATE_SECONDS if imports is None else LATE_WITH_PACKAGES_SECONDS
    wrong: list[str] = []
    for _ in range(ATTEMPTS):
        wrong = run(pane, read_transcript(program), late)
        if not wrong:
            break
    return wrong


def run(pane: PaneHandle, transcript: Transcript, late: float) -> list[str]:
    state = pane.run_to_end()
    lines = pane.lines()
    times = [line.time for line in lines]
    status = pane.status.inner_text()
    return [
        *line_mismatches(lines, transcript.lines, late=late),
        *([] if times == sorted(times) else [f"times go back: {times}"]),
        *([] if state == transcript.outcome else [f"state: {state}"]),
        *([] if AS_IN_THE_HANDBOOK.search(status) else [f"status: {status}"]),
    ]
