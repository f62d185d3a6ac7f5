"""The prompt over what a program left: ``python -i``, with top-level ``await``.

What has no ``await`` in it is executed as by ``python -i``, with no loop
running, so that ``asyncio.run(main())`` works as in the program. What has one
runs on the console's own loop, as in ``python -m asyncio``. To start a task
that goes on by itself, the line needs an ``await``:
``task = asyncio.create_task(work()); await asyncio.sleep(0)``.
(``python -m asyncio`` runs its loop under every line; ``asyncio.run`` is an
error there, and it is what the learner's programs are made of.)

Between two inputs the loop goes on, where Python can be suspended.
"""

import __future__

import ast
import asyncio
import codeop
import contextlib
import contextvars
import importlib
import inspect
import linecache
import rlcompleter
import sys
import threading
import warnings
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import CodeType
from typing import Any, Literal

from asyncarium import uncaught
from asyncarium.kernel import stdin
from asyncarium.kernel.scheduler import Scheduler
from asyncarium.tracebacks import TYPED

NO_LOOP = (
    "At this prompt a loop runs only under a line that has an await in it: "
    "`task = asyncio.create_task(work()); await asyncio.sleep(0)`"
)

MAX_WORDS = 100
_MAX_WORD = 200

Result = Literal["incomplete", "done", "exited"]


class Console:
    """Evaluates what is typed, in the program's ``__main__``.

    Args:
        scheduler: runs this interpreter's threads.
        directory: the program's own files are there.
    """

    def __init__(self, scheduler: Scheduler, directory: Path) -> None:
        self._scheduler = scheduler
        self._directory = directory
        self._namespace: dict[str, Any] = sys.modules["__main__"].__dict__
        self._compiler = codeop.CommandCompiler()
        self._compiler.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._context = contextvars.copy_context()
        self._runner = asyncio.Runner()
        self._inputs = 0
        _undo_shutdown(scheduler)

    def evaluate(self, text: str, on_start: Callable[[], None]) -> Result:
        """Execute ``text`` and print its value, if it is complete.

        Args:
            text: one or more statements. A compound one is complete when its
                last line is blank, or when others stand before it.
            on_start: called once it is known to be complete.
        """
        lines = text.splitlines() or [""]
        source = text.rstrip() + "\n" if len(lines) > 1 and not lines[-1].strip() else text
        try:
            if not self._is_complete(source):
                return "incomplete"
            on_start()
            self._execute(self._compile(source))
        except SystemExit as exit_:
            if exit_.code is not None and not isinstance(exit_.code, int):
                print(exit_.code, file=sys.stderr)
            return "exited"
        except BaseException as error:
            self._show(error)
        finally:
            uncaught.flush()
        return "done"

    def idle(self, has_news: Callable[[], bool]) -> None:
        """Let the console's loop, and threads, go on until there is something to do."""
        loop = self._loop()
        news = loop.create_future()
        noticed = False

        def look_outside() -> None:
            nonlocal noticed
            if not noticed and has_news():
                noticed = True
                # In the middle of whatever runs: only this way it is seen at once.
                loop.call_soon_threadsafe(news.set_result, None)

        self._scheduler.look_outside = look_outside
        try:
            # Its prompt has gone with the input that has just been evaluated.
            self._scheduler.ask_again_for_input()
            loop.run_until_complete(news)
        except BaseException as error:
            self._show(error)
        finally:
            self._scheduler.look_outside = None

    def complete(self, text: str) -> tuple[int, list[str]]:
        """How the end of ``text`` could go on.

        Returns:
            how many of its last characters the words stand for, and the words.
        """
        end = len(text)
        start = end
        while start > 0 and (text[start - 1].isidentifier() or text[start - 1] in ".0123456789"):
            start -= 1
        word = text[start:]
        words: list[str] = []
        completer = rlcompleter.Completer(self._namespace)
        # It may ask a property of the learner's, which may raise anything.
        with contextlib.suppress(BaseException):
            while len(words) < MAX_WORDS and (found := completer.complete(word, len(words))):
                words.append(found[:_MAX_WORD])
        return len(word), [found for found in words if found.startswith(word)] if word else []

    def _is_complete(self, source: str) -> bool:
        """As the standard prompt decides it.

        Raises:
            SyntaxError: whatever follows, it can't be valid.
        """
        name = _name(self._inputs)
        with warnings.catch_warnings():
            # It is compiled once more, to be executed, and warned of then.
            warnings.simplefilter("ignore", SyntaxWarning)
            with contextlib.suppress(SyntaxError):
                return self._compiler(source, name, "single") is not None
            # Several statements are none that the prompt knows, but they may be pasted.
            return self._compiler(source, name, "exec") is not None

    def _compile(self, source: str) -> CodeType:
        """The code of all statements: an ``await`` in one has a loop run under all of them."""
        name = _name(self._inputs)
        self._inputs += 1
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        compiler = self._compiler.compiler
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | _futures(compiler.flags)
        tree = compile(source, name, "exec", flags, dont_inherit=True)
        # Not compiled from the text: "single" takes one statement of that.
        interactive = ast.Interactive(tree.body)
        return compiler(interactive, name, "single")  # type: ignore[arg-type]

    def _execute(self, code: CodeType) -> None:
        # What was written since then can be imported, however little time has passed.
        importlib.invalidate_caches()
        if code.co_flags & inspect.CO_COROUTINE:
            self._await(self._context.run(eval, code, self._namespace))
            return
        try:
            self._context.run(exec, code, self._namespace)
        except RuntimeError as error:
            if str(error) == "no running event loop":
                error.add_note(NO_LOOP)
            raise

    def _await(self, coroutine: Coroutine[Any, Any, object]) -> None:
        loop = self._loop()
        try:
            self._runner.run(coroutine, context=self._context)
        except BaseException:
            # Interrupted twice, or stuck: it must not go on below the next input.
            for task in asyncio.all_tasks(loop):
                if task.get_coro() is coroutine:
                    task.cancel()
                    with contextlib.suppress(BaseException):
                        loop.run_until_complete(task)
            raise

    def _loop(self) -> asyncio.AbstractEventLoop:
        if self._runner.get_loop().is_closed():
            self._runner = asyncio.Runner()
        return self._runner.get_loop()

    def _show(self, error: BaseException) -> None:
        if isinstance(error, KeyboardInterrupt):
            # Where it came is where the reader has pressed Stop.
            print("KeyboardInterrupt", file=sys.stderr)
            return
        # Without what led to it: our own calls.
        step = error.__traceback__
        while step is not None and step.tb_frame.f_globals is globals():
            step = step.tb_next
        error.__traceback__ = step
        uncaught.show(error, self._directory)
        uncaught.remember(error)


def _name(number: int) -> str:
    """The file name of what is typed, in tracebacks."""
    return f"{TYPED}{number}>"


def _futures(flags: int) -> int:
    features = (getattr(__future__, name) for name in __future__.all_feature_names)
    known: int = sum(feature.compiler_flag for feature in features)
    return flags & known


def _undo_shutdown(scheduler: Scheduler) -> None:
    """The end of the program has shut down what a console needs again."""
    threading._SHUTTING_DOWN = False  # type: ignore[attr-defined]
    main = threading.main_thread()
    main._os_thread_handle = threading._make_thread_handle(main.ident)  # type: ignore[attr-defined]
    executors = sys.modules.get("concurrent.futures.thread")
    if executors is not None:
        executors._shutdown = False  # type: ignore[attr-defined]
    if sys.modules.get("tracemalloc", sys) is None:
        del sys.modules["tracemalloc"]
    if stdin.has_ended():
        # By exit(), for one, which ends the programs that read on.
        stdin.install(scheduler)
    for name in ("stdin", "stdout", "stderr"):
        if _is_closed(getattr(sys, name)):
            setattr(sys, name, getattr(sys, f"__{name}__"))


def _is_closed(stream: object) -> bool:
    return stream is None or bool(getattr(stream, "closed", False))
