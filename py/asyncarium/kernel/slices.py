"""Time slices: a program that only computes must still let a Stop, its output and others through.

The host raises SIGVTALRM (POSIX: "virtual timer expired") every few
milliseconds of uninterrupted Python. SIGINT would do as well, but then the
program's own SIGINT handler, and the one that asyncio's Runner installs, would
have to be told apart from ours.
"""

import itertools
import signal
from types import FrameType

from asyncarium.kernel.scheduler import Scheduler

SLICE_SIGNAL = signal.SIGVTALRM

_UNDIVIDED = (
    "asyncarium.",
    "asyncarium_internet.",
    "asyncarium_postgres.",
    "greenlet.",
    "importlib._bootstrap",
)
"""Code that no slice divides, by the beginning of its module's name.

The kernel keeps its books between two lines, as an operating system does with
interrupts off; the import system locks by an operating system's thread, of
which there is only one here."""


def install(scheduler: Scheduler) -> None:
    """Let others run at every end of a slice."""

    shifts = itertools.cycle(range(13))

    def end_of_slice(_signum: int, frame: FrameType | None) -> None:
        module = "" if frame is None else frame.f_globals.get("__name__", "")
        if scheduler.undivided:
            scheduler.slice_is_overdue = True
        elif module.startswith(_UNDIVIDED):
            scheduler.slice_is_overdue = True
            # Slices end at a fixed distance of bytecodes, and a short loop of the
            # program's may be as long: shift the next end.
            for _ in range(next(shifts)):
                pass
            scheduler.host.retry_slice()
        else:
            scheduler.end_of_slice()

    signal.signal(SLICE_SIGNAL, end_of_slice)
