"""Runs the tests of one module that are still to do, and reports each."""

import fnmatch
import importlib
import json
import sys
import traceback
import unittest
import warnings
from collections.abc import Iterator

from tests.conformance.guest.flags import set_flags, stand_in_for_child_watchers
from tests.conformance.guest.results import Results
from tests.conformance.guest.wire import Channel, Status

PACKAGE = "test.test_asyncio"
IMPORT = "(import)"
"""Stands for a module that can't be imported, or says by SkipTest that it doesn't apply."""

NEVER = "not run"


def run(text: str) -> None:
    """Do what the request says: JSON of

    * ``module``: such as ``test_locks``;
    * ``version``: of the suite;
    * ``never``: patterns of ids to report as skipped without running them;
    * ``patterns``: run only tests whose id one of them matches; all when there is none;
    * ``ended``: ids of tests that have run before;
    * ``budget``: seconds after which no further test is started.
    """
    request = json.loads(text)
    channel = Channel(sys.stdout)
    results = Results(channel, request["budget"])
    name = f"{PACKAGE}.{request['module']}"
    try:
        set_flags()
        if request["version"] == "3.11":
            stand_in_for_child_watchers()
        module = importlib.import_module(name)
    except unittest.SkipTest as skip:
        _report_import(channel, results, name, "skipped", str(skip))
        return
    except Exception as error:
        _report_import(channel, results, name, "failed", f"{type(error).__name__}: {error}")
        return
    tests = _flattened(unittest.defaultTestLoader.loadTestsFromModule(module))
    wanted = [test for test in tests if _is_wanted(test.id(), request["patterns"])]
    channel.send_ids([test.id() for test in wanted])
    ended = set(request["ended"])
    for test in wanted:
        never = any(fnmatch.fnmatchcase(test.id(), pattern) for pattern in request["never"])
        if never and test.id() not in ended:
            ended.add(test.id())
            results.send_end(test.id(), ("skipped", NEVER, ""), 0)
    todo = [test for test in wanted if test.id() not in ended]
    with warnings.catch_warnings():
        warnings.simplefilter("default")  # as unittest's own runner
        try:
            unittest.TestSuite(todo)(results)
        except KeyboardInterrupt:
            # Of a test, and reported there: the harness pressed Stop. The rest runs elsewhere.
            results.stop()
    if results.shouldStop:
        channel.send("rest")
        return
    _report_not_run([test for test in todo if test.id() not in results.ended], results)
    channel.send("done")


def _report_import(
    channel: Channel, results: Results, module: str, status: Status, error: str
) -> None:
    name = f"{module}.{IMPORT}"
    channel.send_ids([name])
    details = traceback.format_exc() if status == "failed" else ""
    results.send_end(name, (status, error, details), 0)
    channel.send("done")


def _flattened(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _flattened(test)
        else:
            yield test


def _is_wanted(name: str, patterns: list[str]) -> bool:
    """As ``unittest -k``: a pattern without ``*`` may stand anywhere in the id."""
    return not patterns or any(
        fnmatch.fnmatchcase(name, pattern if "*" in pattern else f"*{pattern}*")
        for pattern in patterns
    )


def _report_not_run(tests: list[unittest.TestCase], results: Results) -> None:
    """Report ``tests``, which unittest left out because of their class's or module's fixture."""
    for test in tests:
        module, _, qualified = test.id().partition(f"{PACKAGE}.")[2].partition(".")
        class_name = f"{PACKAGE}.{module}.{qualified.rpartition('.')[0]}"
        outcome = next(
            (
                outcome
                for fixture, outcome in results.fixtures.items()
                if fixture in (f"setUpClass ({class_name})", f"setUpModule ({PACKAGE}.{module})")
            ),
            ("failed", "not run", ""),
        )
        results.send_end(test.id(), outcome, 0)
