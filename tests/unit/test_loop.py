"""CPython's own loop on the kernel: order, virtual time, Stop."""

import asyncio
import signal
from types import FrameType
from typing import Any

import pytest

from tests.unit.conftest import LoopFactory, Run
from tests.unit.fake_host import START, FakeHost

SECOND = 10**9


def test_sleeps_take_no_time_but_the_clocks(host: FakeHost, run: Run) -> None:
    run(asyncio.sleep(3600))
    assert host.nanoseconds - START == 3600 * SECOND
    assert host.suspensions == []


def test_timers_that_tie_fire_in_the_order_they_were_set(run: Run) -> None:
    order: list[int] = []

    async def sleeper(number: int) -> None:
        await asyncio.sleep(1)
        order.append(number)

    async def main() -> None:
        await asyncio.gather(*(sleeper(number) for number in range(100)))

    run(main())
    assert order == list(range(100))


def test_sums_of_floats_tie_too(run: Run) -> None:
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

    run(main())
    assert order == ["at once", "in steps"]


def test_cancelled_timers_are_dropped(run: Run) -> None:
    async def main() -> list[str]:
        loop = asyncio.get_running_loop()
        fired: list[str] = []
        handles = [loop.call_later(1, fired.append, "cancelled") for _ in range(500)]
        loop.call_later(1, fired.append, "kept")
        for handle in handles:
            handle.cancel()
        await asyncio.sleep(2)
        return fired

    assert run(main()) == ["kept"]


def test_timer_handles_tell_when(run: Run) -> None:
    async def main() -> float:
        loop = asyncio.get_running_loop()
        handle = loop.call_later(1.5, print)
        handle.cancel()
        return handle.when() - loop.time()

    assert run(main()) == 1.5


def test_a_timer_needs_a_time_and_an_open_loop(loop_factory: LoopFactory) -> None:
    loop = loop_factory()
    with pytest.raises(TypeError, match=r"^when cannot be None$"):
        loop.call_at(None, print)  # type: ignore[arg-type]
    loop.set_debug(True)
    with pytest.raises(TypeError, match="a callable object was expected"):
        loop.call_at(1, "print")  # type: ignore[arg-type]
    loop.close()
    with pytest.raises(RuntimeError, match=r"^Event loop is closed$"):
        loop.call_at(1, print)


def test_stop_cancels_the_main_task(host: FakeHost, run: Run) -> None:
    seen: list[str] = []

    async def main() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(1)
            seen.append("cleaned up")
            raise

    host.stop_at = START + SECOND
    with pytest.raises(KeyboardInterrupt):
        run(main())
    assert seen == ["cleaned up"]
    assert host.nanoseconds - START == 2 * SECOND


def test_a_long_sleep_is_no_deadlock(host: FakeHost, run: Run) -> None:
    run(asyncio.sleep(3 * 24 * 3600))
    assert host.nanoseconds - START == 3 * 24 * 3600 * SECOND


def test_a_program_that_handles_ctrl_c_may_wait_for_it(host: FakeHost, run: Run) -> None:
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

    host.stop_at = START + 5 * SECOND
    assert run(main()) == "stopped"
    assert host.suspensions == [None]


def test_a_callback_that_raises_is_logged_and_the_loop_goes_on(run: Run) -> None:
    reports: list[dict[str, Any]] = []

    async def main() -> str:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: reports.append(context))
        loop.call_later(1, lambda: 1 // 0)
        await asyncio.sleep(2)
        return "went on"

    assert run(main()) == "went on"
    assert isinstance(reports[0]["exception"], ZeroDivisionError)


def test_other_threads_may_call_soon(run: Run, host: FakeHost, system: Any) -> None:
    async def main() -> str:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()

        def work() -> None:
            system.scheduler.park(START + 3 * SECOND)
            loop.call_soon_threadsafe(answer.set_result, "from the thread")

        system.scheduler.start(work)
        return await answer

    assert run(main()) == "from the thread"
    assert host.nanoseconds - START == 3 * SECOND
