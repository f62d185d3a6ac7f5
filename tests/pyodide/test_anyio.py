"""Programs on anyio, a library that uses more of asyncio than most: the same everywhere."""

import textwrap

import pytest

from tests.pyodide import anyio_sources
from tests.pyodide.same import Program, check
from tests.support.machines import Machine

PROGRAMS: dict[str, Program] = {
    "task groups and cancel scopes": (
        """
        import anyio

        async def work(number, *, task_status=anyio.TASK_STATUS_IGNORED):
            task_status.started(number * 10)
            try:
                await anyio.sleep(0.01 * number)
                print("worked", number)
            except anyio.get_cancelled_exc_class():
                print("cancelled", number)
                with anyio.CancelScope(shield=True):
                    await anyio.sleep(0.001)
                    print("cleaned up", number)
                raise

        async def fail():
            await anyio.sleep(0.02)
            raise LookupError("lost")

        async def main():
            async with anyio.create_task_group() as group:
                print(await group.start(work, 1))
                group.start_soon(work, 2)
            try:
                async with anyio.create_task_group() as group:
                    group.start_soon(work, 6)
                    group.start_soon(fail)
            except* LookupError as failed:
                print(failed.exceptions)
            async with anyio.create_task_group() as group:
                group.start_soon(work, 7)
                await anyio.sleep(0)
                group.cancel_scope.cancel()
            with anyio.move_on_after(0.01) as scope:
                await anyio.sleep(60)
            print(scope.cancelled_caught, scope.cancel_called)
            try:
                with anyio.fail_after(0.01):
                    await anyio.Event().wait()
            except TimeoutError:
                print("timed out", anyio.current_effective_deadline())
            print(anyio.get_current_task().name.rpartition(".")[2])

        anyio.run(main)
        """,
        [
            "10",
            "worked 1",
            "worked 2",
            "cancelled 6",
            "cleaned up 6",
            "(LookupError('lost'),)",
            "cancelled 7",
            "cleaned up 7",
            "True True",
            "timed out inf",
            "main",
        ],
    ),
    "memory streams and synchronisation": (
        """
        import anyio

        async def consume(name, stream):
            async with stream:
                async for item in stream:
                    log.append(item)
                    await anyio.sleep(0.001)

        async def use(limiter):
            async with limiter:
                inside.append(limiter.borrowed_tokens)
                await anyio.sleep(0.01)

        async def wait(event, condition):
            await event.wait()
            async with condition:
                condition.notify_all()

        log, inside = [], []

        async def main():
            sender, receiver = anyio.create_memory_object_stream(max_buffer_size=2)
            async with anyio.create_task_group() as group:
                for name in "ab":
                    group.start_soon(consume, name, receiver.clone())
                receiver.close()
                async with sender:
                    for n in range(10):
                        await sender.send(n)
                    print(sender.statistics().max_buffer_size)
            print(sorted(log))
            sender, receiver = anyio.create_memory_object_stream(1)
            sender.send_nowait("x")
            try:
                sender.send_nowait("y")
            except anyio.WouldBlock:
                print("full", receiver.receive_nowait())
            sender.close()
            try:
                await receiver.receive()
            except anyio.EndOfStream:
                print("end of stream")
            receiver.close()
            limiter = anyio.CapacityLimiter(2)
            async with anyio.create_task_group() as group:
                for _ in range(5):
                    group.start_soon(use, limiter)
            print(max(inside), limiter.available_tokens)
            event, condition = anyio.Event(), anyio.Condition()
            async with anyio.create_task_group() as group, condition:
                group.start_soon(wait, event, condition)
                event.set()
                await condition.wait()
                print(event.is_set(), condition.locked())
            async with anyio.Semaphore(1) as semaphore, anyio.Lock() as lock:
                print(semaphore.value)

        anyio.run(main)
        """,
        [
            "2",
            "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]",
            "full x",
            "end of stream",
            "2 2",
            "True True",
            "0",
        ],
    ),
}

THREAD_PROGRAMS: dict[str, Program] = {
    "sockets": (
        """
        import anyio
        from anyio.streams.buffered import BufferedByteReceiveStream

        async def serve(client):
            async with client:
                buffered = BufferedByteReceiveStream(client)
                try:
                    while True:
                        line = await buffered.receive_until(b"\\n", 100)
                        await client.send(line.upper() + b"\\n")
                except anyio.IncompleteRead:
                    await client.send(b"bye")

        async def ask(port, text):
            async with await anyio.connect_tcp("127.0.0.1", port) as stream:
                await stream.send(text + b"\\n")
                answer = await stream.receive()
                await stream.send_eof()
                answers.append((answer, await stream.receive()))
                try:
                    await stream.receive()
                except anyio.EndOfStream:
                    ends.append(text)

        answers, ends = [], []

        async def main():
            async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
                port = listener.extra(anyio.abc.SocketAttribute.local_port)
                async with anyio.create_task_group() as group:
                    group.start_soon(listener.serve, serve)
                    async with anyio.create_task_group() as clients:
                        for text in (b"one", b"two", b"three"):
                            clients.start_soon(ask, port, text)
                    group.cancel_scope.cancel()
            print(sorted(answers), len(ends))
            try:
                await anyio.connect_tcp("127.0.0.1", port)
            except OSError as error:
                print(type(error.__cause__).__name__)
            async with await anyio.create_udp_socket(local_host="127.0.0.1") as one:
                address = one.extra(anyio.abc.SocketAttribute.local_address)
                async with await anyio.create_connected_udp_socket(*address) as other:
                    await other.send(b"datagram")
                    data, sender = await one.receive()
                    await one.sendto(data[::-1], *sender)
                    print(await other.receive())

        anyio.run(main)
        """,
        [
            r"[(b'ONE\n', b'bye'), (b'THREE\n', b'bye'), (b'TWO\n', b'bye')] 3",
            "ConnectionRefusedError",
            "b'margatad'",
        ],
    ),
    "threads": (
        """
        import anyio, threading, time
        from anyio import from_thread, to_thread
        from contextvars import ContextVar

        var = ContextVar("var")

        def work(number):
            time.sleep(0.01)
            doubled = from_thread.run(double, number)
            return doubled, var.get(), threading.current_thread() is threading.main_thread()

        async def double(number):
            await anyio.sleep(0.01)
            return number * 2, from_thread.run_sync is not None

        def wait_for_cancellation():
            while True:
                from_thread.check_cancelled()
                time.sleep(0.001)

        async def service(*, task_status):
            with anyio.CancelScope() as scope:
                task_status.started(scope)
                await anyio.Event().wait()
            return "stopped"

        async def main():
            var.set("mine")
            print(await to_thread.run_sync(work, 21))
            with anyio.move_on_after(0.02) as scope:
                await to_thread.run_sync(wait_for_cancellation)
            print(scope.cancelled_caught)
            with anyio.move_on_after(0.01) as scope:
                await to_thread.run_sync(time.sleep, 0.02, abandon_on_cancel=True)
            print(scope.cancelled_caught, to_thread.current_default_thread_limiter().total_tokens)

        anyio.run(main)
        with from_thread.start_blocking_portal() as portal:
            print(portal.call(double, 4), portal.start_task_soon(double, 5).result())
            future, scope = portal.start_task(service)
            portal.call(scope.cancel)
            print(future.result())
        """,
        [
            "((42, True), 'mine', False)",
            "True",
            "True 40",
            "(8, True) (10, True)",
            "stopped",
        ],
    ),
}


def with_anyio(program: Program) -> Program:
    code, expected = program
    return anyio_sources.PREAMBLE + textwrap.dedent(code), expected


@pytest.mark.parametrize("name", PROGRAMS)
def test_anyio(machine: Machine, name: str) -> None:
    check(machine, with_anyio(PROGRAMS[name]), files=anyio_sources.files())


@pytest.mark.parametrize("name", THREAD_PROGRAMS)
def test_anyio_with_threads(threaded_machine: Machine, name: str) -> None:
    check(threaded_machine, with_anyio(THREAD_PROGRAMS[name]), files=anyio_sources.files())
