"""The browser's side of the kernel: the only module that sees JavaScript.

``boot`` is called once in a fresh interpreter with the worker's `Machine`
(``web/src/sandbox/machine.ts``); what it returns runs a program.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyodide.ffi import can_run_sync, run_sync

from asyncarium import loop, messages
from asyncarium.kernel import slices
from asyncarium.kernel.clock import make_clock
from asyncarium.kernel.stdin import open_stdin
from asyncarium.kernel.wait import Waiter
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
        self._jspi: bool = machine.jspi
        self._web_loop = asyncio.get_event_loop_policy().get_event_loop()
        self.stopped = False

    def suspend(self, seconds: float | None) -> None:
        milliseconds = -1 if seconds is None else seconds * 1000
        if not self._jspi:
            self._machine.block(milliseconds)
        elif can_run_sync():
            self._await(lambda: self._machine.wait(milliseconds))
        else:
            # JavaScript frames lie between: Python was called back from JavaScript.
            self._machine.spin(milliseconds)

    def can_suspend(self) -> bool:
        return self._jspi and can_run_sync()

    def advance(self, nanoseconds: int) -> None:
        self._machine.clock.advance(nanoseconds)

    def take_stop(self) -> bool:
        if not self._machine.takeStop():
            return False
        self.stopped = True
        return True

    def read_line(self) -> str | None:
        mailbox = self._machine
        if not mailbox.hasInput():
            if not self.can_suspend():
                raise RuntimeError(NO_JSPI_INPUT)
            self._await(mailbox.waitForInput)
        line: str | None = mailbox.takeInput()
        return line

    def _await(self, start: Callable[[], Any]) -> None:
        """Suspend until the promise that ``start`` returns is settled.

        Pyodide ties a promise to the loop that runs when it comes into Python,
        and schedules on it. On the program's loop, which is the one that
        waits, neither would ever happen.
        """
        running = asyncio._get_running_loop()
        asyncio._set_running_loop(self._web_loop)
        try:
            run_sync(start())
        finally:
            asyncio._set_running_loop(running)


def boot(machine: Any) -> Callable[[str], str]:
    """Prepare the interpreter; returns a function from a ``run`` message to its ``runEnded``."""
    host = WorkerHost(machine)
    HOME.mkdir(parents=True, exist_ok=True)
    os.environ["HOME"] = str(HOME)
    _undo_pyodides_asyncio()

    def run(text: str) -> str:
        request = messages.decode_run(text)
        clock = make_clock(host, request.clock)
        waiter = Waiter(host, clock)
        asyncio._set_running_loop(None)
        loop.install(waiter)
        slices.install(waiter)
        time.sleep = waiter.sleep  # type: ignore[assignment]
        sys.stdin = open_stdin(host, waiter.deliver_stop)
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
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


def _undo_pyodides_asyncio() -> None:
    """Put back what Pyodide replaced: its run() allows nesting and leaves tasks behind."""
    asyncio.run = asyncio.runners.run
