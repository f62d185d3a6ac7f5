"""Promise: a program can reach neither the network nor storage nor the page."""

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.site import PaneHandle, run_by_api
from tests.support.server import StaticServer


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[StaticServer]:
    """A server that writes down every request; nothing should ever arrive."""
    server = StaticServer(tmp_path)
    yield server
    server.close()


ATTEMPTS = {
    "fetch": "await_(js.fetch(URL))",
    "fetch without CORS": "await_(js.fetch(URL, to_js({'mode': 'no-cors'})))",
    "the frame's own fetch, from a fresh realm": """
        js.Object.getPrototypeOf(js.fetch).constructor("return fetch")()(URL)
        """,
    "XMLHttpRequest": """
        request = js.XMLHttpRequest.new()
        request.open("GET", URL, False)
        request.send()
        """,
    "WebSocket": "js.WebSocket.new(URL.replace('http', 'ws'))",
    "EventSource": "js.EventSource.new(URL)",
    "import": "await_(run_js_('import(' + repr(URL) + ')'))",
    "importScripts": "js.self.constructor.prototype.importScripts.call(js.self, URL)",
    "a nested worker": """
        source = f"fetch('{URL}', {{mode: 'no-cors'}}); importScripts('{URL}')"
        blob = js.Blob.new(to_js([source]))
        js.Worker.new(js.URL.createObjectURL(blob))
        """,
    "an image by sendBeacon": "js.navigator.sendBeacon(URL, 'secret')",
    "open_url": "from pyodide.http import open_url; open_url(URL)",
    "urllib": "import urllib.request; urllib.request.urlopen(URL)",
}

PRELUDE = """
import js, time
from pyodide.ffi import run_sync, to_js as convert
from pyodide.code import run_js as run_js_
def to_js(value):
    return convert(value, dict_converter=js.Object.fromEntries)
def await_(promise):
    return run_sync(promise)
"""


@pytest.mark.console_errors
def test_no_request_leaves(
    open_pane: Callable[..., PaneHandle], collector: StaticServer, site: StaticServer
) -> None:
    pane = open_pane()
    seen = len(site.requests)
    for name, attempt in ATTEMPTS.items():
        for base in (collector.url, site.url):
            code = f"{PRELUDE}\nURL = {base + 'stolen'!r}\ntry:\n"
            code += textwrap.indent(textwrap.dedent(attempt).strip(), "    ")
            code += "\nexcept BaseException as error:\n    print('refused', type(error).__name__)"
            code += "\ntime.sleep(0.2)\nprint('over')"
            result = run_by_api(pane.page, code)
            assert result.texts()[-1] == "over", (name, result)
    assert collector.requests == []
    assert [path for path in site.requests[seen:] if "stolen" in path] == []


@pytest.mark.console_errors
def test_the_collector_does_collect(page: Page, collector: StaticServer) -> None:
    """The test above can fail: what does reach the collector is written down."""
    page.goto(f"{collector.url}stolen")
    assert "GET /stolen" in collector.requests


def test_storage_and_page_are_out_of_reach(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.page.evaluate("localStorage.setItem('draft', 'mine')")
    code = """
        import js
        for name in ("localStorage", "sessionStorage", "document", "parent", "top", "window"):
            print(name, hasattr(js, name))
        def refused(action):
            try:
                action()
            except BaseException as error:
                return True
            return False
        print("indexedDB", refused(lambda: js.indexedDB.open("drafts")))
        print("origin", js.self.origin)
        """
    result = run_by_api(pane.page, textwrap.dedent(code))
    assert result.texts() == [
        "localStorage False",
        "sessionStorage False",
        "document False",
        "parent False",
        "top False",
        "window False",
        "indexedDB True",
        "origin null",
    ]
    assert pane.page.evaluate("localStorage.getItem('draft')") == "mine"


def test_strings_are_not_evaluated(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    code = "import js\njs.eval('1')"
    result = run_by_api(pane.page, code)
    assert result.outcome == "failed"
    assert any("EvalError" in line for line in result.texts("stderr"))


def test_forged_messages_are_ignored(open_pane: Callable[..., PaneHandle]) -> None:
    """A program that takes over its worker can still say only what the schema allows."""
    pane = open_pane()
    pane.run("import time\nprint('go')\ntime.sleep(1)\nprint('end')")
    pane.expect_line("go")
    for forged in (
        "{type: 'interpreterDied', interpreterId: 1, reason: 'x'}",
        "{type: 'prepareFailed', reason: 'x'}",
        "{type: 'runEnded', runId: 1, outcome: 'finished', error: null, durationSeconds: 0}",
    ):
        # Not from the frame: another window, here the page itself.
        pane.page.evaluate(f"postMessage({forged}, '*')")
    pane.expect_state("finished")
    assert pane.texts() == ["go", "end"]


def test_the_frame_is_opaque_and_without_network(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    frame = pane.page.locator("iframe")
    assert frame.count() == 1
    assert frame.get_attribute("sandbox") == "allow-scripts"
    document = frame.get_attribute("srcdoc") or ""
    assert "connect-src 'none'" in document
    assert "unsafe-eval'" not in document.replace("wasm-unsafe-eval", "")
    assert "unsafe-inline" not in document
