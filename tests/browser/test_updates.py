"""Promise: an update is offered, not forced; it loses no keystroke and never mixes two builds."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.offline import (
    READY,
    banner,
    expect_offer,
    expect_offline,
    expect_release,
    forget_downloads,
    get,
    look_for_update,
    poison,
    stored,
    visit,
)
from tests.browser.site import PaneHandle
from tests.support.deploy import other_build
from tests.support.machines import ROOT
from tests.support.server import Answer, StaticServer


@pytest.fixture(scope="module")
def following(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next build."""
    return other_build(tmp_path_factory.mktemp("builds") / "next", "next")


@pytest.fixture
def context(page: Page) -> BrowserContext:
    return page.context


def count_loads(page: Page) -> list[str]:
    """Grows with every page that the tab loads."""
    loads: list[str] = []
    page.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
    return loads


def test_an_open_tab_stays_with_its_build(page: Page, host: StaticServer, following: Path) -> None:
    pane = visit(page, host.url)
    host.root = following
    look_for_update(page)
    expect_offer(page)
    expect(banner(page)).to_have_count(1)
    assert pane.run_to_end("print('old')") == "finished"
    (loader,) = (ROOT / "dist/engine").glob("pyodide-*.mjs")
    assert get(page, f"engine/{loader.name}") == loader.read_text("utf-8")
    assert get(page, "licences.txt") == (ROOT / "dist/licences.txt").read_text("utf-8")
    page.reload()
    expect_release(page, None)
    expect_offer(page)
    page.get_by_role("button", name="Later").click()
    expect(banner(page)).to_be_hidden()
    page.get_by_role("searchbox").fill("gather")
    expect(
        page.get_by_role("status").filter(has_text=re.compile("place|result|found"))
    ).to_be_attached()
    page.reload()
    assert pane.run_to_end("print('still old')") == "finished"
    expect_offline(page, READY)
    look_for_update(page)
    expect(banner(page)).to_be_hidden()
    assert host.missing == []


def test_both_tabs_keep_their_keystrokes(
    page: Page, context: BrowserContext, host: StaticServer, following: Path
) -> None:
    pane = visit(page, host.url)
    other = context.new_page()
    other_pane = visit(other, host.url)
    host.root = following
    look_for_update(page)
    expect_offer(page)
    expect_offer(other)
    pane.code.fill("print('mine')")
    other_pane.code.fill("print('and mine')")
    loads, other_loads = count_loads(page), count_loads(other)
    page.get_by_role("button", name="Update").click()
    expect_release(page, "next")
    expect_release(other, "next")
    expect(pane.code).to_have_text("print('mine')")
    expect(other_pane.code).to_have_text("print('and mine')")
    expect_offline(page, READY)
    expect_offline(other, READY)
    assert len(loads) == len(other_loads) == 1
    # Nobody shows the old build any more.
    assert len(stored(page)) == 1

    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["mine"]
    pane.button("Reset").click()
    expect(pane.code).not_to_have_text("print('mine')")
    pane.code.press("Control+z")
    expect(pane.code).to_have_text("print('mine')")


def test_an_edited_shared_program_survives(page: Page, host: StaticServer) -> None:
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    pane.expect_state("ready")
    pane.code.fill("print('shared')")
    page.goto(pane.share())
    expect(page.get_by_text("This is a shared program.")).to_be_visible()
    pane.code.fill("print('made of it')")
    page.reload()
    expect(page.get_by_text("This is a shared program.")).to_be_visible()
    expect(pane.code).to_have_text("print('made of it')")
    pane.button("Reset").click()
    expect(pane.code).to_have_text("print('shared')")


DEAF = """{
    const add = ServiceWorkerContainer.prototype.addEventListener;
    ServiceWorkerContainer.prototype.addEventListener = function (type, ...rest) {
        if (!/^(EVENTS)$/.test(type)) { add.call(this, type, ...rest); }
    };
}"""


@pytest.mark.console_errors
def test_a_tab_that_stays_behind_gets_its_own_files(
    page: Page, context: BrowserContext, host: StaticServer, following: Path
) -> None:
    behind = context.new_page()
    behind.add_init_script(DEAF.replace("EVENTS", "controllerchange|message"))
    visit(behind, host.url)
    visit(page, host.url)
    host.root = following
    look_for_update(page)
    expect_offer(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Update").click()
    expect_release(page, "next")
    expect_offline(page, READY)
    expect_release(behind, None)

    (script,) = [path.name for path in (ROOT / "dist/assets").glob("workbench-*.js")]
    whole = (ROOT / "dist/assets" / script).read_text("utf-8")
    assert get(behind, f"assets/{script}") == whole
    assert len(stored(page)) == 2
    forget_downloads(page)
    poison(page, re.escape(script))
    assert get(behind, f"assets/{script}") == "error"

    behind.close()
    page.reload()
    expect_offline(page, READY)
    assert len(stored(page)) == 1


def test_it_looks_at_the_start_and_then_once_an_hour(page: Page, host: StaticServer) -> None:
    page.add_init_script(
        """{
            globalThis.looks = 0;
            ServiceWorkerRegistration.prototype.update = async () => { looks += 1; };
        }"""
    )
    visit(page, host.url)
    page.reload()
    expect_offline(page, READY)
    assert page.evaluate("looks") == 1
    seen_again = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(seen_again)
    assert page.evaluate("looks") == 1
    page.evaluate("{ const now = Date.now() + 3_700_000; Date.now = () => now; }")
    page.evaluate(seen_again)
    page.evaluate(seen_again)
    assert page.evaluate("looks") == 2


@pytest.mark.parametrize("deaf_to", ["controllerchange", "controllerchange|message"])
def test_a_browser_that_does_not_tell(
    page: Page, host: StaticServer, following: Path, deaf_to: str
) -> None:
    page.add_init_script(DEAF.replace("EVENTS", deaf_to))
    pane = visit(page, host.url)
    host.root = following
    look_for_update(page)
    expect_offer(page)
    pane.code.fill("print('mine')")
    loads = count_loads(page)
    page.get_by_role("button", name="Update").click()
    expect_release(page, "next")
    expect(pane.code).to_have_text("print('mine')")
    expect_offline(page, READY)
    assert len(loads) == 1
    for times in range(2, 12):
        page.reload()
        expect_release(page, "next")
        pane.expect_state("ready")
        assert len(loads) == times
    expect(banner(page)).to_be_hidden()


@pytest.mark.console_errors
def test_a_deploy_during_the_first_visit(page: Page, host: StaticServer, following: Path) -> None:
    """The worker is of the next build from the start: the page is not taken from its reader.

    What the page would load later is gone with its build, such as the completion of names.
    """

    def deploy(path: str) -> Answer:
        if path.endswith("sw.js"):
            host.root = following
        return None

    host.answer = deploy
    loads = count_loads(page)
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    assert pane.run_to_end("print('mine')") == "finished"
    expect_offer(page)
    expect_release(page, None)
    assert len(loads) == 1
    page.get_by_role("button", name="Update").click()
    expect_release(page, "next")
    expect(pane.code).to_have_text("print('mine')")
    expect_offline(page, READY)
    assert len(loads) == 2


@pytest.mark.console_errors
def test_an_old_page_from_a_cache(browser: Browser, host: StaticServer, following: Path) -> None:
    """A host lets browsers keep the page for ten minutes; the scripts that it names are gone."""
    host.headers = lambda path: {
        "Cache-Control": "max-age=600" if path == host.prefix else "no-store"
    }
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{host.url}#/play")
    PaneHandle(page, "playground").expect_state("ready")
    host.root = following
    page.goto("about:blank")
    page.goto(f"{host.url}#/play")
    expect_release(page, "next")
    assert PaneHandle(page, "playground").run_to_end("print('new')") == "finished"
    assert any("assets/index-" in path for path in host.missing), "the page was an old one"
    context.close()


@pytest.mark.console_errors
def test_a_script_that_stays_away_is_asked_for_twice(page: Page, host: StaticServer) -> None:
    host.answer = lambda path: (404, b"gone") if "workbench" in path else None
    loads = count_loads(page)
    page.goto(f"{host.url}#/play", wait_until="commit")
    expect(PaneHandle(page, "playground").status).to_have_text(
        "The part of the page that edits and runs programs could not be loaded. "
        "Reload the page to try again."
    )
    assert len(loads) == 2
    page.reload()
    expect(PaneHandle(page, "playground").status).to_contain_text("Reload the page to try again.")
    assert len(loads) == 3


@pytest.mark.console_errors
def test_a_style_sheet_that_stays_away_is_asked_for_twice(page: Page, host: StaticServer) -> None:
    host.answer = lambda path: (
        (404, b"gone") if "/assets/index-" in path and "css" in path else None
    )
    loads = count_loads(page)
    page.goto(f"{host.url}#/play", wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByType('navigation')[0].type === 'reload'")
    PaneHandle(page, "playground").expect_state("ready")
    assert len(loads) == 2


@pytest.mark.console_errors
@pytest.mark.parametrize("kind", ["css", "js"])
def test_what_is_wanted_later_and_gone_takes_no_run_away(
    page: Page, host: StaticServer, kind: str
) -> None:
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    gone = re.compile(rf"/assets/(about|panel)-.*\.{kind}$")
    host.answer = lambda path: (404, b"gone") if gone.search(path) else None
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    assert pane.run_to_end("print('mine')") == "finished"
    host.requests.clear()
    pane.button("More").click()
    pane.section.get_by_role("menuitem", name="Network…").click()
    told = "This part of the page could not be loaded. Reload the page to try again."
    expect(page.locator("#toasts")).to_contain_text(told)
    page.get_by_role("link", name="About this visit").click()
    expect(page.locator("#about-failed")).to_have_text(told)
    page.get_by_role("link", name="Playground").click()
    assert pane.texts() == ["mine"]
    # Whoever loads the page again looks first whether it can be had.
    assert f"GET {host.prefix}" not in host.requests
