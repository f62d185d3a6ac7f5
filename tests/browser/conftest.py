"""A browser, the built site, and what is kept of a failed test."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.chromium import launch_chromium
from tests.browser.site import PaneHandle
from tests.support.machines import ROOT
from tests.support.server import StaticServer

KEPT = ROOT / "test-results"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch_chromium(playwright)
    yield running
    running.close()


@pytest.fixture(scope="session")
def site() -> Iterator[StaticServer]:
    """The built site, under a sub-path: it must not care."""
    server = StaticServer(ROOT / "dist", prefix="/some/where/")
    yield server
    server.close()


@pytest.fixture
def host() -> Iterator[StaticServer]:
    """A host of its own for each test: tests stop it, and change what it serves."""
    server = StaticServer(ROOT / "dist", prefix="/some/where/")
    yield server
    server.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[assignment]
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report  # type: ignore[return-value]


FAILED = pytest.StashKey[bool]()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a new profile. A failed test leaves its screenshot, console and state."""
    if "host" in request.fixturenames:
        # It must outlive the page, which may still fetch what it keeps for offline.
        request.getfixturevalue("host")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    console: list[str] = []
    page.on("console", lambda message: console.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: console.append(f"uncaught: {error}"))
    yield page
    if request.node.stash.get(FAILED, False):
        KEPT.mkdir(exist_ok=True)
        stem = KEPT / re.sub(r"\W+", "-", request.node.name)
        page.screenshot(path=f"{stem}.png", full_page=True)
        states = page.locator("section[data-example]").evaluate_all(
            "panes => panes.map(p => [p.dataset.example, p.dataset.state, p.innerText])"
        )
        report = {"url": page.url, "console": console, "panes": states}
        stem.with_suffix(".json").write_text(json.dumps(report, indent=2), "utf-8")
    context.close()
    uncaught = [line for line in console if line.startswith(("uncaught", "error"))]
    expected = request.node.get_closest_marker("console_errors")
    assert expected or not uncaught, uncaught


@pytest.fixture
def open_pane(page: Page, site: StaticServer) -> Callable[..., PaneHandle]:
    """Opens the page at ``#/<route>`` and returns the pane ``example``, its engine ready."""

    def open_(example: str = "playground", route: str | None = None, query: str = "") -> PaneHandle:
        if route is None:
            route = "#/play" if example == "playground" else "#/"
        page.goto(f"{site.url}{query}{route}")
        pane = PaneHandle(page, example)
        pane.section.scroll_into_view_if_needed()
        pane.expect_state("ready")
        return pane

    return open_
