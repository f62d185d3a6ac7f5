"""The page as its reader sees it: by roles and names, and the promises that it makes to scripts."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.results import Line, Result

ENGINE_MILLISECONDS = 60_000
"""A slow machine may take this long to start Python."""


class PaneHandle:
    """One program on the page."""

    def __init__(self, page: Page, example: str) -> None:
        self.page = page
        self.section = page.locator(f'section[data-example="{example}"]')
        self.code = self.section.get_by_role("textbox", name="Code")
        self.output = self.section.get_by_role("log", name="Output")
        self.status = self.section.get_by_role("status")

    def button(self, name: str) -> Locator:
        """The button of that exact name."""
        return self.section.get_by_role("button", name=name, exact=True)

    def expect_state(self, *states: str) -> None:
        """Wait until ``data-state`` is one of ``states``."""
        for_any = ", ".join(f'section[data-state="{state}"]' for state in states)
        expect(self.section.and_(self.page.locator(for_any))).to_be_attached(
            timeout=ENGINE_MILLISECONDS
        )

    def run(self, code: str | None = None) -> None:
        """Press Run, with ``code`` in the editor."""
        if code is not None:
            # Not into the text that the editor is about to replace.
            self.section.scroll_into_view_if_needed()
            expect(self.section.locator(".cm-content")).to_be_visible()
            self.code.fill(code)
        self.button("Run").click()

    def run_to_end(self, code: str | None = None) -> str:
        """Press Run and wait for the end; returns the state."""
        self.run(code)
        self.expect_state("finished", "failed", "stopped", "killed")
        return self.section.get_attribute("data-state") or ""

    def share(self) -> str:
        """Press Share; returns the link that it copied."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.button("Share").click()
        expect(self.status).to_contain_text("Link copied")
        link: str = self.page.evaluate("navigator.clipboard.readText()")
        return link

    def lines(self) -> list[Line]:
        """The output's lines."""
        found: list[dict[str, Any]] = self.output.locator("[data-stream]").evaluate_all(
            """lines => lines.map(line => ({
                stream: line.dataset.stream, text: line.textContent, time: +line.dataset.time,
            }))"""
        )
        return [Line(line["stream"], line["text"], line["time"]) for line in found]

    def texts(self, stream: str = "stdout") -> list[str]:
        """The text of each line on ``stream``."""
        return [line.text for line in self.lines() if line.stream == stream]

    def expect_line(self, text: str) -> None:
        """Wait until a line of exactly this text is in the output."""
        line = self.output.locator("[data-stream]").filter(has_text=text)
        expect(line.first).to_be_attached(timeout=ENGINE_MILLISECONDS)


def run_by_api(page: Page, code: str, **options: Any) -> Result:
    """``window.asyncarium.run``."""
    data = page.evaluate(
        "([code, options]) => window.asyncarium.run(code, options)", [code, options]
    )
    return Result.from_json(data)


def choose_look(page: Page, label: str, option: str) -> None:
    """Choose under "Looks" and close it again."""
    page.get_by_role("button", name="Looks").click()
    page.get_by_label(label).select_option(option)
    page.keyboard.press("Escape")
    expect(page.get_by_label(label)).to_be_hidden()


def hear(pane: PaneHandle) -> Callable[[str], None]:
    """Listen to what the editor has read out; what comes back waits until it has said a text."""
    pane.section.locator(".cm-announced").evaluate(
        """announced => {
            window.said = [];
            new MutationObserver(() => window.said.push(announced.textContent))
                .observe(announced, { childList: true, subtree: true });
        }"""
    )

    def said(text: str) -> None:
        pane.page.wait_for_function(
            "text => window.said.some(one => one.includes(text))",
            arg=text,
            timeout=ENGINE_MILLISECONDS,
        )

    return said


def link_to(files: dict[str, str]) -> str:
    """The hash of a shared program."""
    text = json.dumps({"files": files, "clock": "real"})
    payload = base64.urlsafe_b64encode(zlib.compress(text.encode())).decode().rstrip("=")
    return f"#v1.{payload}"
