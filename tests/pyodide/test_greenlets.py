"""Greenlets: the same as those of a desktop, and what the page promises holds inside one, too."""

import textwrap

import pytest

from tests.pyodide.greenlet_programs import PROGRAMS
from tests.pyodide.same import check
from tests.support.machines import Desktop, Kernel
from tests.support.results import Result


def run(kernel: Kernel, program: str, **options: object) -> Result:
    return kernel.run(textwrap.dedent(program).lstrip(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PROGRAMS)
def test_on_a_desktop(desktop: Desktop, name: str) -> None:
    """With the real module: that the programs tell the truth."""
    check(desktop, PROGRAMS[name])


@pytest.mark.parametrize("name", PROGRAMS)
def test_on_the_kernel(kernel: Kernel, name: str) -> None:
    check(kernel, PROGRAMS[name])


def test_tracebacks_show_the_program_and_nothing_of_greenlets(kernel: Kernel) -> None:
    program = """
        from greenlet import greenlet
        def fail():
            1 / 0
        def start():
            greenlet(fail).switch()
        greenlet(start).switch()
        """
    result = run(kernel, program)
    functions = [text for text in result.texts("stderr") if text.startswith("  File ")]
    assert [text.rpartition(" ")[2] for text in functions] == ["<module>", "start", "fail"]


def test_a_deadlock_in_a_greenlet_is_told(kernel: Kernel) -> None:
    program = """
        import threading
        from greenlet import greenlet

        def wait():
            lock = threading.Lock()
            lock.acquire()
            lock.acquire()

        greenlet(wait).switch()
        """
    result = run(kernel, program)
    assert result.error is not None
    assert result.error["type"] == "DeadlockError"
    assert "MainThread at line 7 of wait(): waits for lock.acquire()" in str(
        result.error["message"]
    )


def test_stop_reaches_a_greenlet_that_computes(kernel: Kernel) -> None:
    program = """
        from greenlet import getcurrent, greenlet

        def compute():
            try:
                print("computing")
                while True:
                    pass
            finally:
                print("cleaned up")

        greenlet(compute).switch()
        """
    result = run(kernel, program, clock="real", stop_at_line="computing")
    assert result.texts() == ["computing", "cleaned up"]
    assert result.outcome == "stopped"


def test_stop_reaches_greenlets_that_only_switch(kernel: Kernel) -> None:
    program = """
        from greenlet import getcurrent, greenlet

        def bounce():
            while True:
                getcurrent().parent.switch()

        one = greenlet(bounce)
        print("bouncing")
        while True:
            one.switch()
        """
    result = run(kernel, program, clock="real", stop_at_line="bouncing")
    assert result.outcome == "stopped"


def test_greenlets_end_with_their_thread(kernel: Kernel) -> None:
    """On a desktop, too, but there a little later."""
    program = """
        import threading
        from greenlet import error, getcurrent, greenlet

        def other():
            global one
            one = greenlet(getcurrent().switch)
            one.switch()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        print(one.dead, bool(one))
        try:
            one.switch()
        except error as wrong:
            print(wrong)
        """
    assert run(kernel, program).texts() == [
        "True False",
        "cannot switch to a different thread (which happens to have exited)",
    ]


def test_a_forgotten_cycle_cleans_up_in_the_middle_of_a_collection(kernel: Kernel) -> None:
    """On a desktop one that is suspended is never collected with a cycle."""
    program = """
        import gc
        from greenlet import getcurrent, greenlet

        def wait():
            try:
                getcurrent().parent.switch()
            finally:
                print("cleaned up")

        for _ in range(3):
            one = greenlet(wait)
            one.cycle = one
            one.switch()
            del one
            gc.collect()
        print("end")
        """
    result = run(kernel, program)
    assert result.texts() == ["cleaned up"] * 3 + ["end"]
    assert result.outcome == "finished"


def test_the_console_has_greenlets_too(kernel: Kernel) -> None:
    program = """
        from greenlet import getcurrent, greenlet

        def wait():
            try:
                getcurrent().parent.switch()
            finally:
                print("nothing is heard of this at the end of a program")

        left = greenlet(wait)
        left.switch()
        """
    typed = (
        "one = greenlet(lambda: print(getcurrent().parent.switch(1)))",
        "one.switch()",
        "one.switch(2)",
        "one.dead",
    )
    result = run(kernel, program, console=[{"evaluate": text} for text in typed])
    assert result.texts() == []
    assert [line for reply in result.console for line in reply.texts()] == ["1", "2", "True"]


def test_no_greenlet_switches_without_jspi_and_the_message_says_where_one_would(
    kernel_without_jspi: Kernel,
) -> None:
    program = """
        from greenlet import getcurrent, greenlet
        print(bool(getcurrent()), greenlet(print).dead)
        greenlet(print).switch()
        """
    result = run(kernel_without_jspi, program)
    assert result.texts() == ["True False"]
    assert result.error is not None
    assert (result.error["type"], result.error["line"]) == ("RuntimeError", 3)
    assert str(result.error["message"]).startswith("greenlets can't switch: this browser can't")
    assert "Chrome and Edge 137, Firefox 153 and Safari 27" in str(result.error["message"])


def test_what_is_left_out_names_itself(kernel: Kernel) -> None:
    result = run(kernel, "import greenlet\ngreenlet._C_API\n")
    assert result.error is not None
    assert "greenlet._C_API does not exist here" in str(result.error["message"])
