"""The browser's side of the kernel: the only module that sees JavaScript.

``prepare`` is called once in a fresh interpreter, before a snapshot is taken of
it. ``boot`` is called in one that is prepared or restored, with the worker's
`Machine` (``web/src/sandbox/machine.ts``); what it returns runs a program and
its console.
"""

import _sqlite3
import asyncio
import contextlib
import importlib
import io
import json
import logging
import os
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyodide.ffi import can_run_sync, run_sync

from asyncarium import deadlock, loop, messages, questions, tracebacks, uncaught
from asyncarium.console import Console
from asyncarium.kernel import system
from asyncarium.kernel.clock import make_clock
from asyncarium.runner import run_program, write_files
from asyncarium.tracebacks import ErrorReport
from asyncarium.written_files import Written, find_written

HOME = Path("/home/learner")

LIBRARY = Path("/language/library")
PROJECT = Path("/language/project")
"""Not the learner's home, which is on the path: nothing of a program must be imported."""

NO_JSPI_INPUT = (
    "input() can't wait in this browser: it has no JavaScript Promise Integration (JSPI). "
    "Chrome and Edge 137, Firefox 153 and Safari 27, or later, have it."
)


NO_JSPI_FILE = (
    "micropip can't wait for a package in this browser: it has no JavaScript Promise Integration "
    "(JSPI). Name the package in a # /// script block instead."
)


class WorkerHost:
    """`asyncarium.kernel.host.Host` on a web worker.

    Args:
        threads: whether Python can be suspended, and so have threads.
    """

    _machine: Any
    """The worker's half, a JavaScript object; set by `boot`."""

    def __init__(self, *, threads: bool) -> None:
        self.threads = threads
        self.stopped = False

    def attach(self, machine: Any) -> None:
        """Run on ``machine`` from now on."""
        self._machine = machine

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


class _PostgresLine:
    """`asyncarium_postgres.backend.Line` over the machine's."""

    def __init__(self, line: Any) -> None:
        self._line = line

    def send(self, data: bytes) -> None:
        self._line.send(data.decode("latin-1"))

    def take(self) -> bytes | str | None:
        found = self._line.take()
        answer: bytes | str | None = found.to_bytes() if hasattr(found, "to_bytes") else found
        return answer


_prepared: tuple[WorkerHost, system.System] | None = None


def prepare(threads: bool) -> None:
    """Put the kernel under the standard library; all of it that needs no machine.

    Args:
        threads: whether Python can be suspended here.
    """
    global _prepared
    host = WorkerHost(threads=threads)
    kernel = system.install(host, make_clock(host, "real"), lambda: deadlock.diagnose(kernel))
    loop.install(threads=threads)
    tracebacks.hide_own_frames()
    _sqlite3.connect = _connect_to_sqlite
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    _prepared = host, kernel


def _connect_to_sqlite(*args: Any, **kwargs: Any) -> Any:
    # Imported by those few that need it.
    from asyncarium.kernel import sqlite

    return sqlite.connect(*args, **kwargs)


def boot(machine: Any) -> "Session":
    """Connect the interpreter to its worker.

    Args:
        machine: the worker's half, a JavaScript object.

    Returns:
        What runs a program, and its console.
    """
    assert _prepared is not None, "prepare() comes first"
    host, kernel = _prepared
    host.attach(machine)
    HOME.mkdir(parents=True, exist_ok=True)
    os.environ["HOME"] = str(HOME)
    # Pyodide puts "" in front whenever it is loaded: once more after a restore.
    sys.path[:] = dict.fromkeys(sys.path)

    return Session(machine, host, kernel)


class FetchedFile:
    """A file that the page has fetched, or why it can't be had; a JavaScript object."""

    def __init__(self, machine: Any, file: Any) -> None:
        self._machine = machine
        self._content = file.content
        self.failure: str | None = file.failure

    def read(self) -> bytes:
        content: bytes = self._content.to_bytes()
        return content

    def unpack(self) -> None:
        self._machine.unpack(self._content)


class RealInternet:
    """What the browser can reach, where the reader has allowed that; a JavaScript object."""

    def __init__(self, machine: Any) -> None:
        self._machine = machine
        self.fetch = machine.real.fetch

    def can_wait(self) -> bool:
        found: bool = self._machine.jspi
        return found

    def take(self) -> Any:
        return self._machine.real.take()


class Session:
    """A program and then its console, for the worker. Each method answers with its messages."""

    def __init__(self, machine: Any, host: WorkerHost, kernel: system.System) -> None:
        self._machine = machine
        self._host = host
        self._kernel = kernel
        self._run_id = 0
        self._given: dict[str, bytes] = {}
        self._written = Written()
        self._console: Console | None = None
        self._installer: Any = None
        self._seeded = False

    def prepare(self, text: str) -> str:
        """Import, ahead of the program, what a ``prepare`` message names."""
        self._enter()
        self._seed_random()
        for one in json.loads(text):
            __import__(one["module"], None, None, one["names"])
        # A thread would belong to the program.
        return json.dumps(threading.active_count() == 1)

    def install(self, text: str) -> str:
        """Install what the program of a ``run`` message asks for; says which files that lacks."""
        request = messages.decode_run(text)
        self._enter()
        if self._installer is None:
            assert request.wheelhouse is not None
            from asyncarium_installer import Installer

            self._installer = Installer(request.wheelhouse, self)
            uncaught.explain = self._installer.explain
        return json.dumps(self._installer.install(request.files))

    def take(self, url: str) -> FetchedFile | None:
        """A file that has come from the page; for the installer, as the next one."""
        file = self._machine.takeFile(url)
        return None if file is None else FetchedFile(self._machine, file)

    def wait(self, url: str) -> None:
        """Park this thread until a file has come."""
        if not self._host.can_suspend():
            raise RuntimeError(NO_JSPI_FILE)
        machine, scheduler = self._machine, self._kernel.scheduler
        thread, before = scheduler.current, scheduler.look_outside

        def look() -> None:
            if before is not None:
                before()
            if machine.hasFile(url):
                scheduler.unpark(thread)

        machine.requestFile(url)
        scheduler.look_outside = look
        try:
            while not machine.hasFile(url):
                scheduler.park()
        finally:
            scheduler.look_outside = before

    def run(self, text: str) -> str:
        """Run the program of a ``run`` message."""
        request = messages.decode_run(text)
        machine, host = self._machine, self._host
        self._enter()
        self._run_id = request.runId
        self._kernel.scheduler.clock = make_clock(host, request.clock)
        self._seed_random()
        self._connect_postgres()
        machine.clock.start(request.clock)
        # What logging calls relativeCreated counts from here, as on a desktop.
        logging._startTime = time.time_ns()  # type: ignore[attr-defined]
        if request.internet is not None:
            self._attach_internet(request.internet)
        self._given = write_files(request.files, HOME)

        def on_start() -> None:
            machine.clock.start(request.clock)
            if self._installer is not None:
                self._installer.check()

        ending = run_program(
            HOME,
            on_start=on_start,
            stop_was_pressed=lambda: host.stopped,
            forget_threads=self._kernel.forget_threads,
        )
        ended = messages.RunEnded(
            runId=request.runId,
            outcome=ending.outcome,
            error=_wire_error(ending.error),
            durationSeconds=machine.clock.elapsedSeconds(),
            console=_left_for_console(ending.gone),
        )
        return messages.encode(*self._new_files(), ended)

    def _attach_internet(self, settings: dict[str, Any]) -> None:
        # It is no part of the download: its package comes with the run, if it could be had.
        try:
            from asyncarium_internet import attach
        except ModuleNotFoundError:
            return
        machine = self._machine
        browser = RealInternet(machine) if settings.pop("real") else None
        elapsed, tell = machine.clock.elapsedSeconds, machine.exchanges.add
        attach(self._kernel, settings, elapsed, tell, browser)

    def _connect_postgres(self) -> None:
        """If the page has one for this program: with what it sent along to serve it here."""
        if self._machine.postgres is not None:
            with contextlib.suppress(ModuleNotFoundError):
                service = importlib.import_module("asyncarium_postgres.service")
                service.install(self._kernel, _PostgresLine(self._machine.postgres))

    def idle(self) -> None:
        """Between two inputs: tasks and threads go on, until the page wants something."""
        self._enter_console()
        self._prompt().idle(self._machine.hasCommand)

    def evaluate(self, text: str) -> str:
        """Evaluate an ``evaluate`` message."""
        request = messages.decode_evaluate(text)
        self._enter_console()
        result = self._prompt().evaluate(request.text, self._machine.evaluationStarted)
        if result == "incomplete":
            return messages.encode(messages.InputIncomplete(self._run_id))
        evaluated = messages.Evaluated(self._run_id, exited=result == "exited")
        return messages.encode(*self._new_files(), evaluated)

    def complete(self, text: str) -> str:
        """Answer a ``complete`` message."""
        request = messages.decode_complete(text)
        self._enter_console()
        replaced, words = self._prompt().complete(request.text)
        return messages.encode(messages.Completions(self._run_id, replaced, words))

    def _seed_random(self) -> None:
        """Seed as a new process would, once, from what the host says is random in this run."""
        if not self._seeded and (loaded := sys.modules.get("random")) is not None:
            loaded.seed()
        self._seeded = True

    def _enter(self) -> None:
        """JavaScript calls: nothing runs above."""
        self._machine.threadHasBegun()
        asyncio._set_running_loop(None)

    def _enter_console(self) -> None:
        self._enter()
        # A Stop that was pressed too late is not meant for what comes now.
        self._host.take_stop()

    def _prompt(self) -> Console:
        if self._console is None:
            self._console = Console(self._kernel.scheduler, HOME)
        return self._console

    def _new_files(self) -> list[messages.FilesWritten]:
        """What to tell of files, if it is not what was told before."""
        try:
            written = find_written(HOME, self._given)
        except BaseException:  # a Ctrl-C may come here, too
            return []
        if written == self._written:
            return []
        self._written = written
        files = [
            messages.WrittenFile(one.path, one.size, messages.encode_content(one.content))
            for one in written.files
        ]
        return [messages.FilesWritten(self._run_id, files, written.more)]


MAX_GONE = 20
"""More names that are gone are only counted."""


def _left_for_console(gone: tuple[str, ...]) -> messages.LeftForConsole:
    shown = [name[:100] for name in gone[:MAX_GONE]]
    return messages.LeftForConsole(gone=shown, moreGone=len(gone) - len(shown))


def _wire_error(error: ErrorReport | None) -> messages.ProgramError | None:
    if error is None:
        return None
    place = None if error.place is None else messages.Place(*error.place)
    return messages.ProgramError(error.type, error.message, error.line, place)


def boot_language(machine: Any, archive: Any) -> Callable[[str], str]:
    """Have the interpreter answer an editor's questions instead of running a program.

    Args:
        machine: the worker's half, a JavaScript object.
        archive: jedi and what it needs, zipped; a JavaScript buffer.

    Returns:
        A function from an ``ask`` message to its answer.
    """
    assert _prepared is not None, "prepare() comes first"
    host, _kernel = _prepared
    host.attach(machine)
    machine.threadHasBegun()
    with zipfile.ZipFile(io.BytesIO(archive.to_py())) as packed:
        packed.extractall(LIBRARY)
    sys.path.append(str(LIBRARY))
    from asyncarium.language import Language

    language = Language(PROJECT, LIBRARY / "cache")
    language.warm_up()

    def answer(text: str) -> str:
        return questions.encode_answer(language.answer(questions.decode_question(text)))

    return answer
