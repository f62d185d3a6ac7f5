"""Binding, ports and listening, on the desktop and in the kernel."""

import errno
import socket

import pytest

from asyncarium.kernel.network.network import Network
from asyncarium.kernel.network.ports import FIRST_EPHEMERAL, LAST_PORT
from tests.unit.conftest import Sockets

LOCAL = "127.0.0.1"


def test_a_port_that_is_bound_but_does_not_listen_refuses(net: Sockets) -> None:
    bound = net.tcp()
    bound.bind((LOCAL, 0))
    with pytest.raises(ConnectionRefusedError):
        net.tcp().connect(bound.getsockname())


def test_address_in_use(net: Sockets) -> None:
    server = net.server()
    for host in (LOCAL, ""):
        with pytest.raises(OSError, match="Address already in use") as caught:
            net.tcp().bind((host, server.getsockname()[1]))
        assert caught.value.errno == errno.EADDRINUSE


def test_address_in_use_names_it(ours: Sockets) -> None:
    ours.tcp().bind(("localhost", 8080))
    with pytest.raises(OSError, match="in use") as caught:
        ours.tcp().bind((LOCAL, 8080))
    assert str(caught.value) == (
        f"[Errno {errno.EADDRINUSE}] Address already in use: "
        "another socket of this program has 127.0.0.1:8080"
    )


def test_reuse_address_shares_until_somebody_listens(net: Sockets) -> None:
    first, second, third = net.tcp(), net.tcp(), net.tcp()
    for end in (first, second, third):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    first.bind((LOCAL, 0))
    second.bind(first.getsockname())
    first.listen()
    with pytest.raises(OSError, match="Address already in use"):
        second.listen()
    with pytest.raises(OSError, match="Address already in use"):
        third.bind(first.getsockname())


def test_reuse_port_shares_among_those_who_agree(net: Sockets) -> None:
    first, second = net.tcp(), net.tcp()
    for end in (first, second):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    first.bind((LOCAL, 0))
    second.bind(first.getsockname())
    first.listen()
    second.listen()
    with pytest.raises(OSError, match="Address already in use"):
        net.tcp().bind(first.getsockname())


def test_a_port_is_free_again_when_its_listener_is_closed(net: Sockets) -> None:
    address = net.free_address()
    again = net.tcp()
    again.bind(address)
    again.listen()
    net.tcp().connect(address)


def test_other_hosts_of_this_machine_have_ports_of_their_own(net: Sockets) -> None:
    server = net.server()
    port = server.getsockname()[1]
    other = net.tcp()
    other.bind(("127.0.0.2", port))
    with pytest.raises(ConnectionRefusedError):
        net.tcp().connect(("127.0.0.2", port))
    other.listen()
    client = net.tcp()
    client.connect(("127.0.0.2", port))
    assert client.getpeername() == ("127.0.0.2", port)


def test_a_wildcard_listens_on_every_host(net: Sockets) -> None:
    server = net.tcp()
    server.bind(("", 0))
    assert server.getsockname()[0] == "0.0.0.0"
    server.listen()
    for host in (LOCAL, "127.0.0.3", "localhost", ""):
        client = net.tcp()
        client.connect((host, server.getsockname()[1]))
        assert net.keep(server.accept()[0]).getsockname() == client.getpeername()


def test_a_host_that_is_not_ours(net: Sockets) -> None:
    with pytest.raises(OSError, match="Cannot assign requested address") as caught:
        net.tcp().bind(("203.0.113.7", 0))
    assert caught.value.errno == errno.EADDRNOTAVAIL


def test_bound_twice(net: Sockets) -> None:
    end = net.tcp()
    end.bind((LOCAL, 0))
    with pytest.raises(OSError, match="Invalid argument"):
        end.bind((LOCAL, 0))


def test_ephemeral_ports_count_up_and_begin_anew(network: Network, ours: Sockets) -> None:
    ports = [ours.server().getsockname()[1] for _ in range(3)]
    assert ports == [FIRST_EPHEMERAL, FIRST_EPHEMERAL + 1, FIRST_EPHEMERAL + 2]
    network._tcp._next = LAST_PORT
    # Those that are taken are left out.
    ports = [ours.server().getsockname()[1] for _ in range(2)]
    assert ports == [LAST_PORT, FIRST_EPHEMERAL + 3]


def test_listening_unbound_takes_any_port(net: Sockets) -> None:
    server = net.tcp()
    server.listen()
    host, port = server.getsockname()
    assert host == "0.0.0.0"
    net.tcp().connect((LOCAL, port))
