"""The wire types that Python sends and receives; the only module that knows their encoding.

``web/src/protocol.ts`` is the other half. Golden samples in ``tests/golden/``
hold both to the same shape.
"""

from dataclasses import asdict, dataclass

# The functions, not the module: a program may put its own into json.
from json import dumps, loads
from typing import Any, Literal

Outcome = Literal["finished", "failed", "stopped"]
"""How a program ended by itself. (A fourth, "killed", only the page can know.)"""


@dataclass(frozen=True)
class Run:
    """Run a program.

    Attributes:
        runId: names the run; every message about it carries the same.
        files: file name to text; ``main.py`` is the program.
        clock: "real", "instant" for virtual time, or "slow" to watch.
        stdin: all of standard input; None where the reader types it.
    """

    runId: int
    files: dict[str, str]
    clock: Literal["real", "instant", "slow"]
    stdin: str | None


@dataclass(frozen=True)
class ProgramError:
    """The exception that ended a program; see `asyncarium.tracebacks.ErrorReport`."""

    type: str
    message: str
    line: int | None


@dataclass(frozen=True)
class RunEnded:
    """A program has ended; nothing more comes from its run."""

    runId: int
    outcome: Outcome
    error: ProgramError | None
    durationSeconds: float


def decode_run(text: str) -> Run:
    """Read a ``run`` message. The sender is our own worker, which has checked it.

    Raises:
        KeyError: a field is missing.
    """
    fields: dict[str, Any] = loads(text)
    return Run(
        runId=fields["runId"],
        files=fields["files"],
        clock=fields["clock"],
        stdin=fields["stdin"],
    )


def encode_run_ended(message: RunEnded) -> str:
    """The ``runEnded`` message as JSON; lone surrogates survive as escapes."""
    return dumps({"type": "runEnded", **asdict(message)})
