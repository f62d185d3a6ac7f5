"""A stand-in for the browser, with virtual time.

Green threads get a thread of the operating system each, of which one at a time
holds the baton; nothing ever sleeps.
"""

import _thread
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

START = 131_072 * 10**9
"""What every test's clock begins at, in nanoseconds."""

PATIENCE = 30
"""Real seconds after which a lost baton fails its test, instead of hanging it."""

# The operating system's own, whatever a test puts there.
_start_thread, _allocate_lock = _thread.start_new_thread, _thread.allocate_lock


@dataclass
class FakeHost:
    """Keeps time in nanoseconds; the tests read and set the rest.

    Attributes:
        suspensions: what `suspend` was called with.
        stop_at: when Stop is pressed.
        typed: lines of standard input that are there; None is the end.
        news: what happens outside, one for each time that the kernel waits for ever.
        asked: how often the reader was told that a line is wanted.
        suspendable: whether a stack can be left.
    """

    threads: bool = True
    nanoseconds: int = START
    suspensions: list[float | None] = field(default_factory=list)
    retries: int = 0
    stop_at: int | None = None
    typed: list[str | None] = field(default_factory=list)
    news: list[Callable[[], None]] = field(default_factory=list)
    asked: int = 0
    suspendable: bool = True
    _entries: dict[int, Callable[[], None]] = field(default_factory=dict)
    _batons: dict[int, _thread.LockType] = field(default_factory=dict)
    _failure: BaseException | None = None

    def suspend(self, seconds: float | None) -> None:
        self.suspensions.append(seconds)
        if seconds is not None:
            self.advance(round(seconds * 10**9))
        elif self.news:
            self.news.pop(0)()
        else:
            assert self.stop_at is not None, "waiting for ever, and nothing will come"
            self.nanoseconds = max(self.nanoseconds, self.stop_at)

    def can_suspend(self) -> bool:
        return self.suspendable

    def retry_slice(self) -> None:
        self.retries += 1

    def advance(self, nanoseconds: int) -> None:
        end = self.nanoseconds + nanoseconds
        if self.stop_at is not None and self.nanoseconds < self.stop_at < end:
            end = self.stop_at
        self.nanoseconds = end

    def take_stop(self) -> bool:
        if self.stop_at is None or self.nanoseconds < self.stop_at:
            return False
        self.stop_at = None
        return True

    def has_input(self) -> bool:
        return bool(self.typed)

    def ask_for_input(self) -> None:
        self.asked += 1

    def take_input(self) -> str | None:
        return self.typed.pop(0)

    def prepare_thread(self, ident: int, entry: Callable[[], None]) -> None:
        self._entries[ident] = entry

    def switch(self, leaving: int, entering: int) -> None:
        assert self.suspendable, "this stack can't be left"
        baton = self._batons[leaving] = _allocate_lock()
        baton.acquire()
        self.resume(entering)
        is_main = threading.main_thread().ident == leaving
        # Only the main one runs out of patience: the others may be left behind by their test.
        if not baton.acquire(timeout=PATIENCE if is_main else -1):
            raise AssertionError(f"nobody resumed thread {leaving}")
        if self._failure is not None:
            raise self._failure

    def resume(self, entering: int) -> None:
        entry = self._entries.pop(entering, None)
        if entry is None:
            self._batons.pop(entering).release()
        else:
            _start_thread(self._begin, (entry,))

    def _begin(self, entry: Callable[[], None]) -> None:
        try:
            entry()
        except BaseException as error:
            # Threads must not raise: the main one says so.
            self._failure = error
            self.resume(min(self._batons))
