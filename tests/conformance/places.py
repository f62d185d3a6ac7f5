"""Where the suite runs: on the kernel under Node, and in Chromium through the built site."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeAlias

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch_chromium
from tests.browser.site import ENGINE_MILLISECONDS
from tests.support.machines import NODE, ROOT
from tests.support.results import Result
from tests.support.server import StaticServer

GRACE_SECONDS = 120
"""A place that has not answered so long after the limit of a run is lost itself."""

Place: TypeAlias = Callable[[str, float], Result]
"""Runs a program (a text) for at most so many seconds of real time, in a fresh interpreter."""


class PlaceLostError(RuntimeError):
    """The place itself, not the program in it, has gone: a new one is needed."""


@contextmanager
def node() -> Iterator[Place]:
    """Node, for one program at a time."""
    process = subprocess.Popen(
        [NODE, ROOT / "tests/conformance/host.ts"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def run(code: str, seconds: float) -> Result:
        assert process.stdin is not None
        assert process.stdout is not None
        watchdog = threading.Timer(seconds + GRACE_SECONDS, process.kill)
        watchdog.start()
        try:
            request = {"code": code, "timeoutSeconds": seconds}
            process.stdin.write(f"{json.dumps(request)}\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError as error:
            raise PlaceLostError(str(error)) from error
        finally:
            watchdog.cancel()
        if not answer:
            raise PlaceLostError("Node ended, or did not answer")
        return Result.from_json(json.loads(answer))

    try:
        yield run
    finally:
        process.kill()
        process.communicate()


@contextmanager
def chromium() -> Iterator[Place]:
    """A browser of its own with the built site, for one program at a time."""
    site = StaticServer(ROOT / "dist")
    try:
        with sync_playwright() as playwright, launch_chromium(playwright) as browser:
            page = browser.new_page()
            page.goto(site.url)
            page.wait_for_function("window.asyncarium", timeout=ENGINE_MILLISECONDS)

            def run(code: str, seconds: float) -> Result:
                # Playwright sets no limit to evaluate(); the race does.
                answer: dict[str, Any] | None = page.evaluate(
                    """([code, seconds, grace]) => Promise.race([
                        asyncarium.run(code, { clock: "real", timeoutSeconds: seconds }),
                        new Promise(resolve => setTimeout(resolve, 1000 * (seconds + grace), null)),
                    ])""",
                    [code, seconds, GRACE_SECONDS],
                )
                if answer is None:
                    raise PlaceLostError("the page did not answer")
                return Result.from_json(answer)

            yield run
    finally:
        site.close()


PLACES: dict[str, Callable[[], AbstractContextManager[Place]]] = {
    "node": node,
    "chromium": chromium,
}
