"""Resolving names as the ``socket`` module does: getaddrinfo and its older relatives."""

import ipaddress
import socket
from typing import Any, NoReturn

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.addresses import (
    HOST_NAME,
    LOOPBACK,
    SERVICES,
    WILDCARD,
    Hosts,
    canonical,
    family_of,
    scope_of,
    sockaddr,
)
from asyncarium.kernel.network.constants import (
    AF_INET,
    AF_INET6,
    AF_UNSPEC,
    SOCK_DGRAM,
    SOCK_STREAM,
)

AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]

_PROTOCOLS = {SOCK_STREAM: socket.IPPROTO_TCP, SOCK_DGRAM: socket.IPPROTO_UDP, socket.SOCK_RAW: 0}


class Names:
    """The functions of ``_socket`` that turn names into addresses and back."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts

    def getaddrinfo(
        self,
        host: str | bytes | None,
        port: str | bytes | int | None,
        family: int = 0,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> list[AddressInfo]:
        """The addresses that ``host`` and ``port`` stand for, in the shape of CPython's.

        A name has an IPv4 address only, as on a machine without IPv6; an IPv6
        address in text, and ``localhost`` when IPv6 is asked for, work.

        Raises:
            socket.gaierror: there is no such host or service.
        """
        if host is None and port is None:
            raise errors.no_such_host("", self._hosts.names())
        name = host.decode("idna") if isinstance(host, bytes) else host
        families = _families(name, family)
        return [
            info
            for found in families
            for info in self._infos(name, port, found, type, proto, flags)
        ]

    def _infos(
        self,
        name: str | None,
        port: str | bytes | int | None,
        found: int,
        type: int,
        proto: int,
        flags: int,
    ) -> list[AddressInfo]:
        if name is None:
            passive = flags & socket.AI_PASSIVE
            address = WILDCARD[found] if passive else LOOPBACK[found]
        elif flags & socket.AI_NUMERICHOST and family_of(name) is None:
            raise errors.no_such_host(name, self._hosts.names())
        else:
            address = self._hosts.resolve(name or "localhost", found)
        where = sockaddr((address, _port_number(port)), found, scope_of(name or ""))
        canonical_name = (name or "") if flags & socket.AI_CANONNAME else ""
        kinds = [
            (kind, number)
            for kind, number in _PROTOCOLS.items()
            if type in (0, kind) and proto in (0, number)
        ]
        if not kinds:
            raise socket.gaierror(socket.EAI_SOCKTYPE, "ai_socktype not supported")
        return [(found, kind, number or proto, canonical_name, where) for kind, number in kinds]

    def gethostname(self) -> str:
        """The name of this machine."""
        return HOST_NAME

    def gethostbyname(self, hostname: str) -> str:
        """The IPv4 address of ``hostname``."""
        return self._hosts.resolve(hostname or "0.0.0.0", AF_INET)

    def gethostbyname_ex(self, hostname: str) -> tuple[str, list[str], list[str]]:
        """(name, aliases, IPv4 addresses) of ``hostname``."""
        return hostname, [], [self.gethostbyname(hostname)]

    def gethostbyaddr(self, ip_address: str) -> tuple[str, list[str], list[str]]:
        """(name, aliases, addresses) of a host given by name or address."""
        family = family_of(ip_address) or AF_INET
        address = self._hosts.resolve(ip_address, family)
        name = "localhost" if address in LOOPBACK.values() else self._hosts.name_of(address)
        return name, [], [address]

    def getnameinfo(self, address: tuple[Any, ...], flags: int, /) -> tuple[str, str]:
        """(host, service) of a socket address."""
        if not isinstance(address, tuple):
            kind = type(address).__name__
            raise TypeError(f"getnameinfo() argument 1 must be tuple, not {kind}")
        if len(address) < 2:
            raise TypeError("getnameinfo(): illegal sockaddr argument")
        host, port = str(address[0]), int(address[1])
        if family_of(host) is None:
            raise errors.no_such_host(host, self._hosts.names())
        name = canonical(host)
        if not flags & socket.NI_NUMERICHOST:
            name = self.gethostbyaddr(name)[0]
        if flags & socket.NI_NUMERICSERV:
            return name, str(port)
        return name, next((known for known, n in SERVICES.items() if n == port), str(port))

    def getservbyname(self, servicename: str, protocolname: str = "tcp", /) -> int:
        """The port of a well-known service."""
        del protocolname
        if servicename not in SERVICES:
            raise OSError("service/proto not found")
        return SERVICES[servicename]

    def getservbyport(self, port: int, protocolname: str = "tcp", /) -> str:
        """The well-known service of a port."""
        del protocolname
        for name, number in SERVICES.items():
            if number == port:
                return name
        raise OSError("port/proto not found")


def inet_pton(address_family: int, ip_string: str, /) -> bytes:
    """An address in text as packed bytes; C's knows no IPv6 here."""
    if address_family != AF_INET6:
        return socket.inet_aton(ip_string) if family_of(ip_string) else _illegal()
    if family_of(ip_string) != AF_INET6 or "%" in ip_string:
        _illegal()
    return ipaddress.IPv6Address(ip_string).packed


def inet_ntop(address_family: int, packed_ip: bytes, /) -> str:
    """Packed bytes as an address in text."""
    if address_family != AF_INET6:
        return socket.inet_ntoa(packed_ip)
    if len(packed_ip) != 16:
        raise ValueError("invalid length of packed IP address string")
    return str(ipaddress.IPv6Address(packed_ip))


def _illegal() -> NoReturn:
    raise OSError("illegal IP address string passed to inet_pton")


def _families(host: str | None, family: int) -> list[int]:
    """In which families to look for ``host``."""
    if family in (AF_INET, AF_INET6):
        return [family]
    if family != AF_UNSPEC:
        raise socket.gaierror(socket.EAI_FAMILY, "ai_family not supported")
    if host is None:
        return [AF_INET, AF_INET6]
    return [family_of(host) or AF_INET]


def _port_number(port: str | bytes | int | None) -> int:
    text = port.decode("ascii") if isinstance(port, bytes) else port
    if text is None or text == "":
        return 0
    if isinstance(text, int):
        if text < 0:
            raise errors.unknown_service(text)
        return text
    if not isinstance(text, str):
        raise OSError("Int or String expected")
    if text.isdecimal():
        return int(text)
    if text in SERVICES:
        return SERVICES[text]
    raise errors.unknown_service(text)
