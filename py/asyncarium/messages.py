"""The wire types that Python sends and receives; the only module that knows their encoding.

``web/src/protocol.ts`` is the other half. Golden samples in ``tests/golden/``
hold both to the same shape.
"""

from base64 import b64encode
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
        wheelhouse: for a program that installs packages: this site's, as JSON.
        internet: how the practice internet is; None for a program without it.
    """

    runId: int
    files: dict[str, str]
    clock: Literal["real", "instant", "slow"]
    stdin: str | None
    wheelhouse: str | None
    internet: dict[str, Any] | None


@dataclass(frozen=True)
class Place:
    """A line, from 1, of one of the learner's files."""

    file: str
    line: int


@dataclass(frozen=True)
class ProgramError:
    """The exception that ended a program; see `asyncarium.tracebacks.ErrorReport`."""

    type: str
    message: str
    line: int | None
    place: Place | None


@dataclass(frozen=True)
class LeftForConsole:
    """What a console finds when its program has ended.

    Attributes:
        gone: global names that could not be kept (`asyncarium.left_over`).
        moreGone: how many others.
    """

    gone: list[str]
    moreGone: int


@dataclass(frozen=True)
class RunEnded:
    """A program has ended. What comes from its run now comes from its console."""

    runId: int
    outcome: Outcome
    error: ProgramError | None
    durationSeconds: float
    console: LeftForConsole | None


@dataclass(frozen=True)
class WrittenFile:
    """A file that a program has written.

    Attributes:
        path: relative to the program's folder.
        size: in bytes.
        content: base64; None if it is too much to be sent.
    """

    path: str
    size: int
    content: str | None


@dataclass(frozen=True)
class FilesWritten:
    """All files that a program, or its console, has written until now; ``more`` are not listed."""

    runId: int
    files: list[WrittenFile]
    more: int


@dataclass(frozen=True)
class Evaluate:
    """Evaluate what was typed at the console's prompt."""

    runId: int
    text: str


@dataclass(frozen=True)
class InputIncomplete:
    """What was typed goes on in the next line; nothing was evaluated."""

    runId: int


@dataclass(frozen=True)
class Evaluated:
    """What was typed has been evaluated, with all its output; ``exited`` if it was ``exit()``."""

    runId: int
    exited: bool


@dataclass(frozen=True)
class Complete:
    """Say how the end of ``text`` could go on."""

    runId: int
    text: str


@dataclass(frozen=True)
class Completions:
    """How it could go on: each of ``words`` in place of its last ``replaced`` characters."""

    runId: int
    replaced: int
    words: list[str]


Event = RunEnded | FilesWritten | InputIncomplete | Evaluated | Completions


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
        wheelhouse=fields["wheelhouse"],
        internet=fields["internet"],
    )


def decode_evaluate(text: str) -> Evaluate:
    """Read an ``evaluate`` message of our own worker."""
    fields: dict[str, Any] = loads(text)
    return Evaluate(runId=fields["runId"], text=fields["text"])


def decode_complete(text: str) -> Complete:
    """Read a ``complete`` message of our own worker."""
    fields: dict[str, Any] = loads(text)
    return Complete(runId=fields["runId"], text=fields["text"])


def encode_content(content: bytes | None) -> str | None:
    """The bytes of a file as a message has them."""
    return None if content is None else b64encode(content).decode("ascii")


def encode(*events: Event) -> str:
    """The messages as a JSON array, in order; lone surrogates survive as escapes."""
    return dumps([{"type": _type_of(event), **asdict(event)} for event in events])


def _type_of(event: Event) -> str:
    name = type(event).__name__
    return name[0].lower() + name[1:]
