"""Threads: green ones on the kernel, where nothing but their speed may tell the difference."""

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Machine

PROGRAMS: dict[str, Program] = {
    "threads": (
        """
        import threading, time

        def work(number, *, log):
            threading.current_thread().name += "!"
            own.number = number
            time.sleep(0.02 * number)
            log.append((own.number, threading.current_thread().name))

        own, log = threading.local(), []
        own.number = "main's"
        threads = [
            threading.Thread(target=work, args=(n,), kwargs={"log": log}, name=f"w{n}")
            for n in (3, 1, 2)
        ]
        print(threads[0].is_alive(), threads[0].ident, threads[0].daemon)
        for thread in threads:
            thread.start()
        print(threading.active_count(), threads[0].is_alive(), len({t.ident for t in threads}))
        threads[0].join(0.001)
        print(threads[0].is_alive())
        for thread in threads:
            thread.join()
        print(log, own.number, threads[0].is_alive(), threading.active_count())
        print(threading.current_thread() is threading.main_thread(), threading.get_ident() != 0)
        for action in (threads[0].start, threading.current_thread().join):
            try:
                action()
            except RuntimeError as error:
                print(error)
        print([thread.name for thread in threading.enumerate()])
        """,
        [
            "False None False",
            "4 True 3",
            "True",
            "[(1, 'w1!'), (2, 'w2!'), (3, 'w3!')] main's False 1",
            "True True",
            "threads can only be started once",
            "cannot join current thread",
            "['MainThread']",
        ],
    ),
    "locks": (
        """
        import threading, time

        lock, rlock, total = threading.Lock(), threading.RLock(), 0

        def add():
            global total
            for _ in range(50):
                with lock:
                    before = total
                    time.sleep(0)
                    total = before + 1

        threads = [threading.Thread(target=add) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(total, lock.locked(), lock.acquire(), lock.locked())
        print(lock.acquire(False), lock.acquire(timeout=0.01))
        threading.Timer(0.02, lock.release).start()
        print(lock.acquire(timeout=5))
        lock.release()

        def refuse(function, *args, **kwargs):
            try:
                print(function(*args, **kwargs))
            except (RuntimeError, ValueError, OverflowError) as error:
                print(type(error).__name__, error)

        refuse(lock.release)
        refuse(lock.acquire, False, 1)
        refuse(rlock.release)
        with rlock, rlock:
            others = []
            other = threading.Thread(target=lambda: others.append(rlock.acquire(timeout=0.01)))
            other.start()
            other.join()
        print(others, rlock.acquire(False))
        rlock.release()
        refuse(threading.Condition().wait)
        refuse(threading.Condition().notify)
        refuse(threading.BoundedSemaphore(1).release)
        refuse(threading.Semaphore, -1)
        """,
        [
            "200 False True True",
            "False False",
            "True",
            "RuntimeError release unlocked lock",
            "ValueError can't specify a timeout for a non-blocking call",
            "RuntimeError cannot release un-acquired lock",
            "[False] True",
            "RuntimeError cannot wait on un-acquired lock",
            "RuntimeError cannot notify on un-acquired lock",
            "ValueError Semaphore released too many times",
            "ValueError semaphore initial value must be >= 0",
        ],
    ),
    "conditions, events, semaphores, barriers, timers": (
        """
        import threading, time

        def started(target, *args):
            thread = threading.Thread(target=target, args=args)
            thread.start()
            return thread

        condition, items, taken = threading.Condition(), [], []

        def take():
            with condition:
                taken.append((condition.wait_for(lambda: items, 5) and items.pop()) or None)

        takers = [started(take) for _ in range(3)]
        for item in "abc":
            time.sleep(0.01)
            with condition:
                items.append(item)
                condition.notify()
        for taker in takers:
            taker.join()
        with condition:
            # Who waited first is up to a desktop's system.
            print(sorted(taken), condition.wait(0.01), condition.wait_for(lambda: False, 0.01))

        event, woken = threading.Event(), []
        waiters = [started(lambda: woken.append(event.wait(5))) for _ in range(3)]
        print(event.wait(0.01), event.is_set(), woken)
        event.set()
        for waiter in waiters:
            waiter.join()
        print(woken, event.wait(), event.is_set(), event.clear(), event.is_set())

        semaphore, inside, most = threading.BoundedSemaphore(2), [], []

        def enter():
            with semaphore:
                inside.append(None)
                most.append(len(inside))
                time.sleep(0.01)
                inside.pop()

        for thread in [started(enter) for _ in range(6)]:
            thread.join()
        print(max(most), len(most), semaphore.acquire(timeout=0.01))
        semaphore.release()

        barrier, places = threading.Barrier(3, action=lambda: print("all here")), []
        for thread in [started(lambda: places.append(barrier.wait(5))) for _ in range(3)]:
            thread.join()
        print(sorted(places), barrier.n_waiting, barrier.broken)
        try:
            barrier.wait(0.01)
        except threading.BrokenBarrierError:
            print("broken", barrier.broken, barrier.reset(), barrier.broken)

        late, early = (threading.Timer(delay, print, [delay]) for delay in (0.03, 0.01))
        never = threading.Timer(0.02, print, ["never"])
        for timer in (late, early, never):
            timer.start()
        never.cancel()
        late.join()
        """,
        [
            "['a', 'b', 'c'] False False",
            "False False []",
            "[True, True, True] True True None False",
            "2 6 True",
            "all here",
            "[0, 1, 2] 0 False",
            "broken True None False",
            "0.01",
            "0.03",
        ],
    ),
    "queues": (
        """
        import queue, threading, time

        channel, got = queue.Queue(maxsize=2), []

        def produce():
            for n in range(10):
                channel.put(n)
            channel.put(None)

        def consume():
            while (item := channel.get()) is not None:
                got.append(item)
                channel.task_done()
            channel.task_done()

        threads = [threading.Thread(target=target) for target in (consume, produce)]
        for thread in threads:
            thread.start()
        channel.join()
        for thread in threads:
            thread.join()
        print(got, channel.empty(), channel.qsize())
        for action in (
            channel.get_nowait,
            lambda: channel.get(timeout=0.01),
            lambda: [channel.put_nowait(n) for n in range(3)],
            lambda: channel.put(0, timeout=0.01),
            lambda: [channel.task_done() for n in range(3)],
            queue.SimpleQueue().get_nowait,
        ):
            try:
                action()
            except (queue.Empty, queue.Full, ValueError) as error:
                print(type(error).__name__, error)
        simple, order = queue.SimpleQueue(), queue.PriorityQueue()
        threading.Timer(0.01, simple.put, ["from a timer"]).start()
        print(simple.get(), simple.empty())
        stack = queue.LifoQueue()
        for n in (2, 3, 1):
            order.put(n)
            stack.put(n)
        print([order.get() for _ in range(3)], [stack.get() for _ in range(3)])
        """,
        [
            "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9] True 0",
            "Empty ",
            "Empty ",
            "Full ",
            "Full ",
            "ValueError task_done() called too many times",
            "Empty ",
            "from a timer True",
            "[1, 2, 3] [1, 3, 2]",
        ],
    ),
    "executors": (
        """
        import concurrent.futures as futures, threading, time

        def work(n):
            time.sleep(0.01 * n)
            return n * n

        def fail():
            raise LookupError("lost")

        ready = []
        with futures.ThreadPoolExecutor(
            3, thread_name_prefix="pool", initializer=ready.append, initargs=["init"]
        ) as pool:
            print(list(pool.map(work, (3, 1, 2))), set(ready))
            tasks = [pool.submit(work, n) for n in (6, 1, 3)]
            print([task.result() for task in futures.as_completed(tasks)])
            print(pool.submit(lambda: threading.current_thread().name).result()[:5])
            failed = pool.submit(fail)
            print(repr(failed.exception()), failed.done())
            slow = pool.submit(work, 5)
            try:
                slow.result(timeout=0.001)
            except TimeoutError:
                print("not yet", slow.running(), slow.cancel())
            slow.add_done_callback(lambda future: print("callback", future.result()))
        with futures.ThreadPoolExecutor(1) as pool:
            first, second = pool.submit(work, 2), pool.submit(work, 1)
            print(second.cancel(), second.cancelled(), first.result())
            done, pending = futures.wait([pool.submit(work, n) for n in (1, 5)], timeout=0.03)
            print(len(done), len(pending))
        try:
            pool.submit(work, 1)
        except RuntimeError as error:
            print(error)
        """,
        [
            "[9, 1, 4] {'init'}",
            "[1, 9, 36]",
            "pool_",
            "LookupError('lost') True",
            "not yet True False",
            "callback 25",
            "True True 4",
            "1 1",
            "cannot schedule new futures after shutdown",
        ],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_threads(threaded_machine: Machine, name: str) -> None:
    check(threaded_machine, PROGRAMS[name])
