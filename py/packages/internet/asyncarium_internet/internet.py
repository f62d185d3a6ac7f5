"""The whole of it: names, what answers there, and how it gets into a kernel."""

import functools
import socket
from collections.abc import Callable, Mapping
from typing import Any

from asyncarium.kernel.network.errors import no_such_host
from asyncarium.kernel.system import System
from asyncarium_internet.conditions import Conditions
from asyncarium_internet.door import Door, Server
from asyncarium_internet.echo import Echo
from asyncarium_internet.exchanges import Exchanges
from asyncarium_internet.http.connection import HttpConnection, Site
from asyncarium_internet.real import NAME, Browser, RealConnection, RealInternet
from asyncarium_internet.sites.ai import AiSite
from asyncarium_internet.sites.api import ApiSite
from asyncarium_internet.sites.blog import BlogSite
from asyncarium_internet.sites.echo import EchoSite
from asyncarium_internet.wire import Line, Receiver

HINT = "The real internet can be allowed for one program: More, Network."


def attach(
    system: System,
    settings: Mapping[str, Any],
    elapsed: Callable[[], float],
    report: Callable[[str], None] = lambda exchange: None,
    browser: Browser | None = None,
) -> None:
    """Make the practice internet part of the network of ``system``.

    Args:
        settings: the fields of `Conditions`.
        elapsed: seconds since the run began.
        report: see `Exchanges`.
        browser: reaches the real internet, where the reader has allowed that.
    """
    conditions = Conditions(**settings)
    exchanges = Exchanges(elapsed, report)
    sites: Mapping[str, Site] = {
        "example.com": BlogSite(),
        "api.example.com": ApiSite(conditions, exchanges, elapsed),
        "echo.example.com": EchoSite(),
        "ai.example.com": AiSite(),
    }

    def serve(host: str, port: int, server: Server, *, secure: bool = False) -> None:
        address = system.network.hosts.add(host)
        door = Door(system.scheduler, conditions, server, secure=secure)
        system.network.services[address, port] = door

    for host, site in sites.items():
        for scheme, port in (("http", 80), ("https", 443)):
            server = functools.partial(
                HttpConnection,
                site=site,
                origin=f"{scheme}://{host}",
                conditions=conditions,
                exchanges=exchanges,
            )
            serve(host, port, server, secure=scheme == "https")

    def echo(line: Line) -> Receiver:
        return Echo(line, conditions)

    serve("echo.example.com", 7, echo)
    if browser is None:
        system.network.hosts.look_for = functools.partial(_refuse, system)
    else:
        _let_out(system, RealInternet(system.scheduler, browser), exchanges)


def _refuse(system: System, name: str) -> None:
    if NAME.fullmatch(name):
        error = no_such_host(name, system.network.hosts.names())
        raise socket.gaierror(error.errno, f"{error.strerror}. {HINT}")


def _let_out(system: System, internet: RealInternet, exchanges: Exchanges) -> None:
    """Have every other name lead to the browser."""
    at_once = Conditions(latency="none")

    def look_for(name: str) -> None:
        if not NAME.fullmatch(name):
            return
        address = system.network.hosts.add(name)
        for scheme, port in (("http", 80), ("https", 443)):
            server = functools.partial(
                RealConnection,
                origin=f"{scheme}://{name}",
                internet=internet,
                exchanges=exchanges,
            )
            door = Door(system.scheduler, at_once, server, secure=scheme == "https")
            system.network.services[address, port] = door

    system.network.hosts.look_for = look_for
