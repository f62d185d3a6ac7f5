"""Programs that go wrong: each ends with a clear message, and the next one runs clean."""

import textwrap

import pytest

from tests.support.machines import Kernel, Machine
from tests.support.results import Result


def run(machine: Machine, code: str) -> Result:
    """Run ``code``, then a clean program on the same machine."""
    result = machine.run(textwrap.dedent(code))
    after = machine.run("print('clean')")
    assert (after.outcome, after.texts(), after.texts("stderr")) == ("finished", ["clean"], [])
    return result


def error(result: Result) -> tuple[str, str, int | None]:
    assert result.outcome == "failed"
    assert result.error is not None
    return result.error["type"], result.error["message"], result.error["line"]


def test_syntax_error(any_kernel: Kernel) -> None:
    result = run(any_kernel, "import asyncio\nawait asyncio.sleep(1)\n")
    assert error(result) == ("SyntaxError", "'await' outside function (main.py, line 2)", 2)
    assert result.texts("stderr") == [
        '  File "/home/learner/main.py", line 2',
        "    await asyncio.sleep(1)",
        "    ^^^^^^^^^^^^^^^^^^^^^^",
        "SyntaxError: 'await' outside function",
    ]


def test_only_the_learners_frames(any_kernel: Kernel) -> None:
    code = """
        import asyncio

        async def fail():
            await asyncio.sleep(1)
            raise LookupError("lost")

        async def main():
            await asyncio.wait_for(fail(), 5)

        asyncio.run(main())
        """
    result = run(any_kernel, code)
    assert error(result) == ("LookupError", "lost", 6)
    assert [line for line in result.texts("stderr") if "^" not in line] == [
        "Traceback (most recent call last):",
        '  File "/home/learner/main.py", line 11, in <module>',
        "    asyncio.run(main())",
        '  File "/home/learner/main.py", line 9, in main',
        "    await asyncio.wait_for(fail(), 5)",
        '  File "/home/learner/main.py", line 6, in fail',
        '    raise LookupError("lost")',
        "LookupError: lost",
    ]


@pytest.mark.parametrize(
    ("code", "outcome", "stderr"),
    [
        ("sys.exit()", "finished", []),
        ("sys.exit(0)", "finished", []),
        ("sys.exit(3)", "failed", []),
        ("sys.exit('no disk')", "failed", ["no disk"]),
    ],
)
def test_exit(any_kernel: Kernel, code: str, outcome: str, stderr: list[str]) -> None:
    result = run(any_kernel, f"import sys\nprint('before')\n{code}\nprint('after')")
    assert (result.outcome, result.texts(), result.texts("stderr")) == (
        outcome,
        ["before"],
        stderr,
    )
    if outcome == "failed":
        assert error(result)[0] == "SystemExit"
        assert error(result)[2] == 3


def test_os_exit(any_kernel: Kernel) -> None:
    result = run(any_kernel, "import os\nprint('before')\nos._exit(3)")
    assert result.texts() == ["before"]
    assert error(result) == (
        "SystemExit",
        "os._exit(3) ended the interpreter at once: nothing was cleaned up",
        None,
    )


def test_os_exit_with_success(any_kernel: Kernel) -> None:
    result = run(any_kernel, "import os\nprint('before', flush=True)\nos._exit(0)")
    assert (result.outcome, result.texts(), result.texts("stderr")) == ("finished", ["before"], [])


def test_deep_recursion(any_kernel: Kernel) -> None:
    result = run(any_kernel, "def deeper():\n    deeper()\ndeeper()")
    kind, message, line = error(result)
    assert kind == "RecursionError"
    assert message.startswith("maximum recursion depth exceeded")
    assert line == 2


def test_recursion_that_breaks_the_stack_itself(any_kernel: Kernel) -> None:
    code = """
        import sys
        sys.setrecursionlimit(10**9)
        def deeper():
            return [deeper() for _ in range(1)]
        deeper()
        """
    kind, message, _line = error(run(any_kernel, code))
    assert kind in ("RecursionError", "InterpreterCrash")
    assert message


def test_a_200_megabyte_string(any_kernel: Kernel) -> None:
    result = run(any_kernel, "text = 'x' * 200_000_000\nprint(text)\nprint(len(text))")
    assert result.outcome == "finished"
    assert result.texts()[-1] == "200000000"
    assert any("199,900,000 more characters are not shown" in text for text in result.texts())


def test_more_memory_than_there_is(any_kernel: Kernel) -> None:
    assert error(run(any_kernel, "data = bytearray(8_000_000_000)"))[0] in (
        "MemoryError",
        "OverflowError",
    )


def test_null_byte_in_the_source(any_kernel: Kernel) -> None:
    kind, message, _line = error(run(any_kernel, "print('a')\0\nprint('b')"))
    assert (kind, message) == ("SyntaxError", "source code string cannot contain null bytes")


def test_lone_surrogate_in_the_source(any_kernel: Kernel) -> None:
    kind, message, line = error(run(any_kernel, "a = 1\nprint('\ud800')"))
    assert (kind, line) == ("SyntaxError", 2)
    assert message.startswith("Non-UTF-8 code starting with '\\xed' on line 2")


def test_printing_a_lone_surrogate(any_kernel: Kernel) -> None:
    kind, message, line = error(run(any_kernel, "print('fine')\nprint(chr(0xD800))"))
    assert (kind, line) == ("UnicodeEncodeError", 2)
    assert message == (
        "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed"
    )


def test_coroutine_that_nobody_runs(any_kernel: Kernel) -> None:
    result = run(any_kernel, "async def main():\n    print('never')\n\nmain()\n")
    assert result.outcome == "finished"
    assert result.texts() == []
    assert result.texts("stderr")[0] == (
        "/home/learner/main.py:4: RuntimeWarning: coroutine 'main' was never awaited"
    )


def test_exception_group(any_kernel: Kernel) -> None:
    code = """
        import asyncio

        async def fail(number):
            await asyncio.sleep(number)
            raise ValueError(number)

        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(fail(1))
                group.create_task(fail(1))

        asyncio.run(main())
        """
    result = run(any_kernel, code)
    assert error(result) == (
        "ExceptionGroup",
        "unhandled errors in a TaskGroup (2 sub-exceptions)",
        9,
    )
    stderr = "\n".join(result.texts("stderr"))
    assert stderr.startswith("  + Exception Group Traceback (most recent call last):")
    assert stderr.count("raise ValueError(number)") == 2
    assert "asyncio/taskgroups.py" not in stderr


def test_deadlock_names_the_tasks(any_kernel: Kernel) -> None:
    code = """
        import asyncio

        async def take(first, second):
            async with first:
                await asyncio.sleep(1)
                async with second:
                    print("never")

        async def main():
            a, b = asyncio.Lock(), asyncio.Lock()
            await asyncio.gather(take(a, b), take(b, a))

        asyncio.run(main())
        """
    result = run(any_kernel, code)
    kind, message, line = error(result)
    assert (kind, line) == ("DeadlockError", 14)
    assert message.splitlines() == [
        "every task is waiting and nothing is left that could wake one:",
        "  Task-1 (main) at line 12: waits for gather() of Task-2, Task-3",
        "  Task-2 (take) at line 7: waits for Lock.acquire()",
        "  Task-3 (take) at line 7: waits for Lock.acquire()",
        "On your machine this program would hang here until you press Ctrl-C.",
    ]


def test_huge_message_of_an_exception(kernel: Kernel) -> None:
    kind, message, _line = error(run(kernel, "raise ValueError('x' * 1_000_000)"))
    assert kind == "ValueError"
    assert len(message) == 10_001


def test_exception_that_can_not_be_shown(kernel: Kernel) -> None:
    code = """
        class Broken(Exception):
            def __str__(self):
                raise RuntimeError("again")
        raise Broken
        """
    assert error(run(kernel, code)) == ("Broken", "<exception str() failed>", 5)


def test_broken_builtins_do_not_reach_the_next_run(kernel: Kernel) -> None:
    code = """
        import asyncio, builtins, json, sys
        asyncio.run = json.dumps = builtins.print = None
        sys.stdout = sys.stderr = sys.stdin = None
        """
    assert run(kernel, code).outcome == "finished"


def test_a_traceback_with_no_stderr_left(kernel: Kernel) -> None:
    assert error(run(kernel, "import sys\nsys.stderr = None\n1 / 0"))[0] == "ZeroDivisionError"


def test_input_without_jspi_says_which_browsers_can(kernel_without_jspi: Kernel) -> None:
    result = kernel_without_jspi.run("input('name? ')", stdin=None)
    kind, message, line = error(result)
    assert (kind, line) == ("RuntimeError", 1)
    assert message == (
        "input() can't wait in this browser: it has no JavaScript Promise Integration (JSPI). "
        "Chrome and Edge 137, Firefox 153 and Safari 27, or later, have it."
    )


def test_typed_input(kernel: Kernel) -> None:
    code = "print('Hello', input('name? '))\ninput()"
    result = kernel.run(code, stdin=None, typed=["Ada", None])
    assert result.texts() == ["name? Hello Ada"]
    assert error(result) == ("EOFError", "EOF when reading a line", 2)
