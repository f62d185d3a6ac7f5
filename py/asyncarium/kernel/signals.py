"""Signals that only the kernel can send: a Stop, and what the program raises itself.

CPython's own machinery does the rest: ``interrupt_main`` marks the signal, and
its Python handler (KeyboardInterrupt, asyncio's Runner, the program's own) runs
before the main thread's next line. What is missing here is the byte that C
writes to the wake-up descriptor, which asyncio's ``add_signal_handler`` reads.
"""

import _thread
import errno
import functools
import os
import signal
from collections.abc import Callable
from typing import Any

from asyncarium.kernel.network.descriptors import Descriptors
from asyncarium.kernel.scheduler import Scheduler
from asyncarium.kernel.slices import SLICE_SIGNAL

_mark_arrived = _thread.interrupt_main
"""Marks a signal as arrived; its handler runs before the next line does."""

_NOT_MAIN = "set_wakeup_fd only works in main thread of the main interpreter"


class Signals:
    """Delivers signals to the program.

    Args:
        descriptors: to find the socket behind a wake-up descriptor.
    """

    def __init__(self, descriptors: Descriptors) -> None:
        self._descriptors = descriptors
        self._wakeup_fd = -1

    def deliver(self, signum: int) -> None:
        """Have the handler of ``signum`` run, now, in the thread that calls this: the main one."""
        if not callable(signal.getsignal(signum)):
            # SIG_IGN, or a default that would end the process: no Python code to run.
            return
        if (wakeup := self._descriptors.find(self._wakeup_fd)) is not None:
            wakeup.post(bytes([signum]))
        # Not signal.raise_signal: the C library's raise() knows nothing of
        # an interpreter that simulates its signals.
        _mark_arrived(signum)  # type: ignore[arg-type]

    def install(self, scheduler: Scheduler) -> None:
        """Put the kernel's functions into ``signal`` and ``os``."""
        original_kill: Callable[[int, int], None] | None = getattr(os, "kill", None)
        set_handler = signal.signal

        def raise_signal(signalnum: int, /) -> None:
            """Send a signal to the executing process."""
            # Raises ValueError for a number that is no signal.
            signal.getsignal(signalnum)
            scheduler.send_signal(signalnum)

        def interrupt_main(signum: int = signal.SIGINT, /) -> None:
            """Simulate the arrival of a signal, whichever thread this is called in."""
            raise_signal(signum)

        def kill(pid: int, signalnum: int, /) -> None:
            """Send a signal to a process. There is none here but the program itself."""
            if pid == os.getpid() and signalnum != 0:
                raise_signal(signalnum)
            elif original_kill is not None:
                original_kill(pid, signalnum)

        def set_wakeup_fd(fd: int, /, *, warn_on_full_buffer: bool = True) -> int:
            """Sets the fd to be written to (with the signal number) when a signal comes in.

            Raises:
                ValueError: not called in the main thread, or ``fd`` blocks.
                OSError: ``fd`` is no open socket.
            """
            del warn_on_full_buffer
            if scheduler.current is not scheduler.main:
                raise ValueError(_NOT_MAIN)
            if fd != -1 and self._descriptors.get(fd).blocking:
                raise ValueError(f"the fd {fd} must be in non-blocking mode")
            previous, self._wakeup_fd = self._wakeup_fd, fd
            return previous

        @functools.wraps(set_handler)
        def checked(signalnum: int, handler: Any) -> Any:
            if scheduler.current is not scheduler.main:
                raise ValueError("signal only works in main thread of the main interpreter")
            if signalnum in (signal.SIGKILL, signal.SIGSTOP):
                raise OSError(errno.EINVAL, "Invalid argument")
            if signalnum == SLICE_SIGNAL:
                raise OSError(errno.EINVAL, "SIGVTALRM is taken: it makes threads take turns here")
            return set_handler(signalnum, handler)

        _thread.interrupt_main = interrupt_main
        signal.signal = checked
        signal.raise_signal = raise_signal
        os.kill = kill
        signal.set_wakeup_fd = set_wakeup_fd
