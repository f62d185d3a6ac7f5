"""Promise: mistakes are marked while you write, with a fix where there is one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.offline import READY, expect_offline
from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle, hear
from tests.browser.test_everyone_can_use_it import serious_findings
from tests.support.server import StaticServer

NEVER_AWAITED = """import asyncio


async def fetch():
    return 1


async def main():
    fetch()


asyncio.run(main())
"""


def marks(pane: PaneHandle) -> Locator:
    """What is underlined."""
    return pane.section.locator(".cm-lintRange")


def expect_marked(pane: PaneHandle, *texts: str) -> None:
    expect(marks(pane)).to_have_text(list(texts), timeout=ENGINE_MILLISECONDS)


def write(pane: PaneHandle, text: str) -> None:
    pane.code.focus()
    pane.code.fill(text)


def test_a_program_that_is_only_read_is_left_alone(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pane = open_pane()
    assert pane.run_to_end() == "finished"
    assert not [url for url in asked if "/packages/" in url]


def test_a_call_that_is_never_awaited(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    write(pane, NEVER_AWAITED)
    expect_marked(pane, "fetch()")
    assert serious_findings(page) == []
    marks(pane).hover()
    remark = pane.section.get_by_text("fetch() only makes a coroutine")
    expect(remark).to_be_visible()
    assert serious_findings(page) == []
    pane.section.get_by_role("button", name="Insert await").click()
    expect(pane.code).to_contain_text("await fetch()")
    expect_marked(pane)
    pane.code.press("ControlOrMeta+z")
    expect(pane.code).not_to_contain_text("await fetch()")


def test_by_keyboard_and_by_ear(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    write(pane, NEVER_AWAITED)
    expect_marked(pane, "fetch()")
    said = hear(pane)
    pane.code.press("F8")
    said("Line 9: fetch() only makes a coroutine")
    said("Fix: Insert await")
    pane.code.press("ControlOrMeta+.")
    expect(pane.code).to_contain_text("await fetch()")


def test_the_list_of_problems(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    write(pane, NEVER_AWAITED)
    expect_marked(pane, "fetch()")
    pane.code.press("ControlOrMeta+Shift+M")
    problems = pane.section.get_by_role("listbox")
    expect(problems).to_contain_text("fetch() only makes a coroutine")
    assert serious_findings(page) == []


@pytest.mark.parametrize(
    ("code", "marked"),
    [
        ("print(nam)\n", "nam"),
        ("import time\n\n\nasync def main():\n    time.sleep(1)\n", "time.sleep"),
        (
            "import asyncio\n\n\nasync def main():\n    asyncio.create_task(main())\n",
            "asyncio.create_task(main())",
        ),
    ],
    ids=["unknown name", "blocking call", "dangling task"],
)
def test_what_ruff_finds(open_pane: Callable[..., PaneHandle], code: str, marked: str) -> None:
    pane = open_pane()
    write(pane, code)
    expect_marked(pane, marked)


def test_a_syntax_error_while_it_is_written(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    write(pane, "x = 1 +\n")
    expect(pane.section.locator(".cm-lint-marker-error")).to_be_visible(timeout=ENGINE_MILLISECONDS)
    write(pane, "x = 1 + 1\n")
    expect(pane.section.locator(".cm-lint-marker-error")).to_have_count(0)


def test_format_on_demand(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    ugly = "x=[ 1,2 ]\nprint( x )\n"
    write(pane, ugly)
    pane.code.press("Shift+Alt+f")
    lines = pane.section.locator(".cm-line")
    expect(lines).to_have_text(["x = [1, 2]", "print(x)", ""], timeout=ENGINE_MILLISECONDS)
    expect(pane.status).to_have_text("Formatted")
    pane.code.press("ControlOrMeta+z")
    expect(lines).to_have_text(ugly.split("\n"))
    pane.button("More").click()
    page.get_by_role("menuitem", name="Format the code").click()
    expect(lines).to_have_text(["x = [1, 2]", "print(x)", ""])


def test_what_is_no_python_is_not_formatted(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    write(pane, "x = (\n")
    pane.code.press("Shift+Alt+f")
    expect(pane.status).to_have_text(
        "Not formatted: unexpected EOF while parsing. Mend that first.",
        timeout=ENGINE_MILLISECONDS,
    )


@pytest.mark.console_errors
def test_without_ruff_the_page_goes_on(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    page.context.route("**/packages/ruff-*", lambda route: route.fulfill(status=404))
    pane = open_pane()
    write(pane, NEVER_AWAITED)
    told = page.get_by_text("Mistakes are not marked")
    expect(told).to_have_count(1, timeout=ENGINE_MILLISECONDS)
    # What needs no ruff is found all the same.
    expect_marked(pane, "fetch()")
    page.keyboard.type("x = = 1")
    expect(pane.section.locator(".cm-lint-marker-error")).to_be_visible()
    expect(told).to_have_count(1)
    assert pane.run_to_end("print(1)") == "finished"


def test_once_used_it_works_offline(
    page: Page, site: StaticServer, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    write(pane, "print(nam)\n")
    expect_marked(pane, "nam")
    expect_offline(page, READY)
    kept = """async () => {
        for (const name of await caches.keys()) {
            const keys = await (await caches.open(name)).keys();
            if (keys.some(({url}) => url.includes("/packages/ruff-"))) return true;
        }
        return false;
    }"""
    page.wait_for_function(kept, timeout=ENGINE_MILLISECONDS)
    page.context.set_offline(True)
    page.reload()
    pane.expect_state("ready")
    write(pane, "print(nom)\n")
    expect_marked(pane, "nom")
