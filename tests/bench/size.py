"""How much of the site there is to download besides Python itself."""

import gzip
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path


def page_kilobytes(dist: Path) -> float:
    """Kilobytes (1,000 bytes) of what it takes to read, edit and run, as ``gzip -9`` leaves it.

    The scripts and styles that the document loads by itself. Not Python, which comes
    behind them, nor what comes when it is wanted: lint, completion, export.
    """
    page = _page(dist)
    return _kilobytes(dist / name for name in {*page.styles, *page.scripts, *page.preloaded})


def reading_kilobytes(dist: Path) -> float:
    """Kilobytes of what it takes to read and search: the document, its styles, its main script."""
    page = _page(dist)
    scripts = _with_imports(dist, [address for address in page.scripts if "index" in address])
    return _kilobytes([dist / "index.html", *(dist / name for name in page.styles), *scripts])


def _with_imports(dist: Path, addresses: list[str]) -> list[Path]:
    """The scripts at ``addresses`` and all that they can't do without."""
    found = [dist / address for address in addresses]
    for path in found:  # it grows meanwhile
        for name in re.findall(r'(?:from|import)"\./([^"]+)"', path.read_text()):
            if path.parent / name not in found:
                found.append(path.parent / name)
    return found


def _page(dist: Path) -> "_Page":
    page = _Page()
    page.feed((dist / "index.html").read_text())
    return page


def _kilobytes(files: Iterable[Path]) -> float:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) / 1_000


class _Page(HTMLParser):
    """A document; fed with it, the attributes have the addresses of what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.preloaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "script" and (address := attributes.get("src")):
            self.scripts.append(address)
        elif tag == "link" and (address := attributes.get("href")):
            if attributes.get("rel") == "stylesheet":
                self.styles.append(address)
            elif attributes.get("rel") == "modulepreload":
                self.preloaded.append(address)
