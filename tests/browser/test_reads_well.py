"""Promise: the handbook reads like a good book: every place is found, and found again."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.handbook import (
    Chapter,
    address_of,
    article,
    chapters,
    contents,
    expect_at,
    place,
    shown_programs,
    top_of,
)
from tests.browser.site import PaneHandle
from tests.support.machines import ROOT
from tests.support.server import StaticServer
from tests.support.transcripts import HANDBOOK, read_transcript

CHAPTERS = chapters()
PRINTED_AWAY = "button, input, select, header, footer, nav, .cm-editor"
"""What has no place on paper."""


def open_at(page: Page, site: StaticServer, address: str) -> None:
    """As if the address had been typed: a new document each time."""
    page.goto("about:blank")
    page.goto(f"{site.url}{address}")


def open_awake(page: Page, site: StaticServer, address: str = "") -> None:
    """Wait until the scripts listen, too: they come behind the first paint."""
    page.goto(f"{site.url}{address}")
    expect(page.get_by_role("textbox", name="Code").first).to_be_attached()


def field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search the handbook")


def results(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("listitem").get_by_role("link")


def scroll_to(page: Page, address: str, further: int = 0) -> None:
    """Scroll there, and on; wait until the page has taken note."""
    place(page, address).evaluate("place => place.scrollIntoView()")
    page.evaluate("further => scrollBy(0, further)", further)
    remembered = f'"place":"{address.removeprefix("#")}"'
    page.wait_for_function(
        "text => (localStorage.getItem('asyncarium.position') ?? '').includes(text)",
        arg=remembered,
    )


# Contents and steps


def test_contents_list_every_chapter(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    links = contents(page).locator("a:has(.number)")
    expect(links).to_have_count(len(CHAPTERS))
    for link, chapter in zip(links.all(), CHAPTERS, strict=True):
        expect(link).to_be_visible()
        expect(link).to_have_text(f"{chapter.number}{chapter.title}")
        expect(link).to_have_attribute("href", chapter.address)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.slug)
def test_contents_mark_where_the_reader_is(
    page: Page, site: StaticServer, chapter: Chapter
) -> None:
    page.goto(site.url)
    table = contents(page)
    table.locator(f'a[href="{chapter.address}"]').click()
    expect(table.locator("[aria-current=page]")).to_have_text(f"{chapter.number}{chapter.title}")
    expect(page.locator("article:visible")).to_have_count(1)
    expect_at(page, chapter.address)
    sections = table.locator("ol ol a:visible")
    headings = article(page, chapter.slug).locator("h3[id]")
    expect(sections).to_have_count(headings.count())
    for link in sections.all():
        link.click()
        expect_at(page, link.get_attribute("href") or "")
        expect(link).to_have_attribute("aria-current", "location")
        expect(table.locator("[aria-current=location]")).to_have_count(1)


def test_contents_follow_the_reader_who_scrolls(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}#/guard")
    current = contents(page).locator("[aria-current=location]")
    scroll_to(page, "#/guard/when-the-filling-burns")
    expect(current).to_have_text("When the filling burns")
    page.mouse.move(600, 500)
    page.mouse.wheel(0, -600)
    expect(current).to_have_text("Doors that take time")


def test_previous_and_next(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}{CHAPTERS[0].address}")
    for chapter, following in pairwise(CHAPTERS):
        shown = article(page, chapter.slug)
        expect(shown).to_be_visible()
        step = shown.get_by_role("link", name=f"Next {following.title}")
        step.click()
        expect(article(page, following.slug)).to_be_visible()
        expect(shown).to_be_hidden()
        expect_at(page, following.address)
    expect(page.locator("[rel=next]:visible")).to_have_count(0)
    for chapter in reversed(CHAPTERS[:-1]):
        page.get_by_role("link", name=f"Previous {chapter.title}").click()
        expect(article(page, chapter.slug)).to_be_visible()
    expect(page.locator("[rel=prev]:visible")).to_have_count(0)


def test_on_a_phone_the_contents_are_behind_a_button(page: Page, site: StaticServer) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_awake(page, site, "#/foundation")
    button = page.get_by_role("button", name="Contents")
    expect(contents(page)).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    contents(page).locator('a[href="#/traps"]').click()
    expect(contents(page)).to_be_hidden()
    expect_at(page, "#/traps")
    button.click()
    page.keyboard.press("Escape")
    expect(contents(page)).to_be_hidden()
    expect(button).to_be_focused()


# Addresses


@pytest.mark.parametrize(
    ("address", "chapter"),
    [
        ("#/guard", "guard"),
        ("#/guard/doors-that-take-time", "guard"),
        ("#/guard/timeouts", "guard"),
        ("#/traps/deadlock", "traps"),
        ("#/beyond/queues", "beyond"),
    ],
)
def test_an_address_shows_its_place(
    page: Page, site: StaticServer, address: str, chapter: str
) -> None:
    open_at(page, site, address)
    expect_at(page, address)
    expect(page.locator("article:visible")).to_have_count(1)
    expect(article(page, chapter)).to_be_visible()
    expect(page).to_have_title(re.compile(rf"^{article_title(chapter)} · Asyncarium$"))
    # Still so when the editors around it have come.
    expect(page.locator(".cm-editor").first).to_be_attached()
    expect_at(page, address)
    if place(page, address).get_attribute("data-example") is not None:
        expect(place(page, address).get_by_role("textbox", name="Code")).to_be_visible()
        expect_at(page, address)


def article_title(slug: str) -> str:
    return next(re.escape(chapter.title) for chapter in CHAPTERS if chapter.slug == slug)


def test_back_and_forward(page: Page, site: StaticServer) -> None:
    way = ["#/guard/timeouts", "#/foundation", "#/foundation/who-runs-when", "#/traps/race"]
    open_at(page, site, way[0])
    for address in way[1:]:
        page.evaluate("address => { location.hash = address; }", address)
        expect_at(page, address)
    page.evaluate("location.hash = '#/play'")
    expect(page.get_by_role("heading", name="Playground")).to_be_visible()
    for address in reversed(way):
        page.go_back()
        expect(page).to_have_url(f"{site.url}{address}")
        expect_at(page, address)
        expect(page.locator("article:visible")).to_have_count(1)
    for address in way[1:]:
        page.go_forward()
        expect_at(page, address)


@pytest.mark.parametrize("address", ["#/no-such-chapter", "#/foundations/say-hello", "#/%E0%A4%A"])
def test_an_unknown_chapter_says_so(page: Page, site: StaticServer, address: str) -> None:
    open_at(page, site, address)
    message = page.get_by_text("There is no such chapter.")
    expect(message).to_be_visible()
    expect(message).to_be_in_viewport()
    message.get_by_role("link", name="the whole handbook").click()
    expect(message).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def test_an_unknown_place_shows_its_chapter(page: Page, site: StaticServer) -> None:
    open_at(page, site, "#/guard/no-such-place")
    expect_at(page, "#/guard")
    expect(page.get_by_text("There is no such chapter.")).to_be_hidden()


def test_links_lead_somewhere(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    hrefs: list[str] = page.locator("a[href]").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    ids: set[str] = set(page.locator("[id]").evaluate_all("all => all.map(({ id }) => id)"))
    inner = {href.removeprefix("#") for href in hrefs if href.startswith("#")}
    outer = {href for href in hrefs if not href.startswith("#")} - {"./licences.txt"}
    assert inner - ids - {"/"} == set()
    assert [href for href in outer if not href.startswith("https://docs.python.org/3/")] == []
    assert len(inner) > 50
    assert len(outer) > 5


def test_cheat_sheet_rows_lead_to_programs(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}#/cheat-sheet")
    sheet = article(page, "cheat-sheet")
    rows = sheet.locator("tbody").get_by_role("row")
    known = {address_of(program) for program in shown_programs()}
    assert rows.count() >= 6
    for row in rows.all():
        link = row.get_by_role("link").last
        address = link.get_attribute("href") or ""
        assert address in known
        link.click()
        expect_at(page, address)
        page.go_back()
        expect(sheet).to_be_visible()


def test_reading_times_are_shown(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    teasers = page.get_by_role("navigation", name="Chapters").get_by_role("listitem")
    expect(teasers).to_have_count(len(CHAPTERS))
    for teaser, chapter in zip(teasers.all(), CHAPTERS, strict=True):
        count = len(chapter.programs)
        programs = {0: "", 1: " · 1 program"}.get(count, f" · {count} programs")
        extent = teaser.locator(".extent")
        expect(extent).to_have_text(re.compile(rf"^[1-9]\d* min{programs}$"))
        expect(article(page, chapter.slug).locator(".extent")).to_have_text(extent.inner_text())


# Where the reader was


def test_a_reload_comes_back(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}#/guard")
    # As a reader does: on and on, so that the editors above have come to life.
    for program in ("file-by-hand", "async-with-steps", "timeouts"):
        scroll_to(page, f"#/guard/{program}")
    scroll_to(page, "#/guard/many-managers", 77)
    before = top_of(page, "#/guard/many-managers")
    page.reload()
    expect_back(page, "many-managers", "#/guard/many-managers", before)


def test_a_reload_comes_back_past_what_was_run(page: Page, site: StaticServer) -> None:
    """The output above the reader is gone, and the page is shorter."""
    page.goto(f"{site.url}#/foundation/blocking-vs-async")
    for name in ("blocking-vs-async", "say-hello", "the-rule"):
        pane = PaneHandle(page, name)
        pane.section.scroll_into_view_if_needed()
        pane.section.get_by_role("combobox", name="Time").select_option("instant")
        pane.run_to_end()
    scroll_to(page, "#/foundation/tasks-and-the-loop", 50)
    before = top_of(page, "#/foundation/tasks-and-the-loop")
    page.reload()
    expect_back(page, "tasks-and-the-loop", "#/foundation/tasks-and-the-loop", before)


def expect_back(page: Page, name: str, address: str, before: float) -> None:
    pane = PaneHandle(page, name)
    expect(pane.code).to_be_in_viewport()
    pane.expect_state("ready")
    after = top_of(page, address)
    assert abs(after - before) < 60, (before, after)


def test_a_later_visit_offers_to_continue(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    offer = page.get_by_text("Continue where you were")
    expect(offer).to_be_hidden()
    page.goto(f"{site.url}#/stream")
    scroll_to(page, "#/stream/collect", 20)
    later = page.context.new_page()
    page.close()
    later.goto(f"{site.url}#/")
    offer = later.get_by_text("Continue where you were")
    expect(offer).to_be_visible()
    expect(offer).to_be_in_viewport()
    link = offer.get_by_role("link")
    expect(link).to_have_text("The stream: generators › collect")
    link.click()
    expect_at(later, "#/stream/collect")


def test_a_spoilt_position_does_no_harm(page: Page, site: StaticServer) -> None:
    for stored in (
        "{",
        "null",
        "[]",
        '{"hash":"#/","place":"/gone/away","offset":3}',
        '{"hash":"#/guard","place":"/gone/away","offset":3}',
        '{"hash":"#/guard","place":"main","offset":"3"}',
    ):
        open_at(page, site, "#/")
        page.evaluate("text => localStorage.setItem('asyncarium.position', text)", stored)
        open_at(page, site, "#/")
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
        expect(page.get_by_text("Continue where you were")).to_be_hidden()
        page.evaluate("location.hash = '#/guard'")
        expect_at(page, "#/guard")
        page.evaluate("text => localStorage.setItem('asyncarium.position', text)", stored)
        page.reload()
        expect_at(page, "#/guard")


# Search


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("asyncio.gather", "#/foundation/blocking-vs-async"),
        ("gather", "#/foundation/blocking-vs-async"),
        ("ASYNCIO.GATHER", "#/foundation/blocking-vs-async"),
        ("fetch_price", "#/foundation/the-rule"),
        ("sandwich", "#/guard/by-hand-and-with-a-sandwich"),
        ("swallowed cancel", "#/traps/a-swallowed-cancel"),
        ("dedlock", "#/traps/deadlock"),
        ("sandwhich", "#/guard/by-hand-and-with-a-sandwich"),
        ("say-hello", "#/foundation/say-hello"),
        ("  two tasks  that wait ", "#/traps/two-tasks-that-wait-for-each-other"),
    ],
)
def test_search_finds(page: Page, site: StaticServer, query: str, address: str) -> None:
    open_awake(page, site)
    field(page).fill(query)
    hit = results(page).and_(page.locator(f'[href="{address}"]'))
    expect(hit).to_be_visible()
    count = results(page).count()
    status = page.get_by_role("search").get_by_role("status")
    expect(status).to_have_text("1 place" if count == 1 else f"{count} places")
    hit.click()
    expect(page).to_have_url(f"{site.url}{address}")
    expect_at(page, address)
    expect(results(page).first).to_be_hidden()


def test_search_that_finds_nothing_says_so(page: Page, site: StaticServer) -> None:
    open_awake(page, site)
    field(page).fill("zyzzyva")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("Nothing found")
    expect(results(page)).to_have_count(0)
    for odd in ("(", '"', ".", "*", "\\", "<b>", "constructor", "__proto__"):
        field(page).fill(odd)
    field(page).fill("sandwich")
    expect(results(page).first).to_be_visible()


# What runs programs may still be on its way; that it fails to load is not this test's concern.
@pytest.mark.console_errors
def test_search_needs_no_network(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane("say-hello", "#/foundation/say-hello")
    page.context.set_offline(True)
    field(page).fill("asyncio.gather")
    expect(results(page).first).to_be_visible()
    results(page).and_(page.locator('[href="#/traps/race"]')).click()
    expect_at(page, "#/traps/race")


def test_search_with_the_keyboard(page: Page, site: StaticServer) -> None:
    open_awake(page, site)
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    page.keyboard.type("sandwich/")
    expect(field(page)).to_have_value("sandwich/")
    first, second = results(page).nth(0), results(page).nth(1)
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    address = second.get_attribute("href") or ""
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}{address}")
    expect_at(page, address)
    expect(first).to_be_hidden()
    expect(page.get_by_role("main")).to_be_focused()


def test_enter_opens_the_first_result(page: Page, site: StaticServer) -> None:
    open_awake(page, site)
    field(page).fill("deadlock")
    first = results(page).first
    expect(first).to_be_visible()
    address = first.get_attribute("href") or ""
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}{address}")
    expect_at(page, address)
    expect(first).to_be_hidden()


def test_escape_closes_the_search(page: Page, site: StaticServer) -> None:
    open_awake(page, site, "#/guard")
    page.keyboard.press("/")
    page.keyboard.type("deadlock")
    expect(results(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(results(page).first).to_be_hidden()
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    # An empty field leads nowhere.
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}#/guard")


def test_a_slash_in_code_is_a_slash(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("say-hello", "#/foundation/say-hello")
    pane.code.fill("")
    pane.code.press_sequentially("1/2")
    expect(pane.code).to_have_text("1/2")


# Without scripts, and on paper


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page whose browser runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_all_of_it_without_javascript(plain_page: Page, site: StaticServer) -> None:
    plain_page.goto(site.url)
    expect(plain_page.get_by_role("heading", level=1)).to_be_visible()
    for chapter in CHAPTERS:
        expect(contents(plain_page).locator(f'a[href="{chapter.address}"]')).to_be_visible()
        expect(article(plain_page, chapter.slug)).to_be_visible()
    for program in shown_programs():
        pane = PaneHandle(plain_page, program.stem)
        expect(pane.section.locator(".pane-code pre")).to_be_visible()
        expect(pane.section.locator(".transcript").first).to_be_visible()
    expect(plain_page.locator("button:visible, input:visible, select:visible")).to_have_count(0)
    expect(plain_page.get_by_role("heading", name="Playground")).to_be_hidden()


@pytest.mark.parametrize(
    ("address", "chapter"),
    [
        ("#/guard", "guard"),
        ("#/guard/doors-that-take-time", "guard"),
        ("#/traps/race", "traps"),
    ],
)
def test_addresses_without_javascript(
    plain_page: Page, site: StaticServer, address: str, chapter: str
) -> None:
    open_at(plain_page, site, address)
    expect(place(plain_page, address)).to_be_in_viewport()
    expect(plain_page.locator("article:visible")).to_have_count(1)
    expect(article(plain_page, chapter)).to_be_visible()
    assert top_of(plain_page, address) >= 40, "below the header"
    contents(plain_page).locator('a[href="#/foundation/say-hello"]').or_(
        contents(plain_page).locator('a[href="#/foundation/who-runs-when"]')
    ).click()
    expect(article(plain_page, "foundation")).to_be_visible()
    expect(article(plain_page, chapter)).to_be_hidden()


def test_programs_and_transcripts_without_javascript(plain_page: Page, site: StaticServer) -> None:
    plain_page.goto(f"{site.url}#/traps/race")
    expect_on_paper(plain_page, "traps", "race")


def expect_on_paper(page: Page, chapter: str, name: str) -> None:
    """The whole program is there, and what it prints."""
    program = HANDBOOK / chapter / f"{name}.py"
    section = PaneHandle(page, name).section
    code = section.locator(".pane-code pre")
    expect(code).to_be_visible()
    assert code.inner_text().rstrip() == program.read_text("utf-8").rstrip()
    assert code.evaluate("pre => pre.scrollHeight - pre.clientHeight") <= 1
    printed = section.locator(":scope > .transcript")
    expect(printed).to_be_visible()
    texts = [line.text for line in read_transcript(program).lines]
    expect(printed.get_by_role("listitem")).to_have_text(texts)
    assert printed.evaluate("list => list.scrollWidth - list.clientWidth") <= 1


def test_on_paper(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    """The text, each program as the handbook has it, what it prints: nothing to press."""
    pane = open_pane("tasks-and-the-loop", "#/foundation/tasks-and-the-loop")
    pane.section.get_by_role("combobox", name="Time").select_option("instant")
    pane.run_to_end()
    pane.run_to_end("print('the reader’s own')")
    rule = PaneHandle(page, "the-rule")
    rule.section.scroll_into_view_if_needed()
    rule.run_to_end()
    rule.button("Apply the cure").click()
    page.emulate_media(media="print")
    expect(page.locator(PRINTED_AWAY).locator("visible=true")).to_have_count(0)
    expect(page.get_by_role("log").locator("visible=true")).to_have_count(0)
    expect(page.get_by_text("the reader’s own").locator("visible=true")).to_have_count(0)
    expect(page.get_by_role("group", name="Predict first")).to_have_count(0)
    for program in shown_programs():
        if program.parent.name == "foundation":
            expect_on_paper(page, "foundation", program.stem)
    expect(rule.section.get_by_text("This program fails on purpose")).to_be_visible()
    page.emulate_media(media="screen")
    expect(pane.code).to_be_visible()
    expect(pane.code).to_have_text("print('the reader’s own')")


def test_all_of_it_on_paper(page: Page, site: StaticServer) -> None:
    page.goto(site.url)
    page.emulate_media(media="print")
    expect(page.locator(PRINTED_AWAY).locator("visible=true")).to_have_count(0)
    for program in shown_programs():
        expect_on_paper(page, program.parent.name, program.stem)
    expect(page.get_by_role("heading", name="Playground")).to_be_hidden()


@pytest.mark.console_errors
def test_on_paper_when_python_could_not_be_loaded(page: Page, site: StaticServer) -> None:
    page.route("**/engine/**", lambda route: route.abort())
    page.goto(f"{site.url}#/foundation/say-hello")
    retry = PaneHandle(page, "say-hello").button("Try again")
    expect(retry).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(PRINTED_AWAY).locator("visible=true")).to_have_count(0)


# Panes that nobody has seen yet


def test_a_pane_far_down_gets_its_editor_when_it_is_near(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}#/beyond")
    far = PaneHandle(page, "echo-server")
    near = PaneHandle(page, "as-completed")
    near.section.scroll_into_view_if_needed()
    expect(near.code).to_be_visible()
    expect(far.section.locator(".cm-editor")).to_have_count(0)
    expect(far.section.locator("pre").first).to_be_visible()
    far.section.scroll_into_view_if_needed()
    expect(far.code).to_be_visible()
    expect(far.section.locator(".cm-editor")).to_have_count(1)
    expect(far.section.locator(".pane-code pre")).to_be_hidden()
    other_chapters = page.locator("article:not(:visible) .cm-editor")
    expect(other_chapters).to_have_count(0)


def test_the_run_of_a_pane_that_was_never_seen(page: Page, site: StaticServer) -> None:
    """Neither one far below nor one of a chapter that is not shown."""
    page.goto(f"{site.url}#/foundation")
    expect(page.locator(".cm-editor").first).to_be_attached()
    for chapter, name in (("foundation", "tasks-and-the-loop"), ("traps", "forgotten-await")):
        pane = PaneHandle(page, name)
        expect(pane.section.locator(".cm-editor")).to_have_count(0)
        pane.section.locator("[data-do=run]").evaluate("button => button.click()")
        pane.expect_state("finished")
        page.evaluate("address => { location.hash = address; }", f"#/{chapter}/{name}")
        expect(pane.status).to_contain_text("· as in the handbook")
        expected = read_transcript(HANDBOOK / chapter / f"{name}.py")
        assert pane.texts() == expected.texts("stdout")


def test_a_run_before_the_scripts_have_come(page: Page, site: StaticServer) -> None:
    """A press in the first moment is not lost."""
    page.goto(f"{site.url}#/foundation/say-hello", wait_until="commit")
    pane = PaneHandle(page, "say-hello")
    page.wait_for_function("() => window.asyncarium !== undefined")
    pane.button("Run").click()
    pane.expect_state("finished")


def test_the_site_is_the_built_one() -> None:
    """What these tests compare with is what has been built."""
    text = (ROOT / "dist/index.html").read_text("utf-8")
    for program in shown_programs():
        assert f'id="{address_of(program)[1:]}"' in text
