"""Who has which port: binding, and finding whom a packet is for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.addresses import WILDCARD, Address, Hosts

FIRST_EPHEMERAL = 49152
"""IANA's first dynamic port (RFC 6335). They count up from here: every run has the same."""
LAST_PORT = 65535


class Bindable(Protocol):
    """A socket that can have a local address."""

    family: int
    local: Address | None
    reuse_address: bool
    reuse_port: bool

    @property
    def listening(self) -> bool:
        """Whether it waits for connections: then ``reuse_address`` does not share its port."""


Socket = TypeVar("Socket", bound=Bindable)


@dataclass
class Ports(Generic[Socket]):
    """The ports of one protocol (TCP or UDP) on every host of `hosts`."""

    hosts: Hosts
    _taken: dict[tuple[int, int], list[Socket]] = field(default_factory=dict)
    _next: int = FIRST_EPHEMERAL

    def bind(self, socket: Socket, host: str, port: int) -> None:
        """Give ``socket`` the address; port 0 means any that is free.

        Raises:
            OSError: it has one already, the host is not this machine, or
                another socket has the port and won't share it.
            OverflowError: ``port`` is no port number.
        """
        if not 0 <= port <= LAST_PORT:
            raise OverflowError("bind(): port must be 0-65535.")
        if socket.local is not None:
            raise errors.invalid()
        if not self.hosts.owns(host):
            raise errors.not_ours(host)
        if port == 0:
            port = self._free_port(socket.family, host)
        elif any(not _share(socket, other) for other in self._rivals(socket.family, host, port)):
            raise errors.in_use(f"{self.hosts.name_of(host)}:{port}")
        socket.local = (host, port)
        self.adopt(socket)

    def adopt(self, socket: Socket) -> None:
        """``socket`` takes the place of another one that had its address."""
        assert socket.local is not None
        self._taken.setdefault((socket.family, socket.local[1]), []).append(socket)

    def release(self, socket: Socket) -> None:
        """``socket`` is closed: its port is free again."""
        if socket.local is None:
            return
        key = (socket.family, socket.local[1])
        holders = self._taken.get(key, [])
        if socket in holders:
            holders.remove(socket)
            if not holders:
                del self._taken[key]

    def find(self, family: int, host: str, port: int) -> list[Socket]:
        """The sockets that ``host``:``port`` leads to, an exact address before a wildcard."""
        holders = self._taken.get((family, port), [])
        exact = [holder for holder in holders if holder.local == (host, port)]
        return exact or [holder for holder in holders if holder.local == (WILDCARD[family], port)]

    def all(self) -> Iterator[Socket]:
        """Every socket that has a port."""
        for holders in self._taken.values():
            yield from holders

    def describe(self, address: Address) -> str:
        """``host:port``, by name where the host has one."""
        return f"{self.hosts.name_of(address[0])}:{address[1]}"

    def _rivals(self, family: int, host: str, port: int) -> list[Socket]:
        wildcard = WILDCARD[family]
        holders = self._taken.get((family, port), [])
        if host == wildcard:
            return holders
        return [holder for holder in holders if holder.local in ((host, port), (wildcard, port))]

    def _free_port(self, family: int, host: str) -> int:
        for _attempt in range(FIRST_EPHEMERAL, LAST_PORT + 1):
            port = self._next
            self._next = FIRST_EPHEMERAL if port == LAST_PORT else port + 1
            if not self._rivals(family, host, port):
                return port
        raise errors.in_use(f"every port of {self.hosts.name_of(host)}")


def _share(one: Bindable, other: Bindable) -> bool:
    """Linux's rule (inet_csk_bind_conflict): both agree, and nobody listens yet."""
    if one.reuse_port and other.reuse_port:
        return True
    return one.reuse_address and other.reuse_address and not other.listening
