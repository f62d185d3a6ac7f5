"""The stacks that greenlets run on, by number. A new one takes longer than a switch: some are kept.

The kernel's threads are numbered upwards, these downwards. A thread that
waits does so on the stack of whichever of its greenlets runs.
"""

import itertools
from collections.abc import Callable

from asyncarium.kernel.host import Host

MAX_SPARE = 16

_numbers = itertools.count(-1, -1)
_spare: list[int] = []


def new_number() -> int:
    """For a stack that is there already."""
    return next(_numbers)


def take(host: Host, serve: Callable[[], int]) -> int:
    """A stack that calls ``serve`` whenever it is switched to after nothing was left to do on it.

    Args:
        serve: returns the number of the stack to go on with.
    """
    if _spare:
        return _spare.pop()
    number = new_number()

    def entry() -> None:
        while True:
            following = serve()
            if len(_spare) == MAX_SPARE:
                host.resume(following)
                return
            _spare.append(number)
            host.switch(number, following)

    host.prepare_thread(number, entry)
    return number
