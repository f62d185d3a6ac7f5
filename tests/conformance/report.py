"""What a run of the suite amounts to: counts, a table, and the failures by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.conformance.exclusions import Exclusion, find, stale
from tests.conformance.modules import ModuleRun, Outcome

GOAL_PERCENT = 97


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    passed: int
    failed: int
    not_applicable: int
    seconds: float

    @property
    def percent(self) -> float:
        """Of the applicable tests, how many passed; 100 when there is none."""
        applicable = self.passed + self.failed
        return 100 * self.passed / applicable if applicable else 100


class Report:
    """The result of the suite in one place.

    Args:
        place: where it ran.
        runs: of each module.
        exclusions: of the suite's version.
        all_ran: whether these are all tests of the suite.
    """

    def __init__(
        self, place: str, runs: list[ModuleRun], exclusions: list[Exclusion], *, all_ran: bool
    ) -> None:
        self.place = place
        self._runs = sorted(runs, key=lambda run: run.module)
        self._exclusions = exclusions
        outcomes = {name: one for run in runs for name, one in run.outcomes.items()}
        self.stale = stale(exclusions, outcomes, all_ran=all_ran)
        self.rows = [self._row(run) for run in self._runs if run.outcomes]
        self.total = Row(
            "total",
            sum(row.passed for row in self.rows),
            sum(row.failed for row in self.rows),
            sum(row.not_applicable for row in self.rows),
            sum(row.seconds for row in self.rows),
        )

    @property
    def reached(self) -> bool:
        """Whether the goal is met and the list of exclusions holds."""
        return self.total.percent >= GOAL_PERCENT and not self.stale

    def verdict(self, name: str, outcome: Outcome) -> tuple[str, str]:
        """ "passed", "failed" or "not applicable", and the error or the reason."""
        exclusion = find(self._exclusions, name)
        if exclusion is not None and (outcome.status != "skipped" or not exclusion.run):
            return "not applicable", exclusion.reason
        if outcome.status == "skipped":
            return "not applicable", outcome.error
        return outcome.status, outcome.error

    def _row(self, run: ModuleRun) -> Row:
        counts = Counter(self.verdict(name, one)[0] for name, one in run.outcomes.items())
        return Row(
            run.module,
            counts["passed"],
            counts["failed"],
            counts["not applicable"],
            sum(one.seconds for one in run.outcomes.values()),
        )

    def to_json(self) -> dict[str, Any]:
        """Everything: the rows, and each test's status, error and traceback."""
        return {
            "place": self.place,
            "percent": round(self.total.percent, 2),
            "stale": self.stale,
            "modules": [
                {
                    "module": run.module,
                    "interpreters": run.interpreters,
                    "tests": {name: self._test(name, one) for name, one in run.outcomes.items()},
                }
                for run in self._runs
            ],
        }

    def _test(self, name: str, outcome: Outcome) -> dict[str, Any]:
        status, error = self.verdict(name, outcome)
        return {
            "status": status,
            "error": error,
            "details": outcome.details,
            "seconds": outcome.seconds,
        }

    def text(self, *, details: bool) -> str:
        """What is printed; with ``details`` each failure has its traceback."""
        lines = [f"{self.place}:", "", *self._table()]
        if reasons := self._reasons():
            lines += ["", "Not applicable:", *reasons]
        if failures := self._failures(details):
            lines += ["", "Failed:", *failures]
        if self.stale:
            lines += ["", "Stale exclusions:", *(f"  {one}" for one in self.stale)]
        total = self.total
        lines += [
            "",
            f"{self.place}: {total.passed} of {total.passed + total.failed} applicable tests "
            f"passed, {total.percent:.1f} % (goal: {GOAL_PERCENT} %)",
        ]
        return "\n".join(lines)

    def _table(self) -> list[str]:
        head = f"{'module':<28}{'passed':>8}{'failed':>8}{'n/a':>8}{'%':>8}{'seconds':>9}"
        return [
            head,
            *(
                f"{row.name:<28}{row.passed:>8}{row.failed:>8}{row.not_applicable:>8}"
                f"{row.percent:>8.1f}{row.seconds:>9.1f}"
                for row in [*self.rows, self.total]
            ),
        ]

    def _reasons(self) -> list[str]:
        """How many tests don't apply, by reason."""
        counts: Counter[str] = Counter()
        for run in self._runs:
            for name, outcome in run.outcomes.items():
                status, reason = self.verdict(name, outcome)
                if status == "not applicable":
                    counts[reason] += 1
        return [f"  {count:>4}  {reason}" for reason, count in counts.most_common()]

    def _failures(self, details: bool) -> list[str]:
        lines = []
        for run in self._runs:
            for name, outcome in run.outcomes.items():
                status, error = self.verdict(name, outcome)
                if status == "failed":
                    lines += [f"  {name}", f"      {error}"]
                    if details:
                        lines += [f"      | {line}" for line in outcome.details.splitlines()]
        return lines
