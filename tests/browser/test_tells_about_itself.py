"""Promise: the page tells what it has stored, how Python started, and what this browser can do."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.offline import READY, expect_offline, forget_downloads, poison, stored
from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle, run_by_api
from tests.browser.test_everyone_can_use_it import serious_findings, sideways
from tests.support.deploy import other_build
from tests.support.machines import ROOT
from tests.support.server import StaticServer

DIST = ROOT / "dist"


def about(page: Page) -> Locator:
    """The part of the page."""
    return page.locator("[id='/about']")


def fact(page: Page, name: str) -> Locator:
    """The value of the fact of that name."""
    term = page.get_by_role("term").filter(has_text=re.compile(f"^{re.escape(name)}$"))
    return about(page).locator("dl > div").filter(has=term).get_by_role("definition")


def expect_fact(page: Page, name: str, value: str | re.Pattern[str]) -> None:
    """Wait until it has that value."""
    expect(fact(page, name)).to_have_text(value, timeout=ENGINE_MILLISECONDS)


def button(page: Page, name: str | re.Pattern[str]) -> Locator:
    """A button of the part."""
    return about(page).get_by_role("button", name=name)


def expect_said(page: Page, text: str | re.Pattern[str]) -> None:
    """Wait until that came of the button that was pressed."""
    said = about(page).get_by_role("region", name="Offline").get_by_role("status")
    expect(said).to_have_text(text, timeout=ENGINE_MILLISECONDS)


def stored_rows(page: Page) -> dict[str, list[str]]:
    """The table: number of files and size of each kind."""
    rows: list[list[str]] = (
        about(page)
        .locator("tbody tr")
        .evaluate_all("rows => rows.map(row => [...row.children].map(cell => cell.textContent))")
    )
    return {name: rest for name, *rest in rows}


def open_about(page: Page, url: str) -> None:
    """Open the page there, and wait until Python is ready and all is stored."""
    page.goto(f"{url}#/about")
    expect_fact(
        page, "Without a network", re.compile(r"^ready: \d+ files, 1\d\.\d MB, each checked")
    )


def expect_snapshot_kept(page: Page) -> None:
    expect_fact(page, "Python’s snapshot", re.compile(r"^stored, \d+\.\d MB$"))


def test_by_link_and_by_keyboard(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    expect(about(page)).to_be_hidden()
    link = page.get_by_role("contentinfo").get_by_role("link", name="About this visit")
    link.focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="About this visit", level=1)
    expect(heading).to_be_visible()
    expect(page).to_have_title("About this visit · Asyncarium")
    expect(page.get_by_role("main")).to_be_focused()
    expect(link).to_have_attribute("aria-current", "page")
    expect(page.locator("[aria-current=page]")).to_have_count(1)
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Contents", exact=True)).to_be_hidden()
    expect(fact(page, "Build")).to_be_visible()
    page.keyboard.press("Tab")
    expect(button(page, "Copy as text")).to_be_focused()

    page.get_by_role("link", name="Playground").click()
    expect(about(page)).to_be_hidden()
    expect(link).not_to_have_attribute("aria-current", "page")
    page.go_back()
    expect(heading).to_be_visible()
    page.get_by_role("link", name="Asyncarium", exact=True).click()
    expect(about(page)).to_be_hidden()
    expect(page.get_by_role("article").first).to_be_visible()


def test_nothing_else_is_painted_before_it(page: Page, site: StaticServer) -> None:
    # On their way for as long as it takes: where one can't come, all of the text is shown.
    held: list[Route] = []
    page.route("**/assets/*.js", lambda route: held.append(route))
    page.goto(f"{site.url}#/about", wait_until="commit")
    expect(page.get_by_role("heading", name="About this visit")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_role("heading", name="Playground")).to_be_hidden()
    assert held


def test_without_script(browser: Browser, site: StaticServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    expect(about(page)).to_be_hidden()
    page.get_by_role("link", name="About this visit").click()
    expect(page.get_by_text("A script collects what stands here")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)
    context.close()


def test_the_facts_are_true(page: Page, host: StaticServer) -> None:
    open_about(page, f"{host.url}?secret=1")
    build = page.locator("meta[name=build]").get_attribute("content") or ""
    assert re.fullmatch(r"[0-9a-f]{16}", build)
    expect_fact(page, "Build", build)
    expect_fact(page, "Address", host.url)
    versions = json.loads((ROOT / "node_modules/pyodide/package.json").read_text("utf-8"))
    expect_fact(page, "Engine", f"Pyodide {versions['version']}")
    running = run_by_api(page, "import platform; print(platform.python_version())")
    expect_fact(page, "Python", f"CPython {running.lines[0].text}")

    expect_fact(page, "User agent", page.evaluate("navigator.userAgent"))
    expect_fact(page, "JSPI", "yes, in use")
    expect_fact(page, "Secure context", "yes")
    expect_fact(page, "Processor cores", str(page.evaluate("navigator.hardwareConcurrency")))
    expect_fact(
        page, "Time zone", page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    )

    marks: dict[str, float] = page.evaluate(
        """Object.fromEntries(performance.getEntriesByType("mark")
            .map(({name, startTime}) => [name, startTime]))"""
    )
    for name, shown in [
        ("engine fetched", "Engine fetched"),
        ("engine compiled", "Engine compiled"),
        ("python ready", "Python ready"),
        ("first output", "First output"),
    ]:
        assert fact(page, shown).inner_text() == f"after {marks[name] / 1000:.2f} s"

    expect_snapshot_kept(page)
    rows = stored_rows(page)
    kept = stored(page, everything=True)
    counts = {name.split(":")[-2]: len(paths) for name, paths in kept.items()}
    assert rows["The site’s files and their list"][0] == str(counts["app"])
    assert rows["Python’s snapshot"][0] == str(counts["snapshot"]) == "1"
    assert rows["Python’s library, unpacked"][0] == str(counts["library"]) == "1"
    assert rows["Together"][0] == str(sum(counts.values()))


def test_first_output_is_told_when_it_comes(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}#/about")
    expect_fact(page, "Python ready", re.compile(r"^after \d+\.\d\d s$"))
    expect_fact(page, "First output", "not yet")
    run_by_api(page, "print(1)")
    expect_fact(page, "First output", re.compile(r"^after \d+\.\d\d s$"))


def test_what_the_browser_lacks(page: Page, site: StaticServer) -> None:
    page.add_init_script(
        """delete WebAssembly.Suspending;
        for (const name of ["deviceMemory", "storage", "hardwareConcurrency"]) {
            delete Navigator.prototype[name];
        }
        delete Navigator.prototype.serviceWorker;"""
    )
    page.goto(f"{site.url}#/about")
    expect_fact(page, "JSPI", "no: threads can’t start, and Stop has to kill")
    for name in ("Memory", "Processor cores", "Room", "Promise to keep it"):
        expect_fact(page, name, "not told by this browser")
    expect_fact(page, "Service workers", "no")
    expect_fact(page, "Without a network", re.compile("^not possible: this browser has no service"))
    expect(button(page, "Check every file")).to_be_hidden()
    expect(button(page, "Ask the browser to keep it")).to_be_hidden()


def test_without_storage_at_all(page: Page, site: StaticServer) -> None:
    for name in ("localStorage", "sessionStorage", "caches"):
        page.add_init_script(
            f"Object.defineProperty(window, '{name}',"
            " {get() { throw new DOMException('denied', 'SecurityError') }})"
        )
    page.goto(f"{site.url}#/about")
    expect_fact(page, "Cache Storage", "no")
    expect_fact(page, "Python ready", re.compile("^after"))
    assert list(stored_rows(page)) == ["not told by this browser"]


def test_jspi_off(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}?jspi=off#/about")
    expect_fact(page, "JSPI", "yes, but switched off by ?jspi=off in the address")
    expect_fact(page, "Address", site.url)


@pytest.mark.console_errors
def test_python_that_can_not_be_loaded(page: Page, host: StaticServer) -> None:
    host.answer = lambda path: (404, b"gone") if "/engine/python-" in path else None
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    expect(pane.section.get_by_text("Python could not be loaded.")).to_be_visible()
    pane.section.get_by_role("link", name="About this visit").click()
    expect_fact(page, "Python’s start", re.compile(r"^failed: python-.* is missing"))
    expect_fact(page, "Python ready", "not yet")
    expect_fact(page, "Without a network", re.compile("^not ready: .*not on the server"))
    host.answer = lambda _path: None
    button(page, "Try again").click()
    expect_said(page, "The site is stored again.")
    expect(button(page, "Check every file")).to_be_focused()


def test_the_second_visit_starts_from_the_snapshot(page: Page, host: StaticServer) -> None:
    open_about(page, host.url)
    expect_fact(page, "Python’s start", re.compile(r"^cold, in \d+\.\d\d s; compiling took"))
    expect_snapshot_kept(page)
    page.reload()
    expect_fact(
        page, "Python’s start", re.compile(r"^from the snapshot, in \d+\.\d\d s; compiling")
    )
    expect_snapshot_kept(page)


def test_a_poisoned_snapshot_is_thrown_away_and_made_again(page: Page, host: StaticServer) -> None:
    open_about(page, host.url)
    expect_snapshot_kept(page)
    size = stored_rows(page)["Python’s snapshot"]
    assert poison(page, "/snapshot") == 1
    page.reload()
    expect_fact(page, "Python’s start", re.compile("^cold, in"))
    expect_snapshot_kept(page)
    assert stored_rows(page)["Python’s snapshot"] == size
    page.reload()
    expect_fact(page, "Python’s start", re.compile("^from the snapshot, in"))


def test_a_poisoned_library_is_thrown_away_and_unpacked_again(
    page: Page, host: StaticServer
) -> None:
    open_about(page, host.url)
    expect_snapshot_kept(page)
    assert poison(page, "/library$") == 1
    page.reload()
    expect_fact(page, "Python’s start", re.compile("^from the snapshot, in"))
    # statistics is in no snapshot: it comes from the library.
    result = run_by_api(page, "import statistics; print(statistics.mean([1, 3]))")
    assert [line.text for line in result.lines] == ["2"]
    page.wait_for_function(
        """async () => {
            const kept = await caches.match("/library");
            return kept !== undefined && (await kept.blob()).size > 10_000_000;
        }"""
    )


def test_a_snapshot_that_does_not_restore(page: Page, host: StaticServer) -> None:
    """Its hash is right: whoever stored it has stored this."""
    open_about(page, host.url)
    expect_snapshot_kept(page)
    page.evaluate(
        """async () => {
            const bytes = new TextEncoder().encode("no snapshot of anything");
            const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
            const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                    if (name.includes(":snapshot:")) {
                        const headers = {"X-SHA256": hash};
                        await cache.put(request, new Response(bytes, {headers}));
                    }
                }
            }
        }"""
    )
    page.reload()
    expect_fact(
        page,
        "Python’s start",
        re.compile(
            r"^cold, in \d\.\d\d s, because it did not start from the snapshot: Error: the snap"
        ),
    )
    expect_fact(
        page,
        "Python’s snapshot",
        "thrown away, because Python did not start from it; the next visit makes another",
    )
    expect(about(page).get_by_role("row", name=re.compile("Python’s snapshot 0"))).to_be_visible()
    assert [line.text for line in run_by_api(page, "print('still')").lines] == ["still"]

    page.reload()
    expect_fact(page, "Python’s start", re.compile("^cold, in .*; compiling took"))
    expect_snapshot_kept(page)
    page.reload()
    expect_fact(page, "Python’s start", re.compile("^from the snapshot, in"))


def test_every_file_is_checked_on_demand(page: Page, host: StaticServer) -> None:
    open_about(page, host.url)
    others = {DIST / "packages", DIST / "simple"}
    files = len(
        [
            path
            for path in DIST.rglob("*")
            if path.is_file() and path.name != "sw.js" and not others & {*path.parents}
        ]
    )
    button(page, "Check every file").click()
    expect_said(page, re.compile(rf"^All {files} files are there, byte for byte \(1\d\.\d MB\)\.$"))
    expect(button(page, "Check every file")).to_be_focused()


@pytest.mark.console_errors
def test_a_file_that_is_lost_is_named(page: Page, host: StaticServer) -> None:
    open_about(page, host.url)
    host.close()
    forget_downloads(page)
    poison(page, "licences")
    button(page, "Check every file").click()
    expect_said(
        page,
        re.compile(r"^\d+ of \d+ files are there.* licences\.txt can't be fetched: the network"),
    )
    expect_fact(page, "Without a network", re.compile(r"^not ready: licences\.txt can't be"))
    expect(button(page, "Try again")).to_be_focused()


def test_everything_for_offline_is_one_button(
    page: Page, host: StaticServer, tmp_path: Path
) -> None:
    packages = {"packages/one-1a2b.whl": b"one", "packages/two-3c4d.whl": b"two"}
    host.root = other_build(tmp_path / "v1", "v1", packages)
    open_about(page, host.url)
    expect_fact(page, "Fetched when needed", "0 of 2 files kept (1 kB in all)")
    button(page, "Keep everything for offline (1 kB)").click()
    expect_said(page, "Everything is kept: 2 files more, 1 kB.")
    expect_fact(page, "Fetched when needed", "2 of 2 files kept (1 kB in all)")
    expect(button(page, re.compile("^Keep everything"))).to_be_hidden()
    expect(button(page, "Check every file")).to_be_focused()
    expect(
        about(page).get_by_role("row", name=re.compile("^Files fetched when needed 2"))
    ).to_be_visible()


def test_what_is_stored_is_removed_and_stored_again(page: Page, host: StaticServer) -> None:
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    pane.run_to_end("print('mine')")
    page.get_by_role("link", name="About this visit").click()
    expect_snapshot_kept(page)
    expect_offline(page, READY)
    remove = button(page, "Remove what is stored")

    # One press, or a double click, removes nothing.
    remove.dblclick()
    expect_said(page, re.compile(r"^Press again to remove \d\d\.\d MB: .* is not among it\.$"))
    page.keyboard.press("Escape")
    expect_said(page, "")
    expect(remove).to_be_visible()
    remove.click()
    page.keyboard.press("Tab")
    expect_said(page, "")
    kept = {"app", "snapshot", "library"}
    assert kept <= {name.split(":")[2] for name in stored(page, everything=True)}

    remove.focus()
    page.keyboard.press("Enter")
    expect(button(page, "Remove it now")).to_be_focused()
    page.keyboard.press("Enter")
    expect_said(page, "All of it is removed. What you have typed, predicted and chosen is kept.")
    assert stored(page, everything=True) == {}
    expect_fact(page, "Without a network", "not kept, as you have chosen")
    expect_fact(page, "Python’s snapshot", "removed; a later visit makes another")
    expect(about(page).get_by_role("row", name="Together 0 –")).to_be_visible()
    expect(remove).to_be_hidden()
    expect(button(page, "Store again")).to_be_focused()

    page.reload()
    expect_fact(page, "Without a network", "not kept, as you have chosen")
    button(page, "Store again").click()
    expect_said(page, "The site is stored again.")
    expect_offline(page, READY)
    expect(button(page, "Store again")).to_be_hidden()
    expect(remove).to_be_visible()
    page.get_by_role("link", name="Playground").click()
    expect(pane.code).to_have_text("print('mine')")


@pytest.mark.parametrize(
    ("given", "said", "fact_text"),
    [
        (True, "The browser has promised to keep it.", "given: only you remove it"),
        (False, "The browser does not promise it. Some do", "not given: the browser may remove it"),
    ],
)
def test_the_browser_is_asked_to_keep_it(
    page: Page, site: StaticServer, given: bool, said: str, fact_text: str
) -> None:
    page.add_init_script(
        f"""let kept = false;
        StorageManager.prototype.persisted = async () => kept;
        StorageManager.prototype.persist = async () => (kept = {str(given).lower()});"""
    )
    page.goto(f"{site.url}#/about")
    expect_fact(page, "Promise to keep it", re.compile("^not given"))
    button(page, "Ask the browser to keep it").click()
    expect_said(page, re.compile(f"^{re.escape(said)}"))
    expect_fact(page, "Promise to keep it", re.compile(f"^{fact_text}"))
    expect(button(page, "Ask the browser to keep it")).to_be_visible(visible=not given)


def test_the_same_as_text(page: Page, host: StaticServer) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_about(page, f"{host.url}?secret=1")
    expect_snapshot_kept(page)
    button(page, "Copy as text").click()
    expect(about(page).get_by_text("Copied.")).to_be_visible()
    text: str = page.evaluate("navigator.clipboard.readText()")
    shown: list[list[str]] = (
        about(page)
        .locator("dl > div")
        .evaluate_all(
            "facts => facts.map(fact => [...fact.children].map(child => child.textContent))"
        )
    )
    assert len(shown) > 20
    for name, value in shown:
        assert f"  {name}: {value}\n" in text
    for name, (files, size) in stored_rows(page).items():
        if files not in ("0", "1"):
            assert f"  {name}: {files} files, {size}\n" in text
    assert "secret" not in text


def test_as_text_where_there_is_no_clipboard(page: Page, site: StaticServer) -> None:
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto(f"{site.url}#/about")
    expect(fact(page, "Build")).to_be_visible()
    button(page, "Copy as text").click()
    field = about(page).get_by_role("textbox", name="Text to copy")
    expect(field).to_be_focused()
    assert field.input_value().count("\n") > 20


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_read_it(page: Page, host: StaticServer, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    open_about(page, host.url)
    button(page, "Check every file").click()
    expect_said(page, re.compile("^All"))
    assert serious_findings(page) == []
    assert sideways(page) <= 0
    button(page, "Remove what is stored").click()
    expect_said(page, re.compile("^Press again"))
    assert serious_findings(page) == []


def test_it_is_loaded_when_it_is_wanted(
    page: Page, site: StaticServer, open_pane: Callable[..., PaneHandle]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_pane()
    assert not [url for url in asked if "/assets/about-" in url]
    page.get_by_role("link", name="About this visit").click()
    expect(fact(page, "Build")).to_be_visible()


@pytest.mark.console_errors
def test_it_can_not_be_loaded(page: Page, host: StaticServer) -> None:
    host.answer = lambda path: (404, b"gone") if "/assets/about-" in path else None
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(f"{host.url}#/about")
    said = "This part of the page could not be loaded. Reload the page to try again."
    expect(about(page).get_by_text(said)).to_be_visible(timeout=ENGINE_MILLISECONDS)
