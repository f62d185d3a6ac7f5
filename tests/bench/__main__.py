"""``python -m tests.bench``: measures, and leaves the judgement to the reader.

Results go to ``test-results/bench.json`` (``bench-churn.json`` with ``--churn``)
and, as a table, to standard output; progress goes to standard error.
The exit status is 0 whether goals are met or not.
"""

import argparse
import os
import platform
import sys
from dataclasses import dataclass

from playwright.sync_api import sync_playwright

from tests.bench.churn import churn
from tests.bench.contenders import Site
from tests.bench.goals import churn_goals, goals
from tests.bench.repetition import repeat
from tests.bench.report import table, write_json
from tests.bench.samples import SIZE, Samples
from tests.bench.server import DIST, ROOT, serving
from tests.bench.size import page_kilobytes
from tests.browser.chromium import launch_chromium

REPETITIONS = 5
QUICK_REPETITIONS = 2
SHORT_CHURN = 1
LONG_CHURN = 10
"""Minutes."""


def main() -> None:
    options = _options()
    samples = Samples()
    loads = [os.getloadavg()[0]]
    machine: dict[str, object] = {
        "desktopPython": platform.python_version(),
        "processors": os.cpu_count(),
        "loads": loads,
    }
    with serving() as base, sync_playwright() as playwright:
        with launch_chromium(playwright) as browser:
            machine["browser"] = browser.version
        for number in range(options.repetitions):
            print(f"repetition {number + 1} of {options.repetitions}", file=sys.stderr)
            repeat(number, lambda: launch_chromium(playwright), base, samples)
            loads.append(os.getloadavg()[0])
        print(f"churn for {options.churn:g} min", file=sys.stderr)
        churn(options.churn, lambda: launch_chromium(playwright), base, samples)
        loads.append(os.getloadavg()[0])
    reached = churn_goals(samples)
    name = "bench-churn.json"
    if options.repetitions:
        samples.add(SIZE, Site.name, page_kilobytes(DIST))
        reached = goals(samples) + reached
        name = "bench.json"
    write_json(ROOT / "test-results" / name, samples, reached, machine)
    print(table(samples, reached))
    shown = ", ".join(f"{load:.2f}" for load in loads)
    print(f"\nLoad average before, and after each repetition and the churn: {shown}")


@dataclass(frozen=True)
class _Options:
    """What to do: so many repetitions, then so many minutes of churning."""

    repetitions: int
    churn: float


def _options() -> _Options:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--repetitions", type=_positive, default=REPETITIONS, metavar="N")
    parser.add_argument(
        "--quick", action="store_true", help=f"the same as --repetitions {QUICK_REPETITIONS}"
    )
    parser.add_argument(
        "--churn",
        type=float,
        nargs="?",
        const=LONG_CHURN,
        metavar="MINUTES",
        help=f"only churn, for {LONG_CHURN} minutes unless you say how many",
    )
    options = parser.parse_args()
    if options.churn is not None:
        return _Options(0, options.churn)
    return _Options(QUICK_REPETITIONS if options.quick else options.repetitions, SHORT_CHURN)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    main()
