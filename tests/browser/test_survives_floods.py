"""Promise: 100,000 lines are capped to the newest 10,000, and the page goes on answering."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.site import PaneHandle


def test_the_newest_10_000_lines_are_kept(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert pane.run_to_end("for n in range(100_000): print(n)") == "finished"
    texts = pane.texts()
    assert texts == [str(n) for n in range(90_000, 100_000)]
    notice = pane.output.get_by_text("90,000 earlier lines are not shown")
    expect(notice).to_be_attached()


def test_the_editor_answers_during_a_flood(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run("while True: print('x' * 1000)")
    pane.expect_state("running")
    pane.code.click()
    pane.page.keyboard.press("ControlOrMeta+a")
    pane.page.keyboard.type("print(1)")
    expect(pane.code).to_have_text("print(1)")
    pane.button("Stop").click()
    pane.expect_state("stopped", "killed")


def test_a_line_without_end(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert pane.run_to_end("print('x' * 25_000)") == "finished"
    assert [len(text) for text in pane.texts()] == [10_000, 10_000, 5_000]


def test_a_reader_who_scrolled_up_stays_there(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run("import time\nfor n in range(100): print(n)\ntime.sleep(0.5)\nprint('late')")
    pane.expect_line("99")
    pane.output.evaluate("log => { log.scrollTop = 0; }")
    pane.expect_state("finished")
    assert pane.texts()[-1] == "late"
    assert pane.output.evaluate("log => log.scrollTop") == 0
    pane.run_to_end("for n in range(100): print(n)")
    # The console has come below it, and taken room from it.
    pane.output.page.wait_for_function(
        "log => log.scrollTop + log.clientHeight >= log.scrollHeight - 2",
        arg=pane.output.element_handle(),
    )
