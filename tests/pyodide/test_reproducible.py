"""What the clock decides: an instant run is the same every time, a slow one only slower."""

import textwrap

from tests.support.machines import Kernel

CHANCE = """
    import asyncio, datetime, os, random, secrets, time, uuid

    print(random.random(), random.sample(range(1_000), 5), random.Random().random())
    print(random.SystemRandom().random(), secrets.token_hex(), os.urandom(4).hex())
    print(uuid.uuid4(), uuid.uuid1())
    print(hash("text"), list({"alpha", "beta", "gamma", "delta", "epsilon"}))
    print(datetime.datetime.now(), time.time(), time.monotonic(), time.localtime()[:6])

    async def worker(name):
        await asyncio.sleep(random.random())
        print(name, time.monotonic())

    async def main():
        async with asyncio.TaskGroup() as group:
            for name in "abc":
                group.create_task(worker(name))
        tasks = [asyncio.create_task(worker(name)) for name in "defgh"]
        for next_done in asyncio.as_completed(tasks, timeout=0.5):
            try:
                await next_done
            except TimeoutError as error:
                print(repr(error))
                break
        print(await asyncio.gather(*tasks))

    asyncio.run(main())
    """

THREADS = """
    import queue, random, threading, time

    def work(name):
        for n in range(5):
            log.append(f"{name}{n}")
            if n % 2:
                time.sleep(random.random() / 100)
            with lock:
                total = sum(range(20_000))
            channel.put((name, threading.get_ident()))

    log, lock, channel = [], threading.Lock(), queue.Queue()
    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(*log)
    print(*(channel.get() for _ in range(20)))
    """

BUSY = """
    import asyncio, datetime, time

    for clock in (time.monotonic, time.time, time.perf_counter):
        end = clock() + 0.05
        while clock() < end:
            pass
        print(clock() >= end)
    began = datetime.datetime.now()
    while datetime.datetime.now() - began < datetime.timedelta(seconds=0.01):
        pass

    async def main():
        end = time.monotonic() + 0.1
        ticking = asyncio.create_task(asyncio.sleep(0.05))
        while time.monotonic() < end:
            await asyncio.sleep(0)
        print(ticking.done())

    asyncio.run(main())
    """


def test_chance_and_time_are_the_same_again(kernel: Kernel, kernel_without_jspi: Kernel) -> None:
    program = textwrap.dedent(CHANCE)
    first = kernel.run(program)
    assert (first.outcome, first.texts("stderr")) == ("finished", [])
    assert kernel.run(program) == first
    assert kernel_without_jspi.run(program) == first


def test_threads_take_turns_in_the_same_order_again(kernel: Kernel) -> None:
    program = textwrap.dedent(THREADS)
    first = kernel.run(program)
    assert (first.outcome, first.texts("stderr")) == ("finished", [])
    assert kernel.run(program) == first


def test_a_busy_wait_ends_in_instant_time(kernel: Kernel, kernel_without_jspi: Kernel) -> None:
    result = kernel.run(textwrap.dedent(BUSY))
    assert result.texts() == ["True", "True", "True", "True"]
    assert 0.26 <= result.duration < 0.5
    assert kernel_without_jspi.run(textwrap.dedent(BUSY)) == result


def test_a_real_run_is_another_one_each_time(kernel: Kernel) -> None:
    code = "import random, secrets, uuid; print(random.random(), secrets.token_hex(), uuid.uuid4())"
    first, second = (kernel.run(code, clock="real").texts()[0].split() for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))


def test_slow_time_is_one_time(kernel: Kernel, kernel_without_jspi: Kernel) -> None:
    """Every clock shows the program's own seconds; that they last longer is for who watches."""
    code = """
        import asyncio, datetime, time

        async def main():
            loop = asyncio.get_running_loop()
            clocks = [time.monotonic, time.time, time.perf_counter, loop.time,
                      lambda: datetime.datetime.now().timestamp()]
            began = [clock() for clock in clocks]
            await asyncio.gather(asyncio.sleep(0.1), asyncio.sleep(0.08))
            time.sleep(0.05)
            passed = [clock() - start for clock, start in zip(clocks, began)]
            print(min(passed) >= 0.149, max(passed) - min(passed) < 0.05)
            order = []
            async with asyncio.TaskGroup() as group:
                for n in (3, 1, 2):
                    delay = asyncio.sleep(n * 0.02, n)
                    group.create_task(delay).add_done_callback(lambda t: order.append(t.result()))
            print(order)

        asyncio.run(main())
        """
    for machine in (kernel, kernel_without_jspi):
        result = machine.run(textwrap.dedent(code), clock="slow")
        assert result.texts() == ["True True", "[1, 2, 3]"]
        assert result.texts("stderr") == []
        assert result.duration >= 0.2


def test_spinning_on_a_thread_that_sleeps_ends(kernel: Kernel) -> None:
    """Time stands still while a thread computes, unless that is how it waits for another."""
    code = """
        import threading, time

        done = threading.Event()
        threading.Timer(0.5, done.set).start()
        while not done.is_set():
            pass
        print(round(time.monotonic() % 131_072, 3))
        """
    assert kernel.run(textwrap.dedent(code)).texts() == ["0.5"]


def test_sleeping_for_ever_can_be_ended(kernel: Kernel) -> None:
    code = """
        import asyncio, math

        async def main():
            try:
                async with asyncio.timeout(1):
                    await asyncio.sleep(math.inf)
            except TimeoutError:
                print("ended")

        asyncio.run(main())
        """
    assert kernel.run(textwrap.dedent(code)).timed() == [(1, "ended")]
