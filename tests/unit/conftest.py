"""A stand-in for the browser, with virtual time: the kernel under desktop CPython."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from asyncarium.kernel.clock import InstantClock
from asyncarium.kernel.wait import Waiter


@dataclass
class FakeHost:
    """Keeps time in nanoseconds; the tests read and set the rest."""

    nanoseconds: int = 131_072 * 10**9
    suspensions: list[float | None] = field(default_factory=list)
    stop_at: int | None = None
    typed: list[str | None] = field(default_factory=list)
    suspendable: bool = True

    def suspend(self, seconds: float | None) -> None:
        self.suspensions.append(seconds)
        if seconds is None:
            assert self.stop_at is not None, "waiting for ever, and nothing will come"
            self.nanoseconds = max(self.nanoseconds, self.stop_at)

    def can_suspend(self) -> bool:
        return self.suspendable

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

    def read_line(self) -> str | None:
        return self.typed.pop(0)


@pytest.fixture(autouse=True)
def no_running_loop() -> Iterator[None]:
    """Playwright's sync API leaves its own loop running in the thread that both test in."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    """A host whose clock is the clock of the whole process, as in the browser."""
    fake = FakeHost()
    monkeypatch.setattr(time, "monotonic_ns", lambda: fake.nanoseconds)
    monkeypatch.setattr(time, "monotonic", lambda: fake.nanoseconds / 1e9)
    return fake


@pytest.fixture
def waiter(host: FakeHost) -> Waiter:
    return Waiter(host, InstantClock(host))
