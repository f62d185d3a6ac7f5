"""Puts the kernel together and under the standard library.

Order matters: what is patched first is what the next one imports.
"""

import _socket
import importlib
import select
import selectors
import socket
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass

from asyncarium.kernel import os_calls, polling, sleep, slices, sockets, stdin, threads, tls
from asyncarium.kernel.blocking_socket import check_timeout
from asyncarium.kernel.clock import Clock
from asyncarium.kernel.host import Host
from asyncarium.kernel.names import Names, inet_ntop, inet_pton
from asyncarium.kernel.network.constants import SO_REUSEADDR, SO_REUSEPORT
from asyncarium.kernel.network.network import Network
from asyncarium.kernel.scheduler import GreenThread, Outside, Scheduler
from asyncarium.kernel.selector import KernelSelector
from asyncarium.kernel.signals import Signals


@dataclass(frozen=True)
class System:
    """A kernel that is in place.

    Attributes:
        forget_threads: ends all threads but the main one, which calls it.
    """

    scheduler: Scheduler
    network: Network
    forget_threads: Callable[[], None] = lambda: None


def install(
    host: Host,
    clock: Clock,
    diagnose: Callable[[], BaseException | None],
) -> System:
    """Make the standard library of this interpreter run on ``host``.

    Args:
        host: the outside world.
        clock: passes the time.
        diagnose: see `Outside`.
    """
    network = Network()
    signals = Signals(network.descriptors)
    scheduler = Scheduler(
        host,
        clock,
        Outside(diagnose, signals.deliver),
        GreenThread(threads.main_ident()),
    )
    forget_threads = threads.install(scheduler)
    sleep.install(scheduler)
    slices.install(scheduler)
    stdin.install(scheduler)
    signals.install(scheduler)
    _install_sockets(scheduler, network)
    tls.install()
    return System(scheduler, network, forget_threads)


def _install_sockets(scheduler: Scheduler, network: Network) -> None:
    """``_socket``, ``select`` and ``selectors``; ``socket.py`` is run again on the first."""
    sockets.socket.scheduler = scheduler
    sockets.socket.network = network
    polling.poll.polling = polling.Polling(scheduler, network.descriptors)
    KernelSelector.scheduler = scheduler
    KernelSelector.descriptors = network.descriptors

    sys.modules["_socket"] = make_module(network)
    importlib.reload(socket)
    select.select = polling.select
    select.poll = polling.poll  # type: ignore[misc, assignment]
    selectors.SelectSelector._select = staticmethod(polling.select)  # type: ignore[attr-defined]
    if hasattr(selectors, "PollSelector"):
        selectors.PollSelector._selector_cls = polling.poll  # type: ignore[attr-defined]
    selectors.DefaultSelector = KernelSelector  # type: ignore[misc, assignment]
    os_calls.install(network.descriptors)


def make_module(network: Network) -> types.ModuleType:
    """A ``_socket`` on ``network``: the constants of C's, and our functions."""
    module = types.ModuleType("_socket")
    module.__dict__.update(vars(_socket))
    names = Names(network.hosts)
    module.__dict__.update(
        SO_REUSEADDR=SO_REUSEADDR,
        SO_REUSEPORT=SO_REUSEPORT,
        has_ipv6=True,
        socket=sockets.socket,
        SocketType=sockets.socket,
        close=sockets.close,
        dup=sockets.dup,
        socketpair=sockets.socketpair,
        getdefaulttimeout=lambda: sockets.socket.default_timeout,
        setdefaulttimeout=_set_default_timeout,
        getaddrinfo=names.getaddrinfo,
        gethostname=names.gethostname,
        gethostbyname=names.gethostbyname,
        gethostbyname_ex=names.gethostbyname_ex,
        gethostbyaddr=names.gethostbyaddr,
        getnameinfo=names.getnameinfo,
        getservbyname=names.getservbyname,
        getservbyport=names.getservbyport,
        inet_pton=inet_pton,
        inet_ntop=inet_ntop,
    )
    module.__dict__.pop("AF_UNIX", None)
    return module


def _set_default_timeout(timeout: float | None, /) -> None:
    sockets.socket.default_timeout = check_timeout(timeout)
