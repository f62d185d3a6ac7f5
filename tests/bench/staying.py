"""What a reader meets who stays on the site: Stop, and a hundred runs in a row."""

import sys

from playwright.sync_api import BrowserContext

from tests.bench import samples
from tests.bench.contenders import Site
from tests.bench.memory import renderer_megabytes
from tests.bench.samples import Samples

STOPS = 3
FEW_RUNS = 10
MANY_RUNS = 100


def stay(site: Site, browser: BrowserContext, taken: Samples) -> None:
    """Stop some programs, run others, and add what that has cost.

    Args:
        site: opened in a profile that has Python's snapshot, and at rest.
        browser: whose only page the site is.
        taken: is added to.
    """
    for _ in range(STOPS):
        ended, again = site.stop()
        taken.add(samples.STOP_ENDED, site.name, ended)
        taken.add(samples.STOP_AGAIN, site.name, again)
    if browser.browser is None or not sys.platform.startswith("linux"):
        return  # no processes to look at
    site.run_in_a_row(FEW_RUNS)
    site.collect_garbage()
    taken.add(samples.MEMORY_10, site.name, renderer_megabytes(browser.browser))
    site.run_in_a_row(MANY_RUNS - FEW_RUNS)
    site.collect_garbage()
    taken.add(samples.MEMORY_100, site.name, renderer_megabytes(browser.browser))
