"""What is kept of the reader's programs, as the reader sees it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle


def open_playground(page: Page, url: str, route: str = "#/play") -> PaneHandle:
    """Open the playground and wait until the reader's program stands in it."""
    page.goto(f"{url}{route}")
    return expect_known(PaneHandle(page, "playground"))


def open_example(page: Page, url: str, example: str, chapter: str = "foundation") -> PaneHandle:
    """Open a program of the handbook and wait until what the reader made of it stands there."""
    page.goto(f"{url}#/{chapter}/{example}")
    return expect_known(PaneHandle(page, example))


def expect_known(pane: PaneHandle) -> PaneHandle:
    """Wait until it is known what is kept of the pane's program, or that it can't be."""
    pane.section.scroll_into_view_if_needed()
    expect_draft(pane, "untouched", "unsaved", "kept", "unkept")
    return pane


def expect_draft(pane: PaneHandle, *kinds: str) -> None:
    """Wait until ``data-draft`` is one of ``kinds``."""
    for_any = ", ".join(f'section[data-draft="{kind}"]' for kind in kinds)
    expect(pane.section.and_(pane.page.locator(for_any))).to_be_attached(
        timeout=ENGINE_MILLISECONDS
    )


def write(pane: PaneHandle, code: str) -> None:
    """Replace the program, and wait until the new one is kept."""
    fill(pane, code)
    expect_draft(pane, "kept")


def fill(pane: PaneHandle, code: str) -> None:
    """Replace the program."""
    pane.code.fill(code)
    # Each line is an element.
    expect(pane.code).to_have_text(code.replace("\n", ""))


def alert(pane: PaneHandle) -> Locator:
    """What the pane tells the reader about the keeping of their text, if it must."""
    return pane.section.locator(".pane-draft-alert[role=alert]")


def dialog(page: Page, name: str) -> Locator:
    """The dialog of that name."""
    return page.get_by_role("dialog", name=name)


def open_versions(pane: PaneHandle) -> Locator:
    """The list of versions, in its dialog."""
    pane.button("More").click()
    pane.section.get_by_role("menuitem", name="Versions…").click()
    found = dialog(pane.page, "Versions of")
    expect(
        found.get_by_role("button", name="lines").or_(found.get_by_text("1 line")).last
    ).to_be_visible()
    return found


def open_programs(page: Page) -> Locator:
    """My programs, in their dialog."""
    page.get_by_role("button", name="My programs").click()
    return dialog(page, "My programs")


def toast(page: Page, text: str) -> Locator:
    """A notice."""
    return page.locator(".toast").filter(has_text=text)


def undo(page: Page, text: str) -> None:
    """Press Undo in a notice."""
    toast(page, text).get_by_role("button", name="Undo").click()


def change_record(page: Page, **fields: Any) -> None:
    """Change fields of the one record that is kept, past the page."""
    page.evaluate(
        """async (fields) => {
            const [{name}] = await indexedDB.databases();
            const open = indexedDB.open(name);
            await new Promise((done) => { open.onsuccess = done; });
            const writing = open.result.transaction("documents", "readwrite");
            const store = writing.objectStore("documents");
            const all = store.getAll();
            await new Promise((done) => { all.onsuccess = done; });
            store.put({...all.result[0], ...fields});
            await new Promise((done) => { writing.oncomplete = done; });
            open.result.close();
        }""",
        fields,
    )
