"""A restored interpreter is as good as new: nothing repeats that should not, nothing is stale.

Every interpreter of these tests but the browser's starts from one snapshot.
"""

import time
from textwrap import dedent

from tests.support.machines import Kernel
from tests.support.results import Result

RANDOM = """
    import os, random, secrets, tempfile, uuid
    print(random.random(), uuid.uuid4(), secrets.token_hex(), os.urandom(8).hex())
    print(tempfile.mkdtemp())
"""


def run(kernel: Kernel, code: str, clock: str = "real") -> Result:
    result = kernel.run(dedent(code), clock=clock)
    assert result.outcome == "finished", result
    assert result.texts("stderr") == []
    return result


def test_nothing_random_repeats(kernel: Kernel) -> None:
    first, second = (run(kernel, RANDOM).texts() for _ in range(2))
    for one, other in zip(" ".join(first).split(), " ".join(second).split(), strict=True):
        assert one != other


def test_in_instant_time_all_of_it_does(kernel: Kernel) -> None:
    first, second = (run(kernel, RANDOM, "instant").texts() for _ in range(2))
    assert first == second


def test_clocks_go_on(kernel: Kernel) -> None:
    code = """
        import datetime, logging, sys, time
        logging.basicConfig(stream=sys.stdout, format="%(relativeCreated)d")
        logging.warning("")
        print(time.time())
        print(datetime.datetime.now().timestamp())
    """
    relative, now, date = (float(text) for text in run(kernel, code).texts())
    assert 0 <= relative < 5_000
    assert abs(now - time.time()) < 60
    assert abs(date - now) < 5


def test_logging_counts_from_the_start_in_instant_time_too(kernel: Kernel) -> None:
    code = """
        import logging, sys, time
        logging.basicConfig(stream=sys.stdout, format="%(relativeCreated)d")
        logging.warning("")
        time.sleep(2)
        logging.warning("")
    """
    assert run(kernel, code, "instant").texts() == ["0", "2000"]


def test_the_path_and_the_main_thread_are_those_of_a_new_one(kernel: Kernel) -> None:
    code = """
        import sys, threading
        print(sys.path)
        print(sys.argv, __name__, threading.current_thread().name, threading.active_count())
        import decimal, json, random, sqlite3
        print(json.dumps({"a": 1}), decimal.Decimal(1) / 3)
    """
    path, rest, loaded = run(kernel, code).texts()
    assert path.count("''") == 0
    assert path.count("/home/learner") == 1
    assert rest == "['main.py'] __main__ MainThread 1"
    assert loaded == '{"a": 1} 0.3333333333333333333333333333'


def test_its_threads_sockets_and_signals_work(kernel: Kernel) -> None:
    code = """
        import asyncio, signal, socket, threading
        async def main():
            print(await asyncio.to_thread(lambda: threading.current_thread().name[:8]))
            server = await asyncio.start_server(lambda r, w: w.close(), "localhost", 0)
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
            print(await reader.read())
            writer.close()
        asyncio.run(main())
        signal.signal(signal.SIGUSR1, lambda *_: print("signal"))
        signal.raise_signal(signal.SIGUSR1)
    """
    assert run(kernel, code).texts() == ["asyncio_", "b''", "signal"]
