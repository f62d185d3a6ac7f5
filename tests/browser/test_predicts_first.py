"""Promise: seven panes let the reader predict the order of the lines, and compare."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.handbook import address_of
from tests.browser.site import PaneHandle
from tests.support.server import StaticServer
from tests.support.transcripts import HANDBOOK, read_transcript

ASKING = sorted(
    index.with_name(f"{name}.py")
    for index in HANDBOOK.glob("*/index.md")
    for name in re.findall(r"^\[\[([\w-]+) predict\]\]$", index.read_text("utf-8"), re.M)
)
PROGRAM = HANDBOOK / "foundation/tasks-and-the-loop.py"
LINES = read_transcript(PROGRAM).texts("stdout")
QUESTION = "Predict first: in which order will these lines come?"
ALL_RIGHT = "You predicted every line in its place."


@pytest.fixture
def pane(open_pane: Callable[..., PaneHandle]) -> PaneHandle:
    """A pane that asks, in simulated time."""
    return open_asking(open_pane, PROGRAM)


def open_asking(open_pane: Callable[..., PaneHandle], program: Path) -> PaneHandle:
    pane = open_pane(program.stem, address_of(program))
    pane.section.get_by_role("combobox", name="Time").select_option("instant")
    return pane


def prediction(pane: PaneHandle) -> Locator:
    return pane.section.get_by_role("group", name="Predict first")


def line_button(pane: PaneHandle, line: str) -> Locator:
    """A line that can be chosen."""
    return prediction(pane).get_by_role("button", name=line, exact=True)


def taken_back(pane: PaneHandle, line: str) -> Locator:
    """A line that was chosen."""
    return prediction(pane).get_by_role("button", name=f"{line}: take it back", exact=True)


def choose(pane: PaneHandle, lines: Sequence[str]) -> None:
    for line in lines:
        line_button(pane, line).click()
        expect(taken_back(pane, line)).to_be_visible()


def run_and_compare(pane: PaneHandle) -> None:
    pane.button("Run and compare").click()
    pane.expect_state("finished")


def expect_focus_inside(pane: PaneHandle) -> None:
    """Who uses the keyboard goes on from there, not from the top of the page."""
    inside = prediction(pane).locator(":focus")
    expect(inside).to_have_count(1)


@pytest.mark.parametrize("program", ASKING, ids=lambda program: program.stem)
def test_right(open_pane: Callable[..., PaneHandle], program: Path) -> None:
    lines = read_transcript(program).texts("stdout")
    assert 4 <= len(set(lines)) == len(lines) <= 8
    pane = open_asking(open_pane, program)
    expect(prediction(pane)).to_contain_text(QUESTION)
    offered = prediction(pane).get_by_role("listitem")
    expect(offered).to_have_count(len(lines))
    assert offered.all_inner_texts() != lines, "the answer must not stand there"
    choose(pane, lines)
    expect(prediction(pane)).to_contain_text("Your prediction. Run the program and see.")
    run_and_compare(pane)
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)
    expect(prediction(pane).get_by_text("as you said")).to_have_count(len(lines))
    expect(pane.status).to_contain_text("as in the handbook")


def test_there_are_seven() -> None:
    assert len(ASKING) == 7


def test_only_those_ask(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("say-hello", "#/foundation/say-hello")
    expect(prediction(pane)).to_have_count(0)
    expect(page.get_by_text(QUESTION).locator("visible=true")).to_have_count(0)


def test_wrong(pane: PaneHandle) -> None:
    """It says which lines came elsewhere, and where they were expected."""
    order = [LINES[1], LINES[0], *LINES[2:]]
    choose(pane, order)
    run_and_compare(pane)
    count = len(LINES)
    expect(prediction(pane)).to_contain_text(
        f"You predicted {count - 2} of {count} lines in their place."
    )
    rows = prediction(pane).get_by_role("listitem")
    expect(rows).to_have_text(
        [
            f"{LINES[0]}you said number 2",
            f"{LINES[1]}you said number 1",
            *(f"{line}as you said" for line in LINES[2:]),
        ]
    )


def test_the_panes_own_run_compares_too(pane: PaneHandle) -> None:
    choose(pane, LINES)
    pane.run_to_end()
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)


def test_a_run_before_the_last_line_compares_nothing(pane: PaneHandle) -> None:
    choose(pane, LINES[:3])
    pane.run_to_end()
    expect(prediction(pane)).to_contain_text(QUESTION)
    choose(pane, LINES[3:])
    run_and_compare(pane)
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)


def test_an_edited_program_compares_nothing(pane: PaneHandle) -> None:
    choose(pane, LINES)
    pane.run_to_end("print('mine')")
    expect(prediction(pane)).to_contain_text("Your prediction.")
    pane.button("Reset").click()
    run_and_compare(pane)
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)


def test_a_line_can_be_taken_back(pane: PaneHandle) -> None:
    choose(pane, [LINES[1], LINES[0]])
    taken_back(pane, LINES[1]).click()
    expect(line_button(pane, LINES[1])).to_be_visible()
    expect(taken_back(pane, LINES[0])).to_be_visible()
    choose(pane, LINES[1:])
    # And from the whole order.
    taken_back(pane, LINES[-1]).click()
    expect(prediction(pane)).to_contain_text(QUESTION)
    expect(pane.button("Run and compare")).to_have_count(0)
    choose(pane, LINES[-1:])
    run_and_compare(pane)
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)


def test_skip_is_remembered(page: Page, pane: PaneHandle) -> None:
    pane.button("Skip").click()
    expect(pane.section.get_by_text(QUESTION)).to_have_count(0)
    page.reload()
    pane.expect_state("ready")
    expect(prediction(pane)).to_be_visible()
    expect(pane.section.get_by_text(QUESTION)).to_have_count(0)
    # Who changes their mind is asked again.
    pane.button("Predict the order of its lines").click()
    expect(prediction(pane)).to_contain_text(QUESTION)


def test_the_comparison_is_remembered(page: Page, pane: PaneHandle) -> None:
    choose(pane, [*LINES[1:], LINES[0]])
    run_and_compare(pane)
    said = prediction(pane).inner_text()
    assert "You predicted 0 of" in said
    page.reload()
    pane.expect_state("ready")
    expect(prediction(pane).get_by_text("You predicted 0 of")).to_be_visible()
    assert prediction(pane).inner_text() == said
    pane.button("Predict again").click()
    choose(pane, LINES)
    run_and_compare(pane)
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)


def test_two_panes_are_remembered(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    """What one pane remembers does not make another forget."""
    race = HANDBOOK / "traps/race.py"
    open_asking(open_pane, race).button("Skip").click()
    pane = open_asking(open_pane, PROGRAM)
    choose(pane, LINES)
    run_and_compare(pane)
    for program, text in ((race, "Predict the order of its lines"), (PROGRAM, ALL_RIGHT)):
        page.goto("about:blank")
        expect(prediction(open_asking(open_pane, program))).to_contain_text(text)


def test_spoilt_memory_does_no_harm(page: Page, site: StaticServer) -> None:
    pane = PaneHandle(page, PROGRAM.stem)
    page.goto(f"{site.url}{address_of(PROGRAM)}")
    for stored in (
        "{",
        "null",
        "[]",
        '"skipped"',
        '{"tasks-and-the-loop": 3}',
        '{"tasks-and-the-loop": []}',
        '{"tasks-and-the-loop": ["gone", "away"]}',
        json.dumps({"tasks-and-the-loop": [*LINES, LINES[0]]}),
        json.dumps({"tasks-and-the-loop": [*LINES[1:], "gone"]}),
        '{"__proto__": []}',
        '{"race": {"order": []}}',
    ):
        page.evaluate("text => localStorage.setItem('asyncarium.predictions', text)", stored)
        page.reload()
        expect(prediction(pane)).to_contain_text(QUESTION)
        choose(pane, LINES[:2])
    # The next comparison is remembered all the same.
    choose(pane, LINES[2:])
    pane.section.get_by_role("combobox", name="Time").select_option("instant")
    run_and_compare(pane)
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)
    page.reload()
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)


# The keyboard


def reach_prediction(page: Page, pane: PaneHandle) -> None:
    """Tab from the pane's beginning: through its buttons and its editor."""
    pane.section.get_by_role("link", name=PROGRAM.stem).focus()
    for _ in range(12):
        page.keyboard.press("Escape")  # the editor's way out
        page.keyboard.press("Tab")
        if prediction(pane).locator(":focus").count() == 1:
            return
    raise AssertionError("Tab does not lead there")


def press_line(page: Page, pane: PaneHandle, line: str) -> None:
    target = line_button(pane, line)
    for _ in range(2 * len(LINES)):
        if target.evaluate("button => button === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {line}")


def test_choosing_with_the_keyboard(page: Page, pane: PaneHandle) -> None:
    reach_prediction(page, pane)
    for line in LINES[:-1]:
        press_line(page, pane, line)
        expect(taken_back(pane, line)).to_be_visible()
        # It is on what comes next: Enter once more must not undo what was done.
        expect(prediction(pane).locator(".choices :focus")).to_have_count(1)
    press_line(page, pane, LINES[-1])
    expect(pane.button("Run and compare")).to_be_focused()
    # One is taken back and chosen again.
    page.keyboard.press("Shift+Tab")
    expect(taken_back(pane, LINES[-1])).to_be_focused()
    page.keyboard.press("Enter")
    expect_focus_inside(pane)
    press_line(page, pane, LINES[-1])
    expect(pane.button("Run and compare")).to_be_focused()
    page.keyboard.press("Enter")
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)


def test_the_focus_stays_after_the_comparison(page: Page, pane: PaneHandle) -> None:
    choose(pane, LINES)
    pane.button("Run and compare").press("Enter")
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)
    expect_focus_inside(pane)
    page.keyboard.press("Enter")
    expect(prediction(pane)).to_contain_text(QUESTION)
    expect_focus_inside(pane)


def test_the_focus_of_others_is_left_alone(pane: PaneHandle) -> None:
    """Who has gone on typing is not pulled back by the end of the run."""
    choose(pane, LINES)
    pane.button("Run and compare").click()
    pane.code.focus()
    expect(prediction(pane)).to_contain_text(ALL_RIGHT)
    expect(pane.code).to_be_focused()


def test_the_focus_stays_after_skip(page: Page, pane: PaneHandle) -> None:
    pane.button("Skip").press("Enter")
    expect(pane.button("Predict the order of its lines")).to_be_visible()
    expect_focus_inside(pane)
    page.keyboard.press("Enter")
    expect(prediction(pane)).to_contain_text(QUESTION)
    expect_focus_inside(pane)
