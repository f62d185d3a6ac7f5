"""The network as a whole: opens sockets and brings their ends together."""

from dataclasses import dataclass, field

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.addresses import (
    BROADCAST,
    LOOPBACK,
    WILDCARD,
    Address,
    Hosts,
)
from asyncarium.kernel.network.constants import AF_INET, AF_INET6, SOCK_DGRAM, SOCK_STREAM
from asyncarium.kernel.network.datagram import Datagram, check_size
from asyncarium.kernel.network.descriptors import Descriptors, End, OpenSocket
from asyncarium.kernel.network.listener import Listener
from asyncarium.kernel.network.ports import LAST_PORT, Ports
from asyncarium.kernel.network.stream import Service, Stream


@dataclass
class Network:
    """TCP and UDP over hosts that are all in this interpreter.

    Attributes:
        services: who answers there, unless the program itself listens on that very address.
    """

    hosts: Hosts = field(default_factory=Hosts)
    descriptors: Descriptors = field(default_factory=Descriptors)
    services: dict[Address, Service] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tcp: Ports[Stream | Listener] = Ports(self.hosts)
        self._udp: Ports[Datagram] = Ports(self.hosts)

    def open(self, family: int, kind: int, protocol: int) -> OpenSocket:
        """A new socket, without a descriptor yet.

        Raises:
            OSError: there are no such sockets here.
        """
        if family not in (AF_INET, AF_INET6):
            raise errors.not_supported(f"address family {family} (IPv4 and IPv6 only)")
        opened = OpenSocket(family, kind, protocol)
        if kind == SOCK_STREAM:
            opened.end = Stream(family, opened.changed)
        elif kind == SOCK_DGRAM:
            opened.end = Datagram(family, opened.changed)
        else:
            raise errors.not_supported(f"socket type {kind} (TCP and UDP only)")
        return opened

    def pair(self, family: int, protocol: int) -> tuple[OpenSocket, OpenSocket]:
        """Two sockets that are connected with each other."""
        one, other = (self.open(family, SOCK_STREAM, protocol) for _ in range(2))
        assert isinstance(one.end, Stream)
        assert isinstance(other.end, Stream)
        one.end.join(other.end)
        return one, other

    def close(self, opened: OpenSocket) -> None:
        """Nothing refers to ``opened`` any more."""
        end = opened.end
        if isinstance(end, Datagram):
            self._udp.release(end)
        else:
            self._tcp.release(end)
        end.close()
        opened.changed()

    def close_descriptor(self, fd: int) -> None:
        """Close ``fd``, and its socket if that was the last descriptor of it."""
        last = self.descriptors.remove(fd)
        if last is not None:
            self.close(last)

    def bind(self, end: End, host: str, port: int) -> None:
        """Give ``end`` a local address. See `Ports.bind`."""
        address = self.hosts.resolve(host, end.family)
        if isinstance(end, Datagram):
            self._udp.bind(end, address, port)
        else:
            self._tcp.bind(end, address, port)

    def listen(self, opened: OpenSocket, backlog: int) -> None:
        """Make a TCP socket wait for connections.

        Raises:
            OSError: it is connected, or another socket listens on its port.
        """
        end = opened.end
        if isinstance(end, Listener):
            end.backlog = max(0, backlog)
            return
        if not isinstance(end, Stream):
            raise errors.not_supported("listen() on a datagram socket")
        if end.state != "new":
            raise errors.invalid()
        if end.local is None:
            self._tcp.bind(end, WILDCARD[end.family], 0)
        host, port = end.local or ("", 0)
        if not end.reuse_port and any(
            other.listening for other in self._tcp.find(end.family, host, port)
        ):
            raise errors.in_use(self._tcp.describe((host, port)))
        listener = Listener(end, backlog)
        self._tcp.release(end)
        opened.end = listener
        self._tcp.adopt(listener)
        opened.changed()

    def stop_listening(self, opened: OpenSocket) -> None:
        """``shutdown`` of a listener: who waits in accept() is told, and its port is free."""
        assert isinstance(opened.end, Listener)
        self._tcp.release(opened.end)
        opened.end.close()
        opened.end = Stream(opened.family, opened.changed)
        opened.changed()

    def connect(self, end: Stream, host: str, port: int) -> None:
        """Connect ``end`` to whoever listens there; it may still be "connecting" afterwards.

        Raises:
            ConnectionRefusedError: nobody does.
            OSError: it is connected already, or there is no such host.
        """
        _check_port(port)
        if end.state == "connecting":
            raise errors.connecting()
        if end.state != "new":
            raise errors.already_connected()
        address = self._destination(host, end.family)
        found: Service | None = self.services.get((address, port))
        for other in self._tcp.find(end.family, address, port):
            if isinstance(other, Listener) and (found is None or other.local == (address, port)):
                found = other
                break
        if found is None:
            raise errors.refused(self._tcp.describe((address, port)), self.listening())
        source = self.hosts.source_for(address, end.family)
        if end.local is None:
            self._tcp.bind(end, source, 0)
        elif end.local[0] == WILDCARD[end.family]:
            end.local = (source, end.local[1])
        end.remote = (address, port)
        found.offer(end)

    def connect_datagram(self, end: Datagram, host: str, port: int) -> None:
        """Send to, and receive from, this address only."""
        _check_port(port)
        address = self._destination(host, end.family)
        if end.local is None:
            self._udp.bind(end, self.hosts.source_for(address, end.family), 0)
        end.remote = (address, port)

    def send_datagram(self, end: Datagram, data: bytes, to: tuple[str, int] | None) -> int:
        """Send ``data`` to an address, or to the one that ``end`` is connected with."""
        check_size(data)
        if (error := end.take_error()) is not None:
            raise error
        if to is not None:
            _check_port(to[1])
            host, port = self._destination(to[0], end.family), to[1]
        elif end.remote is not None:
            host, port = end.remote
        else:
            raise errors.no_destination()
        if end.local is None:
            self._udp.bind(end, WILDCARD[end.family], 0)
        assert end.local is not None
        source = end.local[0]
        if source in WILDCARD.values():
            source = self.hosts.source_for(host, end.family)
        receivers = self._udp.find(end.family, host, port)
        for receiver in receivers if host == BROADCAST else receivers[:1]:
            receiver.deliver(data, (source, end.local[1]))
        if not receivers:
            end.unreachable(errors.refused(self._udp.describe((host, port)), self._receiving()))
        return len(data)

    def listening(self) -> list[str]:
        """``host:port`` of every TCP server."""
        return [
            self._tcp.describe(end.local)
            for end in self._tcp.all()
            if end.listening and end.local is not None
        ]

    def _receiving(self) -> list[str]:
        return [self._udp.describe(end.local) for end in self._udp.all() if end.local is not None]

    def _destination(self, host: str, family: int) -> str:
        address = self.hosts.resolve(host, family)
        # "Any host" as a destination means this one.
        return LOOPBACK[family] if address == WILDCARD[family] else address


def _check_port(port: int) -> None:
    if not 0 <= port <= LAST_PORT:
        raise OverflowError("connect(): port must be 0-65535.")
