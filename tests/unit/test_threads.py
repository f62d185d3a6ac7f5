"""``_thread`` over green threads: starting, joining, failing, and the interpreter's end."""

import _thread
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from asyncarium.deadlock import DeadlockError
from asyncarium.kernel import threads
from asyncarium.kernel.scheduler import Scheduler
from tests.unit.conftest import Crew
from tests.unit.fake_host import START, FakeHost

SECOND = 10**9

c: Any = _thread
"""``_thread`` with the names of CPython 3.13, that the kernel puts there."""


@pytest.fixture(autouse=True)
def installed(patched: None, scheduler: Scheduler) -> None:
    threads.install(scheduler)


@pytest.fixture
def unraisable(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What ``sys.unraisablehook`` was called with."""
    calls: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", calls.append)
    return calls


def elapsed(host: FakeHost) -> float:
    return (host.nanoseconds - START) / SECOND


def test_join_waits_until_the_thread_ends(scheduler: Scheduler, host: FakeHost) -> None:
    handle = c.start_joinable_thread(lambda: scheduler.park(START + 3 * SECOND))
    assert not handle.is_done()
    handle.join()
    assert handle.is_done()
    assert elapsed(host) == 3
    handle.join()
    assert elapsed(host) == 3


def test_join_gives_up_after_its_timeout(scheduler: Scheduler, host: FakeHost) -> None:
    handle = c.start_joinable_thread(lambda: scheduler.park(START + 3 * SECOND))
    handle.join(1.5)
    assert not handle.is_done()
    assert elapsed(host) == 1.5
    handle.join(0)
    assert elapsed(host) == 1.5
    # Negative is for ever, as threading.Thread hands None down.
    handle.join(-1)
    assert handle.is_done()
    assert elapsed(host) == 3


def test_several_may_join_one(scheduler: Scheduler, crew: Crew, host: FakeHost) -> None:
    handle = c.start_joinable_thread(lambda: scheduler.park(START + SECOND))
    ends: list[float] = []
    for _ in range(3):
        crew.start(handle.join, lambda: ends.append(elapsed(host)))
    crew.wait()
    assert ends == [1, 1, 1]


def test_a_thread_cant_join_itself() -> None:
    errors: list[str] = []

    def run() -> None:
        with pytest.raises(RuntimeError) as caught:
            handle.join()
        errors.append(str(caught.value))

    handle = c.start_joinable_thread(run)
    handle.join()
    assert errors == ["Cannot join current thread"]


def test_joining_each_other_is_a_deadlock() -> None:
    handles: list[Any] = []
    handles.append(c.start_joinable_thread(lambda: handles[1].join()))
    handles.append(c.start_joinable_thread(lambda: handles[0].join()))
    with pytest.raises(DeadlockError, match="every thread is waiting"):
        handles[0].join()


def test_idents_tell_threads_apart() -> None:
    seen: list[int] = []
    handles = [c.start_joinable_thread(lambda: seen.append(_thread.get_ident())) for _ in "ab"]
    for handle in handles:
        handle.join()
    assert seen == [handle.ident for handle in handles]
    assert len({_thread.get_ident(), *seen}) == 3
    assert _thread.get_ident() == threading.main_thread().ident


def test_locals_are_each_threads_own() -> None:
    local, seen = threading.local(), list[object]()
    local.value = "main"
    handle = c.start_joinable_thread(lambda: seen.append(getattr(local, "value", None)))
    handle.join()
    assert seen == [None]
    assert local.value == "main"


def test_start_new_thread_passes_its_arguments(scheduler: Scheduler) -> None:
    seen: list[object] = []
    started = _thread.start_new_thread(lambda *args, **kwargs: seen.append((args, kwargs)), (1, 2))
    assert isinstance(started, int)
    _thread.start_new_thread(lambda *args, **kwargs: seen.append((args, kwargs)), (), {"key": 3})
    assert _thread._count() == 2
    scheduler.yield_now()
    assert seen == [((1, 2), {}), ((), {"key": 3})]
    assert _thread._count() == 0


def test_start_new_thread_refuses_what_cpython_refuses() -> None:
    start: Any = _thread.start_new_thread
    with pytest.raises(TypeError, match=r"^first arg must be callable$"):
        start(1, ())
    with pytest.raises(TypeError, match=r"^2nd arg must be a tuple$"):
        start(print, [])


def test_an_exception_ends_only_its_thread_and_is_reported(unraisable: list[Any]) -> None:
    def fails() -> None:
        raise ValueError("lost")

    handle = c.start_joinable_thread(fails)
    handle.join()
    assert handle.is_done()
    (report,) = unraisable
    assert report.exc_type is ValueError
    assert str(report.exc_value) == "lost"
    assert report.exc_traceback.tb_next.tb_frame.f_code is fails.__code__
    assert re.fullmatch(
        r"Exception ignored in thread started by <function .*fails at 0x\w+>", report.err_msg
    )


def test_a_hook_that_fails_loses_no_thread(
    monkeypatch: pytest.MonkeyPatch, scheduler: Scheduler, host: FakeHost
) -> None:
    def fail(_report: object) -> None:
        raise ValueError("the hook")

    monkeypatch.setattr(sys, "unraisablehook", fail)
    _thread.start_new_thread(lambda: 1 // 0, ())
    handle = c.start_joinable_thread(lambda: 1 // 0)
    handle.join()
    assert handle.is_done()
    assert _thread._count() == 0
    scheduler.park(START + SECOND)
    assert elapsed(host) == 1


def test_system_exit_ends_a_thread_silently(unraisable: list[Any]) -> None:
    c.start_joinable_thread(_thread.exit).join()
    assert unraisable == []


def test_shutdown_waits_for_whoever_is_no_daemon(scheduler: Scheduler, host: FakeHost) -> None:
    ends: list[float] = []

    def sleeper(seconds: int) -> None:
        scheduler.park(START + seconds * SECOND)
        ends.append(elapsed(host))

    c.start_joinable_thread(lambda: sleeper(1), daemon=True)
    c.start_joinable_thread(lambda: sleeper(2), daemon=False)
    c.start_joinable_thread(lambda: sleeper(60), daemon=True)
    c._shutdown()
    assert ends == [1, 2]
    assert elapsed(host) == 2


def test_shutdown_waits_for_threads_that_start_meanwhile(
    scheduler: Scheduler, host: FakeHost
) -> None:
    def parent() -> None:
        scheduler.park(START + SECOND)
        c.start_joinable_thread(lambda: scheduler.park(START + 2 * SECOND), daemon=False)

    c.start_joinable_thread(parent, daemon=False)
    c._shutdown()
    assert elapsed(host) == 2


def test_many_threads(scheduler: Scheduler, host: FakeHost) -> None:
    done: list[int] = []

    def worker(number: int) -> None:
        scheduler.park(START + number % 7 * SECOND)
        done.append(number)

    handles = [
        c.start_joinable_thread(lambda number=number: worker(number)) for number in range(200)
    ]
    for handle in handles:
        handle.join()
    assert done == sorted(range(200), key=lambda number: number % 7)
    assert elapsed(host) == 6


def test_without_jspi_it_says_which_browsers_can(host: FakeHost) -> None:
    host.threads = False
    with pytest.raises(RuntimeError) as caught:
        _thread.start_new_thread(print, ())
    assert str(caught.value) == threads.NO_THREADS
    assert str(caught.value).startswith("can't start new thread: ")


@pytest.mark.skipif(
    sys.version_info < (3, 14), reason="the executor's workers have no context before 3.14"
)
def test_without_jspi_executors_run_their_calls_in_line(
    host: FakeHost, scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("submit", "_adjust_thread_count"):
        monkeypatch.setattr(ThreadPoolExecutor, name, getattr(ThreadPoolExecutor, name))
    host.threads = False
    threads.install(scheduler)
    with ThreadPoolExecutor() as executor:
        future = executor.submit(threading.get_ident)
        assert future.done()
        assert future.result() == threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            executor.submit(lambda: 1 // 0).result()
