"""Promise: whatever the browser's storage does, the text stays on the screen, with a way out."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drafts import (
    alert,
    change_record,
    expect_draft,
    expect_known,
    fill,
    open_example,
    open_playground,
    write,
)
from tests.browser.site import PaneHandle
from tests.support.server import StaticServer

# Each while `window.fault` is not false.
QUOTA = """
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...rest) {
        if (window.fault !== false) throw new DOMException("full", "QuotaExceededError");
        return put.apply(this, rest);
    };"""
ABORTED = """
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...rest) {
        const request = put.apply(this, rest);
        if (window.fault !== false) this.transaction.abort();
        return request;
    };"""
OPEN = """
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...rest) {
        if (window.fault !== false) %s
        return open.apply(this, rest);
    };"""
HANGING = OPEN % "return {};"
BLOCKED = OPEN % "{ const asked = {}; setTimeout(() => asked.onblocked({}), 10); return asked; }"
THROWING = OPEN % "throw new DOMException('broken', 'UnknownError');"
FAILING = (
    OPEN
    % """{
        const asked = {error: new DOMException("Internal error.", "UnknownError")};
        setTimeout(() => asked.onerror({}), 10);
        return asked;
    }"""
)
DENIED = OPEN % "throw new DOMException('denied', 'SecurityError');"
NO_DATABASES = """
    Object.defineProperty(window, "indexedDB", {
        get() { throw new DOMException("denied", "SecurityError"); }
    });"""

FAULTS = {
    "quota": (QUOTA, "There is no room left."),
    "aborted": (ABORTED, "Its storage failed"),
    "hanging": (HANGING, "Its storage does not answer."),
    "blocked": (BLOCKED, "Another tab of this page holds on to what is kept."),
    "throwing": (THROWING, "Its storage failed: broken."),
    "failing": (FAILING, "Its storage failed: Internal error."),
}


def download(pane: PaneHandle, path: Path) -> bytes:
    with pane.page.expect_download() as downloading:
        alert(pane).get_by_role("button", name="Download them").click()
    downloading.value.save_as(path / downloading.value.suggested_filename)
    return (path / downloading.value.suggested_filename).read_bytes()


def end_fault_and_try_again(pane: PaneHandle) -> None:
    # At once: it tries again by itself, too, and then there is no such button any more.
    again = alert(pane).get_by_role("button", name="Try again")
    again.evaluate("button => { window.fault = false; button.click(); }")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_way_out(page: Page, site: StaticServer, tmp_path: Path, fault: str) -> None:
    script, why = FAULTS[fault]
    page.add_init_script(script)
    pane = open_playground(page, site.url)
    fill(pane, "print('typed')")
    expect(alert(pane)).to_contain_text(
        "Your changes can’t be kept in this browser.", timeout=15_000
    )
    expect(alert(pane)).to_contain_text(why)
    expect(pane.code).to_have_text("print('typed')")
    assert download(pane, tmp_path) == b"print('typed')"

    # The tab has it over a reload, and the banner stays as long as the trouble.
    page.reload()
    expect_draft(pane, "unkept")
    expect(pane.code).to_have_text("print('typed')")
    expect(alert(pane)).to_contain_text(
        "Your changes can’t be kept in this browser.", timeout=15_000
    )

    end_fault_and_try_again(pane)
    expect_draft(pane, "kept")
    expect(alert(pane)).to_be_empty()
    expect(pane.code).to_have_text("print('typed')")
    context = page.context
    page.close()
    again = open_playground(context.new_page(), site.url)
    expect(again.code).to_have_text("print('typed')")


@pytest.mark.parametrize("script", [DENIED, NO_DATABASES], ids=["denied", "no databases"])
def test_a_private_window_is_told_at_the_first_edit(
    page: Page, site: StaticServer, tmp_path: Path, script: str
) -> None:
    page.add_init_script(script)
    pane = open_example(page, site.url, "say-hello")
    expect(alert(pane)).to_be_empty()
    fill(pane, "print('typed')")
    expect(alert(pane)).to_contain_text(
        "This browser won’t keep your changes longer than this tab. It keeps nothing for this page:"
        " a private window, or its settings."
    )
    assert download(pane, tmp_path) == b"print('typed')"
    page.reload()
    expect(pane.code).to_have_text("print('typed')")


def test_several_texts_are_one_archive(page: Page, site: StaticServer, tmp_path: Path) -> None:
    page.add_init_script(QUOTA)
    pane = open_example(page, site.url, "say-hello")
    fill(pane, "print('one')")
    expect(alert(pane)).to_contain_text("no room")
    other = open_playground(page, site.url)
    fill(other, "print('two')")
    expect(alert(other)).to_contain_text("no room")
    with zipfile.ZipFile(io.BytesIO(download(other, tmp_path))) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert texts == {"say-hello/main.py": "print('one')", "main/main.py": "print('two')"}


def test_what_can_not_be_read_is_not_written_over(page: Page, site: StaticServer) -> None:
    pane = open_playground(page, site.url)
    write(pane, "print('kept')")
    page.add_init_script(FAILING)
    page.reload()
    expect_draft(pane, "unkept")
    expect(alert(pane)).to_contain_text("What you have made of this program can’t be read now.")
    end_fault_and_try_again(pane)
    expect_draft(pane, "kept")
    expect(pane.code).to_have_text("print('kept')")


def test_it_tries_again_by_itself(page: Page, site: StaticServer) -> None:
    page.add_init_script(HANGING)
    pane = open_playground(page, site.url)
    fill(pane, "print('typed')")
    expect_draft(pane, "unkept")
    page.evaluate("window.fault = false")
    expect_draft(pane, "kept")
    expect(alert(pane)).to_be_empty()
    expect(pane.code).to_have_text("print('typed')")


def test_a_damaged_record_is_put_aside(page: Page, site: StaticServer, tmp_path: Path) -> None:
    pane = open_playground(page, site.url)
    write(pane, "print('kept')")
    change_record(page, hash="no")
    page.reload()
    expect_known(pane)
    expect(alert(pane)).to_contain_text("What was kept of this program is damaged.")
    with page.expect_download() as downloading:
        alert(pane).get_by_role("button", name="Download it").click()
    downloading.value.save_as(tmp_path / "damaged.json")
    assert "print('kept')" in (tmp_path / "damaged.json").read_text("utf-8")
    write(pane, "print('new')")
    alert(pane).get_by_role("button", name="Dismiss").click()
    expect(alert(pane)).to_be_empty()
    page.reload()
    expect_known(pane)
    expect(pane.code).to_have_text("print('new')")


def test_what_a_newer_page_has_kept_is_left_alone(page: Page, site: StaticServer) -> None:
    # A text has no icon of its own, so the browser looks for one.
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto(f"{site.url}licences.txt")
    path = site.prefix
    page.evaluate(
        """async (name) => {
            const open = indexedDB.open(name, 7);
            open.onupgradeneeded = () => open.result.createObjectStore("better");
            await new Promise((done) => { open.onsuccess = done; });
            open.result.close();
        }""",
        f"asyncarium:{path}",
    )
    pane = open_playground(page, site.url)
    fill(pane, "print('typed')")
    expect(alert(pane)).to_contain_text("A newer version of this page has kept programs here")
    page.reload()
    expect(pane.code).to_have_text("print('typed')")
    assert page.evaluate("indexedDB.databases()") == [{"name": f"asyncarium:{path}", "version": 7}]


def test_a_connection_that_is_lost_is_made_anew(page: Page, site: StaticServer) -> None:
    page.add_init_script(
        """const {transaction} = IDBDatabase.prototype;
        IDBDatabase.prototype.transaction = function (...rest) {
            window.connection = this;
            return transaction.apply(this, rest);
        };"""
    )
    pane = open_playground(page, site.url)
    write(pane, "print('before')")
    page.evaluate("connection.close()")
    fill(pane, "print('after')")
    expect_draft(pane, "kept")
    page.evaluate("connection.dispatchEvent(new Event('versionchange'))")
    fill(pane, "print('later')")
    expect(alert(pane)).to_contain_text(re.compile("newer version of this page"))


def test_running_does_not_wait_for_it(page: Page, site: StaticServer) -> None:
    page.add_init_script(HANGING)
    page.goto(f"{site.url}#/play")
    pane = PaneHandle(page, "playground")
    assert pane.run_to_end("print('runs')") == "finished"
    assert pane.texts() == ["runs"]
