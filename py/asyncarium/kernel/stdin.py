"""Standard input that waits for the outside world, under the real ``input()`` and ``sys.stdin``."""

import io
from collections.abc import Callable

from asyncarium.kernel.host import Host


class _StdinBytes(io.RawIOBase):
    """Bytes of standard input, a line at a time, as a terminal gives them."""

    def __init__(self, host: Host, deliver_stop: Callable[[], None]) -> None:
        self._host = host
        self._deliver_stop = deliver_stop
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            line = self._host.read_line()
            # Between two reads a KeyboardInterrupt may be raised: as EINTR on a desktop.
            self._deliver_stop()
            if line is None:
                return 0
            self._left = line.encode("utf-8", "replace")
        taken, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def open_stdin(host: Host, deliver_stop: Callable[[], None]) -> io.TextIOWrapper:
    """A ``sys.stdin`` whose reads suspend the program until the reader has typed a line."""
    raw = _StdinBytes(host, deliver_stop)
    return io.TextIOWrapper(io.BufferedReader(raw), encoding="utf-8", line_buffering=True)
