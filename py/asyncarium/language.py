"""What an editor wants to know of a program: completions, documentation, signatures.

Runs in an interpreter of its own, which never runs a program: jedi reads the learner's files and
the standard library's. Signatures and docstrings of the standard library are those of the very
CPython that programs run on.
"""

import inspect
import pkgutil
import sys
from pathlib import Path
from typing import Any

import jedi

from asyncarium.questions import (
    Answer,
    Completion,
    Completions,
    Documentation,
    Question,
    Signature,
    Signatures,
)

MAX_COMPLETIONS = 500
MAX_DOCUMENTATION = 2_000
"""Characters: a tooltip is no manual."""
MAX_SIGNATURES = 3

_NOT_TO_IMPORT = frozenset({"antigravity", "this", "idlelib", "turtledemo", "test", "__main__"})
"""Modules that do something when they are imported."""


class Language:
    """Answers questions about the files of one pane at a time.

    Args:
        folder: where the learner's files are said to be. Nothing is imported from there: it must
            not be on ``sys.path``.
        caches: a folder for what jedi has parsed.
    """

    def __init__(self, folder: Path, caches: Path) -> None:
        jedi.settings.cache_directory = str(caches)
        self._folder = folder
        path = [entry for entry in sys.path if entry.endswith(".zip") or "/lib/python" in entry]
        self._project = jedi.Project(
            folder, sys_path=path, smart_sys_path=False, load_unsafe_extensions=False
        )
        self._project.added_sys_path = (str(folder),)
        self._environment = jedi.InterpreterEnvironment()
        self._written: dict[str, str] = {}
        self._completions: dict[str, Any] = {}

    def warm_up(self) -> None:
        """Read beforehand what nearly every question needs."""
        question = "import asyncio\nasync def main():\n    await asyncio."
        self.answer(Question(0, "complete", {"main.py": question}, "main.py", 3, 18))

    def answer(self, question: Question) -> Answer:
        """Answer ``question``; what can't be found out is an empty answer."""
        self._write(question.files)
        path = self._folder / question.file
        script = jedi.Script(
            question.files[question.file],
            path=path,
            project=self._project,
            environment=self._environment,
        )
        line, column = question.line, question.column
        match question.about:
            case "complete":
                return self._complete(question.id, script.complete(line, column))
            case "describe":
                # Of a name that the last completion offered.
                names = (
                    [self._completions[question.name]] if question.name in self._completions else []
                )
                return Documentation(question.id, *_document(names))
            case "hover":
                return Documentation(question.id, *_document(script.help(line, column)))
            case "signature":
                return Signatures(question.id, _signatures(script.get_signatures(line, column)))

    def _complete(self, id_: int, found: list[Any]) -> Completions:
        # What begins with an underscore is for those who type one: jedi puts it last.
        kept = found[:MAX_COMPLETIONS]
        self._completions = {name.name: name for name in kept}
        return Completions(id_, [Completion(name.name, name.type) for name in kept])

    def _write(self, files: dict[str, str]) -> None:
        """The files, for jedi to find those that others import."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for name in self._written.keys() - files.keys():
            (self._folder / name).unlink(missing_ok=True)
        for name, text in files.items():
            if self._written.get(name) != text:
                (self._folder / name).write_bytes(text.encode("utf-8", "replace"))
        self._written = dict(files)


def _document(names: list[Any]) -> tuple[list[str], str]:
    """Signatures and docstring of the first of ``names`` that has any."""
    for name in names:
        found = _runtime_object(name)
        signatures = _signature_texts(name, found)
        text = (inspect.getdoc(found) if found is not None else None) or name.docstring(raw=True)
        if signatures or text:
            return signatures, _shortened(text)
    return [], ""


def _signature_texts(name: Any, found: object) -> list[str]:
    stated = name.get_signatures()
    if len(stated) > 1 and (own := _own_signature(name.name, found)) is not None:
        return [own.label]
    if not stated:
        described: str = name.description
        return [described] if name.type in {"module", "class"} else []
    return [signature.to_string() for signature in stated[:MAX_SIGNATURES]]


def _signatures(stated: list[Any]) -> list[Signature]:
    if not stated:
        return []
    if len(stated) > 1:
        # The last overload is the one that takes the most.
        last = stated[-1]
        own = _own_signature(last.name, _runtime_object(last))
        if own is not None:
            active = _same_parameter(own.parameters, last)
            return [Signature(own.label, own.parameters, active)]
    return [
        Signature(one.to_string(), [parameter.to_string() for parameter in one.params], one.index)
        for one in stated[:MAX_SIGNATURES]
    ]


def _same_parameter(own: list[str], stated: Any) -> int | None:
    """Which of a function's ``own`` parameters an overload means by its current one."""
    if stated.index is None or not own:
        return None
    index: int = stated.index
    name = stated.params[index].name
    names = [text.lstrip("*").split("=")[0].split(":")[0].strip() for text in own]
    if name in names:
        return names.index(name)
    rest = next((at for at, text in enumerate(own) if text.startswith("*")), len(own) - 1)
    return min(index, rest)


def _own_signature(name: str, found: object) -> Signature | None:
    """As the interpreter has it: one, where a stub has an overload for each number of arguments."""
    if found is None:
        return None
    try:
        signature = inspect.signature(found)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    parameters = [str(parameter) for parameter in signature.parameters.values()]
    return Signature(f"{name}{signature}", parameters, None)


def _runtime_object(name: Any) -> object:
    """What ``name`` of the standard library is in this interpreter; None if that is not known."""
    path = name.full_name or ""
    top = path.split(".")[0]
    if top not in sys.stdlib_module_names or top in _NOT_TO_IMPORT or name.type == "instance":
        return None
    try:
        found: object = pkgutil.resolve_name(path)
    except Exception:  # whatever a module does when it is imported here
        return None
    return found


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_DOCUMENTATION else f"{text[:MAX_DOCUMENTATION].rstrip()} …"
