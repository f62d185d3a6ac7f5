"""Signals that the kernel sends, through CPython's own handlers and wake-up descriptor."""

import _thread
import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from asyncarium.kernel.scheduler import Scheduler
from asyncarium.kernel.signals import Signals
from asyncarium.kernel.system import System
from tests.unit.conftest import Crew, LoopFactory, Sockets, fill
from tests.unit.fake_host import START, FakeHost


@pytest.fixture(autouse=True)
def installed(patched: None, system: System) -> Iterator[None]:
    signals = Signals(system.network.descriptors)
    signals.install(system.scheduler)
    system.scheduler.outside.deliver = signals.deliver
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGUSR1)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def seen() -> list[int]:
    """The signals that a handler of the program saw."""
    numbers: list[int] = []

    def handler(number: int, _frame: FrameType | None) -> None:
        numbers.append(number)

    for number in (signal.SIGINT, signal.SIGUSR1):
        signal.signal(number, handler)
    return numbers


def test_every_way_to_send_one_runs_its_handler(seen: list[int]) -> None:
    signal.raise_signal(signal.SIGUSR1)
    os.kill(os.getpid(), signal.SIGINT)
    _thread.interrupt_main()
    _thread.interrupt_main(signal.SIGUSR1)
    assert seen == [signal.SIGUSR1, signal.SIGINT, signal.SIGINT, signal.SIGUSR1]


def test_from_another_thread_the_handler_runs_in_the_main_one(seen: list[int], crew: Crew) -> None:
    during: list[list[int]] = []
    crew.start(_thread.interrupt_main, lambda: during.append(list(seen)))
    crew.wait()
    assert during == [[]]
    assert seen == [signal.SIGINT]


def test_a_number_that_is_no_signal_is_refused() -> None:
    ways: list[Callable[[Any], None]] = [signal.raise_signal, _thread.interrupt_main]
    for send in ways:
        with pytest.raises(ValueError, match="signal number out of range"):
            send(1_000)


def test_what_is_ignored_does_nothing(seen: list[int], ours: Sockets) -> None:
    reader, writer = ours.pair()
    for end in (reader, writer):
        end.setblocking(False)
    signal.set_wakeup_fd(writer.fileno())
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    signal.raise_signal(signal.SIGUSR1)
    assert seen == []
    with pytest.raises(BlockingIOError):
        reader.recv(1)


def test_signal_zero_only_asks_whether_the_process_lives(seen: list[int]) -> None:
    os.kill(os.getpid(), 0)
    assert seen == []


def test_the_wakeup_descriptor_gets_a_byte(seen: list[int], ours: Sockets) -> None:
    reader, writer = ours.pair()
    writer.setblocking(False)
    assert signal.set_wakeup_fd(writer.fileno()) == -1
    signal.raise_signal(signal.SIGUSR1)
    assert reader.recv(10) == bytes([signal.SIGUSR1])
    assert signal.set_wakeup_fd(-1) == writer.fileno()
    signal.raise_signal(signal.SIGUSR1)
    reader.setblocking(False)
    with pytest.raises(BlockingIOError):
        reader.recv(1)
    assert seen == [signal.SIGUSR1] * 2


def test_a_wakeup_descriptor_that_is_full_or_closed_loses_the_byte_only(
    seen: list[int], ours: Sockets
) -> None:
    _reader, writer = ours.pair()
    fill(writer)
    signal.set_wakeup_fd(writer.fileno())
    signal.raise_signal(signal.SIGUSR1)
    writer.close()
    signal.raise_signal(signal.SIGUSR1)
    assert seen == [signal.SIGUSR1] * 2


def test_a_wakeup_descriptor_must_be_an_open_socket_that_never_blocks(
    ours: Sockets, crew: Crew
) -> None:
    _reader, writer = ours.pair()
    fd = writer.fileno()
    with pytest.raises(ValueError, match=f"^the fd {fd} must be in non-blocking mode$"):
        signal.set_wakeup_fd(fd)
    writer.setblocking(False)
    with pytest.raises(ValueError, match=r"^set_wakeup_fd only works in main thread"):
        crew.run(lambda: signal.set_wakeup_fd(fd))
    writer.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        signal.set_wakeup_fd(fd)


def test_add_signal_handler(loop_factory: LoopFactory, host: FakeHost) -> None:
    async def main() -> float:
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        loop.add_signal_handler(signal.SIGINT, stopped.set)
        await stopped.wait()
        loop.remove_signal_handler(signal.SIGINT)
        return loop.time()

    host.stop_at = START + 3 * 10**9
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        assert runner.run(main()) == (START + 3 * 10**9) / 10**9


def test_stop_between_two_waits_is_not_lost(
    seen: list[int], host: FakeHost, scheduler: Scheduler
) -> None:
    for second in (1, 2):
        host.stop_at = START + second * 10**9
        scheduler.park(START + 60 * 10**9)
        assert host.nanoseconds == START + second * 10**9
    assert seen == [signal.SIGINT] * 2
