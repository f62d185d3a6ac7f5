"""Promise: asyncpg talks to a real PostgreSQL in the tab; what was fetched once works offline."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from tests.browser.chromium import open_profile
from tests.browser.offline import visit
from tests.browser.site import PaneHandle, run_by_api
from tests.support.server import Answer, StaticServer

TYPICAL = """
import asyncio, asyncpg, datetime

async def main():
    pool = await asyncpg.create_pool("postgresql://postgres:postgres@localhost/postgres")
    async with pool.acquire() as conn:
        print(await conn.fetchval("SELECT count(*) FROM users"))
        await conn.execute("CREATE TABLE events(id serial PRIMARY KEY, at date, what text)")
        async with conn.transaction():
            rows = [(datetime.date(2026, 1, day), f"day {day}") for day in range(1, 4)]
            await conn.executemany("INSERT INTO events(at, what) VALUES ($1, $2)", rows)
        for record in await conn.fetch("SELECT * FROM events WHERE id > $1", 1):
            print(record)
        try:
            await conn.execute("SELECT * FROM nothing")
        except asyncpg.UndefinedTableError as error:
            print(error, error.sqlstate, error.position)
    await pool.close()

asyncio.run(main())
"""

LINES = [
    "6",
    "<Record id=2 at=datetime.date(2026, 1, 2) what='day 2'>",
    "<Record id=3 at=datetime.date(2026, 1, 3) what='day 3'>",
    'relation "nothing" does not exist 42P01 15',
]

SLOW = """
import asyncio, asyncpg

async def main():
    conn = await asyncpg.connect("postgresql://postgres@localhost/postgres")
    await conn.execute("CREATE TABLE events(x int)")
    print("asking", flush=True)
    try:
        await conn.fetch("SELECT count(*) FROM generate_series(1, 50000000)")
    finally:
        print("cleaned up")

asyncio.run(main())
"""


# Where Python can be suspended Postgres has a worker of its own, else it is in Python's.
everywhere = pytest.mark.parametrize("query", ["", "?jspi=off"])


def test_offline_after_one_use(playwright: Playwright, host: StaticServer, tmp_path: Path) -> None:
    first = open_profile(playwright, tmp_path)
    pane = visit(first.pages[0], host.url)
    assert pane.run_to_end("print('postgrex')") == "finished"
    assert not [line for line in host.requests if "/packages/" in line], "not before it is needed"
    assert pane.run_to_end(TYPICAL) == "finished"
    assert pane.texts() == LINES
    asked = [line for line in host.requests if "/packages/" in line]
    assert len(asked) == len(set(asked)), "nothing is fetched twice"
    first.close()
    host.close()

    second = open_profile(playwright, tmp_path)
    second.pages[0].goto(f"{host.url}#/play")
    pane = PaneHandle(second.pages[0], "playground")
    assert pane.run_to_end(TYPICAL) == "finished"
    assert pane.texts() == LINES
    second.close()


@everywhere
def test_each_run_finds_a_fresh_database(
    page: Page, open_pane: Callable[..., PaneHandle], query: str
) -> None:
    open_pane(query=query)
    for _ in range(2):
        assert run_by_api(page, TYPICAL, clock="instant").texts() == LINES


@everywhere
def test_stop_during_a_query(open_pane: Callable[..., PaneHandle], query: str) -> None:
    pane = open_pane(query=query)
    pane.run(SLOW)
    pane.expect_line("asking")
    pane.button("Stop").click()
    pane.expect_state("stopped", "killed")
    assert pane.run_to_end(TYPICAL) == "finished"
    assert pane.texts() == LINES


def test_the_page_says_what_it_is(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert pane.run_to_end(TYPICAL) == "finished", pane.texts("stderr")
    said = pane.section.locator(".pane-notice p")
    assert said.all_inner_texts() == [
        "Postgres is a real one, in this tab. Each run finds a fresh database. "
        "Transactions run one at a time.",
        "asyncpg here is a compatible module: its own Python code, with plain Python in the place "
        "of what is compiled. It leaves out SCRAM and GSS logins, SSL, client encodings other than "
        "UTF8, and hstore.",
    ]
    assert pane.run_to_end(TYPICAL) == "finished"
    expect(said).to_have_count(0)


@everywhere
@pytest.mark.console_errors
def test_an_engine_that_can_not_be_had(page: Page, host: StaticServer, query: str) -> None:
    pane = visit(page, f"{host.url}{query}")

    def answer(path: str) -> Answer:
        return (404, b"") if path.endswith(".xz") and "/postgres-" in path else None

    host.answer = answer
    assert pane.run_to_end(TYPICAL) == "failed"
    assert pane.texts("stderr")[-1].startswith(
        "asyncpg.exceptions.CannotConnectNowError: Postgres could not be started: "
    )
    named = pane.section.locator(".pane-notice p").filter(has_text="PostgreSQL could not be")
    expect(named).to_have_text(
        re.compile(r"^PostgreSQL could not be fetched: postgres-.* Press Run to try again\.$")
    )
    host.answer = lambda _path: None
    assert pane.run_to_end(TYPICAL) == "finished"
    assert pane.texts() == LINES
    expect(named).to_have_count(0)


def test_its_download_is_told(page: Page, host: StaticServer) -> None:
    waiting: list[Route] = []
    page.context.route("**/packages/postgres-*", lambda route: waiting.append(route))
    pane = visit(page, host.url)
    pane.run(TYPICAL)
    expect(pane.status).to_have_text(re.compile(r"^Fetching PostgreSQL \(\d\.\d MB\)…"))
    assert pane.texts() == [], "the program has not begun"
    while not waiting:
        page.wait_for_timeout(50)
    for route in waiting:
        route.continue_()
    pane.expect_state("finished")
    assert pane.texts() == LINES
