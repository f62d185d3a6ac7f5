"""What the browser keeps of the site, as its reader and its developer tools see it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle

READY = "Ready offline."


def offline_status(page: Page) -> Locator:
    """The line at the foot of the page."""
    return page.locator("#offline")


def expect_offline(page: Page, text: str | re.Pattern[str]) -> None:
    """Wait until the page says ``text`` about working offline."""
    expect(offline_status(page)).to_have_text(text, timeout=ENGINE_MILLISECONDS)


def visit(page: Page, url: str) -> PaneHandle:
    """Open the playground and wait until all is stored."""
    page.goto(f"{url}#/play")
    expect_offline(page, READY)
    return PaneHandle(page, "playground")


def expect_release(page: Page, release: str | None) -> None:
    """Which build the tab shows; None is the one in dist/."""
    shown = page.locator(
        f'html[data-release="{release}"]' if release else "html:not([data-release])"
    )
    expect(shown).to_be_attached()
    expect(page.get_by_role("heading", name="Playground", level=1)).to_be_visible()


def banner(page: Page) -> Locator:
    """Offers the next build."""
    return page.get_by_text("A new version is ready.")


def expect_offer(page: Page) -> None:
    """Wait until the next build is stored and offered."""
    expect(banner(page)).to_be_visible(timeout=ENGINE_MILLISECONDS)


def forget_downloads(page: Page) -> None:
    """Empty the browser's own cache of downloads, which is not Cache Storage."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")


def stored(page: Page, *, everything: bool = False) -> dict[str, list[str]]:
    """The paths of what is in each cache of the origin.

    Args:
        page: any page of the origin.
        everything: also what comes when the page is idle: Python's snapshot and library, and
            what is fetched on demand.
    """
    found: dict[str, list[str]] = page.evaluate(
        """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(
            async (name) => [name, (await (await caches.open(name)).keys()).map(({url}) => {
                const {pathname, search} = new URL(url);
                return pathname + search;
            })])))"""
    )
    later = re.compile(":(snapshot|library|kept):")
    return {name: paths for name, paths in found.items() if everything or not later.search(name)}


def poison(page: Page, pattern: str) -> int:
    """Write other bytes into every cache entry whose address matches; returns how many."""
    count: int = page.evaluate(
        """async (pattern) => {
            let count = 0;
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                    if (new RegExp(pattern).test(request.url)) {
                        const {headers} = await cache.match(request);
                        await cache.put(request, new Response("poisoned", {headers}));
                        count += 1;
                    }
                }
            }
            return count;
        }""",
        pattern,
    )
    return count


def remove_entries(page: Page, pattern: str) -> int:
    """Delete every cache entry whose address matches; returns how many."""
    count: int = page.evaluate(
        """async (pattern) => {
            let count = 0;
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                    if (new RegExp(pattern).test(request.url)) {
                        count += await cache.delete(request) ? 1 : 0;
                    }
                }
            }
            return count;
        }""",
        pattern,
    )
    return count


def get(page: Page, path: str, **options: Any) -> str:
    """The text of a file of the site as the page gets it, or "error"."""
    text: str = page.evaluate(
        """([path, options]) => fetch(path, options).then(
            async (answer) => answer.ok ? answer.text() : `HTTP ${answer.status}`,
            () => "error")""",
        [path, options],
    )
    return text


def ask_worker(page: Page, kind: str) -> Any:
    """The answer of the service worker in charge to a message."""
    return page.evaluate(
        """async (type) => {
            const {active} = await navigator.serviceWorker.ready;
            const {port1, port2} = new MessageChannel();
            const answer = new Promise((done) => { port1.onmessage = ({data}) => done(data); });
            active.postMessage({type}, [port2]);
            return answer;
        }""",
        kind,
    )


def end_workers(page: Page) -> None:
    """What the browser does to idle service workers; it starts them again when they are needed."""
    running: dict[str, str] = {}

    def learn(changed: dict[str, Any]) -> None:
        running.update({one["versionId"]: one["runningStatus"] for one in changed["versions"]})

    devtools = page.context.new_cdp_session(page)
    devtools.on("ServiceWorker.workerVersionUpdated", learn)
    devtools.send("ServiceWorker.enable")
    devtools.send("ServiceWorker.stopAllWorkers")
    while set(running.values()) != {"stopped"}:
        page.wait_for_timeout(50)
    devtools.detach()


def look_for_update(page: Page) -> str:
    """What the browser does by itself now and then; "" or why it failed."""
    problem: str = page.evaluate(
        """async () => (await navigator.serviceWorker.getRegistration()).update().then(
            () => "", (error) => error.message || "failed")"""
    )
    return problem
