"""Promise: a pane says whether an unchanged program printed what the handbook says, and how not."""

import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.handbook import (
    address_of,
    article,
    change_document,
    cure_of,
    place,
    shown_programs,
)
from tests.browser.site import PaneHandle
from tests.support.server import StaticServer
from tests.support.transcripts import HANDBOOK, read_transcript

SAME = " · as in the handbook"
ON_PURPOSE = " · on purpose, as in the handbook"
DIFFERENT = " · not as in the handbook"

HELLO = ("say-hello", "#/foundation/say-hello")
FAILING = [program for program in shown_programs() if read_transcript(program).error is not None]


def choose_time(pane: PaneHandle, mode: str) -> None:
    pane.section.get_by_role("combobox", name="Time").select_option(mode)


def difference(pane: PaneHandle) -> Locator:
    """What stands below the output when it is not that of the handbook."""
    return pane.section.get_by_role("group").filter(has_text="How it differs from the handbook")


def li(text: str, time: float, stream: str = "stdout") -> str:
    """A line of a transcript in the document."""
    return f'<li data-stream="{stream}" data-time="{time:g}">{html.escape(text)}</li>'


# The same


@pytest.mark.parametrize("mode", ["real", "instant", "slow"])
def test_an_unchanged_program_is_as_in_the_handbook(
    open_pane: Callable[..., PaneHandle], mode: str
) -> None:
    pane = open_pane("tasks-and-the-loop", "#/foundation/tasks-and-the-loop")
    choose_time(pane, mode)
    assert pane.run_to_end() == "finished"
    expect(pane.status).to_contain_text(SAME)
    expect(difference(pane)).to_have_count(0)


def test_so_it_is_the_second_time_and_after_reset(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane(*HELLO)
    choose_time(pane, "instant")
    for _ in range(2):
        pane.run_to_end()
        expect(pane.status).to_contain_text(SAME)
    pane.run_to_end("print('mine')")
    pane.button("Reset").click()
    pane.run_to_end()
    expect(pane.status).to_contain_text(SAME)


def test_four_programs_at_once(page: Page, site: StaticServer) -> None:
    """Each ends with its own lines, however the four take turns."""
    names = ["say-hello", "blocking-vs-async", "tasks-and-the-loop", "pending-task"]
    page.goto(f"{site.url}#/foundation/say-hello")
    panes = [PaneHandle(page, name) for name in names]
    panes[0].expect_state("ready")
    for pane in panes:
        pane.button("Run").click()
    for name, pane in zip(names, panes, strict=True):
        pane.expect_state("finished")
        expected = read_transcript(HANDBOOK / "foundation" / f"{name}.py")
        assert pane.texts() == expected.texts("stdout")
        assert pane.texts("stderr") == expected.texts("stderr")
        expect(pane.status).to_contain_text(SAME)


# Not the same


def test_the_difference_is_shown_line_by_line(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    change_document(page, li("Hello, Bob!", 1), li("Hello, <Rob>!", 1))
    pane = open_pane(*HELLO)
    assert pane.run_to_end() == "finished"
    expect(pane.status).to_contain_text(DIFFERENT)
    shown = difference(pane)
    expect(shown).to_be_visible()
    expect(shown.get_by_role("listitem")).to_have_text(
        ["−Hello, <Rob>!", "+Hello, Bob!", "Hello, Alice!", "All greetings completed!"]
    )
    # In words, too, for those who can't see the signs.
    removed = shown.get_by_role("listitem").filter(has_text="<Rob>")
    expect(removed.get_by_role("img", name="only in the handbook:")).to_be_visible()
    added = shown.get_by_role("listitem").filter(has_text="Hello, Bob!")
    expect(added.get_by_role("img", name="only here:")).to_be_visible()
    # The next run is another one.
    pane.run_to_end("print('mine')")
    expect(shown).to_have_count(0)


def test_a_line_too_many_and_a_line_too_few(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    change_document(page, li("Hello, Alice!", 2), "")
    pane = open_pane(*HELLO)
    choose_time(pane, "instant")
    pane.run_to_end()
    expect(difference(pane).locator("[data-side=here]")).to_have_text(["+2 s  Hello, Alice!"])
    expect(difference(pane).locator("[data-side=handbook]")).to_have_count(0)
    page.unroute_all()
    change_document(page, li("Hello, Alice!", 2), li("Hello, Alice!", 2) + li("Hello, Eve!", 2))
    page.reload()
    pane.expect_state("ready")
    pane.run_to_end()
    expect(difference(pane).locator("[data-side=handbook]")).to_have_text(["−Hello, Eve!"])
    expect(difference(pane).locator("[data-side=here]")).to_have_count(0)


def test_simulated_time_compares_the_times(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    change_document(page, li("Hello, Bob!", 1), li("Hello, Bob!", 1.25))
    pane = open_pane(*HELLO)
    choose_time(pane, "instant")
    pane.run_to_end()
    expect(pane.status).to_contain_text(DIFFERENT)
    expect(difference(pane).locator("[data-side=handbook]")).to_have_text(["−1.25 s  Hello, Bob!"])
    expect(difference(pane).locator("[data-side=here]")).to_have_text(["+1 s  Hello, Bob!"])
    # No machine keeps real time to the microsecond.
    choose_time(pane, "real")
    pane.run_to_end()
    expect(pane.status).to_contain_text(SAME)
    expect(difference(pane)).to_have_count(0)


def test_another_error_is_a_difference(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    error = read_transcript(HANDBOOK / "foundation/the-rule.py").error
    assert error is not None
    # As the build writes it into an attribute.
    quoted = json.dumps(str(error["message"])).replace('"', "&#34;")
    change_document(page, quoted, "&#34;something else&#34;")
    pane = open_pane("the-rule", "#/foundation/the-rule")
    assert pane.run_to_end() == "failed"
    expect(pane.status).to_contain_text(DIFFERENT)
    removed = difference(pane).locator("[data-side=handbook]")
    expect(removed).to_have_text(["−ends with SyntaxError: something else"])


# No verdict


def test_an_edited_program_gets_no_verdict(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane(*HELLO)
    choose_time(pane, "instant")
    text = (HANDBOOK / "foundation/say-hello.py").read_text("utf-8").rstrip()
    assert pane.run_to_end(f"{text}  # mine") == "finished"
    assert len(pane.texts()) == 3
    expect(pane.status).to_contain_text("Finished")
    expect(pane.status).not_to_contain_text("handbook")
    assert pane.run_to_end("1 / 0") == "failed"
    expect(pane.status).to_contain_text("ZeroDivisionError in line 1")
    expect(pane.status).not_to_contain_text("handbook")


def test_an_edit_during_the_run_changes_nothing(open_pane: Callable[..., PaneHandle]) -> None:
    """What was run counts, not what stands there at the end."""
    pane = open_pane(*HELLO)
    pane.run()
    pane.expect_state("running")
    pane.code.fill("print('next')")
    pane.expect_state("finished")
    expect(pane.status).to_contain_text(SAME)


def test_a_stopped_run_gets_no_verdict(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane(*HELLO)
    choose_time(pane, "slow")
    pane.run()
    pane.expect_line("Hello, Bob!")
    pane.button("Stop").click()
    pane.expect_state("stopped")
    expect(pane.status).to_contain_text("Stopped")
    expect(pane.status).not_to_contain_text("handbook")
    expect(difference(pane)).to_have_count(0)


def test_cleared_lines_are_not_missing(open_pane: Callable[..., PaneHandle]) -> None:
    """Who clears the output of a running program has not changed what it prints."""
    pane = open_pane(*HELLO)
    choose_time(pane, "slow")
    pane.run()
    pane.expect_line("Hello, Bob!")
    pane.button("Clear").click()
    pane.expect_state("finished")
    expect(pane.status).to_contain_text("Finished")
    expect(pane.status).not_to_contain_text("not as in the handbook")
    expect(difference(pane)).to_have_count(0)


def test_the_playground_has_no_handbook(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run_to_end()
    expect(pane.status).not_to_contain_text("handbook")


# Programs that fail on purpose


def test_each_failing_program_says_what_and_where(page: Page, site: StaticServer) -> None:
    assert len(FAILING) >= 5
    for program in FAILING:
        page.goto(f"{site.url}{address_of(program)}")
        expect_lesson(PaneHandle(page, program.stem), program)


def expect_lesson(pane: PaneHandle, program: Path) -> None:
    error = read_transcript(program).error
    assert error is not None
    assert cure_of(program).exists()
    expect(pane.section.get_by_text("This program fails on purpose")).to_be_visible()
    lesson = pane.section.locator(".lesson")
    expect(lesson).to_contain_text(f"in line {error['line']}:")
    message = str(error["message"]).partition("\n")[0].partition(" (main.py")[0]
    expect(lesson).to_contain_text(f"{error['type']}: {message}")
    expect(pane.section.get_by_role("group", name="The cure, line by line")).to_be_visible()
    expect(pane.button("Apply the cure")).to_be_visible()


@pytest.mark.parametrize("name", ["the-rule", "deadlock"])
def test_the_cure_cures(open_pane: Callable[..., PaneHandle], name: str) -> None:
    program = next(program for program in FAILING if program.stem == name)
    transcript = read_transcript(program)
    assert transcript.error is not None
    pane = open_pane(name, address_of(program))
    assert pane.run_to_end() == "failed"
    expect(pane.status).to_contain_text(
        f"{transcript.error['type']} in line {transcript.error['line']}{ON_PURPOSE}"
    )
    assert pane.texts("stderr") == transcript.texts("stderr")
    expect(pane.section.locator(".cm-errorLine")).to_have_count(1)

    pane.button("Apply the cure").click()
    expect(pane.button("Run")).to_be_focused()
    expect(pane.section.locator(".cm-errorLine")).to_have_count(0)
    assert pane.run_to_end() == "finished"
    expect(pane.status).to_contain_text(SAME)
    assert pane.texts() == read_transcript(cure_of(program)).texts("stdout")

    # Reset brings the failing one back.
    pane.button("Reset").click()
    assert pane.run_to_end() == "failed"
    expect(pane.status).to_contain_text(ON_PURPOSE)


# Where else it is the same


def test_each_pane_says_whether_it_is_the_same_elsewhere(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    for program in shown_programs():
        desktop = read_transcript(program).desktop
        label = PaneHandle(page, program.stem).section.locator(".pane-label").first
        expect(label).to_be_visible()
        if desktop.differs is not None:
            expect(label).to_have_text(f"Not the same on your machine. {desktop.differs}")
        elif desktop.needs:
            packages = " ".join(desktop.needs)
            expect(label).to_have_text(f"Same on your machine, after pip install {packages}")
        elif desktop.since == (3, 11):
            expect(label).to_have_text("Same on your machine")
        else:
            version = f"{desktop.since[0]}.{desktop.since[1]}"
            expect(label).to_have_text(f"Same on your machine, with Python {version} or newer")


def test_without_jspi_a_pane_says_what_is_different(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    reason = read_transcript(HANDBOOK / "traps/block-the-loop.py").without_jspi
    assert reason is not None
    pane = open_pane("block-the-loop", "#/traps/block-the-loop", query="?jspi=off")
    label = pane.section.get_by_text("Not the same in this browser.")
    expect(label).to_be_visible()
    expect(pane.section).to_contain_text(reason)
    others = article(page, "traps").get_by_text("Not the same in this browser.")
    expect(others.locator("visible=true")).to_have_count(1)
    choose_time(pane, "instant")
    pane.run_to_end()
    expect(pane.status).to_contain_text(DIFFERENT)


def test_with_jspi_there_is_no_such_label(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("block-the-loop", "#/traps/block-the-loop")
    expect(pane.section.get_by_text("Not the same in this browser.")).to_be_hidden()
    choose_time(pane, "instant")
    pane.run_to_end()
    expect(pane.status).to_contain_text(SAME)


def test_the_help_on_time_with_the_keyboard(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane(*HELLO)
    pane.section.get_by_role("combobox", name="Time").focus()
    page.keyboard.press("Tab")
    button = pane.button("About the three kinds of time")
    expect(button).to_be_focused()
    text = page.get_by_text("Simulated time. Nobody waits")
    expect(text).to_be_hidden()
    page.keyboard.press("Enter")
    expect(text).to_be_visible()
    expect(text).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(text).to_be_hidden()
    expect(button).to_be_focused()
    expect(place(page, HELLO[1])).to_be_in_viewport()
