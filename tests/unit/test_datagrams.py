"""UDP: what holds on the desktop must hold in the kernel."""

import contextlib
import errno
import socket

import pytest

from asyncarium.kernel.network import datagram
from tests.unit.conftest import Crew, Sockets
from tests.unit.fake_host import START, FakeHost

LOCAL = "127.0.0.1"


def test_datagrams_keep_their_boundaries_and_their_sender(net: Sockets) -> None:
    one, other = net.udp(), net.udp()
    for data in (b"first", b"", b"third"):
        assert one.sendto(data, other.getsockname()) == len(data)
    received = [other.recvfrom(100) for _ in range(3)]
    assert received == [(data, one.getsockname()) for data in (b"first", b"", b"third")]


def test_what_does_not_fit_the_call_is_cut_off(net: Sockets) -> None:
    one, other = net.udp(), net.udp()
    one.sendto(b"abcdef", other.getsockname())
    one.sendto(b"next", other.getsockname())
    assert other.recv(3, socket.MSG_PEEK) == b"abc"
    assert other.recv(3) == b"abc"
    buffer = bytearray(3)
    assert other.recvfrom_into(buffer) == (3, one.getsockname())
    assert buffer == b"nex"


def test_who_has_no_port_gets_one_by_sending(net: Sockets) -> None:
    one, other = net.udp(bound=False), net.udp()
    one.sendto(b"x", other.getsockname())
    _data, sender = other.recvfrom(1)
    assert sender == (LOCAL, one.getsockname()[1])
    assert one.getsockname()[0] == "0.0.0.0"
    other.sendto(b"back", sender)
    assert one.recv(10) == b"back"


def test_the_largest_and_one_more(net: Sockets) -> None:
    one, other = net.udp(), net.udp()
    assert one.sendto(bytes(datagram.LARGEST), other.getsockname()) == datagram.LARGEST
    assert len(other.recv(1 << 17)) == datagram.LARGEST
    with pytest.raises(OSError, match="Message too long") as caught:
        one.sendto(bytes(datagram.LARGEST + 1), other.getsockname())
    assert caught.value.errno == errno.EMSGSIZE


def test_what_has_no_room_is_lost(net: Sockets) -> None:
    one, other = net.udp(), net.udp()
    for number in range(20):
        assert one.sendto(bytes([number]) * 50_000, other.getsockname()) == 50_000
    other.setblocking(False)
    received: list[int] = []
    with contextlib.suppress(BlockingIOError):
        while True:
            received.append(other.recv(1)[0])
    assert 1 <= len(received) < 20
    assert received == list(range(len(received)))


def test_room_is_made_by_reading(ours: Sockets) -> None:
    one, other = ours.udp(), ours.udp()
    other.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 5_000)
    for text in (b"a", b"b", b"c"):
        one.sendto(text * 2_500, other.getsockname())
    assert other.recv(1) == b"a"
    one.sendto(b"d" * 2_500, other.getsockname())
    assert other.recv(1) + other.recv(1) == b"bd"


def test_sending_to_nobody_is_no_error(net: Sockets) -> None:
    closed, one = net.udp(), net.udp()
    address = closed.getsockname()
    closed.close()
    assert one.sendto(b"x", address) == 1
    assert one.sendto(b"x", address) == 1


def test_unless_one_is_connected(net: Sockets) -> None:
    closed, one = net.udp(), net.udp()
    address = closed.getsockname()
    closed.close()
    one.connect(address)
    one.settimeout(5)
    assert one.send(b"x") == 1
    with pytest.raises(ConnectionRefusedError) as caught:
        one.recv(1)
    assert caught.value.errno == errno.ECONNREFUSED
    assert one.send(b"x") == 1
    with pytest.raises(ConnectionRefusedError):
        one.send(b"x")


def test_refused_tells_who_receives(ours: Sockets) -> None:
    one = ours.udp()
    one.connect((LOCAL, 9_999))
    one.send(b"x")
    with pytest.raises(ConnectionRefusedError) as caught:
        one.recv(1)
    assert str(caught.value) == (
        f"[Errno {errno.ECONNREFUSED}] Connection refused: nothing listens on 127.0.0.1:9999; "
        "listening: 127.0.0.1:49152"
    )


def test_a_connected_one_hears_its_peer_only(net: Sockets) -> None:
    one, peer, stranger = net.udp(), net.udp(), net.udp()
    one.connect(peer.getsockname())
    assert one.getpeername() == peer.getsockname()
    stranger.sendto(b"spam", one.getsockname())
    peer.sendto(b"ham", one.getsockname())
    assert one.recvfrom(100) == (b"ham", peer.getsockname())
    one.setblocking(False)
    with pytest.raises(BlockingIOError):
        one.recv(1)
    # It may still send to whom it likes.
    one.sendto(b"elsewhere", stranger.getsockname())
    assert stranger.recv(100) == b"elsewhere"
    one.send(b"to my peer")
    assert peer.recv(100) == b"to my peer"


def test_without_a_destination(net: Sockets) -> None:
    one = net.udp()
    with pytest.raises(OSError, match="Destination address required") as caught:
        one.send(b"x")
    assert caught.value.errno == errno.EDESTADDRREQ
    for call in (one.getpeername, lambda: one.shutdown(socket.SHUT_WR)):
        with pytest.raises(OSError, match="not connected"):
            call()


def test_a_broadcast_needs_permission(net: Sockets) -> None:
    with pytest.raises(PermissionError) as caught:
        net.udp().sendto(b"x", ("255.255.255.255", 9))
    assert caught.value.errno == errno.EACCES


def test_no_connections_over_udp(net: Sockets) -> None:
    one = net.udp()
    with pytest.raises(OSError, match="Operation not supported") as caught:
        one.listen()
    assert caught.value.errno == errno.EOPNOTSUPP


def test_ports_of_tcp_and_udp_are_apart(net: Sockets) -> None:
    server = net.server()
    one = net.udp(bound=False)
    one.bind(server.getsockname())
    with pytest.raises(OSError, match="Address already in use"):
        net.udp(bound=False).bind(one.getsockname())


def test_receiving_times_out(ours: Sockets, host: FakeHost) -> None:
    one = ours.udp()
    one.settimeout(0.75)
    with pytest.raises(TimeoutError, match=r"^timed out$"):
        one.recvfrom(1)
    assert host.nanoseconds - START == 0.75 * 10**9


def test_receiving_nothing_waits_for_nobody(net: Sockets) -> None:
    one = net.udp()
    one.settimeout(5)
    assert one.recv(0) == b""


def test_receiving_waits(ours: Sockets, crew: Crew) -> None:
    one, other = ours.udp(), ours.udp()
    crew.start(lambda: other.sendto(b"x", one.getsockname()))
    assert one.recvfrom(10) == (b"x", other.getsockname())
    crew.wait()


def test_sendto_wants_an_address(net: Sockets) -> None:
    one = net.udp()
    with pytest.raises(TypeError, match=r"^sendto\(\) takes 2 or 3 arguments \(1 given\)$"):
        one.sendto(b"x")
    with pytest.raises(TypeError, match=r"^sendto\(\): AF_INET address must be tuple, not str$"):
        one.sendto(b"x", LOCAL)
    with pytest.raises(OverflowError, match=r"^sendto\(\): port must be 0-65535\.$"):
        one.sendto(b"x", (LOCAL, 65_536))
