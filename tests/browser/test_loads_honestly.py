"""Promise: text and editor first; real progress; a named error and a retry when a file is bad."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, Route, expect

from tests.browser.chromium import launch_chromium
from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle, run_by_api
from tests.support.machines import ROOT
from tests.support.server import Answer, StaticServer


@pytest.fixture
def faulty() -> StaticServer:
    """A site of its own, whose answers a test can spoil."""
    return StaticServer(ROOT / "dist")


def spoil(kind: str) -> Callable[[str], Answer]:
    def answer(path: str) -> Answer:
        if not path.endswith(".xz"):
            return None
        whole = (ROOT / "dist" / path.lstrip("/")).read_bytes()
        match kind:
            case "missing":
                return 404, b"gone"
            case "truncated":
                return 200, whole[:-1000]
            case "too long":
                return 200, whole + b"x"
            case _:
                return 200, whole[:5000] + b"\0\0\0\0" + whole[5004:]

    return answer


@pytest.mark.console_errors
@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("missing", "is missing on the server (HTTP 404)."),
        ("truncated", "arrived damaged: it is not the file this page was built with."),
        ("too long", "arrived damaged: it is longer than it should be."),
        ("flipped", "arrived damaged: it is not the file this page was built with."),
    ],
)
def test_a_bad_file_is_named_and_can_be_retried(
    page: Page, faulty: StaticServer, kind: str, message: str
) -> None:
    faulty.answer = spoil(kind)
    page.goto(f"{faulty.url}#/play")
    pane = PaneHandle(page, "playground")
    failure = pane.section.get_by_text("Python could not be loaded. python-")
    expect(failure).to_contain_text(message, timeout=ENGINE_MILLISECONDS)
    pane.code.fill("print('still editable')")
    faulty.answer = lambda _path: None
    pane.button("Try again").click()
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["still editable"]
    expect(failure).to_be_hidden()
    faulty.close()


@pytest.mark.console_errors
def test_the_connection_breaks_in_the_middle(page: Page, faulty: StaticServer) -> None:
    faulty.cut = lambda path: 0.5 if path.endswith(".wasm") else None
    faulty.may_break.clear()
    page.goto(f"{faulty.url}#/play")
    pane = PaneHandle(page, "playground")
    # A browser may forget what has arrived and was not read when the connection breaks.
    engine = [path.stat().st_size for path in (ROOT / "dist" / "engine").iterdir()]
    wasm = next((ROOT / "dist" / "engine").glob("*.wasm"))
    arrived = sum(engine) - wasm.stat().st_size / 2
    expect(pane.status).to_contain_text(
        f"Loading Python: {arrived / 1e6:.1f} of", timeout=ENGINE_MILLISECONDS
    )
    faulty.may_break.set()
    failure = pane.section.get_by_text("Python could not be loaded. pyodide.asm-")
    expect(failure).to_contain_text(
        "did not arrive whole: the connection broke.", timeout=ENGINE_MILLISECONDS
    )
    expect(page.locator("#offline")).to_contain_text(
        "Not ready offline: engine/pyodide.asm-", timeout=ENGINE_MILLISECONDS
    )
    pane.code.fill("print('goes on')")
    faulty.cut = lambda _path: None
    pane.button("Try again").click()
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["goes on"]
    path, asked_for = faulty.ranges[0]
    assert path == f"/engine/{wasm.name}"
    assert asked_for == f"bytes={wasm.stat().st_size // 2}-"
    expect(page.locator("#offline")).to_have_text("Ready offline.", timeout=ENGINE_MILLISECONDS)
    faulty.close()


@pytest.mark.console_errors
def test_it_goes_on_by_itself_when_the_network_is_back(page: Page, faulty: StaticServer) -> None:
    faulty.cut = lambda path: 0.5 if path.endswith(".wasm") else None
    page.goto(f"{faulty.url}#/play")
    pane = PaneHandle(page, "playground")
    expect(pane.section.get_by_text("Python could not be loaded.")).to_be_visible(
        timeout=ENGINE_MILLISECONDS
    )
    page.context.set_offline(True)
    faulty.cut = lambda _path: None
    page.context.set_offline(False)
    pane.expect_state("ready")
    faulty.close()


@pytest.mark.console_errors
def test_text_and_editor_before_python(page: Page, faulty: StaticServer) -> None:
    page.route("**/engine/**", lambda route: None)  # never answered
    page.goto(f"{faulty.url}#/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Async Architect’s Handbook")
    pane = PaneHandle(page, "say-hello")
    pane.code.fill("print('before Python')")
    expect(pane.code).to_have_text("print('before Python')")
    expect(pane.status).to_have_text(re.compile(r"^Loading Python: 0\.0 of \d+\.\d MB$"))
    pane.run()
    expect(pane.status).to_contain_text("the program runs when it is here")
    pane.button("Stop").click()
    expect(pane.button("Run")).to_be_enabled()
    faulty.close()


def test_on_plain_http(playwright: Playwright, site: StaticServer) -> None:
    """Browsers hide their hash functions there; the files are checked all the same."""
    plain = launch_chromium(playwright, "--host-resolver-rules=MAP site.test 127.0.0.1")
    page = plain.new_page()
    page.goto(f"{site.url.replace('127.0.0.1', 'site.test')}#/play")
    assert not page.evaluate("isSecureContext")
    pane = PaneHandle(page, "playground")
    assert pane.run_to_end("print('plain')") == "finished"
    assert pane.texts() == ["plain"]
    plain.close()


@pytest.mark.console_errors
def test_scripts_hear_of_a_failed_engine(page: Page, faulty: StaticServer) -> None:
    faulty.answer = spoil("missing")
    page.goto(faulty.url)
    with pytest.raises(Error, match=r"Python could not be loaded\. python-.* is missing"):
        run_by_api(page, "print(1)", timeoutSeconds=1)
    faulty.close()


def test_readable_without_javascript(browser: Browser, site: StaticServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    expect(page.get_by_role("heading", name="The grand unification")).to_be_visible()
    expect(page.get_by_text("async def say_hello(name, delay):")).to_be_visible()
    context.close()


def test_nothing_leaves_the_sites_own_origin(
    page: Page, site: StaticServer, open_pane: Callable[..., PaneHandle]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_pane("say-hello").run_to_end()
    origin = site.url.removesuffix(site.prefix)
    assert asked
    assert [url for url in asked if not url.startswith((origin, "blob:", "about:"))] == []


def test_licences_are_linked(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    link = page.get_by_role("link", name="Licences")
    text = page.request.get(f"{page.url.partition('#')[0]}{link.get_attribute('href')}").text()
    for name in ("MIT License", "pyodide 314.0.7", "MPL-2.0", "@codemirror/view", "valibot"):
        assert name in text


def test_a_press_before_the_pages_script_is_here_counts(page: Page, site: StaticServer) -> None:
    held: list[Route] = []
    page.route("**/assets/index-*.js", lambda route: held.append(route))
    page.goto(f"{site.url}#/foundation/say-hello", wait_until="commit")
    pane = PaneHandle(page, "say-hello")
    pane.button("Run").click()
    held[0].continue_()
    pane.expect_state("finished")
    assert pane.texts() == ["Hello, Bob!", "Hello, Alice!", "All greetings completed!"]


@pytest.mark.console_errors
def test_without_its_script_all_of_the_page_is_there(page: Page, site: StaticServer) -> None:
    page.route("**/assets/index-*.js", lambda route: route.abort())
    page.goto(f"{site.url}#/foundation/say-hello")
    status = PaneHandle(page, "say-hello").status
    expect(status).to_have_text(re.compile("could not be loaded. Reload the page to try again."))
    expect(page.get_by_role("heading", name="The grand unification")).to_be_visible()


@pytest.mark.console_errors
def test_a_browser_too_old_for_the_script(page: Page, site: StaticServer) -> None:
    page.add_init_script("Element.prototype.scrollIntoView = undefined")
    page.goto(f"{site.url}#/foundation/say-hello")
    status = PaneHandle(page, "say-hello").status
    expect(status).to_have_text(re.compile("could not be loaded. Reload the page to try again."))
    expect(PaneHandle(page, "say-hello").section.locator("pre").first).to_be_visible()


@pytest.mark.console_errors
def test_a_browser_too_old_for_the_engine(page: Page, site: StaticServer) -> None:
    """The text can still be read and searched."""
    page.add_init_script("Promise.withResolvers = undefined")
    page.goto(f"{site.url}#/foundation/say-hello")
    status = PaneHandle(page, "say-hello").status
    expect(status).to_have_text(re.compile("could not be loaded. Reload the page to try again."))
    page.get_by_role("searchbox").fill("unification")
    expect(page.locator("#results").get_by_role("link").first).to_be_visible()


def test_a_browser_without_webassembly(playwright: Playwright, site: StaticServer) -> None:
    # As browsers do it in a locked-down mode. A script of the test's that deletes the name may come
    # too late for the sandbox's frame.
    browser = launch_chromium(playwright, "--js-flags=--jitless")
    page = browser.new_page()
    page.goto(f"{site.url}#/play")
    pane = PaneHandle(page, "playground")
    said = "Python could not be loaded. This browser has no WebAssembly, or it is switched off"
    expect(pane.section.get_by_text(said)).to_be_visible(timeout=ENGINE_MILLISECONDS)
    browser.close()
