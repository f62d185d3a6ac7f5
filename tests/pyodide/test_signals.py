"""Ctrl-C as a program sends it to itself, and what asyncio makes of it."""

import textwrap

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Machine

PROGRAMS: dict[str, Program] = {
    "in the main thread": (
        """
        import _thread, os, signal, time

        actions = {
            "raise_signal": lambda: signal.raise_signal(signal.SIGINT),
            "kill": lambda: os.kill(os.getpid(), signal.SIGINT),
            "interrupt_main": _thread.interrupt_main,
        }
        for name, action in actions.items():
            try:
                action()
                for _ in range(1_000):
                    pass
                print("not reached")
            except KeyboardInterrupt as interrupt:
                print(name, repr(interrupt))
        previous = signal.signal(signal.SIGINT, lambda number, frame: print("handled", number))
        print(previous is signal.default_int_handler)
        signal.raise_signal(signal.SIGINT)
        os.kill(os.getpid(), 0)
        print(signal.signal(signal.SIGINT, signal.SIG_IGN).__name__)
        signal.raise_signal(signal.SIGINT)
        print(signal.getsignal(signal.SIGINT).name)
        signal.signal(signal.SIGTERM, lambda number, frame: print(signal.Signals(number).name))
        signal.raise_signal(signal.SIGTERM)
        """,
        [
            "raise_signal KeyboardInterrupt()",
            "kill KeyboardInterrupt()",
            "interrupt_main KeyboardInterrupt()",
            "True",
            "handled 2",
            "<lambda>",
            "SIG_IGN",
            "SIGTERM",
        ],
    ),
    "in a coroutine": (
        """
        import asyncio, os, signal

        async def main():
            loop = asyncio.get_running_loop()
            try:
                loop.call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
                await asyncio.sleep(60)
            except asyncio.CancelledError as error:
                print("cancelled", asyncio.current_task().cancelling())
                await asyncio.sleep(0.01)
                print("cleaned up")
                raise

        async def stubborn():
            try:
                signal.raise_signal(signal.SIGINT)
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                return "survived"

        async def twice():
            try:
                signal.raise_signal(signal.SIGINT)
                await asyncio.sleep(60)
            finally:
                try:
                    signal.raise_signal(signal.SIGINT)
                    print("not reached")
                finally:
                    print("interrupted in the middle")

        with asyncio.Runner() as runner:
            for function in (main, stubborn, twice):
                try:
                    print(runner.run(function()))
                except KeyboardInterrupt as interrupt:
                    print(repr(interrupt), repr(interrupt.__context__)[:14])
        print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)

        async def handler():
            loop = asyncio.get_running_loop()
            stop = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, print, number.name)
            loop.add_signal_handler(signal.SIGUSR1, stop.set)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
                signal.raise_signal(number)
            await stop.wait()
            print(loop.remove_signal_handler(signal.SIGTERM))
            print(loop.remove_signal_handler(signal.SIGTERM))

        asyncio.run(handler())
        """,
        [
            "cancelled 1",
            "cleaned up",
            "KeyboardInterrupt() CancelledError",
            "survived",
            "interrupted in the middle",
            "KeyboardInterrupt() CancelledError",
            "True",
            "SIGINT",
            "SIGTERM",
            "True",
            "False",
        ],
    ),
}

THREAD_PROGRAMS: dict[str, Program] = {
    "from another thread": (
        """
        import _thread, asyncio, os, signal, socket, threading, time

        def interrupt(name, action, *args):
            if name.startswith("compute"):
                while not begun:
                    pass
            else:
                time.sleep(0.02)
            action(*args)

        def wait_in_loop():
            asyncio.run(asyncio.sleep(60))

        def compute():
            begun.append(True)
            while True:
                pass

        KILL, INTERRUPT = (os.kill, os.getpid(), signal.SIGINT), (_thread.interrupt_main,)
        RAISE = (signal.raise_signal, signal.SIGINT)
        one, other = socket.socketpair()
        begun = []
        waits = {
            "sleep": (lambda: time.sleep(60), KILL),
            "recv": (lambda: one.recv(1), KILL),
            "lock": (lambda: threading.Event().wait(60), KILL),
            "compute": (compute, INTERRUPT),
            "compute more": (compute, RAISE),
            "loop": (wait_in_loop, KILL),
        }
        for name, (wait, action) in waits.items():
            thread = threading.Thread(target=interrupt, args=(name, *action))
            begun.clear()
            thread.start()
            try:
                wait()
            except KeyboardInterrupt:
                print(name, threading.current_thread() is threading.main_thread())
            thread.join()

        def refuse():
            try:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
            except ValueError as error:
                print(error)

        thread = threading.Thread(target=refuse)
        thread.start()
        thread.join()
        """,
        [
            "sleep True",
            "recv True",
            "lock True",
            "compute True",
            "compute more True",
            "loop True",
            "signal only works in main thread of the main interpreter",
        ],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_signals(machine: Machine, name: str) -> None:
    check(machine, PROGRAMS[name])


@pytest.mark.parametrize("name", THREAD_PROGRAMS)
def test_signals_between_threads(threaded_machine: Machine, name: str) -> None:
    check(threaded_machine, THREAD_PROGRAMS[name])


def test_a_signal_that_nobody_handles_ends_the_program(machine: Machine) -> None:
    code = """
        import atexit, signal
        atexit.register(print, "exit function")
        try:
            signal.raise_signal(signal.SIGINT)
            print("not reached")
        finally:
            print("finally")
        """
    result = machine.run(textwrap.dedent(code))
    assert result.texts() == ["finally", "exit function"]
    assert result.texts("stderr")[-1] == "KeyboardInterrupt"
    assert result.outcome == "failed"
