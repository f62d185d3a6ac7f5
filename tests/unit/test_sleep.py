"""time.sleep, as the kernel does it."""

import signal
import time
from collections.abc import Callable

import pytest

from asyncarium.kernel import sleep
from asyncarium.kernel.scheduler import Scheduler
from tests.unit.conftest import Crew
from tests.unit.fake_host import START, FakeHost


@pytest.fixture(autouse=True)
def installed(patched: None, scheduler: Scheduler) -> None:
    sleep.install(scheduler)


def test_sleep_passes_exactly_its_time(host: FakeHost) -> None:
    for _ in range(10):
        time.sleep(0.1)
    assert host.nanoseconds - START == 10**9
    assert host.suspensions == []


def test_sleep_takes_integers_and_nothing_else() -> None:
    time.sleep(1)
    with pytest.raises(TypeError, match=r"^'str' object cannot be interpreted as an integer$"):
        time.sleep("1")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^sleep length must be non-negative$"):
        time.sleep(-1)
    with pytest.raises(ValueError, match=r"^Invalid value NaN \(not a number\)$"):
        time.sleep(float("nan"))


_desktops_sleep = time.sleep


@pytest.mark.parametrize("whose", [_desktops_sleep, lambda seconds: time.sleep(seconds)])
@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("1", TypeError),
        (None, TypeError),
        (-1, ValueError),
        (float("nan"), ValueError),
        (float("inf"), OverflowError),
    ],
)
def test_sleep_refuses_what_cpython_refuses(
    whose: Callable[[object], None], value: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        whose(value)


def test_stop_ends_a_sleep_with_keyboard_interrupt(host: FakeHost) -> None:
    host.stop_at = START + 10**9
    with pytest.raises(KeyboardInterrupt):
        time.sleep(60)
    assert host.nanoseconds - START == 10**9


def test_a_handler_that_returns_lets_the_sleep_go_on(host: FakeHost) -> None:
    seen: list[int] = []
    previous = signal.signal(signal.SIGINT, lambda number, _frame: seen.append(number))
    try:
        host.stop_at = START + 10**9
        time.sleep(60)
    finally:
        signal.signal(signal.SIGINT, previous)
    assert seen == [signal.SIGINT]
    assert host.nanoseconds - START == 60 * 10**9


def test_real_time_suspends_for_seconds(host: FakeHost, real_time: Scheduler) -> None:
    time.sleep(1.5)
    assert host.suspensions == [1.5]


def test_sleeps_of_threads_overlap(host: FakeHost, crew: Crew) -> None:
    ends: list[tuple[float, float]] = []

    def sleeper(seconds: float) -> None:
        time.sleep(seconds)
        ends.append((seconds, (host.nanoseconds - START) / 10**9))

    crew.run(*(lambda seconds=seconds: sleeper(seconds) for seconds in (3, 1, 2)))
    assert ends == [(1, 1), (2, 2), (3, 3)]


def test_sleep_of_nothing_lets_others_run(host: FakeHost, crew: Crew) -> None:
    order: list[str] = []

    def worker(name: str) -> None:
        for number in range(2):
            order.append(f"{name}{number}")
            time.sleep(0)

    crew.run(lambda: worker("a"), lambda: worker("b"))
    assert order == ["a0", "b0", "a1", "b1"]
    assert host.nanoseconds == START
