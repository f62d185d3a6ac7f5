"""The prompt over what a program left: `python -i`, with top-level `await`."""

import textwrap

import pytest

from tests.support.machines import Kernel
from tests.support.results import Reply, Result

PROGRAM = """
    import asyncio
    numbers = [1, 2]
    def total():
        return sum(numbers)
    async def double(x):
        await asyncio.sleep(1)
        return 2 * x
    async def main():
        print(await double(total()))
    asyncio.run(main())
    """


def at_console(kernel: Kernel, code: str, *inputs: str, clock: str = "instant") -> list[Reply]:
    return run(kernel, code, *inputs, clock=clock).console


def run(kernel: Kernel, code: str, *inputs: str, clock: str = "instant") -> Result:
    steps = [{"evaluate": text} for text in inputs]
    return kernel.run(textwrap.dedent(code), clock=clock, console=steps)


def test_what_the_program_left_is_there(any_kernel: Kernel) -> None:
    result = run(
        any_kernel, PROGRAM, "total()", "numbers.append(3)", "total()", "_ + 1", "None", "total"
    )
    assert result.texts() == ["6"]
    assert result.gone == []
    answers = [reply.texts() for reply in result.console]
    assert answers[:5] == [["3"], [], ["6"], ["7"], []]
    assert answers[5][0].startswith("<function total at")
    assert {reply.end for reply in result.console} == {"evaluated"}


def test_await_and_asyncio_run(any_kernel: Kernel) -> None:
    replies = at_console(
        any_kernel,
        PROGRAM,
        "await double(4)",
        "asyncio.run(double(5))",
        "x = await double(6)",
        "x",
        "asyncio.run(main())",
        "[await double(n) for n in (1, 2)]",
        "async with asyncio.timeout(1): await asyncio.sleep(5)\n",
    )
    answers = [reply.texts() for reply in replies[:6]]
    assert answers == [["8"], ["10"], [], ["12"], ["6"], ["[2, 4]"]]
    assert replies[6].texts("stderr")[-1] == "TimeoutError"


def test_tasks_live_on_between_inputs(any_kernel: Kernel) -> None:
    replies = at_console(
        any_kernel,
        PROGRAM,
        "t = asyncio.create_task(double(4)); await asyncio.sleep(0)",
        "t.done()",
        "await t",
        "t",
        "asyncio.create_task(main())",
    )
    assert [reply.texts() for reply in replies[1:3]] == [["False"], ["8"]]
    assert "result=8" in replies[3].texts()[0]
    stderr = replies[4].texts("stderr")
    assert "RuntimeError: no running event loop" in stderr
    assert stderr[-1].startswith("sys:1: RuntimeWarning: coroutine 'main'") or any(
        line.startswith("At this prompt a loop runs only under") for line in stderr
    )


def test_tasks_tick_while_nobody_types(kernel: Kernel) -> None:
    code = """
        import asyncio
        async def tick():
            for n in range(3):
                await asyncio.sleep(0.01)
                print("tick", n)
        """
    steps = [
        {"evaluate": "t = asyncio.create_task(tick()); await asyncio.sleep(0)"},
        {"waitFor": "tick 2"},
        {"evaluate": "t.done()"},
    ]
    replies = kernel.run(textwrap.dedent(code), clock="real", console=steps).console
    assert replies[1].end == "seen"
    assert replies[2].texts() == ["True"]


def test_in_instant_time_the_clock_stands_still_at_the_prompt(kernel: Kernel) -> None:
    replies = at_console(
        kernel,
        "import asyncio, time\nbegan = time.monotonic()",
        "t = asyncio.create_task(asyncio.sleep(60)); await asyncio.sleep(0)",
        "time.monotonic() - began",
        "await t",
        "time.monotonic() - began",
    )
    assert [reply.texts() for reply in replies] == [[], ["0.0"], [], ["60.0"]]


def test_statements_that_go_on_in_the_next_line(any_kernel: Kernel) -> None:
    loop = "for n in range(2):\n    print(n)"
    replies = at_console(
        any_kernel,
        "",
        "for n in range(2):",
        loop,
        f"{loop}\n    ",
        "x = (1,",
        "x = 1\ny = 2\nx + y",
        "def f():\n    return 3\nf()",
        "'''",
        "",
        "# only a comment",
    )
    assert [(reply.end, reply.texts()) for reply in replies] == [
        ("incomplete", []),
        ("incomplete", []),
        ("evaluated", ["0", "1"]),
        ("incomplete", []),
        ("evaluated", ["3"]),
        ("evaluated", ["3"]),
        ("incomplete", []),
        ("evaluated", []),
        ("evaluated", []),
    ]


def test_errors_are_shown_and_the_console_goes_on(any_kernel: Kernel) -> None:
    replies = at_console(
        any_kernel,
        "def fail():\n    return 1 / 0\n",
        "fail()",
        "1 +* 2",
        "await asyncio.sleep(0)",
        "import asyncio\nawait asyncio.sleep(0, 5)",
        "raise SystemExit",
    )
    assert replies[0].texts("stderr") == [
        "Traceback (most recent call last):",
        '  File "<python-input-0>", line 1, in <module>',
        "    fail()",
        "    ~~~~^^",
        '  File "/home/learner/main.py", line 2, in fail',
        "    return 1 / 0",
        "           ~~^~~",
        "ZeroDivisionError: division by zero",
    ]
    assert replies[1].texts("stderr")[-1] == "SyntaxError: invalid syntax"
    assert replies[2].texts("stderr")[-1].startswith("NameError: name 'asyncio' is not defined")
    assert replies[3].texts() == ["5"]
    assert replies[4].end == "exited"


def test_a_mistake_in_what_is_typed_is_told_once(any_kernel: Kernel) -> None:
    wrong, odd, both = at_console(any_kernel, "", "1 +* 2", "1 is 1", "x = 1 is 1\nx")
    assert [line.strip() for line in wrong.texts("stderr")] == [
        'File "<python-input-0>", line 1',
        "1 +* 2",
        "^",
        "SyntaxError: invalid syntax",
    ]
    for reply in (odd, both):
        warnings = [line for line in reply.texts("stderr") if "SyntaxWarning" in line]
        assert len(warnings) == 1
        assert reply.texts() == ["True"]


@pytest.mark.parametrize("text", ["exit()", "import sys; sys.exit(3)", "import os; os._exit(1)"])
def test_exit_closes_it(any_kernel: Kernel, text: str) -> None:
    assert at_console(any_kernel, "", text)[0].end == "exited"


def test_a_program_that_ends_the_interpreter_leaves_no_console(any_kernel: Kernel) -> None:
    assert at_console(any_kernel, "import os; os._exit(0)", "1") == []


@pytest.mark.parametrize(
    "text",
    [
        "print('go')\nwhile True: pass",
        "print('go')\nawait asyncio.sleep(1e9)",
        # One that comes before asyncio.run() has begun is a CancelledError there, as on a desktop.
        "async def main():\n  print('go')\n  await asyncio.sleep(1e9)\nasyncio.run(main())",
        "print('go')\ntime.sleep(1e9)",
        "print('go')\ninput()",
    ],
)
def test_stop_interrupts_what_is_evaluated(kernel: Kernel, text: str) -> None:
    steps = [
        {"evaluate": f"import asyncio, time\nx = 5\n{text}", "stopAtLine": "go"},
        {"evaluate": "x"},
        {"evaluate": "await asyncio.sleep(0, 6)"},
    ]
    interrupted, after, last = kernel.run("", clock="real", console=steps).console
    assert (interrupted.end, interrupted.texts("stderr")) == ("evaluated", ["KeyboardInterrupt"])
    assert (after.texts(), last.texts()) == (["5"], ["6"])


def test_stop_ends_a_task_that_blocks_the_prompt(kernel: Kernel) -> None:
    code = """
        import asyncio
        async def block():
            await asyncio.sleep(0.01)
            print("go")
            while True:
                pass
        """
    steps: list[dict[str, object]] = [
        {"evaluate": "t = asyncio.create_task(block()); await asyncio.sleep(0)"},
        {"waitFor": "go"},
        {"evaluate": "print('never')", "stopAtOnce": True},
        {"evaluate": "t.done()"},
    ]
    replies = kernel.run(textwrap.dedent(code), clock="real", console=steps).console
    assert [reply.end for reply in replies] == ["evaluated", "seen", "evaluated", "evaluated"]
    assert replies[2].texts("stderr") == ["KeyboardInterrupt", "KeyboardInterrupt"]
    assert (replies[2].texts(), replies[3].texts()) == ([], ["True"])


def test_a_thread_that_waits_for_input_is_asked_for_again(kernel: Kernel) -> None:
    code = "import threading, time\nreader = threading.Thread(target=input)"
    steps = [{"evaluate": "reader.start(); time.sleep(0.01)"}, {"evaluate": "1"}, {"evaluate": "2"}]
    replies = kernel.run(code, stdin=None, clock="real", console=steps).console
    assert replies[0].asked == 1
    assert replies[2].asked > 1


@pytest.mark.parametrize("code", ["exit()", "quit()", "import sys; sys.__stdin__.close()"])
def test_input_can_ask_after_exit(kernel: Kernel, code: str) -> None:
    steps = [{"evaluate": "input()"}, {"evaluate": "import sys; sys.stdin is sys.__stdin__"}]
    result = kernel.run(code, stdin=None, typed=["more"], console=steps)
    assert [reply.texts() for reply in result.console] == [["'more'"], ["True"]]


def test_what_would_wait_for_ever_says_so(kernel: Kernel) -> None:
    replies = at_console(
        kernel,
        "import asyncio",
        "await asyncio.Event().wait()",
        "await asyncio.sleep(1, 'goes on')",
    )
    errors = replies[0].texts("stderr")
    assert any(line.startswith("asyncarium.deadlock.DeadlockError") for line in errors)
    assert replies[1].texts() == ["'goes on'"]


def test_input_asks_as_in_a_run(kernel: Kernel) -> None:
    code = "name = input('Name? ')"
    steps = [{"evaluate": "input('Age? ')"}, {"evaluate": "name, _"}]
    result = kernel.run(code, stdin=None, typed=["Ada", "36"], console=steps)
    assert [reply.texts() for reply in result.console] == [["Age? '36'"], ["('Ada', '36')"]]


def test_input_can_ask_after_the_end_of_the_programs_input(kernel: Kernel) -> None:
    code = "import sys\nsys.stdin.read()"
    steps = [{"evaluate": "input()"}]
    result = kernel.run(code, stdin=None, typed=[None, "more"], console=steps)
    assert result.console[0].texts() == ["'more'"]


def test_a_thread_that_was_asking_keeps_the_console_from_nothing(kernel: Kernel) -> None:
    code = "import threading\nthreading.Thread(target=input, daemon=True).start()"
    steps = [{"evaluate": "input()"}]
    result = kernel.run(code, stdin=None, typed=["36"], console=steps)
    assert result.console[0].texts() == ["'36'"]


def test_a_failure_can_be_looked_into(kernel: Kernel) -> None:
    code = """
        import asyncio
        async def fail(culprit):
            await asyncio.sleep(0)
            raise LookupError(culprit)
        asyncio.run(fail("me"))
        """
    steps = [{"evaluate": "import sys; sys.last_exc"}, {"evaluate": "import pdb; pdb.pm()"}]
    typed = ["p culprit.upper()", "q"]
    result = kernel.run(textwrap.dedent(code), stdin=None, typed=typed, console=steps)
    assert result.outcome == "failed"
    assert result.console[0].texts() == ["LookupError('me')"]
    assert "(Pdb) 'ME'" in result.console[1].texts()


def test_threads_and_executors_start_again(kernel: Kernel) -> None:
    code = """
        import asyncio, threading
        async def main():
            print(await asyncio.to_thread(threading.active_count))
        asyncio.run(main())
        """
    replies = at_console(
        kernel,
        code,
        "await asyncio.to_thread(int, '7')",
        "asyncio.run(main())",
        "threading.main_thread().is_alive()",
        "import tracemalloc; tracemalloc.is_tracing()",
    )
    answers = [reply.texts() for reply in replies]
    assert answers == [["7"], ["3"], ["True"], ["False"]], replies


def test_daemon_threads_have_ended_with_the_program(kernel: Kernel) -> None:
    code = """
        import threading, time
        lock = threading.Lock()
        def for_ever():
            while True:
                with lock:
                    pass
                time.sleep(0.01)
                print("tick")
        stays = threading.Thread(target=for_ever, daemon=True)
        lock.acquire()
        stays.start()
        time.sleep(0.05)
        """
    replies = at_console(
        kernel,
        code,
        "lock.release(); time.sleep(0.1)",
        "stays.is_alive(), threading.enumerate() == [threading.main_thread()]",
        "stays.join(); lock.acquire()",
    )
    assert [reply.texts() for reply in replies] == [[], ["(False, True)"], ["True"]]


def test_a_failure_that_holds_what_must_end_is_gone(kernel: Kernel) -> None:
    code = """
        def fail():
            class Loud:
                def __del__(self):
                    print("del")
            loud = Loud()
            raise LookupError
        fail()
        """
    result = run(kernel, code, "import sys; hasattr(sys, 'last_exc')")
    assert (result.texts(), result.console[0].texts()) == (["del"], ["False"])


def test_what_must_end_with_the_program_is_gone(any_kernel: Kernel) -> None:
    code = """
        import asyncio, contextvars
        async def work():
            await asyncio.sleep(1)
        forgotten = work()
        async def main():
            global done, pending
            done = asyncio.create_task(asyncio.sleep(0, "done"))
            await done
        asyncio.run(main())
        class Loud:
            def __del__(self):
                print("del", flush=True)
        loud = {"a": [Loud()]}
        kept = Loud
        words = ["a"]
        """
    result = run(any_kernel, code, "words, kept.__name__, done.result()", "forgotten")
    assert sorted(result.gone) == ["forgotten", "loud"]
    assert result.texts() == ["del"]
    assert any("was never awaited" in line for line in result.texts("stderr"))
    assert result.console[0].texts() == ["(['a'], 'Loud', 'done')"]
    assert result.console[1].texts("stderr")[-1] == "NameError: name 'forgotten' is not defined"


def test_modules_of_the_program_are_left_too(any_kernel: Kernel) -> None:
    files = {"helpers.py": "names = ['Ada']\ndef first():\n    return names[0]\n"}
    steps = [{"evaluate": "helpers.first()"}, {"evaluate": "from helpers import names; names"}]
    result = any_kernel.run("import helpers", files=files, console=steps)
    assert [reply.texts() for reply in result.console] == [["'Ada'"], ["['Ada']"]]


def test_completion(any_kernel: Kernel) -> None:
    texts = ["x = asyncio.slee", "tot", "nothing_like_it", "double(numb", "  "]
    steps = [{"complete": text} for text in texts]
    replies = any_kernel.run(textwrap.dedent(PROGRAM), console=steps).console
    assert [reply.words for reply in replies] == [
        ["asyncio.sleep("],
        ["total()"],
        [],
        ["numbers"],
        [],
    ]


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit", "ValueError"])
def test_completion_survives_what_a_property_raises(any_kernel: Kernel, error: str) -> None:
    code = f"""
        class Touchy:
            @property
            def name(self):
                raise {error}
        touchy = Touchy()
        class Wild(type):
            def __dir__(cls):
                raise {error}
        class Wilder(metaclass=Wild):
            pass
        """
    steps = [{"complete": "touchy.na"}, {"complete": "Wilder.na"}, {"evaluate": "1 + 1"}]
    replies = any_kernel.run(textwrap.dedent(code), console=steps).console
    assert [reply.end for reply in replies] == ["completed", "completed", "evaluated"]
    assert replies[2].texts() == ["2"]
