"""Promise: Run, and the lines stream in at their own times."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle
from tests.support.server import StaticServer


def test_lines_come_while_the_program_runs(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run("import time\nprint('first')\ntime.sleep(30)\nprint('second')")
    pane.expect_line("first")
    pane.expect_state("running")
    assert pane.texts() == ["first"]


def test_edit_and_run_again(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("say-hello")
    pane.run_to_end("print('edited')")
    assert pane.texts() == ["edited"]
    pane.run_to_end("print('edited again')")
    assert pane.texts() == ["edited again"]
    pane.button("Reset").click()
    assert "def say_hello(name, delay):" in pane.code.inner_text()
    expect(pane.button("Reset")).to_be_disabled()


def test_simulated_time_is_exact_and_said(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("say-hello")
    pane.section.get_by_role("combobox", name="Time").select_option("instant")
    assert pane.run_to_end() == "finished"
    assert [(line.time, line.text) for line in pane.lines()] == [
        (1, "Hello, Bob!"),
        (2, "Hello, Alice!"),
        (2, "All greetings completed!"),
    ]
    expect(pane.status).to_have_text("Finished after 2 s of simulated time · as in the handbook")


def test_run_pressed_before_python_is_here(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}#/play")
    pane = PaneHandle(page, "playground")
    assert pane.section.get_attribute("data-state") == "loading"
    assert pane.run_to_end("print('patience')") == "finished"
    assert pane.texts() == ["patience"]


def test_two_panes_do_not_mix(open_pane: Callable[..., PaneHandle]) -> None:
    hello = open_pane("say-hello")
    pattern = PaneHandle(hello.page, "the-pattern")
    hello.run()
    pattern.run()
    hello.expect_state("finished")
    pattern.expect_state("finished")
    assert len(hello.texts()) == 3
    assert len(pattern.texts()) == 8


def test_input_is_asked_in_the_output(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run("name = input('Your name? ')\nprint('Hello', name)\ninput()")
    field = pane.output.get_by_role("textbox", name="Input for the program")
    expect(field).to_be_focused(timeout=ENGINE_MILLISECONDS)
    field.fill("Ada")
    field.press("Enter")
    pane.expect_line("Hello Ada")
    pane.output.get_by_role("button", name="End of input").click()
    pane.expect_state("failed")
    assert pane.texts("stderr")[-1] == "EOFError: EOF when reading a line"


def test_copy_and_clear(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pane.run_to_end("print('one')\nprint('two')")
    pane.button("Copy").click()
    expect(pane.status).to_have_text("Output copied")
    assert pane.page.evaluate("navigator.clipboard.readText()") == "one\ntwo\n"
    pane.button("Clear").click()
    assert pane.lines() == []
