"""What a program says when it ends: warnings, exit functions, threads and signals."""

import re
import textwrap

import pytest

from tests.support.machines import Machine
from tests.support.results import Result

Ends = tuple[str, list[str], list[str], str]
"""A program, its lines on stdout and on stderr, and how it ends."""

PROGRAMS: dict[str, Ends] = {
    "stacks begin at the program": (
        """
        import asyncio, traceback

        def outer():
            return [frame.name for frame in traceback.extract_stack()]

        print(outer())

        async def main():
            asyncio.get_running_loop().set_exception_handler(
                lambda _loop, context: print([context["source_traceback"][0].name])
            )
            forgotten = asyncio.get_running_loop().create_future()
            forgotten.set_exception(ValueError())
            del forgotten

        asyncio.run(main(), debug=True)
        """,
        ["['<module>', 'outer']", "['<module>']"],
        [],
        "finished",
    ),
    "never awaited, never retrieved": (
        """
        import asyncio

        async def forgotten():
            pass

        async def fail():
            raise LookupError("lost")

        async def main():
            forgotten()
            asyncio.create_task(fail(), name="failing")
            future = asyncio.get_running_loop().create_future()
            future.set_exception(ValueError("unseen"))
            await asyncio.sleep(0)
            await asyncio.sleep(0)

        asyncio.run(main())
        print("end")
        kept = forgotten()
        """,
        ["end"],
        [
            "main.py:11: RuntimeWarning: coroutine 'forgotten' was never awaited",
            "  forgotten()",
            "RuntimeWarning: Enable tracemalloc to get the object allocation traceback",
            "Task exception was never retrieved",
            "LookupError: lost",
            "Future exception was never retrieved",
            "ValueError: unseen",
            "sys:1: RuntimeWarning: coroutine 'forgotten' was never awaited",
        ],
        "finished",
    ),
    "tasks left in a closed loop": (
        """
        import asyncio

        async def wait():
            await asyncio.sleep(60)

        async def main():
            asyncio.get_running_loop().create_task(wait(), name="left")
            await asyncio.sleep(0)

        loop = asyncio.new_event_loop()
        loop.run_until_complete(main())
        loop.close()
        """,
        [],
        ["Task was destroyed but it is pending!"],
        "finished",
    ),
    "exit functions": (
        """
        import atexit, sys, threading, time

        def last_but_one():
            print("second", threading.active_count())

        def fail():
            raise LookupError("in an exit function")

        atexit.register(print, "last")
        atexit.register(last_but_one)
        atexit.register(fail)
        atexit.register(print, "removed")
        atexit.unregister(print)
        atexit.register(print, "first")
        sys.exit(3)
        """,
        ["first", "second 1"],
        ["LookupError: in an exit function"],
        "failed",
    ),
    "a traceback comes before the exit functions": (
        """
        import atexit, sys
        sys.stderr = sys.stdout
        atexit.register(print, "exit function")
        sys.excepthook = lambda kind, error, traceback: print("hook:", kind.__name__, error)
        try:
            1 / 0
        finally:
            print("finally")
        """,
        ["finally", "hook: ZeroDivisionError division by zero", "exit function"],
        [],
        "failed",
    ),
    "what a failing program's frames hold ends after the exit functions": (
        """
        import asyncio, atexit

        class Loud:
            def __init__(self, name):
                self.name = name

            def __del__(self):
                print("del", self.name)

        async def work(): ...

        def fail():
            local = Loud("local")
            forgotten = work()
            1 / 0

        atexit.register(print, "exit function")
        kept = Loud("global")
        fail()
        """,
        ["exit function", "del local", "del global"],
        [
            "ZeroDivisionError: division by zero",
            "sys:1: RuntimeWarning: coroutine 'work' was never awaited",
        ],
        "failed",
    ),
    "objects are not asked": (
        """
        class Talker:
            def __getattribute__(self, name):
                print("asked for", name)
                return super().__getattribute__(name)

        talker = Talker()
        """,
        [],
        [],
        "finished",
    ),
    "debug mode": (
        """
        import asyncio, logging, time

        logging.basicConfig(format="%(name)s %(levelname)s %(message)s")

        async def slow():
            time.sleep(0.2)

        def slow_callback():
            time.sleep(0.15)

        async def main():
            loop = asyncio.get_running_loop()
            print(loop.get_debug(), loop.slow_callback_duration)
            loop.call_soon(slow_callback)
            await asyncio.create_task(slow())
            try:
                loop.call_soon(slow())
            except TypeError as error:
                print(error)

        asyncio.run(main(), debug=True)
        """,
        ["True 0.1", "coroutines cannot be used with call_soon()"],
        [
            "asyncio WARNING Executing <Handle slow_callback() ...> took ... seconds",
            "asyncio WARNING Executing <Task finished ...> took ... seconds",
            "main.py:20: RuntimeWarning: coroutine 'slow' was never awaited",
            "RuntimeWarning: Enable tracemalloc to get the object allocation traceback",
        ],
        "finished",
    ),
    "sys.exit in a task": (
        """
        import asyncio, sys

        async def leave():
            await asyncio.sleep(0.01)
            sys.exit("no disk")

        async def main():
            task = asyncio.create_task(leave())
            try:
                await asyncio.sleep(60)
            finally:
                print("main is cancelled", task.done())

        try:
            asyncio.run(main())
        finally:
            print("after the loop")
        """,
        ["main is cancelled True", "after the loop"],
        ["no disk", "Task exception was never retrieved", "SystemExit: no disk"],
        "failed",
    ),
}

THREAD_PROGRAMS: dict[str, Ends] = {
    "threads at the end": (
        """
        import atexit, sys, threading, time

        def late():
            time.sleep(0.02)
            print("a thread's end")
            threading.Thread(target=lambda: print("and its child's")).start()

        def for_ever():
            while True:
                time.sleep(0.01)

        threading.Thread(target=late).start()
        threading.Thread(target=for_ever, daemon=True).start()
        atexit.register(lambda: print("exit function", threading.active_count()))
        sys.exit("main ends")
        """,
        ["a thread's end", "and its child's", "exit function 2"],
        ["main ends"],
        "failed",
    ),
    "a thread without a Thread raises": (
        """
        import _thread, time

        def fail():
            raise LookupError("in a bare thread")

        _thread.start_new_thread(fail, ())
        time.sleep(0.01)
        print("went on")
        """,
        ["went on"],
        ["Exception ignored in thread started by", "LookupError: in a bare thread"],
        "finished",
    ),
    "threads that raise": (
        """
        import sys, threading

        def fail():
            raise LookupError("in a thread")

        def started(target):
            thread = threading.Thread(target=target, name="failing")
            thread.start()
            thread.join()
            return thread.is_alive()

        print(started(fail), started(sys.exit), started(lambda: sys.exit("silent")))
        threading.excepthook = lambda args: print("hook:", args.exc_value, args.thread.name)
        started(fail)
        """,
        ["False False False", "hook: in a thread failing"],
        ["Exception in thread failing:", "LookupError: in a thread"],
        "finished",
    ),
}

KEPT = re.compile(
    r"Exception in thread|Exception ignored in thread|main ends|RuntimeWarning|never retrieved"
    r"|destroyed|^\w+Error: |asyncio WARNING|no disk$|^  forgotten\(\)"
)


def complaints(result: Result) -> list[str]:
    """The lines on stderr that say what is wrong, without what differs between versions."""
    lines = [line for line in result.texts("stderr") if KEPT.search(line)]
    return [_plain(line) for line in lines]


def _plain(line: str) -> str:
    line = re.sub(r"^\S*/(main\.py:)", r"\1", line)
    line = line.replace("<sys>:0:", "sys:1:")
    line = re.sub(r"(ignored in thread started by):? .*", r"\1", line)
    line = re.sub(r"(<Handle slow_callback\(\)|<Task finished) .*>", r"\1 ...>", line)
    return re.sub(r"took [0-9.]+ seconds", "took ... seconds", line)


def check_end(machine: Machine, program: Ends) -> None:
    code, stdout, stderr, outcome = program
    result = machine.run(textwrap.dedent(code))
    assert result.texts() == stdout
    assert complaints(result) == stderr
    assert result.outcome == outcome


@pytest.mark.parametrize("name", PROGRAMS)
def test_ends_the_same(machine: Machine, name: str) -> None:
    check_end(machine, PROGRAMS[name])


@pytest.mark.parametrize("name", THREAD_PROGRAMS)
def test_ends_the_same_with_threads(threaded_machine: Machine, name: str) -> None:
    check_end(threaded_machine, THREAD_PROGRAMS[name])
