"""Promise to scripts: sections, roles and names, routes, and window.asyncarium.run."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.site import PaneHandle, run_by_api
from tests.support.server import StaticServer


def test_sections_roles_and_names(open_pane: Callable[..., PaneHandle]) -> None:
    for example in ("the-pattern", "say-hello", "playground"):
        pane = open_pane(example)
        expect(pane.section).to_have_count(1)
        expect(pane.code).to_be_editable()
        expect(pane.output).to_be_visible()
        for name in ("Run", "Stop", "Reset", "Share"):
            expect(pane.button(name)).to_be_visible()


def test_run_gives_lines_times_and_error(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    code = "import asyncio\nprint('a')\nasyncio.run(asyncio.sleep(3600))\nprint('b')\n1 / 0"
    result = run_by_api(page, code, clock="instant")
    assert result.outcome == "failed"
    assert result.timed() == [(0, "a"), (3600, "b")]
    assert result.error == {"type": "ZeroDivisionError", "message": "division by zero", "line": 5}
    assert result.texts("stderr")[0] == "Traceback (most recent call last):"
    assert result.duration == 3600


def test_run_waits_for_the_engine(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    page.reload()
    page.wait_for_function("() => window.asyncarium")
    assert run_by_api(page, "print('early')").texts() == ["early"]


def test_stdin_and_its_end(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    result = run_by_api(page, "print(input(), input())\ninput()", stdin="one\ntwo")
    assert result.texts() == ["one two"]
    assert result.error == {"type": "EOFError", "message": "EOF when reading a line", "line": 2}
    assert run_by_api(page, "input()").outcome == "failed"


def test_time_out_stops_then_kills(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    code = "import time\ntry: time.sleep(60)\nfinally: print('cleaned up')"
    stopped = run_by_api(page, code, timeoutSeconds=0.5)
    assert (stopped.outcome, stopped.texts()) == ("stopped", ["cleaned up"])
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    assert run_by_api(page, stubborn, timeoutSeconds=0.5).outcome == "killed"
    keys = "async code => Object.keys(await window.asyncarium.run(code, { timeoutSeconds: 0.5 }))"
    promised = ["durationSeconds", "error", "lines", "outcome"]
    assert [sorted(page.evaluate(keys, code)) for code in (code, stubborn)] == [promised] * 2


def test_exit_codes(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    failed = run_by_api(page, "import sys\nsys.exit(3)")
    assert failed.outcome == "failed"
    assert failed.error == {"type": "SystemExit", "message": "3", "line": 2}
    assert failed.lines == []
    assert run_by_api(page, "import sys\nsys.exit(0)").outcome == "finished"


def test_several_at_once(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    results = page.evaluate(
        """() => Promise.all([1, 2, 3].map(n => window.asyncarium.run(`print(${n})`)))"""
    )
    assert [result["lines"][0]["text"] for result in results] == ["1", "2", "3"]


def test_wrong_arguments_are_named(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    with pytest.raises(Error, match="clock must be one of real, instant, slow"):
        run_by_api(page, "1", clock="yesterday")
    with pytest.raises(Error, match="timeoutSeconds must be a number of seconds"):
        run_by_api(page, "1", timeoutSeconds=-1)


def test_routes(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("say-hello", route="#/foundation")
    pattern = page.locator('section[data-example="the-pattern"]')
    expect(pane.section).to_be_visible()
    expect(pattern).to_be_hidden()
    page.get_by_role("link", name="Handbook").click()
    expect(pattern).to_be_visible()
    page.get_by_role("link", name="Playground").click()
    expect(page.locator('section[data-example="playground"]')).to_be_visible()
    expect(pane.section).to_be_hidden()
    page.evaluate("location.hash = '#/pattern/the-pattern'")
    expect(pattern).to_be_in_viewport()
    page.evaluate("location.hash = '#/no-such-chapter'")
    expect(page.get_by_text("There is no such chapter.")).to_be_visible()


def test_the_textbox_of_before_is_gone_when_the_editor_is_there(
    page: Page, site: StaticServer
) -> None:
    held: list[Route] = []
    page.route("**/workbench-*.js", lambda route: held.append(route))
    page.goto(f"{site.url}#/play")
    pane = PaneHandle(page, "playground")
    before = pane.code.and_(page.locator("pre")).element_handle()
    held[0].continue_()
    expect(pane.code.and_(page.locator(".cm-content"))).to_be_visible()
    assert not before.evaluate("textbox => textbox.isConnected")
