import threading
import time

TURNS = 2_000


def switches() -> float:
    """Two threads take `TURNS` turns; returns the microseconds from one to the other."""
    mine, others = threading.Lock(), threading.Lock()
    mine.acquire()
    others.acquire()

    def other() -> None:
        for _ in range(TURNS):
            others.acquire()
            mine.release()

    thread = threading.Thread(target=other)
    thread.start()
    began = time.perf_counter()
    for _ in range(TURNS):
        others.release()
        mine.acquire()
    passed = time.perf_counter() - began
    thread.join()
    return passed / (2 * TURNS) * 1_000_000


def main() -> None:
    """Print the microseconds of the second round: the first lets the engine optimise."""
    switches()
    print(switches())


# The caller adds the line that runs main(), as for the other programs: it awaits nothing.
