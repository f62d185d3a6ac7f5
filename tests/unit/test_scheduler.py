"""Who runs when, what time that takes, and what happens when nobody can."""

import signal
import threading
from collections.abc import Callable

import pytest

from asyncarium.deadlock import DeadlockError
from asyncarium.kernel.scheduler import CANT_SWITCH, GreenThread, Scheduler
from tests.unit.conftest import Crew
from tests.unit.fake_host import START, FakeHost

SECOND = 10**9


def elapsed(host: FakeHost) -> float:
    return (host.nanoseconds - START) / SECOND


def wait_until(scheduler: Scheduler, deadline: int) -> None:
    while scheduler.host.nanoseconds < deadline:  # type: ignore[attr-defined]
        scheduler.park(deadline)


def test_ready_threads_run_first_in_first_out(crew: Crew) -> None:
    order: list[int] = []
    crew.run(*(lambda number=number: order.append(number) for number in range(20)))
    assert order == list(range(20))


def test_a_thread_runs_only_when_its_starter_waits(crew: Crew) -> None:
    order: list[str] = []
    crew.start(lambda: order.append("thread"))
    order.append("main")
    crew.wait()
    assert order == ["main", "thread"]


def test_every_thread_has_a_number_and_is_current_while_it_runs(
    scheduler: Scheduler, crew: Crew
) -> None:
    seen: list[int] = []
    started = [crew.start(lambda: seen.append(scheduler.current.ident)) for _ in range(3)]
    crew.wait()
    assert seen == [thread.ident for thread in started]
    assert len({scheduler.main.ident, *seen}) == 4
    assert scheduler.current is scheduler.main


def test_deadlines_come_in_order_and_ties_as_they_began(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    order: list[tuple[int, float]] = []

    def sleeper(number: int, seconds: int) -> None:
        assert scheduler.park(START + seconds * SECOND) is False
        order.append((number, elapsed(host)))

    crew.run(
        *(
            lambda number=number, seconds=seconds: sleeper(number, seconds)
            for number, seconds in enumerate([2, 1, 2, 1, 3])
        )
    )
    assert order == [(1, 1), (3, 1), (0, 2), (2, 2), (4, 3)]


def test_what_is_to_be_called_is_called_in_time(scheduler: Scheduler, host: FakeHost) -> None:
    order: list[tuple[str, float]] = []

    def call(name: str) -> None:
        order.append((name, elapsed(host)))

    scheduler.call_at(START + 2 * SECOND, lambda: call("late"))
    scheduler.call_at(START + SECOND, lambda: call("first"))
    scheduler.call_at(START + SECOND, lambda: call("second"))
    scheduler.call_at(START + 9 * SECOND, lambda: call("never"))
    scheduler.forget_others()
    wait_until(scheduler, START + 3 * SECOND)
    assert order == [("first", 1), ("second", 1), ("late", 2)]


def test_what_is_called_may_wake_who_waits_for_ever(scheduler: Scheduler, host: FakeHost) -> None:
    scheduler.call_at(START + SECOND, lambda: scheduler.unpark(scheduler.main))
    assert scheduler.park()
    assert elapsed(host) == 1


def test_the_clock_stands_still_while_the_outside_world_is_awaited(
    scheduler: Scheduler, host: FakeHost
) -> None:
    def look() -> None:
        if not host.news:
            scheduler.awaited.clear()

    host.news = [lambda: None, lambda: None]
    scheduler.awaited.append(look)
    wait_until(scheduler, START + SECOND)
    assert host.suspensions == [None, None]
    assert elapsed(host) == 1


def test_a_deadline_that_is_over_waits_for_nothing(scheduler: Scheduler, host: FakeHost) -> None:
    assert scheduler.park(START - SECOND) is False
    assert elapsed(host) == 0


def test_unpark_wakes_before_the_deadline(scheduler: Scheduler, host: FakeHost, crew: Crew) -> None:
    crew.start(lambda: scheduler.unpark(scheduler.main))
    assert scheduler.park(START + 60 * SECOND) is True
    assert elapsed(host) == 0
    crew.wait()


def test_stale_deadlines_never_move_virtual_time(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    for _ in range(2_000):
        crew.start(lambda: scheduler.unpark(scheduler.main))
        scheduler.park(START + 60 * SECOND)
    crew.wait()
    assert elapsed(host) == 0
    wait_until(scheduler, START + 90 * SECOND)
    assert elapsed(host) == 90
    scheduler.park(START + 100 * SECOND)
    assert elapsed(host) == 100


def test_unpark_of_a_thread_that_is_not_parked_does_nothing(
    scheduler: Scheduler, host: FakeHost
) -> None:
    scheduler.unpark(scheduler.current)
    scheduler.unpark(GreenThread(0))
    assert scheduler.park(START + SECOND) is False
    assert elapsed(host) == 1


def test_unparked_twice_runs_once(scheduler: Scheduler, host: FakeHost, crew: Crew) -> None:
    turns: list[float] = []

    def waits() -> None:
        scheduler.park()
        turns.append(elapsed(host))
        scheduler.park(START + SECOND)
        turns.append(elapsed(host))

    waiting = crew.start(waits)

    def wakes() -> None:
        scheduler.unpark(waiting)
        scheduler.unpark(waiting)

    crew.start(wakes)
    crew.wait()
    assert turns == [0, 1]


def test_parked_threads_are_known_in_the_order_they_began(scheduler: Scheduler, crew: Crew) -> None:
    threads = [crew.start(lambda: scheduler.park(START + SECOND)) for _ in range(3)]
    seen: list[list[GreenThread]] = []
    crew.start(lambda: seen.append(list(scheduler.parked)))
    crew.wait()
    assert seen == [[scheduler.main, *threads]]
    assert not scheduler.parked
    assert all(thread.frame is None for thread in threads)


def test_yield_now_lets_every_ready_thread_run_first(scheduler: Scheduler, crew: Crew) -> None:
    order: list[str] = []
    scheduler.yield_now()
    crew.start(lambda: order.append("a"))
    crew.start(lambda: order.append("b"))
    scheduler.yield_now()
    order.append("main")
    assert order == ["a", "b", "main"]


def test_yield_now_delivers_signals(scheduler: Scheduler, crew: Crew) -> None:
    crew.start(lambda: scheduler.send_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        scheduler.yield_now()


def test_in_real_time_threads_that_yield_delay_no_deadline(
    real_time: Scheduler, host: FakeHost, crew: Crew
) -> None:
    def busy() -> None:
        for _ in range(50):
            host.advance(SECOND // 10)
            real_time.yield_now()

    crew.start(busy)
    crew.start(busy)
    wait_until(real_time, START + SECOND)
    # The other one may have its turn before.
    assert elapsed(host) <= 1.1
    crew.wait()


def test_signals_end_a_park_of_the_main_thread_only(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    ends: list[float] = []

    def other() -> None:
        scheduler.park(START + 5 * SECOND)
        ends.append(elapsed(host))

    crew.start(other)
    host.stop_at = START + SECOND
    with pytest.raises(KeyboardInterrupt):
        scheduler.park()
    assert elapsed(host) == 1
    crew.wait()
    assert ends == [5]


def test_a_signal_from_another_thread_reaches_the_main_one(
    scheduler: Scheduler, crew: Crew
) -> None:
    where: list[int] = []
    previous = signal.signal(
        signal.SIGUSR1, lambda _number, _frame: where.append(threading.get_ident())
    )
    try:
        crew.run(lambda: scheduler.send_signal(signal.SIGUSR1))
    finally:
        signal.signal(signal.SIGUSR1, previous)
    assert where == [threading.main_thread().ident]


def test_a_signal_to_oneself_is_delivered_at_once(scheduler: Scheduler) -> None:
    with pytest.raises(KeyboardInterrupt):
        scheduler.send_signal(signal.SIGINT)


def test_signals_that_wait_are_delivered_in_order(scheduler: Scheduler, crew: Crew) -> None:
    seen: list[int] = []
    wanted = [signal.SIGUSR2, signal.SIGUSR1, signal.SIGUSR2]
    previous = {
        number: signal.signal(number, lambda number, _frame: seen.append(number))
        for number in set(wanted)
    }
    try:
        crew.start(*(lambda number=number: scheduler.send_signal(number) for number in wanted))
        crew.wait()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    assert seen == wanted


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_stuck_program_ends_in_the_main_thread(
    scheduler: Scheduler, crew: Crew, in_thread: bool
) -> None:
    if in_thread:
        crew.start(scheduler.park)
    with pytest.raises(DeadlockError):
        scheduler.park()
    # And again, if the program goes on.
    with pytest.raises(DeadlockError):
        scheduler.park()


def test_a_program_that_may_wait_for_ever_does(scheduler: Scheduler, host: FakeHost) -> None:
    scheduler.outside.diagnose = lambda: None
    host.stop_at = START + 7 * SECOND
    with pytest.raises(KeyboardInterrupt):
        scheduler.park()
    assert host.suspensions == [None]
    assert elapsed(host) == 7


def test_a_stop_that_came_before_the_wait_ends_it_at_once(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    def press_stop() -> None:
        host.stop_at = host.nanoseconds

    scheduler.outside.diagnose = lambda: None
    crew.start(press_stop, scheduler.park)
    with pytest.raises(KeyboardInterrupt):
        scheduler.park()
    assert host.suspensions == []


def reader(scheduler: Scheduler, host: FakeHost, lines: list[str | None]) -> Callable[[], None]:
    """A thread that reads one line."""

    def read() -> None:
        while not host.has_input():
            scheduler.wait_for_input()
        lines.append(host.take_input())

    return read


def test_the_clock_stands_still_while_input_is_awaited(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    lines: list[str | None] = []
    order: list[str | None] = lines
    crew.start(lambda: scheduler.park(START + SECOND), lambda: order.append("slept"))
    host.news = [lambda: None, lambda: host.typed.append("typed\n")]
    crew.run(reader(scheduler, host, lines))
    assert lines == ["typed\n", "slept"]
    assert host.suspensions == [None, None]
    assert elapsed(host) == 1


def test_in_real_time_others_go_on_while_input_is_awaited(
    real_time: Scheduler, host: FakeHost, crew: Crew
) -> None:
    lines: list[str | None] = []
    crew.start(lambda: real_time.park(START + SECOND), lambda: lines.append("slept"))
    host.news = [lambda: host.typed.append("typed\n")]
    crew.run(reader(real_time, host, lines))
    assert lines == ["slept", "typed\n"]
    assert host.suspensions == [1, None]


def test_readers_get_their_lines_in_the_order_they_asked(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    got: list[tuple[str, str | None]] = []

    def read(name: str) -> None:
        while not host.has_input():
            scheduler.wait_for_input()
        got.append((name, host.take_input()))

    host.news = [lambda: host.typed.append("1\n"), lambda: host.typed.append("2\n")]
    crew.run(lambda: read("a"), lambda: read("b"))
    assert got == [("a", "1\n"), ("b", "2\n")]


def test_lines_that_come_together_go_to_a_reader_each(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    lines: list[str | None] = []
    host.news = [lambda: host.typed.extend(["1\n", "2\n"])]
    crew.run(*[reader(scheduler, host, lines)] * 2)
    assert lines == ["1\n", "2\n"]
    assert host.suspensions == [None]


def test_a_line_that_came_before_the_wait_is_read_at_once(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    lines: list[str | None] = []
    # The second one computes when the line arrives.
    crew.run(reader(scheduler, host, lines), lambda: host.typed.append("typed\n"))
    assert lines == ["typed\n"]
    assert host.suspensions == []


def test_a_stack_that_cant_be_left_says_so(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    order: list[str] = []
    crew.start(lambda: order.append("thread"))
    host.suspendable = False
    with pytest.raises(RuntimeError) as caught:
        scheduler.park()
    assert str(caught.value) == CANT_SWITCH
    scheduler.yield_now()
    assert not scheduler.parked
    assert order == []
    # Nothing is lost: the thread runs as soon as it can.
    host.suspendable = True
    crew.wait()
    assert order == ["thread"]


def test_a_stack_that_cant_be_left_can_still_sleep(scheduler: Scheduler, host: FakeHost) -> None:
    host.suspendable = False
    scheduler.park(START + SECOND)
    assert elapsed(host) == 1
