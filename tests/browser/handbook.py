"""The handbook as its reader finds it: chapters, places with an address, ways to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, Route

from tests.support.transcripts import HANDBOOK, programs


@dataclass(frozen=True)
class Chapter:
    """A folder of `py/handbook`."""

    slug: str
    number: str
    title: str

    @property
    def address(self) -> str:
        """What its link leads to."""
        return f"#/{self.slug}"

    @property
    def programs(self) -> list[Path]:
        """What its panes show; not the cures."""
        return [path for path in shown_programs() if path.parent.name == self.slug]


def chapters() -> list[Chapter]:
    """Every chapter, in order."""
    found: list[Chapter] = []
    for index in HANDBOOK.glob("*/index.md"):
        head = re.match(r"# (\w+) (.+)\n", index.read_text("utf-8"))
        assert head, index
        found.append(Chapter(index.parent.name, head[1], head[2].replace("`", "")))
    return sorted(found, key=lambda chapter: chapter.number)


def shown_programs() -> list[Path]:
    """The programs that have a pane."""
    return [path for path in programs() if not path.stem.endswith(".cure")]


def cure_of(program: Path) -> Path:
    """Where the cure of ``program`` is, if it has one."""
    return program.with_name(f"{program.stem}.cure.py")


def address_of(program: Path) -> str:
    """What a link to the pane of ``program`` leads to."""
    return f"#/{program.parent.name}/{program.stem}"


def contents(page: Page) -> Locator:
    """The table of contents."""
    return page.get_by_role("navigation", name="Contents", exact=True)


def article(page: Page, slug: str) -> Locator:
    """The text of one chapter."""
    return page.locator(f'article[data-chapter="{slug}"]')


def place(page: Page, address: str) -> Locator:
    """What ``address``, with "#", leads to."""
    return page.locator(f'[id="{address.removeprefix("#")}"]')


def expect_at(page: Page, address: str) -> None:
    """Wait until the place begins in sight, below the header."""
    page.wait_for_function(
        """id => {
            const place = document.getElementById(id);
            const header = document.querySelector("header").getBoundingClientRect().bottom;
            const { top } = place.getBoundingClientRect();
            return place.checkVisibility() && top >= header - 1 && top < innerHeight - 20;
        }""",
        arg=address.removeprefix("#"),
    )


def top_of(page: Page, address: str) -> float:
    """How far below the window's top the place begins."""
    top: float = place(page, address).evaluate("place => place.getBoundingClientRect().top")
    return top


def change_document(page: Page, old: str, new: str) -> None:
    """From now on the page says ``new`` where the build has written ``old``, once."""

    def answer(route: Route) -> None:
        response = route.fetch()
        text = response.text()
        assert text.count(old) == 1, f"{text.count(old)} times: {old}"
        route.fulfill(response=response, body=text.replace(old, new))

    # The service worker would go on showing the page as the build has written it.
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.route(lambda url: url.partition("?")[0].endswith("/"), answer)
