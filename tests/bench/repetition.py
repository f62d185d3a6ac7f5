"""One repetition: every measure once for every contender, one beside the other."""

from collections.abc import Callable
from contextlib import ExitStack

from playwright.sync_api import Browser

from tests.bench import desktop, samples
from tests.bench.contenders import Bare, Contender, Site
from tests.bench.measuring import MEASURING
from tests.bench.samples import Samples

FIRST_LINES = 3
"""A ready run is so short that one sample in a repetition says little."""


def repeat(number: int, launch: Callable[[], Browser], base: str, taken: Samples) -> None:
    """Measure everything once, into ``taken``.

    Args:
        number: of the repetition, from 0; the contenders take turns at going first.
        launch: starts a browser with a fresh profile.
        base: the server's URL.
        taken: is added to.
    """
    kinds: list[type[Contender]] = [Site, Bare] if number % 2 == 0 else [Bare, Site]
    with ExitStack() as browsers:
        contenders = []
        for kind in kinds:
            browser = launch()
            browsers.callback(browser.close)
            contenders.append(kind(browser.new_page(), base))
            contenders[-1].open()
        for _ in range(FIRST_LINES):
            for contender in contenders:
                taken.add(samples.FIRST_LINE, contender.name, contender.first_line())
        for program in MEASURING:
            for contender in contenders:
                if program.anywhere or isinstance(contender, Site):
                    taken.add(program.measure, contender.name, contender.measure(program))
            taken.add(program.measure, desktop.DESKTOP, desktop.measure(program))
        for contender in contenders:
            total, gap = contender.flood()
            taken.add(samples.FLOOD, contender.name, total)
            taken.add(samples.FLOOD_GAP, contender.name, gap)
            taken.add(samples.IDLE_GAP, contender.name, contender.idle_gap())
