"""``python -m tests.bench``: measures, and leaves the judgement to the reader.

Results go to ``test-results/bench.json`` and, as a table, to standard output;
progress goes to standard error. The exit status is 0 whether goals are met or not.
"""

import argparse
import os
import platform
import sys

from playwright.sync_api import sync_playwright

from tests.bench.contenders import Site
from tests.bench.goals import goals
from tests.bench.repetition import repeat
from tests.bench.report import table, write_json
from tests.bench.samples import SIZE, Samples
from tests.bench.server import DIST, ROOT, serving
from tests.bench.size import page_kilobytes
from tests.browser.chromium import launch_chromium

REPETITIONS = 5
QUICK_REPETITIONS = 2


def main() -> None:
    repetitions = _repetitions()
    samples = Samples()
    samples.add(SIZE, Site.name, page_kilobytes(DIST))
    loads = [os.getloadavg()[0]]
    machine: dict[str, object] = {
        "desktopPython": platform.python_version(),
        "processors": os.cpu_count(),
        "loads": loads,
    }
    with serving() as base, sync_playwright() as playwright:
        with launch_chromium(playwright) as browser:
            machine["browser"] = browser.version
        for number in range(repetitions):
            print(f"repetition {number + 1} of {repetitions}", file=sys.stderr)
            repeat(number, lambda: launch_chromium(playwright), base, samples)
            loads.append(os.getloadavg()[0])
    reached = goals(samples)
    write_json(ROOT / "test-results" / "bench.json", samples, reached, machine)
    print(table(samples, reached))
    shown = ", ".join(f"{load:.2f}" for load in loads)
    print(f"\nLoad average before, and after each repetition: {shown}")


def _repetitions() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--repetitions", type=_positive, default=REPETITIONS, metavar="N")
    parser.add_argument(
        "--quick", action="store_true", help=f"the same as --repetitions {QUICK_REPETITIONS}"
    )
    options = parser.parse_args()
    repetitions: int = QUICK_REPETITIONS if options.quick else options.repetitions
    return repetitions


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    main()
