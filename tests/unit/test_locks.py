"""``_thread.lock`` over green threads, and what the standard library builds of it."""

import _thread
import queue
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from asyncarium.deadlock import DeadlockError
from asyncarium.kernel import locks, threads
from asyncarium.kernel.scheduler import Scheduler
from tests.unit.conftest import Crew
from tests.unit.fake_host import START, FakeHost

SECOND = 10**9
MakeLock = Callable[[], Any]
_desktops_lock = _thread.allocate_lock


@pytest.fixture(params=["desktop", "kernel"])
def make_lock(request: pytest.FixtureRequest, scheduler: Scheduler) -> MakeLock:
    """What holds for CPython's lock must hold for ours."""
    return locks.lock if request.param == "kernel" else _desktops_lock


@pytest.fixture
def installed(patched: None, scheduler: Scheduler) -> None:
    threads.install(scheduler)


def elapsed(host: FakeHost) -> float:
    return (host.nanoseconds - START) / SECOND


def test_a_lock_is_held_once(make_lock: MakeLock) -> None:
    lock = make_lock()
    assert not lock.locked()
    assert lock.acquire() is True
    assert lock.locked()
    assert lock.acquire(False) is False
    assert lock.acquire(blocking=False) is False
    assert lock.acquire(timeout=0) is False
    assert lock.release() is None
    assert not lock.locked()
    with lock as entered:
        assert entered is True
        assert lock.locked()
    assert not lock.locked()


def test_it_says_what_it_is(make_lock: MakeLock) -> None:
    lock = make_lock()
    assert repr(lock).startswith("<unlocked _thread.lock object at 0x")
    lock.acquire()
    assert repr(lock).startswith("<locked _thread.lock object at 0x")


def test_release_of_a_free_lock(make_lock: MakeLock) -> None:
    with pytest.raises(RuntimeError, match=r"^release unlocked lock$"):
        make_lock().release()


def test_a_timeout_must_fit_the_call(make_lock: MakeLock) -> None:
    lock = make_lock()
    with pytest.raises(ValueError, match=r"^can't specify a timeout for a non-blocking call$"):
        lock.acquire(False, 1)
    with pytest.raises(ValueError, match=r"^timeout value must be"):
        lock.acquire(timeout=-2)
    with pytest.raises(OverflowError):
        lock.acquire(timeout=threading.TIMEOUT_MAX * 2)
    with pytest.raises(TypeError):
        lock.acquire(timeout="1")
    assert lock.acquire(True, -1)
    assert not lock.acquire(False, -1)


def test_a_timeout_takes_exactly_its_time(scheduler: Scheduler, host: FakeHost) -> None:
    lock = locks.lock()
    lock.acquire()
    assert lock.acquire(timeout=2.5) is False
    assert elapsed(host) == 2.5
    lock.release()
    assert lock.acquire(timeout=2.5) is True
    assert elapsed(host) == 2.5


def test_a_release_in_time_ends_the_wait(scheduler: Scheduler, host: FakeHost, crew: Crew) -> None:
    lock = locks.lock()
    lock.acquire()
    crew.start(lambda: scheduler.park(START + SECOND), lock.release)
    assert lock.acquire(timeout=60) is True
    assert elapsed(host) == 1
    crew.wait()


def test_who_waited_longest_is_next(scheduler: Scheduler, crew: Crew) -> None:
    lock, order = locks.lock(), list[int]()

    def worker(number: int) -> None:
        with lock:
            order.append(number)
            scheduler.yield_now()

    with lock:
        for number in range(5):
            crew.start(lambda number=number: worker(number))  # type: ignore[misc]
        scheduler.yield_now()
    crew.wait()
    assert order == [0, 1, 2, 3, 4]


def test_whoever_runs_first_takes_it_and_the_woken_waits_on(crew: Crew) -> None:
    lock, order = locks.lock(), list[str]()

    def waits() -> None:
        with lock:
            order.append("waited")

    lock.acquire()
    crew.start(waits)
    crew.scheduler.yield_now()
    lock.release()
    assert lock.acquire(False)
    crew.scheduler.yield_now()
    order.append("again")
    lock.release()
    crew.wait()
    assert order == ["again", "waited"]


def test_an_interrupted_waiter_passes_its_wakeup_on(scheduler: Scheduler, crew: Crew) -> None:
    lock, order = locks.lock(), list[str]()
    lock.acquire()

    def release_and_stop() -> None:
        lock.release()
        scheduler.send_signal(signal.SIGINT)

    def other() -> None:
        with lock:
            order.append("other")

    # The main thread waits first, then `other`.
    crew.start(other)
    crew.start(release_and_stop)
    with pytest.raises(KeyboardInterrupt):
        lock.acquire()
    crew.wait()
    assert order == ["other"]
    assert not lock.locked()


def test_a_waiter_that_gave_up_is_not_woken(scheduler: Scheduler, crew: Crew) -> None:
    lock, order = locks.lock(), list[object]()
    lock.acquire()
    crew.start(lambda: order.append(lock.acquire(timeout=1)))
    crew.start(lock.acquire, lambda: order.append("second"))
    scheduler.park(START + 2 * SECOND)
    lock.release()
    crew.wait()
    assert order == [False, "second"]


def test_any_thread_may_release(crew: Crew) -> None:
    lock = locks.lock()
    lock.acquire()
    crew.run(lock.release)
    assert not lock.locked()


def test_locking_twice_is_a_deadlock(scheduler: Scheduler) -> None:
    lock = locks.lock()
    with lock:
        with pytest.raises(DeadlockError), lock:
            raise AssertionError("it was held")
        assert lock.locked()


@pytest.mark.usefixtures("installed")
def test_rlock_counts_and_belongs_to_its_thread(crew: Crew) -> None:
    lock, order = threading.RLock(), list[object]()
    with lock, lock:
        crew.start(lambda: order.append(lock.acquire(blocking=False)))
        with pytest.raises(RuntimeError, match="cannot release un-acquired lock"):
            crew.run(lock.release)
    assert order == [False]


@pytest.mark.usefixtures("installed")
def test_condition(crew: Crew, host: FakeHost) -> None:
    condition, items, got = threading.Condition(), list[int](), list[int]()

    def consumer() -> None:
        with condition:
            condition.wait_for(lambda: bool(items))
            got.append(items.pop(0))

    crew.start(consumer)
    crew.start(consumer)
    crew.scheduler.yield_now()
    with condition:
        items.extend([1, 2])
        condition.notify_all()
    crew.wait()
    assert got == [1, 2]
    with condition:
        assert condition.wait(timeout=3) is False
    assert elapsed(host) == 3


@pytest.mark.usefixtures("installed")
def test_event_and_barrier(crew: Crew, host: FakeHost) -> None:
    event, barrier, order = threading.Event(), threading.Barrier(3), list[int]()
    assert event.wait(1.5) is False
    assert elapsed(host) == 1.5
    crew.start(event.wait, barrier.wait, lambda: order.append(1))
    crew.start(barrier.wait, lambda: order.append(2))
    event.set()
    barrier.wait()
    crew.wait()
    assert sorted(order) == [1, 2]


@pytest.mark.usefixtures("installed")
def test_semaphore_bounds_who_is_inside(crew: Crew, host: FakeHost) -> None:
    semaphore, inside, most = threading.BoundedSemaphore(2), set[int](), list[int]()

    def worker(number: int) -> None:
        with semaphore:
            inside.add(number)
            most.append(len(inside))
            crew.scheduler.park(host.nanoseconds + SECOND)
            inside.remove(number)

    crew.run(*(lambda number=number: worker(number) for number in range(5)))
    assert max(most) == 2
    assert elapsed(host) == 3


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("size", [0, 1, 3])
def test_queue_keeps_order_and_bounds(crew: Crew, size: int) -> None:
    items: queue.Queue[int] = queue.Queue(size)
    got: list[int] = []
    largest: list[int] = [0]

    def produce() -> None:
        for number in range(10):
            items.put(number)
            largest.append(items.qsize())

    def consume() -> None:
        got.extend(items.get() for _ in range(10))

    crew.run(produce, consume)
    assert got == list(range(10))
    assert max(largest) <= (size or 10)


@pytest.mark.usefixtures("installed")
def test_queues_give_up_after_exactly_their_time(host: FakeHost) -> None:
    with pytest.raises(queue.Empty):
        queue.Queue[int]().get(timeout=5)
    assert elapsed(host) == 5
    with pytest.raises(queue.Empty):
        queue.SimpleQueue[int]().get(timeout=5)
    assert elapsed(host) == 10
    full: queue.Queue[int] = queue.Queue(1)
    full.put(1)
    with pytest.raises(queue.Full):
        full.put(2, timeout=0.25)
    assert elapsed(host) == 10.25
