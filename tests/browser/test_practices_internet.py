"""Promise: programs have an internet to practise on, and their requests can be looked at."""

import re
import textwrap
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.offline import visit
from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle, run_by_api
from tests.browser.test_everyone_can_use_it import serious_findings
from tests.support.machines import ROOT
from tests.support.server import StaticServer

URLLIB = """
import json, urllib.error, urllib.request

def get(path):
    with urllib.request.urlopen(f"https://api.example.com/{path}") as response:
        return json.load(response)

print([item["name"] for item in get("products?page=3")["items"]])
try:
    get("products/99")
except urllib.error.HTTPError as error:
    print(error)
try:
    urllib.request.urlopen("https://www.python.org/")
except urllib.error.URLError as error:
    print(error.reason)
"""

AIOHTTP = """
import asyncio, aiohttp

async def main():
    async with aiohttp.ClientSession() as session:
        page, last = 1, False
        while not last:
            async with session.get(
                "https://api.example.com/products", params={"page": page}
            ) as response:
                products = await response.json()
            print([item["id"] for item in products["items"]])
            page, last = page + 1, products["is_last_page"]

asyncio.run(main())
"""

UNANSWERED = """
import socket

with socket.create_connection(("api.example.com", 80)) as connection:
    connection.sendall(b"GET /slow?seconds=60 HTTP/1.1\\r\\nHost: api.example.com\\r\\n\\r\\n")
    input("? ")
"""


def network(pane: PaneHandle) -> Locator:
    return pane.section.locator("details").filter(has_text="Network:")


def rows(pane: PaneHandle) -> Locator:
    table = pane.section.get_by_role("table", name="Requests to the practice internet")
    return table.get_by_role("row")


def choose_clock(pane: PaneHandle, clock: str) -> None:
    pane.section.get_by_role("combobox", name="Time").select_option(clock)


def open_settings(pane: PaneHandle) -> None:
    pane.button("More").click()
    pane.section.get_by_role("menuitem", name="Network…").click()
    expect(pane.section.get_by_label("Delay")).to_be_visible()


def test_requests_are_answered_and_listed(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    choose_clock(pane, "instant")
    assert pane.run_to_end("print('https://example.com/ is not asked')") == "finished"
    expect(network(pane)).to_have_count(0)
    assert pane.run_to_end(URLLIB) == "finished"
    first, second, third = pane.texts()
    assert first == "['Ink bottle', 'Jar of nails', 'Kettle', 'Lantern']"
    assert second == "HTTP Error 404: Not Found"
    assert "there is no 'www.python.org' in this tab" in third
    assert "api.example.com" in third
    summary = network(pane).locator("summary")
    expect(summary).to_have_text("Network: 2 requests, in simulated time")
    summary.press("Enter")
    expect(rows(pane)).to_have_count(3)
    expect(rows(pane).first).to_have_text("RequestStatusSizeStartFirst byteTook")
    cells = rows(pane).nth(1).get_by_role("cell")
    expect(cells.nth(0)).to_have_text("200")
    expect(rows(pane).nth(1)).to_contain_text("GET https://api.example.com/products?page=3")
    expect(rows(pane).nth(2)).to_contain_text("GET https://api.example.com/products/99")
    expect(rows(pane).nth(2)).to_contain_text("404")
    expect(cells.nth(2)).to_have_text("0.080 s")
    expect(cells.nth(4)).to_have_text(re.compile(r"^0\.\d{3} s$"))
    assert serious_findings(page) == []
    # Another run begins with none.
    assert pane.run_to_end("print('hello')") == "finished"
    expect(network(pane)).to_be_hidden()


def test_real_libraries_use_it(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    choose_clock(pane, "instant")
    assert pane.run_to_end(AIOHTTP) == "finished"
    assert pane.texts() == ["[1, 2, 3, 4]", "[5, 6, 7, 8]", "[9, 10, 11, 12]"]
    times = [line.time for line in pane.lines()]
    assert pane.run_to_end() == "finished"
    assert [line.time for line in pane.lines()] == times
    result = run_by_api(page, AIOHTTP, clock="instant")
    assert [line.time for line in result.lines] == times


def test_a_request_is_listed_while_it_lasts(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run(UNANSWERED)
    expect(pane.section.get_by_role("textbox", name="Input")).to_be_visible(
        timeout=ENGINE_MILLISECONDS
    )
    summary = network(pane).locator("summary")
    expect(summary).to_have_text("Network: 1 request")
    summary.click()
    expect(rows(pane).nth(1)).to_contain_text("waiting")
    pane.section.get_by_role("textbox", name="Input").press("Enter")
    pane.expect_state("finished")
    expect(rows(pane).nth(1)).to_contain_text("the program closed the connection")


def test_the_network_can_be_made_slow_and_unreliable(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    choose_clock(pane, "instant")
    open_settings(pane)
    expect(network(pane)).to_contain_text("Network: no requests")
    assert serious_findings(page) == []

    def time_of_answer() -> float:
        code = """
            import urllib.request
            urllib.request.urlopen("http://example.com/").read()
            print("answered")
        """
        assert pane.run_to_end(textwrap.dedent(code)) == "finished"
        return pane.lines()[0].time

    usual = time_of_answer()
    open_settings(pane)
    pane.section.get_by_label("Delay").select_option(label="none")
    assert time_of_answer() == 0
    open_settings(pane)
    pane.section.get_by_label("Delay").select_option(label="slow phone (400 ms)")
    assert time_of_answer() > 0.8 > usual > 0.08
    open_settings(pane)
    pane.section.get_by_label("Failures").select_option(label="many (1 in 3)")
    pane.section.get_by_label("Seed").fill("7")
    pane.section.get_by_label("Seed").press("Tab")
    code = """
        import urllib.request
        for _ in range(40):
            try:
                print(urllib.request.urlopen("http://example.com/").status)
            except OSError as error:
                print(type(error).__name__, getattr(error, "code", ""))
    """
    assert pane.run_to_end(textwrap.dedent(code)) == "finished"
    seen = pane.texts()
    assert {"200", "HTTPError 503", "ConnectionResetError "} == set(seen)
    assert pane.run_to_end() == "finished"
    assert pane.texts() == seen


@pytest.mark.console_errors  # the browser looks for a new service worker
def test_it_works_offline_once_it_was_used(page: Page) -> None:
    host = StaticServer(ROOT / "dist")
    pane = visit(page, host.url)
    assert pane.run_to_end(URLLIB) == "finished"
    host.close()
    page.reload()
    assert pane.run_to_end(URLLIB) == "finished"
    assert pane.texts()[0] == "['Ink bottle', 'Jar of nails', 'Kettle', 'Lantern']"


REAL = """
import json, urllib.error, urllib.request

for path in ("there", "not-allowed"):
    try:
        with urllib.request.urlopen(f"https://api.somewhere.dev/{path}") as response:
            print(response.status, json.load(response))
    except urllib.error.URLError as error:
        print(error)
"""


@pytest.mark.console_errors  # one of the requests is refused
def test_the_real_internet_is_for_one_program_and_only_when_allowed(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if "not-allowed" in route.request.url:
            route.abort("failed")  # as where CORS forbids it
        else:
            route.fulfill(json={"from": "outside"})

    page.context.route("https://api.somewhere.dev/**", answer)
    pane = open_pane()
    assert pane.run_to_end(REAL) == "finished"
    assert "More, Network" in pane.texts()[0]
    assert asked == []

    open_settings(pane)
    real = pane.section.get_by_role("checkbox", name="Real internet, for this program")
    real.click()
    dialog = page.get_by_role("dialog", name="The real internet, for this program?")
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Cancel").click()
    expect(real).not_to_be_checked()
    real.click()
    dialog.get_by_role("button", name="Allow for this program").click()
    expect(real).to_be_checked()
    assert pane.run_to_end() == "finished"
    first, second = pane.texts()
    assert first == "200 {'from': 'outside'}"
    assert "502" in second
    assert "CORS" in second
    assert asked == ["https://api.somewhere.dev/there", "https://api.somewhere.dev/not-allowed"]
    expect(network(pane).locator("summary")).to_have_text("Network: 2 requests")

    # Another program was not allowed to.
    page.get_by_role("button", name="New program").click()
    expect(network(pane)).to_be_hidden()
    open_settings(pane)
    expect(real).not_to_be_checked()
    assert pane.run_to_end(REAL) == "finished"
    assert "More, Network" in pane.texts()[0]
    assert len(asked) == 2


@pytest.mark.console_errors  # it says so
def test_the_open_sandbox_does_nothing_where_it_is_not_shut_in(
    page: Page, site: StaticServer
) -> None:
    (name,) = (path.name for path in (ROOT / "dist/packages").glob("open-sandbox-*.html"))
    with page.expect_event("pageerror") as error:
        page.goto(f"{site.url}packages/{name}")
    assert "this is no sandbox" in str(error.value)
    assert page.evaluate("window.onmessage === null")
