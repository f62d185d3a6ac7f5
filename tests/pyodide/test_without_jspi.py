"""Older browsers can't start a thread: they say so, and executors run their calls in line."""

import textwrap

from tests.support.machines import Kernel


def test_no_thread_starts_and_the_message_says_where_one_would(
    kernel_without_jspi: Kernel,
) -> None:
    code = """
        import threading
        thread = threading.Thread(target=print)
        try:
            thread.start()
        except RuntimeError as error:
            print(error)
        print(thread.is_alive(), threading.active_count())
        threading.Timer(1, print).start()
        """
    result = kernel_without_jspi.run(textwrap.dedent(code))
    message, state = result.texts()
    assert "Chrome and Edge 137, Firefox 153 and Safari 27" in message
    assert state == "False 1"
    assert result.error is not None
    assert (result.error["type"], result.error["message"]) == ("RuntimeError", message)


def test_executors_run_in_line(kernel_without_jspi: Kernel) -> None:
    code = """
        import asyncio, contextvars, time
        from concurrent.futures import ThreadPoolExecutor, as_completed

        var = contextvars.ContextVar("var")

        def work(n):
            time.sleep(n)
            return n * n, var.get("unset")

        async def main():
            var.set("set")
            print(await asyncio.gather(*(asyncio.to_thread(work, n) for n in (2, 1))))
            loop = asyncio.get_running_loop()
            print((await loop.run_in_executor(None, work, 1))[0])
            try:
                await asyncio.to_thread(int, "x")
            except ValueError as error:
                print(error)

        loop = asyncio.new_event_loop()
        loop.run_until_complete(main())
        loop.close()
        with ThreadPoolExecutor(2, initializer=print, initargs=["begin"]) as pool:
            print(list(pool.map(work, (2, 1))))
            nested = pool.submit(lambda: pool.submit(work, 0).result())
            print(nested.result(), len(list(as_completed([nested]))))
            print(repr(pool.submit(int, "x").exception())[:10])
        """
    result = kernel_without_jspi.run(textwrap.dedent(code))
    assert result.texts("stderr") == []
    assert result.timed() == [
        (3, "[(4, 'set'), (1, 'set')]"),
        (4, "1"),
        (4, "invalid literal for int() with base 10: 'x'"),
        (4, "begin"),
        (7, "[(4, 'unset'), (1, 'unset')]"),
        (7, "(0, 'unset') 1"),
        (7, "ValueError"),
    ]
