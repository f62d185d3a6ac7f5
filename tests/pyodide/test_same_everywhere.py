"""The same programs on desktop CPython and on the kernel: the same lines, in the same order."""

import textwrap

import pytest

from tests.support.machines import Machine

PROGRAMS: dict[str, tuple[str, list[str]]] = {
    "ties wake in the order they were set": (
        """
        import asyncio

        async def sleeper(number):
            await asyncio.sleep(0.02)
            print(number)

        async def main():
            await asyncio.gather(*(sleeper(n) for n in range(8)))

        asyncio.run(main())
        """,
        [str(n) for n in range(8)],
    ),
    "timers fire by time, not by the order of calls": (
        """
        import asyncio

        async def main():
            loop = asyncio.get_running_loop()
            done = loop.create_future()
            loop.call_later(0.03, print, "third")
            loop.call_later(0.02, print, "second")
            loop.call_later(0.01, print, "first")
            loop.call_soon(print, "soon")
            loop.call_later(0.04, done.set_result, None)
            loop.call_at(loop.time() - 1, print, "overdue")
            await done

        asyncio.run(main())
        """,
        ["soon", "overdue", "first", "second", "third"],
    ),
    "time.sleep blocks the loop": (
        """
        import asyncio, time

        async def ticker():
            for n in range(2):
                print("tick", n)
                await asyncio.sleep(0.01)

        async def main():
            task = asyncio.create_task(ticker())
            await asyncio.sleep(0)
            time.sleep(0.1)
            print("slept")
            await task

        asyncio.run(main())
        """,
        ["tick 0", "slept", "tick 1"],
    ),
    "asyncio.run can't be nested": (
        """
        import asyncio

        async def inner():
            pass

        async def main():
            coroutine = inner()
            try:
                asyncio.run(coroutine)
            except RuntimeError as error:
                print(error)
            coroutine.close()

        asyncio.run(main())
        """,
        ["asyncio.run() cannot be called from a running event loop"],
    ),
    "tasks left over are cancelled": (
        """
        import asyncio

        async def background():
            try:
                await asyncio.sleep(60)
            finally:
                print("cancelled")

        async def main():
            task = asyncio.create_task(background())
            await asyncio.sleep(0)
            print("main ends")

        asyncio.run(main())
        """,
        ["main ends", "cancelled"],
    ),
    "a runner runs twice on one loop": (
        """
        import asyncio

        async def loop_id():
            return id(asyncio.get_running_loop())

        with asyncio.Runner() as runner:
            print(runner.run(loop_id()) == runner.run(loop_id()))
        """,
        ["True"],
    ),
    "a loop by hand": (
        """
        import asyncio

        loop = asyncio.new_event_loop()
        print(loop.run_until_complete(asyncio.sleep(0.01, "done")), loop.is_closed())
        loop.close()
        print(loop.is_closed())
        """,
        ["done False", "True"],
    ),
    "a task group fails as a group": (
        """
        import asyncio

        async def fail():
            raise ValueError("no")

        async def main():
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(fail())
                    group.create_task(asyncio.sleep(60))
            except* ValueError as group:
                print(repr(group.exceptions))

        asyncio.run(main())
        """,
        ["(ValueError('no'),)"],
    ),
    "a timeout cancels": (
        """
        import asyncio

        async def main():
            try:
                async with asyncio.timeout(0.02):
                    await asyncio.sleep(60)
            except TimeoutError:
                print("timed out")

        asyncio.run(main())
        """,
        ["timed out"],
    ),
    "input and the end of input": (
        """
        print(input("name? "))
        import sys
        print(sys.stdin.readline().strip())
        try:
            input()
        except EOFError as error:
            print(error)
        """,
        ["name? Ada", "Grace", "EOF when reading a line"],
    ),
    "files, modules and __main__": (
        """
        import os, sys, helper
        print(__name__, sys.argv, helper.DOUBLE(21), open("data.txt").read())
        print(os.path.samefile(__file__, "main.py"), sys.modules["__main__"].__file__ == __file__)
        """,
        ["__main__ ['main.py'] 42 data", "True True"],
    ),
    "a loop's signal handler": (
        """
        import asyncio, _thread

        async def main():
            loop = asyncio.get_running_loop()
            stopped = asyncio.Event()
            loop.add_signal_handler(2, stopped.set)
            loop.call_later(0.01, _thread.interrupt_main)
            await stopped.wait()
            print("shut down", loop.remove_signal_handler(2))

        asyncio.run(main())
        """,
        ["shut down True"],
    ),
    "atexit runs at the end": (
        """
        import atexit
        atexit.register(print, "last")
        print("first")
        """,
        ["first", "last"],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_prints_the_same(machine: Machine, name: str) -> None:
    code, expected = PROGRAMS[name]
    files = {"helper.py": "DOUBLE = lambda n: 2 * n\n", "data.txt": "data"}
    result = machine.run(textwrap.dedent(code), stdin="Ada\nGrace\n", files=files)
    assert result.texts() == expected
    assert result.texts("stderr") == []
    assert result.outcome == "finished"
