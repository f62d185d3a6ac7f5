"""Threads take turns, and a Stop comes through, whatever a thread is busy with."""

import textwrap

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Kernel, Machine

BUSY = {
    "holding a lock now and then": "with lock: pass",
    "trying a lock": "held.acquire(blocking=False)",
    "asking a lock": "held.locked()",
    "polling": "select.select([end], [], [], 0)",
    "sleeping for no time": "time.sleep(0)",
    "computing": "pass",
}
"""What a loop may do at every turn. Most of its time is then spent in the kernel's own code."""

SPIN = """
    import select, socket, threading, time

    lock, held = threading.Lock(), threading.Lock()
    held.acquire()
    end, other = socket.socketpair()
    def spin():
        while not done:
            BUSY

    done = []
    thread = threading.Thread(target=spin)
    thread.start()
    for turn in range(3):
        time.sleep(0.01)
        print(turn)
    done.append(True)
    thread.join()
    """


@pytest.mark.parametrize("busy", BUSY)
def test_others_have_their_turn(kernel: Kernel, busy: str) -> None:
    code = textwrap.dedent(SPIN.replace("BUSY", BUSY[busy]))
    check(kernel, (code, ["0", "1", "2"]), clock="real")


@pytest.mark.parametrize("busy", BUSY)
def test_stop_comes_through(kernel: Kernel, busy: str) -> None:
    code = SPIN.partition("done = []")[0] + "done = []\n    print('go')\n    spin()"
    code = textwrap.dedent(code.replace("BUSY", BUSY[busy]))
    result = kernel.run(code, clock="real", stdin=None, stop_at_line="go")
    assert result.outcome == "stopped"
    assert result.texts("stderr")[-1] == "KeyboardInterrupt"


PROGRAMS: dict[str, Program] = {
    "locks can't be copied": (
        """
        import copy, queue, threading

        for kept in (threading.Lock(), threading.RLock(), queue.Queue()):
            try:
                copy.deepcopy(kept)
            except TypeError as error:
                print(error)
        """,
        [
            "cannot pickle '_thread.lock' object",
            "cannot pickle '_thread.RLock' object",
            "cannot pickle '_thread.lock' object",
        ],
    ),
    "what a thread kept for itself ends with it": (
        """
        import threading, _thread, time

        class Kept:
            def __del__(self):
                print("gone")

        own = threading.local()

        def work():
            own.kept = Kept()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        print("joined")
        _thread.start_new_thread(work, ())
        time.sleep(0.05)
        print("slept", threading.active_count())
        """,
        ["gone", "joined", "gone", "slept 1"],
    ),
    "a reentrant lock": (
        """
        import threading

        lock = threading.RLock()
        with lock, lock:
            print(lock.acquire(), lock._is_owned())
            lock.release()
            thread = threading.Thread(target=lambda: print(lock.acquire(timeout=0.01)))
            thread.start()
            thread.join()
        try:
            lock.release()
        except RuntimeError as error:
            print(error)
        condition = threading.Condition()
        with condition, condition:
            print(condition.wait(timeout=0.01))
        """,
        ["True True", "False", "cannot release un-acquired lock", "False"],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_threads(threaded_machine: Machine, name: str) -> None:
    check(threaded_machine, PROGRAMS[name])


def test_an_interrupt_while_the_error_is_shown(kernel: Kernel) -> None:
    code = """
        import sys, threading, time, _thread

        sys.excepthook = lambda *_: time.sleep(1)
        threading.Timer(0.1, _thread.interrupt_main).start()
        1 / 0
        """
    result = kernel.run(textwrap.dedent(code))
    assert result.outcome == "failed"
    assert result.error is not None
    assert result.error["type"] == "ZeroDivisionError"


def test_tracebacks_show_the_programs_frames_and_librarys_only(kernel: Kernel) -> None:
    code = """
        import logging, socket, time, traceback

        for attempt in (lambda: time.sleep(-1), lambda: socket.create_connection(("localhost", 1))):
            try:
                attempt()
            except Exception:
                traceback.print_exc()
                logging.exception("logged")
        """
    result = kernel.run(textwrap.dedent(code))
    shown = "\n".join(result.texts("stderr"))
    assert shown.count("Traceback (most recent call last):") == 4
    assert "socket.py" in shown
    assert "asyncarium" not in shown
