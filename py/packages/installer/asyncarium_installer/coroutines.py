"""As much of asyncio as micropip uses, without a loop.

What micropip awaits is here, or is waited for by whoever fetches it. It needs no loop then: neither
before the program, where one would use up the names of tasks, nor in the program's own.
"""

import types
from collections.abc import Coroutine, Generator
from typing import Any, Generic, TypeVar

from asyncarium_installer.files import MissingFile

T = TypeVar("T")


def drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run it to its end; it must wait for nothing but a `turn`."""
    try:
        while coroutine.send(None) is None:
            pass
    except StopIteration as end:
        value: T = end.value
        return value
    coroutine.close()
    raise RuntimeError("micropip waits for what is not here")


@types.coroutine
def turn() -> Generator[None, None, None]:
    """Awaited before something is fetched: a `Task` stops here until its result is wanted."""
    yield


class Task(Generic[T]):
    """Begins at once, and goes on when it is first awaited, if ever.

    One that had not even begun would be told of as never awaited when it is thrown away.
    """

    def __init__(self, coroutine: Coroutine[Any, Any, T]) -> None:
        self._coroutine = coroutine
        self._results: list[T] = []
        try:
            coroutine.send(None)
        except StopIteration as end:
            self._results.append(end.value)

    def __await__(self) -> Generator[None, None, T]:
        if not self._results:
            self._results.append(drive(self._coroutine))
        return self._results[0]
        yield


async def gather(*awaitables: Any) -> list[Any]:
    """One after the other; all files that are missing are noticed in one go."""
    results = []
    missing: MissingFile | None = None
    for position, one in enumerate(awaitables):
        try:
            results.append(await one)
        except MissingFile as error:
            missing = error
        except BaseException:
            for unwanted in awaitables[position + 1 :]:
                if isinstance(unwanted, Coroutine):
                    unwanted.close()  # else it is told of as never awaited
            raise
    if missing is not None:
        raise missing
    return results


def create_task(coroutine: Coroutine[Any, Any, T]) -> Task[T]:
    """A task whose result somebody will want, by then."""
    return Task(coroutine)


async def ensure_future(awaitable: Any) -> Any:
    return await awaitable
