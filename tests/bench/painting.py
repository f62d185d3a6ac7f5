"""How soon a page that is opened in a cold profile shows its text."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, Error, Page

from tests.bench import samples
from tests.bench.contenders import Bare, Site
from tests.bench.opening import PAGES, START_MILLISECONDS
from tests.bench.samples import Samples


@dataclass(frozen=True)
class Text:
    """What the reader of a page waits for: an element that holds some words, if only none.

    Attributes:
        contender: whose page it is.
        address: the page's, on the bench's server.
        selector: of the element, in CSS.
        words: in the element's text.
    """

    contender: str
    address: str
    selector: str
    words: str = ""


OWN = [
    Text(Site.name, "/site/#/foundation", "h1, h2", "Foundation"),
    Text(Bare.name, "/bare/", "h1", "Bare"),
]


def paint(
    number: int,
    texts: list[Text],
    launch: Callable[[], Browser],
    base: str,
    taken: Samples,
    absent: dict[str, str],
) -> None:
    """Open every page once, each in a fresh profile, and add when its text was painted.

    Args:
        number: of the repetition, from 0; the pages take turns at going first.
        texts: what to wait for, and where.
        launch: starts a browser with a fresh profile.
        base: the server's URL.
        taken: is added to.
        absent: the reason is added when a peer does not show its text; it is not tried again.
    """
    first = number % len(texts)
    for text in texts[first:] + texts[:first]:
        if text.contender in absent:
            continue
        try:
            with launch() as browser:
                painted = _open(text, browser.new_page(), base)
        except Error as error:
            if text in OWN:
                raise
            absent[text.contender] = f"could not be measured: {error.message.splitlines()[0]}"
        else:
            taken.add(samples.FIRST_PAINT, text.contender, painted["first"])
            taken.add(samples.TEXT_SEEN, text.contender, painted["text"])


def _open(text: Text, page: Page, base: str) -> dict[str, float]:
    """Milliseconds from opening to the ``first`` paint of anything, and to that of the ``text``."""
    awaited = json.dumps({"selector": text.selector, "words": text.words})
    page.add_init_script(f"window.awaited = {awaited}")
    page.add_init_script(path=PAGES / "paint.js")
    page.wait_for_timeout(START_MILLISECONDS)
    page.goto(f"{base}{text.address}", wait_until="commit")
    painted: dict[str, float] = page.evaluate("painted()")
    return painted
