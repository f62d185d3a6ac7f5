"""Names and addresses: which hosts exist in this network, and what socket addresses look like."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.constants import AF_INET, AF_INET6

Address = tuple[str, int]
"""Host (an IP address in text) and port."""

HOST_NAME = "asyncarium"
"""What ``socket.gethostname()`` says."""

LOOPBACK = {AF_INET: "127.0.0.1", AF_INET6: "::1"}
WILDCARD = {AF_INET: "0.0.0.0", AF_INET6: "::"}
BROADCAST = "255.255.255.255"

# Addresses for documentation (RFC 5737): they belong to nobody.
_OWN_ADDRESS = "192.0.2.1"
_FIRST_VIRTUAL = int(ipaddress.IPv4Address("198.51.100.1"))

_RESERVED = ("example.com", "example.net", "example.org")
"""Names for documentation (RFC 2606): they exist, and here a program may be their server."""

SERVICES = {
    "echo": 7, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "http": 80,
    "pop3": 110, "ntp": 123, "imap": 143, "https": 443, "postgresql": 5432,
}  # fmt: skip


@dataclass
class Hosts:
    """The hosts of this network. All of them are this machine.

    Attributes:
        look_for: may `add` a name that nobody knows.
    """

    look_for: Callable[[str], None] = lambda name: None
    _by_name: dict[str, str] = field(default_factory=dict)
    _by_address: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name["localhost"] = LOOPBACK[AF_INET]
        self._by_name[HOST_NAME] = _OWN_ADDRESS
        self._by_address[_OWN_ADDRESS] = HOST_NAME
        for name in _RESERVED:
            address = self.add(name)
            self._by_name[f"www.{name}"] = address

    def add(self, name: str) -> str:
        """Make ``name`` a host of this network; returns its address."""
        if name not in self._by_name:
            address = str(ipaddress.IPv4Address(_FIRST_VIRTUAL + len(self._by_address)))
            self._by_name[name] = address
            self._by_address[address] = name
        return self._by_name[name]

    def names(self) -> list[str]:
        """Every name that can be resolved."""
        return list(self._by_name)

    def resolve(self, host: str, family: int) -> str:
        """The address of ``host``, a name or an address, in ``family``.

        Raises:
            socket.gaierror: there is no such host, or it has no address of that family.
        """
        if host in ("", "*"):
            return WILDCARD[family]
        if host == "<broadcast>":
            return BROADCAST
        if (kind := family_of(host)) is not None:
            if kind != family:
                raise errors.wrong_family(host)
            return canonical(host)
        name = host.lower().rstrip(".")
        if name not in self._by_name:
            self.look_for(name)
        if name in self._by_name:
            if family == AF_INET:
                return self._by_name[name]
            if name == "localhost":
                return LOOPBACK[family]
            raise errors.wrong_family(host)
        raise errors.no_such_host(host, self.names())

    def owns(self, address: str) -> bool:
        """Whether a socket may be bound to ``address``."""
        return (
            address in self._by_address
            or address in WILDCARD.values()
            or address == LOOPBACK[AF_INET6]
            or address.startswith("127.")
        )

    def name_of(self, address: str) -> str:
        """The name that ``address`` goes by: itself, unless it has one."""
        return self._by_address.get(address, address)

    def source_for(self, destination: str, family: int) -> str:
        """The address that a connection to ``destination`` comes from."""
        if destination in self._by_address and destination != _OWN_ADDRESS:
            return _OWN_ADDRESS
        return destination if destination not in WILDCARD.values() else LOOPBACK[family]


def family_of(host: str) -> int | None:
    """AF_INET or AF_INET6 if ``host`` is an address, None if it is a name."""
    if re.fullmatch(r"[0-9.]+", host):
        return AF_INET if _is_address(host) else None
    if ":" in host:
        return AF_INET6 if _is_address(host) else None
    return None


def canonical(address: str) -> str:
    """``address`` as the system writes it; a scope (``%eth0``) is dropped."""
    return str(ipaddress.ip_address(address.partition("%")[0]))


def _is_address(host: str) -> bool:
    try:
        canonical(host)
    except ValueError:
        return False
    return True


def scope_of(address: str) -> int:
    """The number behind the ``%`` of an IPv6 address, 0 if there is none."""
    scope = address.partition("%")[2]
    return int(scope) if scope.isdecimal() else 0


def sockaddr(
    address: Address, family: int, scope: int = 0
) -> tuple[str, int] | tuple[str, int, int, int]:
    """``address`` in the shape that Python's socket module gives it for ``family``."""
    return (*address, 0, scope) if family == AF_INET6 else address
