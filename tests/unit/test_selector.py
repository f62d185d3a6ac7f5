"""Selectors: the desktop's own and the kernel's, by the same rules."""

import selectors
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asyncarium.deadlock import DeadlockError
from asyncarium.kernel.scheduler import Scheduler
from asyncarium.kernel.selector import KernelSelector
from tests.unit.conftest import Crew, Sockets, fill
from tests.unit.fake_host import START, FakeHost

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
SECOND = 10**9


@pytest.fixture
def selector(net: Sockets) -> Iterator[selectors.BaseSelector]:
    """The selector that belongs to the sockets of ``net``."""
    kernel = net.module.__name__ == "kernel_socket"
    made: selectors.BaseSelector = KernelSelector() if kernel else selectors.DefaultSelector()
    with made:
        yield made


@pytest.fixture
def kernels(ours: Sockets) -> Iterator[KernelSelector]:
    """The kernel's alone."""
    with KernelSelector() as made:
        yield made


def ready(selector: selectors.BaseSelector, timeout: float | None = 0) -> dict[Any, int]:
    return {key.fileobj: events for key, events in selector.select(timeout)}


def test_readiness_lasts_until_it_is_used(net: Sockets, selector: selectors.BaseSelector) -> None:
    one, other = net.connected()
    selector.register(one, READ)
    assert ready(selector) == {}
    other.sendall(b"xy")
    for _ in range(3):
        assert ready(selector, 5) == {one: READ}
    one.recv(1)
    assert ready(selector, 5) == {one: READ}
    one.recv(1)
    assert ready(selector) == {}
    other.close()
    assert ready(selector, 5) == {one: READ}


def test_writing_needs_room(net: Sockets, selector: selectors.BaseSelector) -> None:
    one, other = net.connected()
    selector.register(one, READ | WRITE)
    assert ready(selector) == {one: WRITE}
    sent = fill(one)
    assert ready(selector) == {}
    while sent:
        sent -= len(other.recv(1 << 20))
    assert ready(selector, 5) == {one: WRITE}


def test_a_listener_gets_readable(net: Sockets, selector: selectors.BaseSelector) -> None:
    server, client = net.server(), net.tcp()
    selector.register(server, READ)
    assert ready(selector) == {}
    client.connect(server.getsockname())
    assert ready(selector, 5) == {server: READ}
    net.keep(server.accept()[0])
    assert ready(selector) == {}


def test_datagrams(net: Sockets, selector: selectors.BaseSelector) -> None:
    one, other = net.udp(), net.udp()
    selector.register(one, READ | WRITE)
    assert ready(selector) == {one: WRITE}
    other.sendto(b"x", one.getsockname())
    assert ready(selector, 5)[one] & READ


def test_a_connection_gets_writable(net: Sockets, selector: selectors.BaseSelector) -> None:
    server, client = net.server(), net.tcp()
    client.setblocking(False)
    client.connect_ex(server.getsockname())
    selector.register(client, WRITE)
    assert ready(selector, 5) == {client: WRITE}


def test_what_is_registered_is_found(net: Sockets, selector: selectors.BaseSelector) -> None:
    one, other = net.pair()
    key = selector.register(one, READ, "data")
    assert (key.fileobj, key.fd, key.events, key.data) == (one, one.fileno(), READ, "data")
    assert selector.get_key(one) == selector.get_key(one.fileno()) == key
    assert list(selector.get_map()) == [one.fileno()]
    assert len(selector.get_map()) == 1
    with pytest.raises(KeyError):
        selector.get_key(other)
    changed = selector.modify(one, READ, "other data")
    assert selector.get_key(one) == changed
    assert changed.data == "other data"
    assert selector.unregister(one) == changed
    assert not selector.get_map()


def test_what_is_watched_for_can_be_changed(net: Sockets, selector: selectors.BaseSelector) -> None:
    one, other = net.connected()
    other.sendall(b"x")
    selector.register(one, WRITE)
    assert ready(selector) == {one: WRITE}
    selector.modify(one, READ)
    assert ready(selector, 5) == {one: READ}
    selector.modify(one, READ | WRITE)
    assert ready(selector, 5) == {one: READ | WRITE}
    selector.unregister(one)
    assert ready(selector) == {}


def test_what_can_be_registered(
    net: Sockets, selector: selectors.BaseSelector, tmp_path: Path
) -> None:
    one, other = net.pair()
    selector.register(one, READ)
    with pytest.raises(KeyError, match="already registered"):
        selector.register(one, READ)
    for events in (0, 99):
        with pytest.raises(ValueError, match="Invalid events"):
            selector.register(other, events)
    for nothing in (-1, "x", None):
        with pytest.raises(ValueError, match="Invalid file"):
            selector.register(nothing, READ)  # type: ignore[arg-type]
    with pytest.raises(OSError, match="Bad file descriptor"):
        selector.register(99_999, READ)
    with (tmp_path / "file").open("w") as file, pytest.raises(PermissionError):
        selector.register(file, READ)
    other.close()
    with pytest.raises(ValueError, match="Invalid file"):
        selector.register(other, READ)
    # None of these left anything behind.
    assert list(selector.get_map()) == [one.fileno()]


def test_what_is_not_registered(net: Sockets, selector: selectors.BaseSelector) -> None:
    one, _other = net.pair()
    for call in (selector.unregister, lambda end: selector.modify(end, READ)):
        with pytest.raises(KeyError):
            call(one)


def test_a_closed_selector(net: Sockets, selector: selectors.BaseSelector) -> None:
    one, other = net.pair()
    selector.register(one, READ)
    selector.close()
    assert selector.get_map() is None
    with pytest.raises(RuntimeError, match="closed"):
        selector.get_key(one)
    # It watches nothing any more.
    other.sendall(b"x")


def test_a_closed_selector_cant_select(net: Sockets, selector: selectors.BaseSelector) -> None:
    one, _other = net.pair()
    selector.register(one, READ)
    selector.close()
    with pytest.raises(ValueError, match="closed"):
        selector.select(0)


def test_a_closed_socket_is_never_ready_and_can_be_unregistered(
    net: Sockets, selector: selectors.BaseSelector
) -> None:
    one, other = net.connected()
    key = selector.register(one, READ | WRITE)
    other.sendall(b"x")
    one.close()
    assert ready(selector) == {}
    assert selector.unregister(one) == key


def test_two_selectors_watch_one_socket(net: Sockets, selector: selectors.BaseSelector) -> None:
    one, other = net.connected()
    with type(selector)() as second:
        second.register(one, READ)
        selector.register(one, READ)
        other.sendall(b"x")
        assert ready(selector, 5) == ready(second, 5) == {one: READ}


@pytest.mark.parametrize("timeout", [0.001, 1, 2.5, 86_400])
def test_timeouts_are_exact(
    ours: Sockets, kernels: KernelSelector, host: FakeHost, timeout: float
) -> None:
    one, _other = ours.pair()
    kernels.register(one, READ)
    assert kernels.select(timeout) == []
    assert host.nanoseconds - START == timeout * SECOND


@pytest.mark.parametrize("timeout", [0, -1])
def test_without_a_timeout_it_only_looks(
    kernels: KernelSelector, host: FakeHost, crew: Crew, timeout: int
) -> None:
    order: list[str] = []
    crew.start(lambda: order.append("thread"))
    assert kernels.select(timeout) == []
    assert order == []
    crew.wait()
    assert host.nanoseconds == START


def test_it_waits_for_what_another_thread_does(
    ours: Sockets, kernels: KernelSelector, crew: Crew, host: FakeHost
) -> None:
    one, other = ours.pair()
    kernels.register(one, READ)
    crew.start(lambda: crew.scheduler.park(START + SECOND), lambda: other.send(b"x"))
    assert ready(kernels, 60) == {one: READ}
    assert host.nanoseconds - START == SECOND
    crew.wait()


def test_changes_that_make_nothing_ready_do_not_end_the_wait(
    ours: Sockets, kernels: KernelSelector, crew: Crew, host: FakeHost
) -> None:
    one, other = ours.pair()
    kernels.register(one, WRITE)
    fill(one)
    crew.start(lambda: other.send(b"to read, not to write"))
    assert kernels.select(3) == []
    assert host.nanoseconds - START == 3 * SECOND
    crew.wait()


def test_room_that_grows_bit_by_bit_ends_the_wait(
    ours: Sockets, kernels: KernelSelector, crew: Crew
) -> None:
    one, other = ours.connected()
    kernels.register(one, WRITE)
    steps = fill(one) // 1_000
    crew.start(*[lambda: other.recv(1_000), crew.scheduler.yield_now] * steps)
    assert ready(kernels, 60) == {one: WRITE}
    crew.wait()


def test_another_thread_may_register_and_unregister(
    ours: Sockets, kernels: KernelSelector, crew: Crew
) -> None:
    one, other = ours.pair()
    third, fourth = ours.pair()
    kernels.register(one, READ)
    crew.start(lambda: other.send(b"x"), lambda: kernels.unregister(one))
    crew.start(lambda: fourth.send(b"x"), lambda: kernels.register(third, READ))
    assert ready(kernels, 60) == {third: READ}
    crew.wait()


def test_a_signal_ends_the_wait_with_nothing(kernels: KernelSelector, host: FakeHost) -> None:
    host.stop_at = START + SECOND
    previous = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        assert kernels.select(60) == []
    finally:
        signal.signal(signal.SIGINT, previous)
    assert host.nanoseconds - START == SECOND


def test_for_ever_is_a_deadlock(
    ours: Sockets, kernels: KernelSelector, scheduler: Scheduler
) -> None:
    kernels.register(ours.pair()[0], READ)
    with pytest.raises(DeadlockError):
        kernels.select()


def test_a_thousand_sockets(ours: Sockets, kernels: KernelSelector) -> None:
    pairs = [ours.pair() for _ in range(500)]
    for one, _other in pairs:
        kernels.register(one, READ)
    assert kernels.select(0) == []
    for number in (400, 3, 77):
        pairs[number][1].send(b"x")
    assert list(ready(kernels)) == [pairs[number][0] for number in (400, 3, 77)]
