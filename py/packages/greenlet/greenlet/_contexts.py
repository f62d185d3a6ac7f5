"""Which context variables a stack sees, exactly as in C: one `Context` may be seen by several.

SQLAlchemy gives a greenlet the very context that its task has entered already. `Context.run` would
enter it again, which is an error; a copy would keep what the greenlet sets to itself. So the
context is set where CPython has it, in the thread state of the stack.
"""

import _ctypes
import functools
from contextvars import Context
from typing import Any

_SEARCHED_BYTES = 1024


class _Word(_ctypes._SimpleCData):  # type: ignore[type-arg]
    _type_ = "P"


class _Function(_ctypes.CFuncPtr):
    _flags_ = _ctypes.FUNCFLAG_CDECL | _ctypes.FUNCFLAG_PYTHONAPI
    _restype_ = _Word


@functools.cache
def _thread_state_getter() -> Any:
    engine = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]
    return _Function(_ctypes.dlsym(engine, "PyThreadState_Get"))


def thread_state() -> int:
    """Where the thread state of the running stack is; it stays there as long as the stack."""
    address: int = _thread_state_getter()()
    return address


def read(state: int) -> Context | None:
    """The context that the stack with ``state`` sees; None if it has had no need of one."""
    address = _slot(state).value
    if not address:
        return None
    found: Context = _ctypes.PyObj_FromPtr(address)
    return found


def see(context: Context | None) -> None:
    """Have the running stack see ``context``; an empty one if it is None."""
    slot = _slot(thread_state())
    before = slot.value
    if context is None:
        slot.value = None
    else:
        _ctypes.Py_INCREF(context)
        slot.value = id(context)
    if before:
        _ctypes.Py_DECREF(_ctypes.PyObj_FromPtr(before))
    # A variable remembers its value until the context changes: have it change once more.
    Context().run(int)


def _slot(state: int) -> _Word:
    return _Word.from_address(state + _offset())


@functools.cache
def _offset() -> int:
    """Where in a thread state the context is: found by entering some, and looking."""
    size = _ctypes.sizeof(_Word)
    found = set(range(0, _SEARCHED_BYTES, size))
    for _ in range(3):
        context = Context()
        found &= context.run(_offsets_of, id(context), found)
    (offset,) = found
    return offset


def _offsets_of(value: int, candidates: set[int]) -> set[int]:
    state = thread_state()
    return {offset for offset in candidates if _Word.from_address(state + offset).value == value}
