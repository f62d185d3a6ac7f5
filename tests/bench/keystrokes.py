"""How long a key takes until its letter is seen, while a program floods the output."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page

from tests.bench import samples
from tests.bench.contenders import Site
from tests.bench.opening import PAGES
from tests.bench.samples import Samples

FLOOD = "while True: print('flood ' * 20)\n"
TEXT = "    total = total + count  # and so on\n" * 5
DELAY_MILLISECONDS = 40
"""From key to key: faster than anybody types."""
SETTLE_MILLISECONDS = 5_000
"""In this time the linter and the language interpreter have started."""


def keystrokes(launch: Callable[[], Browser], base: str, taken: Samples) -> None:
    """Type with the output at rest, and flooded; add what the slowest key and the median took.

    Args:
        launch: starts a browser with a fresh profile.
        base: the server's URL.
        taken: is added to.
    """
    with launch() as browser:
        page = browser.new_page()
        page.add_init_script(path=PAGES / "typing.js")
        page.goto(f"{base}/site/#/play")
        pane = page.locator("section[data-example=playground]")
        page.locator("section[data-example=playground][data-state=ready]").wait_for()
        code = pane.get_by_role("textbox", name="Code")
        code.fill(FLOOD)
        page.wait_for_timeout(SETTLE_MILLISECONDS)
        _add(_type(page), samples.KEY_AT_REST, samples.SLOWEST_KEY_AT_REST, taken)
        code.fill(FLOOD)
        pane.get_by_role("button", name="Run", exact=True).click()
        pane.get_by_role("log").get_by_text("flood").first.wait_for()
        code.focus()
        page.keyboard.press("ControlOrMeta+End")
        _add(_type(page), samples.KEY, samples.SLOWEST_KEY, taken)


def _type(page: Page) -> list[float]:
    page.evaluate("typing.take()")
    page.keyboard.type(TEXT, delay=DELAY_MILLISECONDS)
    latencies: list[float] = page.evaluate("typing.take()")
    return latencies


def _add(
    latencies: list[float], all_keys: samples.Measure, slowest: samples.Measure, taken: Samples
) -> None:
    for latency in latencies:
        taken.add(all_keys, Site.name, latency)
    taken.add(slowest, Site.name, max(latencies))
