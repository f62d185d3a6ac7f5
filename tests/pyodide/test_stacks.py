"""Many suspended stacks in one interpreter: nothing that happens on one may harm another."""

import textwrap

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Kernel, Machine

PROGRAMS: dict[str, Program] = {
    "the collector finds suspended frames whole": (
        """
        import functools, gc, threading, time

        def nest(depth, then):
            if depth == 0:
                return then()
            # reduce() is C: each level lies on the C stack.
            return functools.reduce(lambda _one, _two: nest(depth - 1, then), (1, 2))

        def sleeper(number):
            keep = {"number": number}
            keep["self"] = keep
            for _ in range(5):
                nest(number % 7, lambda: time.sleep(0.001))
            results.append(keep["number"])

        results = []
        threads = [threading.Thread(target=sleeper, args=(n,)) for n in range(40)]
        for thread in threads:
            thread.start()
        for _ in range(10):
            nest(9, gc.collect)
            garbage = [[] for _ in range(20_000)]
            time.sleep(0.001)
        for thread in threads:
            thread.join()
        print(sorted(results) == list(range(40)))
        """,
        ["True"],
    ),
    "exceptions in many threads": (
        """
        import asyncio, traceback

        def fail(depth, number):
            if depth:
                return fail(depth - 1, number)
            raise LookupError(number)

        async def main():
            for round in range(20):
                found = await asyncio.gather(
                    *(asyncio.to_thread(fail, n, n) for n in range(10)), return_exceptions=True
                )
                assert [error.args for error in found] == [(n,) for n in range(10)]
                assert all(traceback.format_exception(error) for error in found)

        asyncio.run(main())
        print("all told")
        """,
        ["all told"],
    ),
    "recursion ends in an error, not in the stack of another": (
        """
        import threading

        def dig():
            return dig()

        def work():
            try:
                dig()
            except RecursionError:
                print("RecursionError")

        for run in (work, work):
            thread = threading.Thread(target=run)
            thread.start()
            thread.join()
        work()
        """,
        ["RecursionError"] * 3,
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_stacks(threaded_machine: Machine, name: str) -> None:
    check(threaded_machine, PROGRAMS[name])


def test_recursion_in_c_is_an_error_in_every_thread(kernel: Kernel) -> None:
    """On a desktop, too, but C stacks are larger there: this depth is none."""
    program = """
        import threading

        def work():
            nested = []
            for _ in range(20_000):
                nested = [nested]
            try:
                repr(nested)
            except RecursionError as error:
                print(type(error).__name__)
            # Collected at once, it would nest as deep in C again.
            while nested:
                nested = nested[0]

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        work()
        """
    check(kernel, (textwrap.dedent(program), ["RecursionError"] * 2))


def test_two_hundred_threads_at_once(kernel: Kernel) -> None:
    program = """
        import threading, time

        def wait(number):
            time.sleep(1)
            seen.add(number)

        seen = set()
        threads = [threading.Thread(target=wait, args=(n,)) for n in range(200)]
        for thread in threads:
            thread.start()
        print(threading.active_count())
        for thread in threads:
            thread.join()
        print(len(seen), threading.active_count())
        """
    check(kernel, (textwrap.dedent(program), ["201", "200 1"]))


def test_no_slice_ends_where_pyodide_makes_a_class(kernel: Kernel) -> None:
    """Above a frame of JavaScript; there was a crash for each that did, some in a hundred."""
    program = """
        import itertools, js

        NAMES = ["get", "set", "has", "then", "next", js.Symbol.iterator, js.Symbol.asyncIterator]
        box = js.Object.new()
        kinds = set()
        for base, *wanted in itertools.product((False, True), repeat=len(NAMES) + 1):
            thing = js.Array.new() if base else js.Object.new()
            for name in itertools.compress(NAMES, wanted):
                js.Reflect.set(thing, name, js.Object.keys)
            box.thing = thing
            kinds.add(type(box.thing))
        print(len(kinds) > 100)
        """
    for _ in range(8):
        check(kernel, (textwrap.dedent(program), ["True"]))


def test_python_knows_where_it_cannot_be_suspended(kernel: Kernel) -> None:
    program = """
        import asyncio, js, time
        from pyodide.ffi import can_run_sync, create_proxy

        class Thing:
            @property
            def slow(self):
                began = time.monotonic()
                while time.monotonic() < began + 0.05:
                    pass
                time.sleep(0.01)
                return can_run_sync()

        async def main():
            other = asyncio.create_task(asyncio.sleep(0.01, "the other task"))
            print(can_run_sync(), js.Reflect.get(create_proxy(Thing()), "slow"), can_run_sync())
            print(await other)

        asyncio.run(main())
        """
    check(kernel, (textwrap.dedent(program), ["True False True", "the other task"]), clock="real")
