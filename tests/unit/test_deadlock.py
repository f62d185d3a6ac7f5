"""The diagnosis of a program that would wait for ever: who waits, for what, at which line."""

import _thread
import asyncio
import functools
import queue
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from asyncarium import deadlock
from asyncarium.deadlock import DeadlockError
from asyncarium.kernel import threads
from asyncarium.kernel.scheduler import Scheduler
from asyncarium.kernel.system import System
from tests.unit.conftest import LoopFactory, Sockets
from tests.unit.fake_host import START, FakeHost

LAST_LINE = "On your machine this program would hang here until you press Ctrl-C."


def line_of(function: Callable[..., object], plus: int) -> int:
    return function.__code__.co_firstlineno + plus


@pytest.fixture
def stuck(loop_factory: LoopFactory) -> Callable[[Coroutine[Any, Any, Any]], list[str]]:
    """The lines of the error that a program of asyncio ends with."""

    def run(main: Coroutine[Any, Any, Any]) -> list[str]:
        with (
            pytest.raises(DeadlockError) as caught,
            asyncio.Runner(loop_factory=loop_factory) as runner,
        ):
            runner.run(main)
        return str(caught.value).splitlines()

    return run


Stuck = Callable[[Coroutine[Any, Any, Any]], list[str]]


def test_it_names_task_line_and_operation(stuck: Stuck) -> None:
    async def waits_for_a_lock(lock: asyncio.Lock) -> None:
        await lock.acquire()

    async def main() -> None:
        lock = asyncio.Lock()
        await lock.acquire()
        task = asyncio.create_task(waits_for_a_lock(lock), name="second")
        await task

    head, main_line, second_line, tail = stuck(main())
    assert head == "every task is waiting and nothing is left that could wake one:"
    assert main_line.startswith("  Task-")
    assert main_line.endswith(
        f"main) at line {line_of(main, 4)} of main(): waits for second to end"
    )
    assert second_line.startswith("  second (")
    assert second_line.endswith(
        f"waits_for_a_lock) at line {line_of(waits_for_a_lock, 1)} of waits_for_a_lock(): "
        "waits for Lock.acquire()"
    )
    assert tail == LAST_LINE


def test_a_bare_future(stuck: Stuck) -> None:
    async def main() -> None:
        await asyncio.get_running_loop().create_future()

    assert stuck(main())[1].endswith(": waits for a future that nobody has completed")


def test_gathered_futures(stuck: Stuck) -> None:
    async def main() -> None:
        await asyncio.gather(asyncio.get_running_loop().create_future())

    assert stuck(main())[1].endswith(": waits for gather() of futures")


def test_gathered_tasks_are_named_in_the_order_they_were_made(stuck: Stuck) -> None:
    async def worker(event: asyncio.Event) -> None:
        await event.wait()

    async def main() -> None:
        event = asyncio.Event()
        tasks = [asyncio.create_task(worker(event), name=name) for name in "ab"]
        await asyncio.gather(*tasks)

    lines = stuck(main())
    assert lines[1].endswith(": waits for gather() of a, b")
    assert [line.split()[0] for line in lines[2:4]] == ["a", "b"]
    assert all(line.endswith(": waits for Event.wait()") for line in lines[2:4])


def test_the_function_that_waits_is_named_if_it_is_not_the_tasks(stuck: Stuck) -> None:
    async def inner() -> None:
        await asyncio.Event().wait()

    async def main() -> None:
        await inner()

    assert f"at line {line_of(inner, 1)} of inner(): waits for Event.wait()" in stuck(main())[1]


def test_a_stream_without_a_peer_to_write(stuck: Stuck, kernel_socket: Any) -> None:
    async def main() -> None:
        one, other = kernel_socket.socketpair()
        with other:
            reader, writer = await asyncio.open_connection(sock=one)
            try:
                await reader.read()
            finally:
                writer.close()
                await writer.wait_closed()

    assert stuck(main())[1].endswith(": waits for StreamReader.read()")


def run_until_stop(
    host: FakeHost, loop_factory: LoopFactory, main: Callable[[], Awaitable[None]]
) -> None:
    async def run() -> None:
        await main()

    host.stop_at = START + 10**9
    with pytest.raises(KeyboardInterrupt), asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(run())
    assert host.suspensions == [None]


def test_a_server_may_wait_for_ever(host: FakeHost, loop_factory: LoopFactory) -> None:
    async def main() -> None:
        server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
        async with server:
            await server.serve_forever()

    run_until_stop(host, loop_factory, main)


def test_so_may_one_of_datagrams(host: FakeHost, loop_factory: LoopFactory) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        transport, _protocol = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, ("127.0.0.1", 0)
        )
        try:
            await asyncio.Event().wait()
        finally:
            transport.close()

    run_until_stop(host, loop_factory, main)


def test_an_open_server_is_no_excuse_for_a_task_that_waits_for_another(stuck: Stuck) -> None:
    async def main() -> None:
        async with await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 8888):
            await asyncio.Event().wait()

    lines = stuck(main())
    assert lines[1].endswith(": waits for Event.wait()")
    assert lines[2] == "The server on 127.0.0.1:8888 has no clients: nobody else is in this tab."


def test_a_blocking_server_may_too(ours: Sockets, host: FakeHost) -> None:
    server = ours.server()
    host.stop_at = START + 10**9
    with pytest.raises(KeyboardInterrupt):
        server.accept()
    assert host.suspensions == [None]


def test_a_server_that_nobody_watches_is_no_excuse(ours: Sockets) -> None:
    ours.server()
    one, _other = ours.pair()
    with pytest.raises(DeadlockError, match=r"waits for socket\.recv"):
        one.recv(1)


@pytest.mark.parametrize(
    ("handler", "excused"),
    [
        (signal.default_int_handler, False),
        (signal.SIG_DFL, False),
        (signal.SIG_IGN, False),
        (lambda _number, _frame: None, True),
        (functools.partial(print, "stopping"), True),
    ],
    ids=["default", "SIG_DFL", "SIG_IGN", "function", "partial"],
)
def test_only_a_handler_of_ones_own_may_wait_for_ctrl_c(
    system: System, handler: Any, excused: bool
) -> None:
    previous = signal.signal(signal.SIGINT, handler)
    try:
        assert (deadlock.diagnose(system) is None) is excused
    finally:
        signal.signal(signal.SIGINT, previous)


def test_a_loop_with_nothing_to_do(loop_factory: LoopFactory) -> None:
    loop = loop_factory()
    with pytest.raises(DeadlockError, match=r"the loop has no task, no timer and nothing to read$"):
        loop.run_forever()
    loop.close()


class TestThreads:
    """Programs without asyncio."""

    @pytest.fixture(autouse=True)
    def installed(self, patched: None, scheduler: Scheduler) -> None:
        threads.install(scheduler)

    def test_a_lock_that_is_held(self) -> None:
        lock = threading.Lock()
        lock.acquire()
        with pytest.raises(DeadlockError) as caught:
            lock.acquire()
        head, line, tail = str(caught.value).splitlines()
        assert head == "every thread is waiting and nothing is left that could wake one:"
        assert line.startswith("  MainThread at line ")
        assert line.endswith(" of test_a_lock_that_is_held(): waits for lock.acquire()")
        assert tail == LAST_LINE

    def test_each_thread_has_its_line(self) -> None:
        one, other = threading.Lock(), threading.Lock()

        def takes_other_then_one() -> None:
            with other, one:
                pass

        one.acquire()
        started = _thread.start_new_thread(takes_other_then_one, ())
        threading.Event().wait(1)
        with pytest.raises(DeadlockError) as caught:
            other.acquire()
        _head, thread, main, _tail = str(caught.value).splitlines()
        line = line_of(takes_other_then_one, 1)
        assert thread == (
            f"  thread {started} at line {line} of takes_other_then_one(): "
            "waits for lock.__enter__()"
        )
        assert main.startswith("  MainThread at line ")
        assert main.endswith(": waits for lock.acquire()")

    def test_what_the_program_called_is_named_not_what_that_calls(self) -> None:
        with pytest.raises(DeadlockError, match=r": waits for Queue\.get\(\)"):
            queue.Queue[int]().get()
        with pytest.raises(DeadlockError, match=r": waits for Event\.wait\(\)"):
            threading.Event().wait()

    def test_the_end_of_the_program_waits_for_threads(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(deadlock, "_is_library", lambda code: True)
        lock = threading.Lock()
        lock.acquire()
        start: Any = _thread.start_joinable_thread  # type: ignore[attr-defined]
        start(lock.acquire, daemon=False)
        with pytest.raises(DeadlockError, match="MainThread has run its last line: waits for"):
            _thread._shutdown()  # type: ignore[attr-defined]
