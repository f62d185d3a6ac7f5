"""time.sleep, signals and slices, as the kernel does them."""

import signal
import time

import pytest

from asyncarium.kernel import slices
from asyncarium.kernel.clock import make_clock
from asyncarium.kernel.stdin import open_stdin
from asyncarium.kernel.wait import Waiter
from tests.unit.conftest import FakeHost

START = FakeHost().nanoseconds


def test_sleep_passes_exactly_its_time(host: FakeHost, waiter: Waiter) -> None:
    for _ in range(10):
        waiter.sleep(0.1)
    assert host.nanoseconds - START == 10**9


def test_sleep_takes_integers_and_nothing_else(waiter: Waiter) -> None:
    waiter.sleep(1)
    with pytest.raises(TypeError, match=r"^'str' object cannot be interpreted as an integer$"):
        waiter.sleep("1")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^sleep length must be non-negative$"):
        waiter.sleep(-1)
    with pytest.raises(ValueError, match=r"^Invalid value NaN \(not a number\)$"):
        waiter.sleep(float("nan"))


def test_sleep_refuses_what_cpython_refuses() -> None:
    """The same calls on the real one: the exception types are not ours to choose."""
    for value, error in [("1", TypeError), (-1, ValueError), (float("nan"), ValueError)]:
        with pytest.raises(error):
            time.sleep(value)  # type: ignore[arg-type]


def test_stop_ends_a_sleep_with_keyboard_interrupt(host: FakeHost, waiter: Waiter) -> None:
    host.stop_at = START + 10**9
    with pytest.raises(KeyboardInterrupt):
        waiter.sleep(60)
    assert host.nanoseconds - START == 10**9


def test_a_handler_that_returns_lets_the_sleep_go_on(
    host: FakeHost, waiter: Waiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    previous = signal.signal(signal.SIGINT, lambda number, _frame: seen.append(number))
    try:
        host.stop_at = START + 10**9
        waiter.sleep(60)
    finally:
        signal.signal(signal.SIGINT, previous)
    assert seen == [signal.SIGINT]
    assert host.nanoseconds - START == 60 * 10**9


def test_real_time_suspends_for_seconds(host: FakeHost) -> None:
    Waiter(host, make_clock(host, "real")).wait(1.5)
    assert host.suspensions == [1.5]


def test_a_slice_breathes_where_it_can(host: FakeHost, waiter: Waiter) -> None:
    previous = signal.getsignal(slices.SLICE_SIGNAL)
    try:
        slices.install(waiter)
        signal.raise_signal(slices.SLICE_SIGNAL)
        assert host.suspensions == [0]
        host.suspendable = False
        signal.raise_signal(slices.SLICE_SIGNAL)
        assert host.suspensions == [0]
    finally:
        signal.signal(slices.SLICE_SIGNAL, previous)


def test_stdin_gives_lines_as_they_come(host: FakeHost, waiter: Waiter) -> None:
    host.typed = ["Grüße\n", "", "last", None]
    stdin = open_stdin(host, waiter.deliver_stop)
    assert stdin.readline() == "Grüße\n"
    assert stdin.readline() == "last"
    assert host.typed == []


def test_stop_ends_a_read(host: FakeHost, waiter: Waiter) -> None:
    host.typed = ["", ""]
    host.stop_at = START
    with pytest.raises(KeyboardInterrupt):
        open_stdin(host, waiter.deliver_stop).readline()
