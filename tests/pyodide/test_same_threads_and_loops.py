"""Threads beside event loops, threads that compute, and threads that block."""

import textwrap

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Kernel, Machine

PROGRAMS: dict[str, Program] = {
    "a loop and its threads": (
        """
        import asyncio, concurrent.futures, contextvars, threading, time

        var = contextvars.ContextVar("var", default="default")
        log = []

        def work(n):
            time.sleep(0.02)
            return n, var.get(), threading.current_thread() is threading.main_thread()

        async def tick():
            for n in range(3):
                await asyncio.sleep(0.005)
                log.append(n)

        async def answer(n):
            await asyncio.sleep(0.01)
            if n < 0:
                raise LookupError("negative")
            return n * 2

        def from_outside(loop, done):
            future = asyncio.run_coroutine_threadsafe(answer(21), loop)
            log.append(future.result(5))
            try:
                asyncio.run_coroutine_threadsafe(answer(-1), loop).result(5)
            except LookupError as error:
                log.append(repr(error))
            never = asyncio.run_coroutine_threadsafe(asyncio.sleep(60), loop)
            try:
                never.result(0.01)
            except TimeoutError:
                log.append(never.cancel())
            loop.call_soon_threadsafe(done.set_result, "done")

        async def main():
            loop = asyncio.get_running_loop()
            var.set("mine")
            ticking = asyncio.create_task(tick())
            print(await asyncio.to_thread(work, 1), await loop.run_in_executor(None, work, 2))
            print(log, await asyncio.gather(*(asyncio.to_thread(work, n) for n in range(2))))
            log.clear()
            with concurrent.futures.ThreadPoolExecutor() as pool:
                try:
                    await loop.run_in_executor(pool, int, "x")
                except ValueError as error:
                    print(error)
            done = loop.create_future()
            thread = threading.Thread(target=from_outside, args=(loop, done))
            thread.start()
            print(await done, log)
            await asyncio.to_thread(thread.join)
            try:
                await asyncio.wait_for(asyncio.to_thread(time.sleep, 0.05), 0.01)
            except TimeoutError:
                print("timed out")
            await ticking

        asyncio.run(main())
        """,
        [
            "(1, 'mine', False) (2, 'default', False)",
            "[0, 1, 2] [(0, 'mine', False), (1, 'mine', False)]",
            "invalid literal for int() with base 10: 'x'",
            "done [42, \"LookupError('negative')\", True]",
            "timed out",
        ],
    ),
    "a loop in a second thread": (
        """
        import asyncio, threading

        async def twice(n):
            await asyncio.sleep(0.01)
            return 2 * n, threading.current_thread().name

        def run():
            asyncio.set_event_loop(loop)
            loop.run_forever()
            print("stopped")

        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=run, name="second")
        thread.start()

        async def main():
            remote = asyncio.run_coroutine_threadsafe(twice(1), loop)
            own = asyncio.create_task(twice(2))
            print(await asyncio.wrap_future(remote), await own)

        asyncio.run(main())
        try:
            asyncio.get_running_loop()
        except RuntimeError as error:
            print(error)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

        results = {}

        def run_alone(name):
            results[name] = asyncio.run(twice(name))

        threads = [threading.Thread(target=run_alone, args=(n,), name=f"t{n}") for n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(sorted(results.values()))
        """,
        [
            "(2, 'second') (4, 'MainThread')",
            "no running event loop",
            "stopped",
            "[(0, 't0'), (2, 't1'), (4, 't2')]",
        ],
    ),
    "computing threads are preempted": (
        """
        import threading

        def count(name):
            while counts[name] < 10_000 or not all(counts.values()):
                counts[name] += 1

        def spin():
            turns = 0
            while not flag:
                turns += 1
            print("saw the flag", turns > 0)

        counts, flag = {"a": 0, "b": 0}, []
        threads = [threading.Thread(target=count, args=(name,)) for name in counts]
        threads.append(threading.Thread(target=spin))
        for thread in threads:
            thread.start()
        for thread in threads[:2]:
            thread.join()
        print(all(n >= 10_000 for n in counts.values()))
        flag.append(True)
        threads[2].join()
        last = threading.Thread(target=counts.clear)
        last.start()
        while counts:
            pass
        print(counts)
        """,
        ["True", "saw the flag True", "{}"],
    ),
    "what blocks suspends its thread only": (
        """
        import http.client, http.server, queue, socket, threading, time

        log, channel, (one, other) = [], queue.Queue(), socket.socketpair()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                channel.put("from the server")
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args):
                pass

        def get():
            log.append(("get", channel.get()))

        def receive():
            log.append(("recv", other.recv(100)))
            channel.put("from the receiver")

        def sleep():
            time.sleep(0.02)
            one.sendall(b"from the sleeper")

        blocked = [threading.Thread(target=target) for target in (get, receive, sleep)]
        for thread in blocked:
            thread.start()
        log.append(("main", len(log)))
        for thread in blocked:
            thread.join()
        print(log)
        with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            client = http.client.HTTPConnection(*server.server_address, timeout=5)
            client.request("GET", "/")
            print(client.getresponse().status, channel.get())
            client.close()
            server.shutdown()
            thread.join()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            accepting = threading.Thread(target=lambda: channel.put(listener.accept()[0].recv(10)))
            accepting.start()
            time.sleep(0.01)
            with socket.create_connection(listener.getsockname()) as client:
                client.sendall(b"hello")
            print(channel.get(timeout=5))
            accepting.join()
        """,
        [
            "[('main', 0), ('recv', b'from the sleeper'), ('get', 'from the receiver')]",
            "204 from the server",
            "b'hello'",
        ],
    ),
    "contexts": (
        """
        import asyncio, contextvars, decimal, threading

        var = contextvars.ContextVar("var", default="default")
        var.set("main")
        seen = []
        context = contextvars.copy_context()
        context.run(var.set, "copied")

        def look(set_to=None):
            seen.append(var.get())
            if set_to:
                var.set(set_to)
                decimal.getcontext().prec = 5

        def started(target, *args):
            thread = threading.Thread(target=target, args=args)
            thread.start()
            thread.join()

        started(context.run, look, "in the thread")
        print(seen, var.get(), context[var], decimal.getcontext().prec)

        async def task():
            var.set("task")
            await asyncio.to_thread(look, "lost")
            return var.get()

        print(asyncio.run(task()), seen[-1], var.get(), decimal.getcontext().prec)
        """,
        ["['copied'] main in the thread 28", "task task main 5"],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_threads_and_loops(threaded_machine: Machine, name: str) -> None:
    check(threaded_machine, PROGRAMS[name])


def test_input_suspends_its_thread_only(kernel: Kernel) -> None:
    code = """
        import threading, time

        def tick():
            while not answers:
                time.sleep(0.001)
            print("ticked", answers)

        answers = []
        thread = threading.Thread(target=tick)
        thread.start()
        answers.append(input("name? "))
        thread.join()
        """
    result = kernel.run(textwrap.dedent(code), clock="real", stdin=None, typed=["Ada"])
    assert (result.texts(), result.outcome) == (["name? ticked ['Ada']"], "finished")
