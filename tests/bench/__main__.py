"""``python -m tests.bench``: measures, and leaves the judgement to the reader.

Results go to ``test-results/bench.json`` (to ``bench-paint.json`` with ``--paint``,
``bench-starts.json`` with ``--starts``, ``bench-typing.json`` with ``--typing``,
``bench-packages.json`` with ``--packages``, ``bench-postgres.json`` with ``--postgres``,
``bench-churn.json`` with ``--churn``) and, as a
table, to standard output; progress goes to standard error.
The exit status is 0 whether goals are met or not.
"""

import argparse
import os
import platform
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from playwright.sync_api import BrowserContext, sync_playwright

from tests.bench.churn import churn
from tests.bench.contenders import Site
from tests.bench.goals import (
    churn_goals,
    goals,
    package_goals,
    paint_goals,
    postgres_goals,
    start_goals,
    typing_goals,
)
from tests.bench.keystrokes import keystrokes
from tests.bench.packages import import_packages
from tests.bench.painting import OWN, paint
from tests.bench.peers.building import build_peers
from tests.bench.postgres import pglite_folder, postgres
from tests.bench.repetition import repeat
from tests.bench.report import table, write_json
from tests.bench.samples import READING_SIZE, SIZE, Samples
from tests.bench.server import DIST, ROOT, serving
from tests.bench.size import page_kilobytes, reading_kilobytes
from tests.bench.starters import find_starters
from tests.bench.starting import start
from tests.browser.chromium import launch_chromium, open_profile

REPETITIONS = 5
QUICK_REPETITIONS = 2
SHORT_CHURN = 1
LONG_CHURN = 10
"""Minutes."""
NOTHING_OUTSIDE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Peers would fetch more from elsewhere, at whatever speed that has today."""


def main() -> None:
    options = _options()
    samples = Samples()
    loads = [os.getloadavg()[0]]
    machine: dict[str, object] = {
        "processor": _processor(),
        "desktopPython": platform.python_version(),
        "processors": os.cpu_count(),
        "loads": loads,
    }
    compares = {"paint", "starts"} & set(options.parts)
    peers, absent = build_peers() if compares else ([], {})
    texts = [*OWN, *(peer.text for peer in peers)]
    starters, missing = find_starters(text.contender for text in texts)
    folders = [peer.folder for peer in peers]
    if "postgres" in options.parts:
        folders.append(pglite_folder())
    with serving(folders) as server, sync_playwright() as playwright:
        launch = partial(launch_chromium, playwright, NOTHING_OUTSIDE)

        def launch_in(profile: Path) -> BrowserContext:
            return open_profile(playwright, profile, NOTHING_OUTSIDE)

        with launch() as browser:
            machine["browser"] = browser.version
        for number in range(options.repetitions):
            print(f"repetition {number + 1} of {options.repetitions}", file=sys.stderr)
            if "paint" in options.parts:
                paint(number, texts, launch, server.base, samples, absent)
            if "starts" in options.parts:
                start(number, starters, launch_in, server, samples, missing)
            if "runs" in options.parts:
                repeat(number, launch, server.base, samples)
            if "typing" in options.parts:
                keystrokes(launch, server.base, samples)
            if "packages" in options.parts:
                import_packages(launch_in, server.base, samples)
            if "postgres" in options.parts:
                postgres(launch, server, samples)
            loads.append(os.getloadavg()[0])
        if options.churn:
            print(f"churn for {options.churn:g} min", file=sys.stderr)
            churn(options.churn, launch, server.base, samples)
            loads.append(os.getloadavg()[0])
    reached = []
    if "paint" in options.parts:
        samples.add(READING_SIZE, Site.name, reading_kilobytes(DIST))
        reached += paint_goals(samples)
    if "starts" in options.parts:
        reached += start_goals(samples)
        absent = missing | absent
    if "runs" in options.parts:
        samples.add(SIZE, Site.name, page_kilobytes(DIST))
        reached += goals(samples)
    if "typing" in options.parts:
        reached += typing_goals(samples)
    if "packages" in options.parts:
        reached += package_goals(samples)
    if "postgres" in options.parts:
        reached += postgres_goals(samples)
    if options.churn:
        reached += churn_goals(samples)
    write_json(ROOT / "test-results" / options.file, samples, reached, absent, machine)
    print(table(samples, reached, absent))
    shown = ", ".join(f"{load:.2f}" for load in loads)
    print(f"\nLoad average before, and after each repetition and the churn: {shown}")


Part = Literal["paint", "starts", "runs", "typing", "packages", "postgres"]


@dataclass(frozen=True)
class _Options:
    """What to do: so many repetitions of some parts; so many minutes of churning."""

    repetitions: int
    parts: tuple[Part, ...]
    churn: float
    file: str


def _options() -> _Options:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--repetitions", type=_positive, default=REPETITIONS, metavar="N")
    parser.add_argument(
        "--quick", action="store_true", help=f"the same as --repetitions {QUICK_REPETITIONS}"
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--paint", action="store_true", help="only see when the pages show their text"
    )
    only.add_argument(
        "--starts", action="store_true", help="only open the pages, twice, and stay on the site"
    )
    only.add_argument("--typing", action="store_true", help="only type while a program floods")
    only.add_argument("--packages", action="store_true", help="only import packages, and use them")
    only.add_argument("--postgres", action="store_true", help="only use Postgres")
    only.add_argument(
        "--churn",
        type=float,
        nargs="?",
        const=LONG_CHURN,
        metavar="MINUTES",
        help=f"only churn, for {LONG_CHURN} minutes unless you say how many",
    )
    options = parser.parse_args()
    if options.churn is not None:
        return _Options(0, (), options.churn, "bench-churn.json")
    repetitions = QUICK_REPETITIONS if options.quick else options.repetitions
    if options.paint:
        return _Options(repetitions, ("paint",), 0, "bench-paint.json")
    if options.starts:
        return _Options(repetitions, ("starts",), 0, "bench-starts.json")
    if options.typing:
        return _Options(repetitions, ("typing",), 0, "bench-typing.json")
    if options.packages:
        return _Options(repetitions, ("packages",), 0, "bench-packages.json")
    if options.postgres:
        return _Options(repetitions, ("postgres",), 0, "bench-postgres.json")
    parts: tuple[Part, ...] = ("paint", "starts", "runs", "typing", "packages", "postgres")
    return _Options(repetitions, parts, SHORT_CHURN, "bench.json")


def _processor() -> str:
    """Its model, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, "") or platform.processor() or "unknown"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    main()
