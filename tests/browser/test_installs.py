"""Promise: the page installs as an app: it is offered where it can be, and looks like one."""

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, Playwright, expect

from tests.browser.chromium import open_profile
from tests.browser.offline import READY, expect_offline, visit
from tests.browser.site import PaneHandle, choose_look
from tests.support.machines import ROOT
from tests.support.server import StaticServer

DIST = ROOT / "dist"
MAX_ICON_BYTES = 10_000

OFFER = """answer => {
    window.asked = 0;
    const offer = new Event("beforeinstallprompt", { cancelable: true });
    offer.prompt = async () => {
        window.asked += 1;
        if (answer === "refused") throw new DOMException("used up", "InvalidStateError");
        await new Promise(resolve => { window.choose = resolve; });
        return { outcome: answer };
    };
    window.dispatchEvent(offer);
    return offer.defaultPrevented;
}"""
"""What a browser does that could install the page, with the reader's answer to its question."""

FRAME_COLOUR = """() => {
    const metas = [...document.querySelectorAll("meta[name=theme-color]")];
    const shown = document.createElement("p");
    shown.style.color = metas.find(meta => matchMedia(meta.media).matches).content;
    document.body.append(shown);
    const colour = getComputedStyle(shown).color;
    shown.remove();
    return colour;
}"""
HEADER_COLOUR = "() => getComputedStyle(document.querySelector('header')).backgroundColor"


def manifest() -> dict[str, Any]:
    """The built one."""
    read: dict[str, Any] = json.loads((DIST / "manifest.webmanifest").read_text("utf-8"))
    return read


def png_size(path: Path) -> tuple[int, int]:
    """Width and height, as the file's own header has them."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n", path
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def install_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Install", exact=True)


@pytest.fixture
def ordinary_page(playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """A page of a profile that is kept: from a private window nothing can be installed."""
    context = open_profile(playwright, tmp_path)
    yield context.pages[0]
    context.close()


def apps(profile: BrowserContext) -> CDPSession:
    """What installs and opens apps, as the browser's menu and the desktop's icons do."""
    assert profile.browser is not None
    return profile.browser.new_browser_cdp_session()


# What the browser reads


def test_icons_are_what_the_manifest_says() -> None:
    icons = [*manifest()["icons"], *manifest()["shortcuts"][0]["icons"]]
    for icon in icons:
        file = DIST / icon["src"]
        assert file.stat().st_size < MAX_ICON_BYTES, icon
        if icon["type"] == "image/png":
            width, height = png_size(file)
            assert icon["sizes"] == f"{width}x{height}"
        else:
            assert file.read_text("utf-8").startswith("<svg ")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in icons if "purpose" not in icon}
    assert [icon["sizes"] for icon in icons if icon.get("purpose") == "maskable"] == ["512x512"]


def test_the_icon_of_a_home_screen(page: Page, site: StaticServer) -> None:
    """Phones of Apple look at no manifest for it."""
    page.goto(site.url)
    link = page.locator("link[rel=apple-touch-icon]").get_attribute("href") or ""
    assert png_size(DIST / link) == (180, 180)


def test_the_browser_finds_no_fault(ordinary_page: Page, site: StaticServer) -> None:
    ordinary_page.goto(site.url)
    devtools: CDPSession = ordinary_page.context.new_cdp_session(ordinary_page)
    read = devtools.send("Page.getAppManifest")
    assert read["url"] == f"{site.url}manifest.webmanifest"
    assert read["errors"] == []
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    # A second copy in another folder of the host is another app: so the manifest has no `id`,
    # which could say nothing but "the root of the host".
    assert devtools.send("Page.getAppId")["appId"] == site.url


def test_where_the_app_starts(page: Page, site: StaticServer) -> None:
    base = f"{site.url}manifest.webmanifest"
    assert urljoin(base, manifest()["scope"]) == site.url
    page.goto(urljoin(base, manifest()["start_url"]))
    expect(page.get_by_role("heading", name="The Async Architect’s Handbook")).to_be_visible()
    expect(page.get_by_role("heading", name="Playground")).to_be_hidden()
    [shortcut] = manifest()["shortcuts"]
    page.goto("about:blank")
    page.goto(urljoin(base, shortcut["url"]))
    expect(page.get_by_role("heading", name=shortcut["name"])).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_window_has_the_colours_of_the_page(
    page: Page, site: StaticServer, scheme: Any
) -> None:
    """Whatever the system has, and after the reader has chosen, and on the next visit."""
    page.emulate_media(color_scheme=scheme)
    page.goto(site.url)
    by_system = page.evaluate(FRAME_COLOUR)
    assert by_system == page.evaluate(HEADER_COLOUR)
    other = "light" if scheme == "dark" else "dark"
    choose_look(page, "Theme", other)
    assert page.evaluate(FRAME_COLOUR) == page.evaluate(HEADER_COLOUR) != by_system
    page.reload()
    assert page.evaluate(FRAME_COLOUR) == page.evaluate(HEADER_COLOUR) != by_system
    choose_look(page, "Theme", "system")
    assert page.evaluate(FRAME_COLOUR) == by_system


# The button


def test_the_button_comes_with_the_browsers_offer(ordinary_page: Page, site: StaticServer) -> None:
    """The offer is the browser's own: the page must listen before it is made."""
    ordinary_page.goto(site.url)
    expect(install_button(ordinary_page)).to_be_visible()


def test_there_is_no_button_without_an_offer(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    expect(page.get_by_role("textbox", name="Code").first).to_be_attached()
    expect(page.locator("#install")).to_be_hidden()


@pytest.mark.parametrize("answer", ["accepted", "dismissed"])
def test_the_button_asks_once(page: Page, site: StaticServer, answer: str) -> None:
    page.goto(site.url)
    assert page.evaluate(OFFER, answer), "the browser would show a banner of its own"
    install_button(page).click()
    expect(install_button(page)).to_be_disabled()
    page.evaluate("choose()")
    expect(install_button(page)).to_be_hidden()
    assert page.evaluate("asked") == 1
    # A browser may offer again after a while.
    page.evaluate(OFFER, answer)
    expect(install_button(page)).to_be_enabled()


def test_an_offer_that_comes_while_the_browser_asks(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    page.evaluate(OFFER, "dismissed")
    install_button(page).click()
    page.evaluate("() => { window.answerFirst = window.choose; }")
    expect(install_button(page)).to_be_disabled()
    page.evaluate(OFFER, "accepted")
    page.evaluate("answerFirst()")
    expect(install_button(page)).to_be_enabled()


def test_installed_by_the_browsers_menu(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    page.evaluate(OFFER, "accepted")
    expect(install_button(page)).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('appinstalled'))")
    expect(install_button(page)).to_be_hidden()


def test_a_browser_that_does_not_ask(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    page.evaluate(OFFER, "refused")
    install_button(page).click()
    said = (
        "The browser did not open its question about installing."
        " Its own menu can install this page, too."
    )
    expect(page.get_by_role("contentinfo").get_by_text(said)).to_be_visible()
    expect(install_button(page)).to_be_hidden()


# Installed


def test_opened_by_its_icon_without_a_server(
    playwright: Playwright, host: StaticServer, tmp_path: Path
) -> None:
    app = {"manifestId": host.url}
    first = open_profile(playwright, tmp_path)
    visit(first.pages[0], host.url)
    apps(first).send("PWA.install", {**app, "installUrlOrBundleUrl": host.url})
    apps(first).send("PWA.changeAppUserSettings", {**app, "displayMode": "standalone"})
    first.close()
    host.close()

    second = open_profile(playwright, tmp_path)
    with second.expect_page() as opened:
        apps(second).send("PWA.launch", app)
    page = opened.value
    expect(page.get_by_role("heading", name="The Async Architect’s Handbook")).to_be_visible()
    assert page.evaluate("matchMedia('(display-mode: standalone)').matches")
    page.get_by_role("link", name="Playground").click()
    pane = PaneHandle(page, "playground")
    assert pane.run_to_end("print('in a window of its own')") == "finished"
    assert pane.texts() == ["in a window of its own"]
    expect_offline(page, READY)
    second.close()
