"""``python -m tests.conformance``: CPython's asyncio tests on the kernel, in real time.

The table goes to standard output, everything to results.json in the cache folder. The exit status
is 0 when enough of the applicable tests passed everywhere and no exclusion is stale, else 1.
"""

import argparse
import json
import os
import sys

from tests.conformance import exclusions
from tests.conformance.lanes import run_modules
from tests.conformance.modules import Plan
from tests.conformance.places import PLACES
from tests.conformance.report import Report
from tests.conformance.suite import CACHE, Suite, find_suite

LIMIT_SECONDS = 30
"""What a test may take; support.SHORT_TIMEOUT, for which the suite itself waits, is as long."""
SUITE_VARIABLE = "ASYNCARIUM_SUITE"


def main() -> None:
    options = _options()
    suite = find_suite(options.suite)
    modules = _modules(suite, options.modules)
    excluded = exclusions.load(suite.version)
    never = [one.pattern for one in excluded if not one.run]
    plan = Plan(suite.archive(), suite.version, options.patterns, never, options.limit)
    everything = not options.modules and not options.patterns
    reports = []
    for name in [options.where] if options.where else PLACES:
        print(f"— asyncio's tests of CPython {suite.version}: {name}", file=sys.stderr)
        runs = run_modules(modules, PLACES[name], plan, options.jobs)
        report = Report(name, runs, excluded, all_ran=everything)
        reports.append(report)
        print(report.text(details=options.details), end="\n\n", flush=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    results = {"suite": suite.version, "places": [report.to_json() for report in reports]}
    kept = CACHE / "results.json"
    kept.write_text(json.dumps(results, indent=2), "utf-8")
    print(f"All results: {kept}")
    sys.exit(0 if all(report.reached for report in reports) else 1)


def _modules(suite: Suite, wanted: list[str]) -> list[str]:
    modules = suite.modules()
    if unknown := set(wanted) - set(modules):
        raise SystemExit(f"not in the suite: {', '.join(sorted(unknown))}")
    return [module for module in modules if not wanted or module in wanted]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.conformance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("modules", nargs="*", help="such as test_locks; all when none is named")
    parser.add_argument(
        "--suite",
        metavar="FOLDER",
        default=os.environ.get(SUITE_VARIABLE) or None,
        help=f"a Lib/test folder (or {SUITE_VARIABLE}); else the one that Debian packages",
    )
    parser.add_argument("--where", choices=PLACES, help="default: everywhere, in turn")
    parser.add_argument(
        "-k", dest="patterns", metavar="PATTERN", action="append", default=[], help="as unittest's"
    )
    parser.add_argument("--details", action="store_true", help="print tracebacks of failures")
    parser.add_argument(
        "--limit", type=float, default=LIMIT_SECONDS, metavar="SECONDS", help="for each test"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="interpreters at a time")
    return parser.parse_args()


if __name__ == "__main__":
    main()
