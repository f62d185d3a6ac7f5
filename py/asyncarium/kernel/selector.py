"""A selector that waits through the kernel instead of the operating system."""

import selectors
from collections.abc import Callable, Mapping
from typing import Any

from asyncarium.kernel.wait import Waiter


class KernelSelector(selectors.BaseSelector):
    """``select()`` passes the clock's time; nothing that can be registered is ever ready yet.

    Args:
        waiter: waits.
        on_starved: called when ``select(None)`` has nothing to wait for.
            Raises to end the program, or returns to wait for a signal.
    """

    def __init__(self, waiter: Waiter, on_starved: Callable[[], None]) -> None:
        self._waiter = waiter
        self._on_starved = on_starved
        self._keys: dict[int, selectors.SelectorKey] = {}

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for ``timeout`` seconds, or until a signal when it is None.

        Returns an empty list. With ``timeout`` 0 or less it returns at once:
        a loop that never waits is made to breathe by its time slices.
        """
        if timeout is None:
            self._on_starved()
            self._waiter.wait_for_signal()
        elif timeout > 0:
            self._waiter.wait(timeout)
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        fd = fileobj if isinstance(fileobj, int) else int(fileobj.fileno())
        if fd in self._keys:
            raise KeyError(f"{fileobj!r} (FD {fd}) is already registered")
        key = selectors.SelectorKey(fileobj, fd, events, data)
        self._keys[fd] = key
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        for fd, key in self._keys.items():
            if fileobj in (key.fileobj, fd):
                return self._keys.pop(fd)
        raise KeyError(f"{fileobj!r} is not registered")

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._keys
