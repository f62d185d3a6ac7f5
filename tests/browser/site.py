"""The page as its reader sees it: by roles and names, and the promises that it makes to scripts."""

from __future__ import annotations

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
