"""Time slices: a program that only computes must still let a Stop and its own output through.

The host raises SIGVTALRM (POSIX: "virtual timer expired") every few
milliseconds of uninterrupted Python. Its handler lets the outside world run.
SIGINT would do as well, but then the program's own SIGINT handler, and the one
that asyncio's Runner installs, would have to be told apart from ours.
"""

import signal
from types import FrameType

from asyncarium.kernel.wait import Waiter

SLICE_SIGNAL = signal.SIGVTALRM


def install(waiter: Waiter) -> None:
    """Breathe at every end of a slice."""

    def end_of_slice(_signum: int, _frame: FrameType | None) -> None:
        waiter.breathe()

    signal.signal(SLICE_SIGNAL, end_of_slice)
