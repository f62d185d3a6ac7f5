"""The outside world as the kernel sees it: one protocol, so that tests can stand in for it."""

from collections.abc import Callable
from typing import Protocol


class Host(Protocol):
    """What the kernel asks of the place it runs in.

    In the browser this is a worker (``_host.py``); in the tests it is a plain
    object with virtual time. The host also owns the process's clock: whatever
    it reports through ``advance`` must be what ``time.monotonic()`` reads.
    """

    threads: bool
    """Whether a call can be left half-way for another one: needs a stack each (JSPI)."""

    def suspend(self, seconds: float | None) -> None:
        """Let the outside world run for ``seconds`` (None: for ever), or until it has news.

        May return early; callers look at the clock again.
        """

    def can_suspend(self) -> bool:
        """Whether the outside world can be let in just now.

        False where the browser has no JSPI, and under a JavaScript frame that
        a stack switch can't cross.
        """

    def retry_slice(self) -> None:
        """End the slice once more, very soon: it could not be divided where it ended."""

    def advance(self, nanoseconds: int) -> None:
        """Move the virtual clock forward. Called in virtual time only."""

    def take_stop(self) -> bool:
        """Whether Stop was pressed since this was last asked."""

    def has_input(self) -> bool:
        """Whether a line of standard input is there, or its end."""

    def ask_for_input(self) -> None:
        """Tell the reader that the program waits for a line.

        Raises:
            RuntimeError: this host can't wait for one.
        """

    def take_input(self) -> str | None:
        """The next line of standard input with its newline, or None at its end."""

    def prepare_thread(self, ident: int, entry: Callable[[], None]) -> None:
        """Have ``entry`` called, on a stack of its own, when ``ident`` is first resumed."""

    def switch(self, leaving: int, entering: int) -> None:
        """Suspend this stack as ``leaving`` and resume ``entering``.

        Returns when somebody resumes ``leaving``.
        """

    def resume(self, entering: int) -> None:
        """Resume ``entering`` as soon as this stack, which ends now, is gone."""
