"""CPython's own loop on the kernel: order, time and the diagnosis of deadlocks."""

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any

import pytest

from asyncarium.deadlock import DeadlockError
from asyncarium.kernel.wait import Waiter
from asyncarium.loop import KernelEventLoop
from tests.unit.conftest import FakeHost

START = FakeHost().nanoseconds


def run(waiter: Waiter, main: Coroutine[Any, Any, Any]) -> Any:
    with asyncio.Runner(loop_factory=lambda: KernelEventLoop(waiter)) as runner:
        return runner.run(main)


def test_sleeps_take_no_time_but_the_clocks(host: FakeHost, waiter: Waiter) -> None:
    run(waiter, asyncio.sleep(3600))
    assert host.nanoseconds - START == 3600 * 10**9
    assert host.suspensions == []


def test_timers_that_tie_fire_in_the_order_they_were_set(waiter: Waiter) -> None:
    order: list[int] = []

    async def sleeper(number: int) -> None:
        await asyncio.sleep(1)
        order.append(number)

    async def main() -> None:
        await asyncio.gather(*(sleeper(number) for number in range(100)))

    run(waiter, main())
    assert order == list(range(100))


def test_sums_of_floats_tie_too(waiter: Waiter) -> None:
    """0.1 + 0.2 is 0.30000000000000004: the timer set first must still fire first."""
    order: list[str] = []

    async def in_steps() -> None:
        await asyncio.sleep(0.1)
        await asyncio.sleep(0.2)
        order.append("in steps")

    async def at_once() -> None:
        await asyncio.sleep(0.3)
        order.append("at once")

    async def main() -> None:
        await asyncio.gather(in_steps(), at_once())

    run(waiter, main())
    assert order == ["at once", "in steps"]


def test_cancelled_timers_are_dropped(waiter: Waiter) -> None:
    async def main() -> list[str]:
        loop = asyncio.get_running_loop()
        fired: list[str] = []
        handles = [loop.call_later(1, fired.append, "cancelled") for _ in range(500)]
        loop.call_later(1, fired.append, "kept")
        for handle in handles:
            handle.cancel()
        await asyncio.sleep(2)
        return fired

    assert run(waiter, main()) == ["kept"]


def test_timer_handles_tell_when(waiter: Waiter) -> None:
    async def main() -> float:
        loop = asyncio.get_running_loop()
        handle = loop.call_later(1.5, print)
        handle.cancel()
        return handle.when() - loop.time()

    assert run(waiter, main()) == 1.5


def test_stop_cancels_the_main_task(host: FakeHost, waiter: Waiter) -> None:
    seen: list[str] = []

    async def main() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(1)
            seen.append("cleaned up")
            raise

    host.stop_at = START + 10**9
    with pytest.raises(KeyboardInterrupt):
        run(waiter, main())
    assert seen == ["cleaned up"]


def test_deadlock_names_task_line_and_operation(waiter: Waiter) -> None:
    async def waits_for_a_lock(lock: asyncio.Lock) -> None:
        await lock.acquire()

    async def main() -> None:
        lock = asyncio.Lock()
        await lock.acquire()
        task = asyncio.create_task(waits_for_a_lock(lock), name="second")
        await task

    with pytest.raises(DeadlockError) as caught:
        run(waiter, main())
    head, main_line, second_line, tail = str(caught.value).splitlines()
    assert head == "every task is waiting and nothing is left that could wake one:"
    assert main_line.startswith("  Task-")
    assert "main) at line " in main_line
    assert main_line.endswith(": waits for second to end")
    assert second_line.startswith("  second (")
    assert second_line.endswith(".acquire()")
    assert tail == "On your machine this program would hang here until you press Ctrl-C."


def test_a_bare_future_is_a_deadlock(waiter: Waiter) -> None:
    async def main() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(DeadlockError, match="waits for a future that nobody has completed"):
        run(waiter, main())


def test_gathered_futures_are_a_deadlock_too(waiter: Waiter) -> None:
    async def main() -> None:
        await asyncio.gather(asyncio.get_running_loop().create_future())

    with pytest.raises(DeadlockError, match=r"waits for gather\(\) of futures"):
        run(waiter, main())


def test_a_long_sleep_is_no_deadlock(host: FakeHost, waiter: Waiter) -> None:
    run(waiter, asyncio.sleep(3 * 24 * 3600))
    assert host.nanoseconds - START == 3 * 24 * 3600 * 10**9


def test_a_program_that_handles_ctrl_c_may_wait_for_it(host: FakeHost, waiter: Waiter) -> None:
    async def main() -> str:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()

        def handler(_number: int, _frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(stopped.set)

        previous = signal.signal(signal.SIGINT, handler)
        try:
            await stopped.wait()
        finally:
            signal.signal(signal.SIGINT, previous)
        return "stopped"

    host.stop_at = START + 5 * 10**9
    assert run(waiter, main()) == "stopped"
    assert host.suspensions == [None]


def test_a_callback_that_raises_is_logged_and_the_loop_goes_on(waiter: Waiter) -> None:
    reports: list[dict[str, Any]] = []

    async def main() -> str:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: reports.append(context))
        loop.call_later(1, lambda: 1 // 0)
        await asyncio.sleep(2)
        return "went on"

    assert run(waiter, main()) == "went on"
    assert isinstance(reports[0]["exception"], ZeroDivisionError)
