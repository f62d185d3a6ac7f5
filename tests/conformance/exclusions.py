"""The list of tests that don't apply, ``exclusions.toml``, and which of it has gone stale."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.modules import Outcome

LIST = Path(__file__).with_name("exclusions.toml")
NEEDED = {"reason", "tests"}
OPTIONAL = {"suite", "newer", "run"}


@dataclass(frozen=True)
class Exclusion:
    """A pattern of test ids, and why these tests don't apply.

    Attributes:
        run: whether they are run all the same, to see whether they fail.
        may_be_absent: the suite need not have them.
    """

    pattern: str
    reason: str
    run: bool = True
    may_be_absent: bool = False

    def matches(self, name: str) -> bool:
        return fnmatch.fnmatchcase(name, self.pattern)


def load(version: str) -> list[Exclusion]:
    """The exclusions for the suite of CPython ``version``.

    Raises:
        ValueError: the list has a key that means nothing, or lacks one.
    """
    exclusions = []
    for group in tomllib.loads(LIST.read_text("utf-8")).get("group", []):
        if not NEEDED <= set(group) <= NEEDED | OPTIONAL:
            raise ValueError(f"{LIST.name}: a key is missing or unknown in {group}")
        if group.get("suite", version) == version:
            exclusions += [
                Exclusion(
                    pattern, group["reason"], group.get("run", True), group.get("newer", False)
                )
                for pattern in group["tests"]
            ]
    return exclusions


def find(exclusions: list[Exclusion], name: str) -> Exclusion | None:
    """The exclusion of the test ``name``, or None: it applies."""
    return next((one for one in exclusions if one.matches(name)), None)


def stale(
    exclusions: list[Exclusion], outcomes: Mapping[str, Outcome], *, all_ran: bool
) -> list[str]:
    """What is wrong with the list, a line each.

    Args:
        outcomes: of every test that ran, by id.
        all_ran: these are all tests, so that a pattern that matches none is stale.
    """
    complaints = []
    for one in exclusions:
        matched = [name for name in outcomes if one.matches(name)]
        passing = [name for name in matched if outcomes[name].status == "passed"]
        if passing:
            more = f" and {len(passing) - 1} more" if len(passing) > 1 else ""
            complaints.append(f"{one.pattern}: {passing[0]}{more} passes")
        elif all_ran and not matched and not one.may_be_absent:
            complaints.append(f"{one.pattern}: matches no test")
    return complaints
