"""The kernel under desktop CPython: its clock, threads and sockets, taken back after each test."""

import _thread
import asyncio
import importlib.util
import os
import queue
import signal
import socket
import sys
import threading
import time
import types
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

import asyncarium.loop
from asyncarium import deadlock
from asyncarium.kernel import locks, polling, sockets, threads
from asyncarium.kernel.clock import Clock, InstantClock, RealClock
from asyncarium.kernel.network.network import Network
from asyncarium.kernel.scheduler import GreenThread, Outside, Scheduler
from asyncarium.kernel.selector import KernelSelector
from asyncarium.kernel.signals import Signals
from asyncarium.kernel.system import System, make_module
from tests.unit.fake_host import FakeHost


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

    def monotonic() -> float:
        return fake.nanoseconds / 1e9

    monkeypatch.setattr(time, "monotonic_ns", lambda: fake.nanoseconds)
    monkeypatch.setattr(time, "monotonic", monotonic)
    monkeypatch.setattr(threading, "_time", monotonic)
    monkeypatch.setattr(queue, "time", monotonic)
    return fake


def make_system(host: FakeHost, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> System:
    """A kernel on ``host``, of which the standard library knows nothing."""
    network = Network()
    outside = Outside(lambda: deadlock.diagnose(system), lambda signum: signals.deliver(signum))
    main = GreenThread(threads.main_ident())
    signals = Signals(network.descriptors)
    system = System(Scheduler(host, clock, outside, main), network)
    for owner, name, value in (
        (sockets.socket, "scheduler", system.scheduler),
        (sockets.socket, "network", network),
        (sockets.socket, "default_timeout", None),
        (polling.poll, "polling", polling.Polling(system.scheduler, network.descriptors)),
        (KernelSelector, "scheduler", system.scheduler),
        (KernelSelector, "descriptors", network.descriptors),
        (locks.lock, "scheduler", system.scheduler),
        (threads.ThreadHandle, "scheduler", system.scheduler),
    ):
        monkeypatch.setattr(owner, name, value, raising=False)
    return system


@pytest.fixture
def system(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> System:
    """A kernel in virtual time."""
    return make_system(host, InstantClock(host), monkeypatch)


@pytest.fixture
def scheduler(system: System) -> Scheduler:
    return system.scheduler


@pytest.fixture
def real_time(scheduler: Scheduler, host: FakeHost) -> Scheduler:
    """The scheduler, by a clock that goes on by itself: `FakeHost.suspend` moves it."""
    scheduler.clock = RealClock(host)
    return scheduler


@pytest.fixture
def network(system: System) -> Network:
    return system.network


@dataclass
class Crew:
    """Green threads, and the main one that waits for them."""

    scheduler: Scheduler
    _left: int = 0
    _errors: list[BaseException] = field(default_factory=list)

    def start(self, *functions: Callable[[], object]) -> GreenThread:
        """A thread that calls ``functions`` in turn; it runs when the main one waits."""
        self._left += 1

        def run() -> None:
            try:
                for function in functions:
                    function()
            except BaseException as error:
                self._errors.append(error)
            self._left -= 1
            self.scheduler.unpark(self.scheduler.main)

        return self.scheduler.start(run)

    def wait(self) -> None:
        """Until every one of them has ended. Raises what the first one to fail raised."""
        while self._left:
            self.scheduler.park()
        if self._errors:
            raise self._errors[0]

    def run(self, *functions: Callable[[], object]) -> None:
        """Each in a thread of its own, to its end."""
        for function in functions:
            self.start(function)
        self.wait()


@pytest.fixture
def crew(scheduler: Scheduler) -> Crew:
    return Crew(scheduler)


PATCHED: tuple[types.ModuleType, ...] = (_thread, threading, queue, time, signal, os)


@pytest.fixture
def patched() -> Iterator[None]:
    """Afterwards the modules that the kernel's parts install themselves in are as before."""
    before = [dict(vars(module)) for module in PATCHED]
    active = dict(threading._active)  # type: ignore[attr-defined]
    main = vars(threading.main_thread())
    handle = {name: main[name] for name in ("_os_thread_handle",) if name in main}
    yield
    main.pop("_os_thread_handle", None)
    main.update(handle)
    for module, names in zip(PATCHED, before, strict=True):
        for name in set(vars(module)) - set(names):
            delattr(module, name)
        for name, value in names.items():
            if getattr(module, name) is not value:
                setattr(module, name, value)
    threading._active.clear()  # type: ignore[attr-defined]
    threading._active.update(active)  # type: ignore[attr-defined]


class Sockets:
    """Opens sockets of one ``socket`` module, and closes them after the test.

    Attributes:
        module: the module, the desktop's or ours.
    """

    def __init__(self, module: Any) -> None:
        self.module = module
        self._opened: list[Any] = []

    def keep(self, opened: Any) -> Any:
        """Have ``opened`` closed after the test."""
        self._opened.append(opened)
        return opened

    def tcp(self) -> Any:
        return self.keep(self.module.socket())

    def udp(self, bound: bool = True) -> Any:
        opened = self.keep(self.module.socket(type=self.module.SOCK_DGRAM))
        if bound:
            opened.bind(("127.0.0.1", 0))
        return opened

    def server(self, backlog: int = 16) -> Any:
        """A socket that listens on a free port."""
        opened = self.tcp()
        opened.bind(("127.0.0.1", 0))
        opened.listen(backlog)
        return opened

    def free_address(self) -> Any:
        """Where nobody listens."""
        server = self.server()
        address = server.getsockname()
        server.close()
        return address

    def connected(self) -> tuple[Any, Any]:
        """Both ends of a TCP connection, that wait five seconds at most."""
        server = self.server()
        client = self.tcp()
        client.connect(server.getsockname())
        accepted = self.keep(server.accept()[0])
        server.close()
        for end in (client, accepted):
            end.settimeout(5)
        return client, accepted

    def pair(self) -> tuple[Any, Any]:
        one, other = self.module.socketpair()
        return self.keep(one), self.keep(other)

    def close(self) -> None:
        for opened in self._opened:
            opened.close()


def fill(end: Any) -> int:
    """Send until that would block; returns how much it took. ``end`` doesn't block any more."""
    end.setblocking(False)
    sent = 0
    while True:
        try:
            sent += end.send(bytes(100_000))
        except BlockingIOError:
            return sent


@pytest.fixture
def kernel_socket(network: Network, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A second ``socket`` module: CPython's socket.py, run on our ``_socket``."""
    monkeypatch.setitem(sys.modules, "_socket", make_module(network))
    spec = importlib.util.spec_from_file_location("kernel_socket", socket.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "kernel_socket", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ours(kernel_socket: types.ModuleType) -> Iterator[Sockets]:
    """Sockets of the kernel."""
    opened = Sockets(kernel_socket)
    yield opened
    opened.close()


@pytest.fixture(params=["desktop", "kernel"])
def net(request: pytest.FixtureRequest) -> Iterator[Sockets]:
    """The desktop's sockets and the kernel's: what holds for one must hold for the other."""
    if request.param == "kernel":
        yield request.getfixturevalue("ours")
        return
    opened = Sockets(socket)
    yield opened
    opened.close()


LoopFactory = Callable[[], asyncio.AbstractEventLoop]


@pytest.fixture
def loop_factory(
    system: System, kernel_socket: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> LoopFactory:
    """Makes CPython's own loop, on the kernel's selector and sockets."""
    for name in ("base_events", "selector_events", "streams", "trsock", "unix_events"):
        monkeypatch.setattr(f"asyncio.{name}.socket", kernel_socket)
    monkeypatch.setattr(asyncio.BaseEventLoop, "call_at", asyncarium.loop.call_at)
    return lambda: asyncio.SelectorEventLoop(KernelSelector())


Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run(loop_factory: LoopFactory) -> Run:
    """As ``asyncio.run``."""

    def run(main: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(main)

    return run
