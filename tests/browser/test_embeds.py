"""Promise: a program in somebody's page, on another origin, is text until it is run there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Frame, Page, Playwright, expect

from tests.browser.chromium import open_profile
from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle
from tests.browser.test_everyone_can_use_it import AXE, serious_findings
from tests.support.machines import ROOT
from tests.support.server import StaticServer

EXAMPLE = (ROOT / "dist" / "embed-example.html").read_text("utf-8")

Embedder = Callable[[str], str]


@pytest.fixture
def embedder(site: StaticServer, tmp_path: Path) -> Iterator[Embedder]:
    """Serves a page of another origin (another name and port) and returns its address."""
    server = StaticServer(tmp_path)

    def serve(body: str) -> str:
        page = body.replace("./embed.js", f"{site.url}embed.js").replace("SITE/", site.url)
        if "<html" not in page:
            script = f'<script async src="{site.url}embed.js"></script>'
            page = f"<!doctype html><meta charset=utf-8><title>A blog</title>{script}{page}"
        (tmp_path / "post.html").write_text(page, "utf-8")
        return f"{server.url.replace('127.0.0.1', 'localhost')}post.html"

    server.answer = lambda path: (204, b"") if path == "/favicon.ico" else None
    site.requests.clear()
    yield serve
    server.close()


def pane_in(page: Page, number: int = 0) -> PaneHandle:
    """The pane in an element of the page."""
    element = page.locator("asyncarium-pane iframe").nth(number)
    expect(element).to_have_attribute("data-shown", "")
    handle = element.element_handle()
    frame = None if handle is None else handle.content_frame()
    assert frame is not None
    return PaneHandle(cast(Page, frame), "embed")


def height_of(page: Page) -> float:
    """Of the first element, in pixels."""
    box = page.locator("asyncarium-pane").first.bounding_box()
    assert box is not None
    return box["height"]


def engine_requests(site: StaticServer) -> list[str]:
    return [request for request in site.requests if "/engine/" in request]


def test_the_example_runs_on_another_origin(
    page: Page, site: StaticServer, embedder: Embedder
) -> None:
    page.goto(embedder(EXAMPLE))
    pane = pane_in(page)
    expect(pane.section).to_contain_text("two tasks")
    expect(pane.section).to_contain_text('count("hare", 1)')
    assert pane.lines() == []
    assert engine_requests(site) == []
    assert pane.run_to_end() == "finished"
    assert len(engine_requests(site)) == 4
    assert pane.texts() == [
        "hare 0",
        "tortoise 0",
        "hare 1",
        "hare 2",
        "tortoise 1",
        "tortoise 2",
    ]
    expect(pane.status).to_contain_text("simulated time")

    page.locator("asyncarium-pane").nth(1).scroll_into_view_if_needed()
    linked = pane_in(page, 1)
    expect(linked.section).to_contain_text("a timeout")
    assert linked.run_to_end() == "finished"
    assert linked.texts() == ["too slow"]


def test_it_can_be_edited_and_leads_back(page: Page, embedder: Embedder) -> None:
    page.goto(embedder("<asyncarium-pane title=first><pre>print(1)</pre></asyncarium-pane>"))
    pane = pane_in(page)
    back = cast(Frame, pane.page).get_by_role("link", name="Open in Asyncarium")
    before = back.get_attribute("href") or ""
    pane.code.click()
    assert pane.run_to_end("print('mine')") == "finished"
    assert pane.texts() == ["mine"]
    expect(back).not_to_have_attribute("href", before)
    with page.context.expect_page() as opening:
        back.click()
    opened = PaneHandle(opening.value, "playground")
    opened.expect_state("ready")
    expect(opened.code).to_have_text("print('mine')")
    expect(opened.section).to_contain_text("first")
    expect(opening.value.get_by_text("This is a shared program.")).to_be_visible()
    assert opened.lines() == []


def test_several_files_are_all_there(page: Page, embedder: Embedder, site: StaticServer) -> None:
    page.goto(f"{site.url}#/play")
    link = page.evaluate(
        """async () => {
            const files = {"main.py": "import helpers", "helpers.py": "print('helped')"};
            const json = JSON.stringify({files, clock: "real"});
            const deflate = new CompressionStream("deflate");
            const packed = new Response(new Blob([json]).stream().pipeThrough(deflate));
            const bytes = new Uint8Array(await packed.arrayBuffer());
            return "v1." + bytes.toBase64({alphabet: "base64url", omitPadding: true});
        }"""
    )
    page.goto(embedder(f'<asyncarium-pane src="#{link}"></asyncarium-pane>'))
    pane = pane_in(page)
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["helped"]


def test_what_share_gives_works_in_a_page(
    page: Page, open_pane: Callable[..., PaneHandle], embedder: Embedder
) -> None:
    code = "print('<b>&amp;</b>')\n\n\nif True:\n    print('\\'\"`')"
    pane = open_pane()
    pane.code.fill(code)
    pane.share()
    pane.button("Copy embed code").click()
    expect(pane.status).to_have_text("Embed code copied")
    page.goto(embedder(page.evaluate("navigator.clipboard.readText()")))
    embedded = pane_in(page)
    assert embedded.run_to_end() == "finished"
    assert embedded.texts() == ["<b>&amp;</b>", "'\"`"]


def test_nothing_of_it_is_loaded_before_it_is_about_to_be_seen(
    page: Page, site: StaticServer, embedder: Embedder
) -> None:
    far = "<p style='height: 3000px'>Scroll</p>"
    address = embedder(f"{far}<asyncarium-pane><pre>print(1)</pre></asyncarium-pane>")
    page.goto(address)
    text = page.locator("asyncarium-pane pre")
    expect(text).to_have_text("print(1)")
    page.wait_for_load_state("networkidle")
    assert [path for path in site.requests if "embed.js" not in path] == []
    before = height_of(page)
    text.scroll_into_view_if_needed()
    pane_in(page)
    # The room was there: what stands below must not jump.
    assert abs(before - height_of(page)) < 40


def test_without_scripts_it_is_text(browser: Browser, embedder: Embedder) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(embedder(EXAMPLE))
    expect(page.get_by_text("asyncio.run(main())")).to_be_visible()
    context.close()


def test_its_height_follows_its_content(page: Page, embedder: Embedder) -> None:
    page.goto(embedder("<asyncarium-pane><pre>print(1)</pre></asyncarium-pane><p>below</p>"))
    pane = pane_in(page)
    low = height_of(page)
    pane.code.click()
    pane.run_to_end("for n in range(12): print(n)\n" + "\n" * 20)
    expect(pane.output).to_contain_text("11")
    page.wait_for_function(
        "low => document.querySelector('asyncarium-pane').offsetHeight > low + 300", arg=low
    )
    inner = "document.querySelector('main').getBoundingClientRect().height"
    assert abs(height_of(page) - pane.page.evaluate(inner)) <= 1
    below = page.get_by_text("below").bounding_box()
    box = page.locator("asyncarium-pane").bounding_box()
    assert below is not None
    assert box is not None
    assert below["y"] >= box["y"] + box["height"]


def test_a_fixed_height_is_kept(page: Page, embedder: Embedder) -> None:
    text = "print(1)\n" * 60
    page.goto(embedder(f"<asyncarium-pane height=320><pre>{text}</pre></asyncarium-pane>"))
    pane_in(page)
    assert height_of(page) == 320


def background(pane: PaneHandle) -> str:
    colour: str = pane.section.evaluate("pane => getComputedStyle(pane).backgroundColor")
    return colour


def test_light_and_dark_by_attribute(page: Page, embedder: Embedder) -> None:
    """Whatever the reader's system prefers, and whatever they chose on the site."""
    program = "<pre>1</pre></asyncarium-pane>"
    themes = ["light", "dark", "auto", "<img>"]
    page.emulate_media(color_scheme="dark")
    page.goto(embedder("".join(f'<asyncarium-pane theme="{one}">{program}' for one in themes)))
    light, dark, auto, nonsense = (background(pane_in(page, number)) for number in range(4))
    assert light != dark
    assert auto == nonsense == dark


@pytest.mark.console_errors
def test_what_the_embedder_says_does_nothing(page: Page, embedder: Embedder) -> None:
    page.goto(embedder("<asyncarium-pane><pre>print('quiet')</pre></asyncarium-pane>"))
    pane = pane_in(page)
    pane.code.click()
    pane.expect_state("ready")
    height = height_of(page)
    page.evaluate(
        """() => {
            const pane = document.querySelector("asyncarium-pane").shadowRoot
                .querySelector("iframe").contentWindow;
            const run = {type: "run", runId: 1, files: {"main.py": "print('evil')"},
                clock: "real", stdin: null};
            const messages = [run, {type: "frameReady"}, {type: "prepareFailed", reason: "evil"},
                {type: "interpreterDied", interpreterId: 1, reason: "evil"},
                {type: "spawn", interpreterId: 9}, {type: "kill", interpreterId: 1},
                {type: "run", code: "print('evil')"}, "run", 4000, null];
            for (const message of messages) {
                pane.postMessage(message, "*");
                // The sandbox in it can be reached by whoever is around it, too.
                for (let number = 0; number < pane.length; number += 1) {
                    pane[number].postMessage(message, "*");
                }
                // And nobody but the pane may say how high it is.
                postMessage(message, "*");
            }
        }"""
    )
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["quiet"]
    assert height_of(page) < height + 1_000, "not as high as the message said"


@pytest.mark.console_errors
def test_the_sandbox_cannot_be_led_elsewhere(
    page: Page, site: StaticServer, embedder: Embedder
) -> None:
    """What the reader types goes there: the page around it must not get it."""
    page.goto(embedder("<asyncarium-pane><pre>print(1)</pre></asyncarium-pane>"))
    pane = pane_in(page)
    pane.code.click()
    pane.expect_state("ready")
    stolen = page.url.replace("post.html", "stolen.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        """address => {
            const pane = document.querySelector("asyncarium-pane").shadowRoot
                .querySelector("iframe").contentWindow;
            pane[0].location = address;
        }""",
        stolen,
    )
    sandbox = cast(Frame, pane.page).child_frames[0]
    sandbox.wait_for_url(lambda url: url != "about:srcdoc")
    assert stolen not in asked


@pytest.mark.console_errors
def test_a_part_that_is_gone_takes_nothing_from_the_reader(page: Page, embedder: Embedder) -> None:
    """After a deploy, say. What they have made of the program is kept nowhere else."""
    address = embedder("<asyncarium-pane><pre>print(1)</pre></asyncarium-pane>")
    # Of the same site, though not of the same origin: there the pane has the browser's storage.
    page.goto(address.replace("localhost", "127.0.0.1"))
    pane = pane_in(page)
    pane.code.click()
    assert pane.run_to_end("print('mine')") == "finished"
    page.route("**/assets/panel-*.css", lambda route: route.fulfill(status=404))
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    pane.button("More").click()
    pane.section.get_by_role("menuitem", name="Network…").click()
    told = cast(Frame, pane.page).get_by_text("This part of the page could not be loaded.")
    expect(told).to_be_visible()
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["mine"]
    assert loads == []


# Hides the browser's storage from pages: as some do where cookies of others are blocked.
NO_STORAGE = """
    const denied = () => { throw new DOMException("denied", "SecurityError"); };
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
        Object.defineProperty(globalThis, name, { get: denied });
    }
    Object.defineProperty(navigator, "serviceWorker", { get: denied });
    Object.defineProperty(navigator, "locks", { value: { request: async () => denied() } });
"""


def test_storage_that_throws_is_done_without(page: Page, embedder: Embedder) -> None:
    page.add_init_script(NO_STORAGE)
    page.goto(embedder(EXAMPLE))
    pane = pane_in(page)
    assert pane.run_to_end() == "finished"
    assert pane.run_to_end("print('again')") == "finished"
    assert pane.texts() == ["again"]


def test_storage_that_is_denied_to_others_is_done_without(
    playwright: Playwright, tmp_path: Path, embedder: Embedder
) -> None:
    """As the browser itself does it, where the reader has blocked third-party cookies."""
    preferences = tmp_path / "profile" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text('{"profile": {"block_third_party_cookies": true}}', "utf-8")
    context = open_profile(playwright, tmp_path / "profile")
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(embedder(EXAMPLE))
    pane = pane_in(page)
    throws = "() => { try { localStorage; return false; } catch { return true; } }"
    assert pane.page.evaluate(throws), "this browser denies nothing: the test would show nothing"
    assert pane.run_to_end() == "finished"
    assert failures == []
    context.close()


def test_a_sandboxed_frame_of_it_works(
    page: Page, open_pane: Callable[..., PaneHandle], site: StaticServer, embedder: Embedder
) -> None:
    """As blogs embed what they don't trust, without our element."""
    pane = open_pane()
    pane.code.fill("print('in a frame of a frame of a frame')")
    hash_ = pane.share().partition("#")[2]
    rights = 'sandbox="allow-scripts allow-same-origin"'
    address = f"SITE/embed.html?theme=dark#{hash_}"
    page.goto(embedder(f'<iframe title=p {rights} src="{address}" height=400></iframe>'))
    handle = page.locator("iframe").element_handle()
    inner = None if handle is None else handle.content_frame()
    assert inner is not None
    embedded = PaneHandle(cast(Page, inner), "embed")
    assert embedded.run_to_end() == "finished"
    assert embedded.texts() == ["in a frame of a frame of a frame"]


def test_by_keyboard(page: Page, embedder: Embedder) -> None:
    page.goto(embedder("<button>before</button><asyncarium-pane><pre>x</pre></asyncarium-pane>"))
    pane = pane_in(page)
    page.get_by_role("button", name="before").focus()
    page.keyboard.press("Tab")
    expect(pane.button("Run")).to_be_focused()
    focused = "code => code === document.activeElement"
    for _ in range(8):
        page.keyboard.press("Tab")
        if pane.code.evaluate(focused):
            break
    expect(pane.section.locator(".cm-content")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("print('typed')")
    page.keyboard.press("ControlOrMeta+Enter")
    pane.expect_state("finished")
    assert pane.texts() == ["typed"]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everyone_can_use_it(page: Page, embedder: Embedder, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(embedder(EXAMPLE.replace("title=", f'theme="{theme}" title=')))
    pane = pane_in(page)

    def check() -> None:
        pane.page.evaluate(AXE)
        found: dict[str, Any] = pane.page.evaluate("axe.run({exclude: ['iframe']})")
        assert [
            (violation["id"], node["html"][:200])
            for violation in found["violations"]
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ] == []

    check()
    assert pane.run_to_end() == "finished"
    check()
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    inside = "document.documentElement.scrollWidth - innerWidth"
    assert pane.page.evaluate(inside) <= 0


@pytest.mark.parametrize("hash_", ["", "#v1.eJwrz", "#nothing"])
def test_an_address_without_a_program_says_so(page: Page, site: StaticServer, hash_: str) -> None:
    page.goto(f"{site.url}embed.html{hash_}")
    expect(page.get_by_text("This link is damaged")).to_be_visible()
    expect(page.locator("section[data-example]")).to_be_hidden()
    page.get_by_role("link", name="Open in Asyncarium").click()


def test_it_works_offline_on_its_own_origin(
    page: Page, open_pane: Callable[..., PaneHandle], site: StaticServer
) -> None:
    pane = open_pane()
    pane.code.fill("print('without a network')")
    hash_ = pane.share().partition("#")[2]
    expect(page.get_by_text("Ready offline.")).to_be_visible(timeout=ENGINE_MILLISECONDS)
    page.context.set_offline(True)
    page.goto(f"{site.url}embed.html#{hash_}")
    embedded = PaneHandle(page, "embed")
    assert embedded.run_to_end() == "finished"
    assert embedded.texts() == ["without a network"]
