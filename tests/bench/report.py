"""The results, as a table for readers and as JSON for everything else."""

import json
from pathlib import Path

from tests.bench.goals import Goal
from tests.bench.samples import Measure, Samples, Value

MEASURE_WIDTH = 38
CONTENDER_WIDTH = 17
GOAL_WIDTH = 56
VALUE_WIDTH = 10


def table(samples: Samples, goals: list[Goal], absent: dict[str, str]) -> str:
    """All measurements with median and spread, what is ``absent`` and why, then all goals."""
    lines = [
        f"{'':{MEASURE_WIDTH}}{'':{CONTENDER_WIDTH}}{'median':>{VALUE_WIDTH}}   min – max (samples)"
    ]
    for measure, contender, taken in _by_measure(samples):
        value = Value.of(taken)
        lines.append(
            f"{measure.name:{MEASURE_WIDTH}}{contender:{CONTENDER_WIDTH}}"
            f"{_number(value.median, measure.unit):>{VALUE_WIDTH}}"
            f"   {_spread(value)} ({len(taken)})"
        )
    for contender, reason in absent.items():
        lines.append(f"{'':{MEASURE_WIDTH}}{contender:{CONTENDER_WIDTH}}{reason}")
    lines += ["", f"{'Goals':{GOAL_WIDTH}}{'median':>{VALUE_WIDTH}}   min – max"]
    for goal in goals:
        lines.append(
            f"{goal.text:{GOAL_WIDTH}}{_number(goal.value.median, goal.unit):>{VALUE_WIDTH}}"
            f"   {_spread(goal.value):16}"
            f" {goal.bound} {goal.limit:g} {goal.unit}: {'met' if goal.met else 'NOT MET'}"
        )
    return "\n".join(lines)


def write_json(
    path: Path,
    samples: Samples,
    goals: list[Goal],
    absent: dict[str, str],
    machine: dict[str, object],
) -> None:
    """Write everything that was measured, single samples included.

    Args:
        path: the file; its directory is made.
        samples: what was measured.
        goals: what it should come to.
        absent: which peers were not, and why.
        machine: where that was; written as it is.
    """
    document = {
        "machine": machine,
        "measures": [
            {
                "measure": measure.name.removeprefix("  … "),
                "contender": contender,
                "unit": measure.unit,
                **_statistics(Value.of(taken)),
                "samples": taken,
            }
            for measure, contender, taken in _by_measure(samples)
        ],
        "absent": absent,
        "goals": [
            {
                "goal": goal.text,
                "unit": goal.unit,
                **_statistics(goal.value),
                "bound": goal.bound,
                "limit": goal.limit,
                "met": goal.met,
            }
            for goal in goals
        ],
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _by_measure(samples: Samples) -> list[tuple[Measure, str, list[float]]]:
    """The contenders of a measure one below the other, measures in their first order."""
    order = list(dict.fromkeys(measure for measure, _, _ in samples))
    return sorted(samples, key=lambda entry: order.index(entry[0]))


def _statistics(value: Value) -> dict[str, float]:
    return {"median": value.median, "min": value.low, "max": value.high}


def _number(number: float, unit: str) -> str:
    return f"{number:.4g} {unit}"


def _spread(value: Value) -> str:
    return f"{value.low:.4g} – {value.high:.4g}"
