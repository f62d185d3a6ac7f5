"""Virtual time is exact, and everything that can tell the time tells the same."""

import textwrap

from tests.support.machines import Kernel


def run(kernel: Kernel, code: str, clock: str = "instant") -> list[tuple[float, str]]:
    result = kernel.run(textwrap.dedent(code), clock=clock)
    assert result.texts("stderr") == []
    return result.timed()


def test_ten_tenths_make_one(kernel: Kernel) -> None:
    code = """
        import asyncio, time

        async def main():
            began = time.monotonic()
            for _ in range(10):
                await asyncio.sleep(0.1)
            print(time.monotonic() - began)

        asyncio.run(main())
        """
    assert run(kernel, code) == [(1.0, "1.0")]


def test_a_virtual_month_costs_nothing(kernel: Kernel) -> None:
    code = """
        import asyncio
        asyncio.run(asyncio.sleep(30 * 24 * 3600))
        print("a month later")
        """
    assert run(kernel, code) == [(2_592_000, "a month later")]


def test_all_clocks_agree(kernel: Kernel) -> None:
    code = """
        import asyncio, datetime, time

        clocks = [time.monotonic, time.perf_counter, time.time,
                  lambda: datetime.datetime.now().timestamp(),
                  lambda: asyncio.new_event_loop().time()]
        began = [clock() for clock in clocks]
        time.sleep(2.5)
        print([round(clock() - start, 6) for clock, start in zip(clocks, began)])
        print(datetime.datetime.now(datetime.UTC).isoformat())
        """
    assert run(kernel, code) == [
        (2.5, "[2.5, 2.5, 2.5, 2.5, 2.5]"),
        (2.5, "2026-01-01T09:00:02.500000+00:00"),
    ]


def test_the_same_output_at_the_same_times_again(kernel: Kernel) -> None:
    code = """
        import asyncio

        async def worker(name, delay):
            for n in range(3):
                await asyncio.sleep(delay)
                print(name, n)

        async def main():
            await asyncio.gather(worker("a", 0.2), worker("b", 0.3), worker("c", 0.1 + 0.2))

        asyncio.run(main())
        """
    first = run(kernel, code)
    assert run(kernel, code) == first
    assert first[:3] == [(0.2, "a 0"), (0.3, "b 0"), (0.3, "c 0")]


def test_real_time_is_real(kernel: Kernel, kernel_without_jspi: Kernel) -> None:
    code = """
        import asyncio, time
        asyncio.run(asyncio.sleep(0.2))
        print("async")
        time.sleep(0.2)
        print("blocking")
        """
    for machine in (kernel, kernel_without_jspi):
        (first, _), (second, _) = run(machine, code, clock="real")
        assert 0.2 <= first < 1.2
        assert first + 0.2 <= second + 0.001 < first + 1.2


def test_the_machine_has_been_up_for_a_while(kernel: Kernel) -> None:
    """A rate limiter that begins with ``last = 0`` must not wait, as it doesn't on a desktop."""
    for clock in ("instant", "real"):
        [(_, up)] = run(kernel, "import time; print(time.monotonic() > 3600)", clock=clock)
        assert up == "True"
