"""Stop is a Ctrl-C: it reaches a program that waits, one that computes and one that sleeps."""

import textwrap

import pytest

from tests.support.machines import Kernel

CLEANS_UP = {
    "waits in asyncio": """
        import asyncio

        class Resource:
            async def __aenter__(self):
                print("entered")
            async def __aexit__(self, *exc):
                print("left", exc[0].__name__)

        async def main():
            async with Resource():
                try:
                    print("go")
                    await asyncio.sleep(60)
                finally:
                    await asyncio.sleep(0.01)
                    print("finally")

        asyncio.run(main())
        """,
    "sleeps": """
        import time
        try:
            print("go")
            time.sleep(60)
        finally:
            print("finally")
        """,
    "computes": """
        try:
            print("go")
            while True:
                pass
        finally:
            print("finally")
        """,
    "computes in a coroutine": """
        import asyncio

        async def main():
            try:
                print("go")
                while True:
                    await asyncio.sleep(0)
            finally:
                print("finally")

        asyncio.run(main())
        """,
    "waits for input": """
        try:
            print("go")
            input()
        finally:
            print("finally")
        """,
}


@pytest.mark.parametrize("name", CLEANS_UP)
def test_stopped_programs_clean_up(kernel: Kernel, name: str) -> None:
    code = textwrap.dedent(CLEANS_UP[name])
    result = kernel.run(code, clock="real", stdin=None, stop_at_line="go")
    assert result.outcome == "stopped"
    assert result.texts()[-1] == ("left CancelledError" if "Resource" in code else "finally")
    assert "finally" in result.texts()
    assert result.texts("stderr")[-1] == "KeyboardInterrupt"
    assert result.duration < 5


def test_a_program_may_end_well_after_a_stop(kernel: Kernel) -> None:
    code = """
        import time
        try:
            print("go")
            time.sleep(60)
        except KeyboardInterrupt:
            print("as you wish")
        """
    result = kernel.run(textwrap.dedent(code), clock="real", stop_at_line="go")
    assert (result.outcome, result.texts(), result.texts("stderr")) == (
        "stopped",
        ["go", "as you wish"],
        [],
    )


def test_own_signal_handler_is_called_and_the_sleep_goes_on(kernel: Kernel) -> None:
    code = """
        import signal, time
        signal.signal(signal.SIGINT, lambda number, frame: print("got", number))
        print("go")
        time.sleep(0.5)
        print("slept")
        """
    result = kernel.run(textwrap.dedent(code), clock="real", stop_at_line="go")
    assert result.texts() == ["go", "got 2", "slept"]


def test_a_server_shuts_down_gracefully(kernel: Kernel) -> None:
    code = """
        import asyncio, signal

        async def main():
            stopped = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stopped.set)
            print("go")
            await stopped.wait()
            print("shut down")

        asyncio.run(main())
        """
    result = kernel.run(textwrap.dedent(code), clock="real", stop_at_line="go")
    assert (result.outcome, result.texts()) == ("stopped", ["go", "shut down"])


STUBBORN = """
    import time
    print("go")
    while True:
        try:
            time.sleep(60)
        except BaseException:
            print("no")
    """


def test_what_does_not_end_within_a_second_is_killed(kernel: Kernel) -> None:
    result = kernel.run(textwrap.dedent(STUBBORN), clock="real", stop_at_line="go")
    assert result.outcome == "killed"
    assert 1 <= result.duration < 5


def test_a_second_stop_kills_at_once(kernel: Kernel) -> None:
    code = textwrap.dedent(STUBBORN)
    result = kernel.run(code, clock="real", stop_at_line="go", stop_again_after=50)
    assert result.outcome == "killed"
    assert result.duration < 1


def test_without_jspi_a_blocked_worker_is_killed(kernel_without_jspi: Kernel) -> None:
    code = "import time; print('go'); time.sleep(60)"
    result = kernel_without_jspi.run(code, clock="real", stop_at_line="go")
    assert result.outcome == "killed"


def test_the_next_run_is_clean(kernel: Kernel) -> None:
    kernel.run("while True: print('go')", clock="real", stop_at_line="go")
    after = kernel.run("print('clean')")
    assert (after.outcome, after.texts()) == ("finished", ["clean"])
