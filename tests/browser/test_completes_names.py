"""Promise: names are completed, and explained, by the Python that runs the programs."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.offline import READY, expect_offline
from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle, hear
from tests.browser.test_everyone_can_use_it import serious_findings


def offered(pane: PaneHandle, name: str) -> Locator:
    """That name, in the list of completions."""
    label = pane.page.locator(".cm-completionLabel").filter(has_text=re.compile(f"^{name}$"))
    return pane.section.get_by_role("option").filter(has=label, visible=True)


def expect_offered(pane: PaneHandle, name: str) -> None:
    expect(offered(pane, name)).to_be_visible(timeout=ENGINE_MILLISECONDS)


def begin(pane: PaneHandle, text: str) -> None:
    """Have ``text`` in the editor, and the cursor behind it."""
    pane.code.fill(text)
    pane.code.press("ControlOrMeta+End")


@pytest.mark.console_errors
def test_own_names_and_keywords_at_once(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    # No Python is asked for these: there is none to be had.
    page.context.route("**/packages/*", lambda route: route.abort())
    pane = open_pane()
    begin(pane, "pas")
    pane.code.press("Control+Space")
    expect_offered(pane, "pass")
    begin(pane, "def fetch_all(): pass\n\n")
    page.keyboard.type("fetch_")
    expect_offered(pane, "fetch_all")
    offered(pane, "fetch_all").click()
    expect(pane.section.locator(".cm-line").last).to_have_text("fetch_all")
    begin(pane, "")
    page.keyboard.type("awai")
    expect_offered(pane, "await")


def test_a_key_that_comes_before_the_help_is_pressed_again(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    held: list[Route] = []
    page.context.route("**/assets/assistance-*.js", lambda route: held.append(route))
    pane = open_pane()
    begin(pane, "pas")
    pane.code.press("Control+Space")
    expect(offered(pane, "pass")).to_have_count(0)
    while not held:
        page.wait_for_timeout(50)
    for route in held:
        route.continue_()
    expect_offered(pane, "pass")


@pytest.mark.parametrize(
    ("before", "typed", "name"),
    [
        ("import asyncio\n", "asyncio.", "all_tasks"),
        ("import asyncio\nasync def main():\n    await ", "asyncio.sl", "sleep"),
        ("import asyncio\ntg = asyncio.TaskGroup()\n", "tg.", "create_task"),
    ],
    ids=["module", "word", "instance"],
)
def test_names_from_python(
    page: Page, open_pane: Callable[..., PaneHandle], before: str, typed: str, name: str
) -> None:
    pane = open_pane()
    begin(pane, before)
    page.keyboard.type(typed)
    expect_offered(pane, name)
    assert serious_findings(page) == []


def test_documentation_and_arguments(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    begin(pane, "import asyncio\nasyncio.gather")
    said = hear(pane)
    pane.code.press("F1")
    documentation = pane.section.get_by_role("region", name="Documentation")
    expect(documentation).to_contain_text(
        "gather(*coros_or_futures, return_exceptions=False)", timeout=ENGINE_MILLISECONDS
    )
    expect(documentation).to_contain_text("Return a future aggregating results")
    assert serious_findings(page) == []
    said("Return a future")
    page.keyboard.press("Escape")
    expect(documentation).to_be_hidden()
    page.keyboard.type("(")
    hint = pane.section.locator(".cm-signature")
    expect(hint).to_have_text(
        "gather(*coros_or_futures, return_exceptions=False)", timeout=ENGINE_MILLISECONDS
    )
    expect(hint.locator("b")).to_have_text("*coros_or_futures")
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    expect(hint).to_be_hidden()
    # With the pointer, too.
    pane.section.locator(".cm-line", has_text="gather").hover(position={"x": 95, "y": 8})
    expect(documentation).to_be_visible(timeout=ENGINE_MILLISECONDS)


@pytest.mark.console_errors
def test_enter_is_a_new_line_unless_the_list_is_meant(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    page.context.route("**/packages/*", lambda route: route.abort())
    pane = open_pane()
    lines = pane.section.locator(".cm-line")
    begin(pane, "")
    page.keyboard.type("pass")
    pane.code.press("Control+Space")
    expect_offered(pane, "pass")
    page.keyboard.press("Enter")
    expect(lines).to_have_text(["pass", ""])
    begin(pane, "")
    page.keyboard.type("retu")
    expect_offered(pane, "return")
    # In its first moments the list takes no key: that may still be meant for the text.
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(lines).to_have_text(["return"])


@pytest.mark.console_errors
def test_without_jedi_the_page_goes_on(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    page.context.route("**/packages/language-*", lambda route: route.fulfill(status=404))
    pane = open_pane()
    begin(pane, "import asyncio\n")
    page.keyboard.type("asyncio.")
    told = page.get_by_text("Completion knows only this program's own names")
    expect(told).to_have_count(1, timeout=ENGINE_MILLISECONDS)
    page.keyboard.type("run\nasyncio.")
    expect(told).to_have_count(1)
    assert pane.run_to_end("print(1)") == "finished"


def test_once_used_it_works_offline(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    begin(pane, "import asyncio\n")
    page.keyboard.type("asyncio.")
    expect_offered(pane, "all_tasks")
    expect_offline(page, READY)
    page.wait_for_function(
        """async () => {
            for (const name of await caches.keys()) {
                const keys = await (await caches.open(name)).keys();
                if (keys.some(({url}) => url.includes("/packages/language-"))) return true;
            }
            return false;
        }""",
        timeout=ENGINE_MILLISECONDS,
    )
    page.context.set_offline(True)
    page.reload()
    pane.expect_state("ready")
    begin(pane, "import asyncio\n")
    page.keyboard.type("asyncio.")
    expect_offered(pane, "all_tasks")
