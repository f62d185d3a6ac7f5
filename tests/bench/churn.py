"""Connections, threads and cancellations for minutes in one program: does its memory grow?"""

import json
import sys
from collections.abc import Callable

from playwright.sync_api import Browser

from tests.bench import samples
from tests.bench.contenders import Site
from tests.bench.measuring import read
from tests.bench.samples import Samples

PERIODS = 6
"""At least so many samples; a minute apart at most."""
GRACE_SECONDS = 60
"""A round that has begun is ended."""


def churn(minutes: float, launch: Callable[[], Browser], base: str, taken: Samples) -> None:
    """Churn on the site, and add a sample for every minute (or sixth of a shorter time).

    Args:
        minutes: how long.
        launch: starts a browser with a fresh profile.
        base: the server's URL.
        taken: is added to.
    """
    seconds = minutes * 60
    periods = max(PERIODS, round(minutes))
    program = f"{read('churn.py')}\nasyncio.run(main({seconds}, {periods}))\n"
    with launch() as browser:
        site = Site(browser.new_page(), base)
        site.open()
        lines = site.lines(program, seconds + GRACE_SECONDS)
    before = 0.0
    for line in lines:
        print(f"churn: {line}", file=sys.stderr)
        sample = json.loads(line)
        taken.add(samples.CHURN_MEMORY, Site.name, sample["megabytes"])
        taken.add(samples.CHURN_OBJECTS, Site.name, sample["objects"])
        rate = sample["rounds"] / (sample["seconds"] - before)
        taken.add(samples.CHURN_ROUNDS, Site.name, rate)
        before = sample["seconds"]
