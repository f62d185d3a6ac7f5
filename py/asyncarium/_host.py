"""The browser's side of the kernel: the only module that sees JavaScript.

``boot`` is called once in a fresh interpreter with the worker's `Machine`
(``web/src/sandbox/machine.ts``); what it returns runs a program.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyodide.ffi import can_run_sync, run_sync

from asyncarium import deadlock, loop, messages, tracebacks
from asyncarium.kernel import system
from asyncarium.kernel.clock import make_clock
from asyncarium.runner import run_program
from asyncarium.tracebacks import ErrorReport

HOME = Path("/home/learner")

NO_JSPI_INPUT = (
    "input() can't wait in this browser: it has no JavaScript Promise Integration (JSPI). "
    "Chrome and Edge 137, Firefox 153 and Safari 27, or later, have it."
)


class WorkerHost:
    """`asyncarium.kernel.host.Host` on a web worker.

    Args:
        machine: the worker's half, a JavaScript object.
    """

    def __init__(self, machine: Any) -> None:
        self._machine = machine
        self.threads: bool = machine.jspi
        self.stopped = False

    def suspend(self, seconds: float | None) -> None:
        milliseconds = -1 if seconds is None else seconds * 1000
        if not self.threads:
            self._machine.block(milliseconds)
        elif can_run_sync():
            self._machine.wait(milliseconds)
            self._await()
        else:
            # JavaScript frames lie between: Python was called back from JavaScript.
            self._machine.spin(milliseconds)

    def can_suspend(self) -> bool:
        return self.threads and can_run_sync()

    def retry_slice(self) -> None:
        self._machine.retrySlice()

    def advance(self, nanoseconds: int) -> None:
        self._machine.clock.advance(nanoseconds)

    def take_stop(self) -> bool:
        if not self._machine.takeStop():
            return False
        self.stopped = True
        return True

    def has_input(self) -> bool:
        found: bool = self._machine.hasInput()
        return found

    def ask_for_input(self) -> None:
        if not self.can_suspend():
            raise RuntimeError(NO_JSPI_INPUT)
        self._machine.requestInput()

    def take_input(self) -> str | None:
        line: str | None = self._machine.takeInput()
        return line

    def prepare_thread(self, ident: int, entry: Callable[[], None]) -> None:
        def begin() -> None:
            self._machine.threadHasBegun()
            # Pyodide gives a new stack the loop of whoever made it.
            asyncio._set_running_loop(None)
            entry()

        self._machine.prepareThread(ident, begin)

    def switch(self, leaving: int, entering: int) -> None:
        self._machine.switchThread(leaving, entering)
        self._await()

    def resume(self, entering: int) -> None:
        self._machine.resumeThread(entering)

    def _await(self) -> None:
        """Suspend until the machine's promise is settled.

        run_sync() hands what it is given to ``asyncio.ensure_future`` first,
        which would wrap it for a loop and wait a few of its turns: ten times
        as slow, and a deadlock on the program's own loop, which is the one
        that waits. For this one call the promise is let through as it is.
        """
        asyncio.ensure_future = _let_through  # type: ignore[assignment]
        run_sync(self._machine.promise)


_ensure_future = asyncio.ensure_future


def _let_through(promise: Any) -> Any:
    asyncio.ensure_future = _ensure_future
    return promise


def boot(machine: Any) -> Callable[[str], str]:
    """Prepare the interpreter; returns a function from a ``run`` message to its ``runEnded``."""
    host = WorkerHost(machine)
    HOME.mkdir(parents=True, exist_ok=True)
    os.environ["HOME"] = str(HOME)
    kernel = system.install(host, make_clock(host, "real"), lambda: deadlock.diagnose(kernel))
    loop.install(threads=host.threads)
    tracebacks.hide_own_frames()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]

    def run(text: str) -> str:
        request = messages.decode_run(text)
        machine.threadHasBegun()
        kernel.scheduler.clock = make_clock(host, request.clock)
        asyncio._set_running_loop(None)
        _seed_random()
        machine.clock.start(request.clock)
        ending = run_program(
            request.files,
            HOME,
            on_start=lambda: machine.clock.start(request.clock),
            stop_was_pressed=lambda: host.stopped,
        )
        return messages.encode_run_ended(
            messages.RunEnded(
                runId=request.runId,
                outcome=ending.outcome,
                error=_wire_error(ending.error),
                durationSeconds=machine.clock.elapsedSeconds(),
            )
        )

    return run


def _wire_error(error: ErrorReport | None) -> messages.ProgramError | None:
    return None if error is None else messages.ProgramError(error.type, error.message, error.line)


def _seed_random() -> None:
    """Seed as a new process would, from what the host says is random in this run."""
    if (loaded := sys.modules.get("random")) is not None:
        loaded.seed()
