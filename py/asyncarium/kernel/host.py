"""The outside world as the kernel sees it: one protocol, so that tests can stand in for it."""

from typing import Protocol


class Host(Protocol):
    """What the kernel asks of the place it runs in.

    In the browser this is a worker (``_host.py``); in the tests it is a plain
    object with virtual time. The host also owns the process's clock: whatever
    it reports through ``advance`` must be what ``time.monotonic()`` reads.
    """

    def suspend(self, seconds: float | None) -> None:
        """Let the outside world run for ``seconds`` (None: for ever), or until it has news.

        May return early; callers look at the clock again.
        """

    def can_suspend(self) -> bool:
        """Whether the outside world can be let in just now.

        False where the browser has no JSPI, and under a JavaScript frame that
        a stack switch can't cross.
        """

    def advance(self, nanoseconds: int) -> None:
        """Move the virtual clock forward. Called in virtual time only."""

    def take_stop(self) -> bool:
        """Whether Stop was pressed since this was last asked."""

    def read_line(self) -> str | None:
        """The next line of standard input with its newline, or None at its end.

        Lets the outside world run until there is one. Returns an empty string
        when something else (a Stop) came first.

        Raises:
            RuntimeError: there is no line yet and this host can't wait for one.
        """
