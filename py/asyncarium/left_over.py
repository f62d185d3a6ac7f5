"""What a program leaves for the console, past the end at which its modules are emptied.

A desktop's interpreter empties the modules at its end, and what dies there may
speak: "coroutine was never awaited", "Task was destroyed", a ``__del__`` that
prints. A run ends like that here, too. So only what would die in silence can be
kept: nobody can tell that it didn't die. The rest is gone with the program.
"""

import asyncio
import collections
import contextlib
import gc
import inspect
import io
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import (
    AsyncGeneratorType,
    BuiltinFunctionType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
    ModuleType,
    NoneType,
)
from typing import Any, cast

from asyncarium.kernel.blocking_socket import BlockingSocket

MAX_REFERENCES = 200_000
"""So many are followed; who holds more than are left of them is taken to speak."""


@dataclass
class LeftOver:
    """What is kept of emptied modules.

    Attributes:
        gone: the names that are not, as the program knows them.
    """

    gone: tuple[str, ...] = ()
    _kept: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)

    def put_back(self) -> None:
        """Fill the modules again: the same dictionaries, which are their functions' globals."""
        for namespace, kept in self._kept:
            for name, value in kept.items():
                namespace.setdefault(name, value)


def save(modules: Sequence[ModuleType]) -> LeftOver:
    """Remember what of ``modules`` would end in silence. They are left as they are."""
    with _no_collection():
        values = [value for module in modules for value in module.__dict__.values()]
        speaking = _Search(modules).speaking(values)
    left = LeftOver()
    gone: list[str] = []
    for module in modules:
        prefix = "" if _name(module) == "__main__" else f"{_name(module)}."
        kept: dict[str, Any] = {}
        for name, value in module.__dict__.items():
            if id(value) in speaking:
                gone.append(f"{prefix}{name}")
            else:
                kept[name] = value
        left._kept.append((module.__dict__, kept))
    left.gone = tuple(gone)
    return left


def ends_in_silence(value: object, modules: Sequence[ModuleType]) -> bool:
    """Whether nothing would be heard of the end of ``value`` and of all that dies with it."""
    with _no_collection():
        return id(value) not in _Search(modules).speaking([value])


def _name(module: ModuleType) -> str:
    # A program may have deleted it.
    return str(module.__dict__.get("__name__"))


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """The search makes many objects; what is garbage already must not end sooner for that."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Search:
    """Goes through what the program's objects hold, without asking any of them.

    An attribute or `isinstance` may run the program's code, which may say
    anything: so it is always the type that is asked, by `type`'s own means.

    Args:
        modules: the program's own.
    """

    def __init__(self, modules: Sequence[ModuleType]) -> None:
        self._own = frozenset(id(module.__dict__) for module in modules)
        self._living = self._own | frozenset(_namespaces_of_modules())
        self._names = frozenset(map(_name, modules))
        self._streams = frozenset(map(id, _standard_streams()))
        self._enders: dict[type, type | None] = {}

    def speaking(self, roots: Iterable[object]) -> set[int]:
        """The ids of those among ``roots``, and below, whose end would be heard.

        Back from each that speaks by itself to whoever holds it. All objects
        are held until this returns, so that no id is used twice.
        """
        todo = [root for root in roots if not self._is_leaf(root)]
        found = {id(root): root for root in todo}
        holders: dict[int, list[int]] = {}
        speaking: list[int] = []
        followed = 0
        while todo:
            one = todo.pop()
            left = MAX_REFERENCES - followed
            # Its length comes first: what is held is a list of its own.
            if _length(one) > left or self._speaks(one):
                speaking.append(id(one))
                continue
            all_held = self._held_by(one)
            if len(all_held) > left:
                speaking.append(id(one))
                continue
            followed += len(all_held)
            for held in all_held:
                if type(held) in _ATOMS or self._is_leaf(held):
                    continue
                holders.setdefault(id(held), []).append(id(one))
                if id(held) not in found:
                    found[id(held)] = held
                    todo.append(held)
        heard = set(speaking)
        while speaking:
            for holder in holders.get(speaking.pop(), ()):
                if holder not in heard:
                    heard.add(holder)
                    speaking.append(holder)
        return heard

    def _is_leaf(self, value: object) -> bool:
        """Whether it lives on without the program, or holds nothing and can't speak."""
        kind = type(value)
        if issubclass(kind, BuiltinFunctionType):
            # A bound one holds its object, as csv.writer holds a file's write().
            return issubclass(type(value.__self__), ModuleType | NoneType)  # type: ignore[attr-defined]
        if issubclass(kind, ModuleType | CodeType):
            return True
        return not gc.is_tracked(value) and self._ender(kind) is None

    def _held_by(self, holder: object) -> Sequence[object]:
        """What dies with ``holder``. Not a module's names: they are emptied in any case."""
        if id(holder) in self._living:
            return []
        kind = type(holder)
        if kind is FunctionType:
            function = cast(FunctionType, holder)
            parts = [function.__closure__, function.__defaults__, function.__kwdefaults__]
            return [*parts, function.__dict__, function.__globals__]
        if kind is FrameType:
            frame = cast(FrameType, holder)
            is_call = frame.f_code.co_flags & inspect.CO_OPTIMIZED
            names = frame.f_locals.values() if is_call else [frame.f_locals]
            return [frame.f_globals, *names]
        if issubclass(kind, type):
            # A library's class lives on.
            namespace = _namespace(cast(type, holder))
            module = namespace.get("__module__")
            is_own = type(module) is str and module in self._names
            return list(namespace.values()) if is_own else []
        return gc.get_referents(holder)

    def _speaks(self, value: object) -> bool:
        """Whether something is printed or done when ``value`` itself ends."""
        ender = self._ender(type(value))
        if ender is not None and id(value) not in self._streams and not _is_silent(ender, value):
            return True
        # A proxy passes every question on, even which type it is.
        references = weakref.getweakrefs(value)
        return any(self._is_heard(held) for one in references for held in _callback(one))

    def _ender(self, kind: type) -> type | None:
        """The class whose ``__del__`` ends an instance of ``kind``."""
        if kind not in self._enders:
            classes = (one for one in _mro(kind) if "__del__" in _namespace(one))
            self._enders[kind] = next(classes, None)
        return self._enders[kind]

    def _is_heard(self, callback: object) -> bool:
        """Whether a weak reference's callback is more than a library's bookkeeping."""
        function = callback.__func__ if type(callback) is MethodType else callback
        if type(function) is FunctionType:
            return id(function.__globals__) in self._own
        # How abstract base classes remember whom they have met.
        return not (type(function) is BuiltinFunctionType and function.__name__ == "_destroy")


_ATOMS = frozenset({bool, int, float, complex, str, bytes, NoneType})

_mro: Callable[[type], tuple[type, ...]] = type.__dict__["__mro__"].__get__
_namespace: Callable[[type], Mapping[str, object]] = type.__dict__["__dict__"].__get__


def _length(holder: object) -> int:
    """How many references a collection holds, at least, whatever it says of itself."""
    for kind in (list, tuple, dict, set, frozenset, collections.deque):
        if issubclass(type(holder), kind):
            return kind.__len__(holder)  # type: ignore[arg-type]
    return 0


def _callback(reference: Any) -> Sequence[object]:
    """What a weak reference calls, if anything."""
    if issubclass(type(reference), weakref.ref):
        callback = _CALLBACK(reference)
        return [] if callback is None else [callback]
    # A proxy holds nothing else.
    return gc.get_referents(reference)


_CALLBACK: Callable[[object], object] = weakref.ref.__dict__["__callback__"].__get__


def _namespaces_of_modules() -> Iterator[int]:
    for module in list(sys.modules.values()):
        if issubclass(type(module), ModuleType):
            yield id(_MODULE_NAMESPACE(module))


_MODULE_NAMESPACE: Callable[[ModuleType], dict[str, Any]] = vars(ModuleType)["__dict__"].__get__


def _is_silent(ender: type, value: object) -> bool:
    """Whether ``ender``'s ``__del__`` has nothing to do for ``value``."""
    try:
        return ender in _SILENT and _SILENT[ender](value)
    except Exception:
        # A file without its buffer can't even tell whether it is closed.
        return False


def _standard_streams() -> Iterator[object]:
    for name in ("stdin", "stdout", "stderr"):
        for stream in (getattr(sys, name, None), getattr(sys, f"__{name}__")):
            binary = getattr(stream, "buffer", None)
            yield from (stream, binary, getattr(binary, "raw", None))


_SILENT: dict[type | None, Callable[[Any], bool]] = {
    CoroutineType: lambda one: one.cr_frame is None,
    GeneratorType: lambda one: inspect.getgeneratorstate(one) in ("GEN_CLOSED", "GEN_CREATED"),
    AsyncGeneratorType: lambda one: (
        one.ag_frame is None or (not one.ag_running and one.ag_frame.f_lasti <= 0)
    ),
    asyncio.Future: lambda one: not one._log_traceback,
    asyncio.Task: lambda one: one.done() and not one._log_traceback,
    asyncio.BaseEventLoop: lambda one: one.is_closed(),
    asyncio.StreamWriter: lambda one: one.transport.is_closing(),
    asyncio.selector_events._SelectorTransport: lambda one: one._sock is None,  # type: ignore[attr-defined]
    # Every loop has one; its threads wait for subprocesses.
    getattr(asyncio.unix_events, "_ThreadedChildWatcher", None): lambda one: not one._threads,
    BlockingSocket: lambda one: one.fileno() == -1,
    io.IOBase.__base__: lambda one: one.closed or type(one) in (io.BytesIO, io.StringIO),
}
"""By the class whose ``__del__`` it is: when there is nothing for it to do."""
