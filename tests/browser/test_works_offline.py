"""Promise: after one visit the site works without a network, and says "ready" only when it does."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.chromium import open_profile
from tests.browser.offline import (
    READY,
    ask_worker,
    end_workers,
    expect_offer,
    expect_offline,
    expect_release,
    forget_downloads,
    get,
    look_for_update,
    poison,
    remove_entries,
    stored,
    visit,
)
from tests.browser.site import PaneHandle, link_to
from tests.support.deploy import other_build, write_service_worker
from tests.support.machines import ROOT
from tests.support.server import Answer, StaticServer

DIST = ROOT / "dist"
CHOSEN = "Not kept for offline, as you have chosen."


def test_after_a_restart_without_a_server(
    playwright: Playwright, host: StaticServer, tmp_path: Path
) -> None:
    first = open_profile(playwright, tmp_path)
    visit(first.pages[0], host.url)
    fetched = [line for line in host.requests if "/engine/" in line]
    assert len(fetched) == len(set(fetched)) == 4, "nothing big is downloaded twice"
    first.close()
    host.close()

    second = open_profile(playwright, tmp_path)
    page = second.pages[0]
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    assert pane.run_to_end("print('from nowhere')") == "finished"
    assert pane.texts() == ["from nowhere"]
    expect_offline(page, READY)

    # A link that nobody has opened here before; a reload makes it an arrival.
    page.goto(f"{host.url}?never=seen{link_to({'main.py': 'print(6 * 7)'})}")
    expect(page.get_by_text("This is a shared program.")).to_be_visible()
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["42"]
    second.close()


def spoil(name: str, kind: str) -> Callable[[str], Answer]:
    def answer(path: str) -> Answer:
        if name not in path:
            return None
        whole = next(DIST.rglob(f"{name}*")).read_bytes()
        match kind:
            case "missing":
                return 404, b"gone"
            case "truncated":
                return 200, whole[:-10]
            case _:
                return 200, b"\0" + whole[1:]

    return answer


@pytest.mark.console_errors
@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("licences", "missing", "licences.txt is not on the server (HTTP 404)."),
        ("licences", "truncated", "licences.txt is not the file that this version of the site"),
        ("python-", "flipped", "is not the file that this version of the site was made with."),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_stored(
    page: Page, host: StaticServer, name: str, kind: str, message: str
) -> None:
    host.answer = spoil(name, kind)
    page.goto(f"{host.url}#/play")
    expect_offline(page, re.compile(f"^Not ready offline: .*{re.escape(message)}"))
    assert stored(page) == {}
    host.answer = lambda _path: None
    page.reload()
    expect_offline(page, READY)


@pytest.mark.console_errors
def test_it_is_tried_again_when_the_network_is_back(page: Page, host: StaticServer) -> None:
    host.answer = spoil("licences", "missing")
    page.goto(f"{host.url}#/play")
    expect_offline(page, re.compile("^Not ready offline"))
    host.answer = lambda _path: None
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_offline(page, READY)


def test_missing_and_poisoned_entries_are_mended(page: Page, host: StaticServer) -> None:
    visit(page, host.url)
    whole = stored(page)
    assert remove_entries(page, "workbench|icon.svg|files") == 3
    assert poison(page, r"index|shared|licences|python-|\.wasm") >= 6
    page.reload()
    expect_release(page, None)
    expect_offline(page, READY)
    assert {name: sorted(paths) for name, paths in stored(page).items()} == {
        name: sorted(paths) for name, paths in whole.items()
    }
    host.close()
    page.reload()
    expect_offline(page, READY)
    assert PaneHandle(page, "playground").run_to_end("print('whole')") == "finished"


@pytest.mark.console_errors
def test_the_engine_is_renewed_when_the_page_finds_it_damaged(
    page: Page, host: StaticServer
) -> None:
    visit(page, host.url)
    (glue,) = [path.name for path in (DIST / "engine").glob("pyodide-*.mjs")]
    whole = (DIST / "engine" / glue).read_text("utf-8")
    assert poison(page, re.escape(glue)) == 1
    assert get(page, f"engine/{glue}") == "poisoned", "the page itself checks the engine"
    assert get(page, f"engine/{glue}", cache="reload") == whole
    assert get(page, f"engine/{glue}") == whole
    host.close()
    forget_downloads(page)
    assert get(page, f"engine/{glue}", cache="reload") == whole, "it is whole now"
    poison(page, re.escape(glue))
    assert get(page, f"engine/{glue}", cache="reload") == "error"


@pytest.mark.console_errors
def test_never_the_bytes_of_another_build(page: Page, host: StaticServer, tmp_path: Path) -> None:
    visit(page, host.url)
    host.root = other_build(tmp_path / "next", "next")
    remove_entries(page, "licences")
    poison(page, "icon")
    assert get(page, "licences.txt") == "error"
    assert get(page, "icon.svg") != "poisoned"
    # Without its scripts this build can't go on: the new one does, whole.
    remove_entries(page, "workbench")
    page.reload()
    expect_release(page, "next")
    expect_offer(page)
    assert PaneHandle(page, "playground").run_to_end("print('new')") == "finished"


@pytest.mark.console_errors
def test_all_is_gone(page: Page, host: StaticServer) -> None:
    pane = visit(page, host.url)
    pane.code.fill("print('mine')")
    remove_everything = (
        "async () => { for (const n of await caches.keys()) await caches.delete(n) }"
    )
    page.evaluate(remove_everything)
    host.close()
    forget_downloads(page)
    page.reload()
    expect(page.get_by_role("heading")).to_have_text("Files of the site are damaged or gone")
    expect(page.get_by_text("Your code is safe.")).to_be_visible()
    host = host.again()
    page.get_by_role("button", name="load the page again").click()
    expect(pane.code).to_have_text("print('mine')")
    expect_offline(page, READY)
    assert any(":app:" in name for name in stored(page))

    page.evaluate(remove_everything)
    page.reload()
    expect(pane.code).to_have_text("print('mine')")
    expect_offline(page, READY)
    host.close()


@pytest.mark.console_errors
def test_no_room(page: Page, host: StaticServer, tmp_path: Path) -> None:
    devtools = page.context.new_cdp_session(page)
    origin = host.url.removesuffix(host.prefix)

    def allow(**quota: int) -> None:
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, **quota})

    allow(quotaSize=5_000_000)
    page.goto(f"{host.url}#/play")
    expect_offline(page, re.compile(r"^Not ready offline: .* does not fit: the browser gives"))
    assert stored(page) == {}
    allow()
    page.reload()
    expect_offline(page, READY)
    (name,) = stored(page)

    allow(quotaSize=20_000_000)
    host.root = other_build(tmp_path / "next", "next")
    look_for_update(page)
    problem = page.get_by_text("The new version of the site could not be stored")
    expect(problem).to_contain_text("does not fit", timeout=30_000)
    expect(problem).to_contain_text("This one goes on working.")
    assert list(stored(page)) == [name]
    page.reload()
    expect_release(page, None)
    expect_offline(page, READY)
    assert PaneHandle(page, "playground").run_to_end("print(1)") == "finished"

    allow()
    look_for_update(page)
    expect_offer(page)


BAD_WORKERS = {
    "missing": (404, b"not found"),
    "failing": (500, b"oops"),
    "a page": (200, b"<!doctype html><title>Sign in</title>"),
    "broken": (200, b"const FILES = {"),
}


def bad_worker(kind: str) -> Callable[[str], Answer]:
    return lambda path: BAD_WORKERS[kind] if path.endswith("sw.js") else None


@pytest.mark.console_errors
def test_a_bad_worker_does_not_end_the_one_that_is_there(page: Page, host: StaticServer) -> None:
    visit(page, host.url)
    for kind in BAD_WORKERS:
        host.answer = bad_worker(kind)
        assert look_for_update(page) != ""
        page.reload()
        expect_offline(page, READY)
    host.close()
    page.reload()
    expect_offline(page, READY)
    assert PaneHandle(page, "playground").run_to_end("print(1)") == "finished"


@pytest.mark.console_errors
@pytest.mark.parametrize("kind", BAD_WORKERS)
def test_a_bad_worker_on_the_first_visit(page: Page, host: StaticServer, kind: str) -> None:
    host.answer = bad_worker(kind)
    page.goto(f"{host.url}#/play")
    expect_offline(page, re.compile(r"^Not ready offline: The server does not give the site's sw"))
    assert PaneHandle(page, "playground").run_to_end("print(1)") == "finished"


@pytest.mark.parametrize(
    ("script", "text"),
    [
        (
            "delete Navigator.prototype.serviceWorker",
            "This browser can’t keep the site for offline.",
        ),
        (
            "ServiceWorkerContainer.prototype.register = async () => {"
            " throw new DOMException('The operation is insecure.', 'SecurityError') }",
            "Not ready offline: The browser does not allow it (The operation is insecure.).",
        ),
    ],
)
def test_without_service_workers(page: Page, host: StaticServer, script: str, text: str) -> None:
    page.add_init_script(script)
    page.goto(f"{host.url}#/play")
    expect_offline(page, text)
    assert PaneHandle(page, "playground").run_to_end("print(1)") == "finished"
    assert host.requests.count(f"GET {host.prefix}") == 1


def test_without_storage_at_all(page: Page, host: StaticServer) -> None:
    for name in ("localStorage", "sessionStorage", "caches"):
        page.add_init_script(
            f"Object.defineProperty(window, '{name}',"
            " {get() { throw new DOMException('denied', 'SecurityError') }})"
        )
    pane = PaneHandle(page, "playground")
    page.goto(f"{host.url}#/play")
    assert pane.run_to_end("print(1)") == "finished"


@pytest.mark.console_errors
def test_other_projects_of_the_origin_are_left_alone(page: Page, tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(DIST)
    (tmp_path / "two").symlink_to(DIST)
    (tmp_path / "index.html").write_text("<!doctype html><title>A third project</title>")
    (tmp_path / "sw.js").write_text("addEventListener('fetch', () => {})")
    origin = StaticServer(tmp_path)
    foreign = ["asyncarium:/:app:1", "asyncarium:/tw:app:1", "precache-v1"]
    page.goto(origin.url)
    page.evaluate(
        """async (names) => {
            await navigator.serviceWorker.register("./sw.js");
            for (const name of names) {
                await (await caches.open(name)).put("/one/licences.txt", new Response("foreign"));
            }
        }""",
        foreign,
    )
    visit(page, f"{origin.url}one/")
    assert get(page, "licences.txt") != "foreign"
    visit(page, f"{origin.url}two/")
    first = {name: paths for name, paths in stored(page).items() if ":/one/:" in name}

    (tmp_path / "two").unlink()
    other_build(tmp_path / "two", "next")
    look_for_update(page)
    page.get_by_role("button", name="Update").click()
    expect_release(page, "next")
    expect_offline(page, READY)
    now = stored(page)
    assert len([name for name in now if ":/two/:app:" in name]) == 1
    assert {name: paths for name, paths in now.items() if ":/one/:" in name} == first
    assert set(foreign) <= now.keys()
    scopes = page.evaluate(
        "navigator.serviceWorker.getRegistrations().then(all => all.map(one => one.scope))"
    )
    assert sorted(scopes) == [origin.url, f"{origin.url}one/", f"{origin.url}two/"]

    ask_worker(page, "retire")
    left = stored(page)
    assert [name for name in left if ":/two/:" in name] == []
    assert {*foreign, *first} == left.keys()
    origin.close()


@pytest.mark.console_errors
def test_files_on_demand(page: Page, host: StaticServer, tmp_path: Path) -> None:
    packages = {"packages/one-1a2b.whl": b"one", "packages/two-3c4d.whl": b"two"}
    host.root = other_build(tmp_path / "v1", "v1", packages)
    visit(page, host.url)
    assert [line for line in host.requests if "/packages/" in line] == []
    assert ask_worker(page, "verify")["onDemand"] == {"files": 2, "bytes": 6, "kept": 0}

    assert get(page, "packages/one-1a2b.whl") == "one"
    host.close()
    forget_downloads(page)
    assert get(page, "packages/one-1a2b.whl") == "one"
    assert get(page, "packages/two-3c4d.whl") == "error"
    host = host.again()
    answer = ask_worker(page, "keepEverything")
    assert answer["onDemand"] == {"files": 2, "bytes": 6, "kept": 2}
    assert answer["damaged"] == []
    poison(page, "two-3c4d")
    assert get(page, "packages/two-3c4d.whl") == "two"
    host.close()
    forget_downloads(page)
    poison(page, "two-3c4d")
    assert get(page, "packages/two-3c4d.whl") == "error"

    # The next build has one of them no more.
    host = host.again()
    (host.root / "packages/two-3c4d.whl").unlink()
    write_service_worker(host.root)
    look_for_update(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Update").click()
    expect_offline(page, READY)
    kept = [paths for name, paths in stored(page, everything=True).items() if ":kept:" in name]
    assert kept == [[f"{host.prefix}packages/one-1a2b.whl"]]
    host.close()


def test_what_is_stored_can_be_seen_and_removed(page: Page, host: StaticServer) -> None:
    pane = visit(page, host.url)
    (script,) = [path.name for path in (DIST / "assets").glob("workbench-*.js")]

    def offline(call: str) -> Any:
        return page.evaluate(f"import('{host.url}assets/{script}').then(w => w.offline.{call}())")

    (app,) = [kept for kept in offline("inventory") if kept["kind"] == "app"]
    others = {DIST / "packages", DIST / "simple"}
    files = [
        path
        for path in DIST.rglob("*")
        if path.is_file() and path.name != "sw.js" and not others & {*path.parents}
    ]
    # One more is the list itself.
    assert (app["kind"], app["files"]) == ("app", len(files) + 1)
    assert app["bytes"] > sum(path.stat().st_size for path in files)
    assert offline("verify")["verified"] == len(files)
    assert offline("keepEverything")["damaged"] == []

    offline("remove")
    expect_offline(page, CHOSEN)
    assert get(page, "licences.txt").startswith("MIT")
    assert stored(page, everything=True) == {}
    page.reload()
    expect_offline(page, CHOSEN)
    assert pane.run_to_end("print(1)") == "finished"
    assert stored(page) == {}
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0

    offline("restore")
    expect_offline(page, READY)
    offline("remove")
    expect_offline(page, CHOSEN)
    # Also without a reload in between.
    offline("restore")
    expect_offline(page, READY)
    assert len(stored(page)) == 1


def test_what_is_removed_stays_removed_when_the_worker_is_started_again(
    page: Page, host: StaticServer, tmp_path: Path
) -> None:
    host.root = other_build(tmp_path / "v1", "v1", {"packages/one-1a2b.whl": b"one"})
    visit(page, host.url)
    (script,) = [path.name for path in (host.root / "assets").glob("workbench-*.js")]
    page.evaluate(f"import('{host.url}assets/{script}').then(w => w.offline.remove())")
    expect_offline(page, CHOSEN)
    end_workers(page)
    assert get(page, "licences.txt").startswith("MIT")
    assert get(page, "packages/one-1a2b.whl") == "one"
    assert stored(page, everything=True) == {}


def test_what_one_tab_chooses_all_tabs_say(page: Page, host: StaticServer) -> None:
    visit(page, host.url)
    other = page.context.new_page()
    visit(other, host.url)
    (script,) = [path.name for path in (DIST / "assets").glob("workbench-*.js")]
    for call, said in [("remove", CHOSEN), ("restore", READY)]:
        page.evaluate(f"import('{host.url}assets/{script}').then(w => w.offline.{call}())")
        expect_offline(page, said)
        expect_offline(other, said)
        assert len(stored(other)) == (1 if said == READY else 0)


def test_the_answer_to_a_stranger_is_none(page: Page, host: StaticServer) -> None:
    """What is no message of ours does nothing."""
    visit(page, host.url)
    page.evaluate(
        """async () => {
            const {active} = await navigator.serviceWorker.ready;
            for (const message of [null, "retire", {type: "retire", more: 1}, {type: "erase"}]) {
                active.postMessage(message);
            }
        }"""
    )
    assert ask_worker(page, "verify")["damaged"] == []
    assert len(stored(page)) == 1


@pytest.mark.console_errors
def test_other_requests_are_the_browsers(page: Page, host: StaticServer) -> None:
    visit(page, host.url)
    before = len(host.requests)
    assert get(page, "../elsewhere.txt") == "HTTP 404"
    assert get(page, "unlisted.txt") == "HTTP 404"
    assert get(page, "assets/unlisted-1234.js") == "HTTP 404"
    assert get(page, "licences.txt", method="POST").startswith("MIT")
    assert len(host.requests) == before + 4
