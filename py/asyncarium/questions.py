"""What an editor asks a language interpreter, and the answers: wire types, as in `messages`.

``web/src/protocol.ts`` is the other half; golden samples in ``tests/golden/`` hold both to the same
shape.
"""

from dataclasses import asdict, dataclass
from json import dumps, loads
from typing import Any, Literal


@dataclass(frozen=True)
class Question:
    """Asked by an editor; see `asyncarium.language`.

    Attributes:
        id: its answer carries the same.
        about: what is wanted at the place: what may be typed, what stands there, which arguments
            are due; or what ``name`` is, which the last completion has offered.
        files: of the pane, file name to text.
        file: the one that is edited.
        line: from 1.
        column: from 0, in characters.
    """

    id: int
    about: Literal["complete", "describe", "hover", "signature"]
    files: dict[str, str]
    file: str
    line: int
    column: int
    name: str = ""


@dataclass(frozen=True)
class Completion:
    """A name that may be typed; ``kind`` is jedi's ("function", "module" ...)."""

    name: str
    kind: str


@dataclass(frozen=True)
class Completions:
    """The answer to "complete"."""

    id: int
    names: list[Completion]


@dataclass(frozen=True)
class Documentation:
    """The answer to "describe" and "hover"; empty where nothing is known."""

    id: int
    signatures: list[str]
    text: str


@dataclass(frozen=True)
class Signature:
    """How a function is called; ``active`` is the parameter that the cursor is at."""

    label: str
    parameters: list[str]
    active: int | None


@dataclass(frozen=True)
class Signatures:
    """The answer to "signature": of the call that the cursor is in, none outside of calls."""

    id: int
    signatures: list[Signature]


Answer = Completions | Documentation | Signatures


def decode_question(text: str) -> Question:
    """Read an ``ask`` message. The sender is our own worker.

    Raises:
        KeyError: a field is missing.
    """
    fields: dict[str, Any] = loads(text)
    return Question(
        id=fields["id"],
        about=fields["about"],
        files=fields["files"],
        file=fields["file"],
        line=fields["line"],
        column=fields["column"],
        name=fields["name"],
    )


def encode_answer(answer: Answer) -> str:
    """The message of the answer's own name as JSON."""
    name = type(answer).__name__
    return dumps({"type": name[0].lower() + name[1:], **asdict(answer)})
