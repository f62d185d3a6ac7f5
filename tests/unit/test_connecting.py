"""Connecting and accepting, on the desktop and in the kernel."""

import errno
import socket
from typing import Any

import pytest

from asyncarium.kernel.network.ports import FIRST_EPHEMERAL
from tests.unit.conftest import Crew, Sockets
from tests.unit.fake_host import START, FakeHost

SECOND = 10**9
LOCAL = "127.0.0.1"


def test_both_ends_know_each_other(net: Sockets) -> None:
    server, client = net.server(), net.tcp()
    client.connect(server.getsockname())
    accepted, address = server.accept()
    net.keep(accepted)
    assert client.getpeername() == server.getsockname() == accepted.getsockname()
    assert accepted.getpeername() == client.getsockname() == address
    assert address[0] == LOCAL
    assert (accepted.family, accepted.type) == (socket.AF_INET, socket.SOCK_STREAM)
    assert accepted.gettimeout() is None


def test_a_client_that_is_bound_to_every_host_connects_from_one(net: Sockets) -> None:
    server, client = net.server(), net.tcp()
    client.bind(("", 0))
    port = client.getsockname()[1]
    client.connect(server.getsockname())
    assert client.getsockname() == (LOCAL, port)
    assert net.keep(server.accept()[0]).getpeername() == (LOCAL, port)


def test_clients_are_accepted_in_the_order_they_came(net: Sockets) -> None:
    server = net.server()
    clients = [net.tcp() for _ in range(10)]
    for client in clients:
        client.connect(server.getsockname())
    accepted = [net.keep(server.accept()[0]) for _ in clients]
    assert [end.getpeername() for end in accepted] == [end.getsockname() for end in clients]


def test_refused(net: Sockets) -> None:
    client = net.tcp()
    with pytest.raises(ConnectionRefusedError) as caught:
        client.connect(net.free_address())
    assert caught.value.errno == errno.ECONNREFUSED
    assert client.connect_ex(net.free_address()) == errno.ECONNREFUSED
    # It may be tried again.
    client.connect(net.server().getsockname())


def test_refused_tells_who_listens(ours: Sockets) -> None:
    client = ours.tcp()
    with pytest.raises(ConnectionRefusedError) as caught:
        client.connect((LOCAL, 8080))
    assert str(caught.value) == (
        f"[Errno {errno.ECONNREFUSED}] Connection refused: "
        "nothing listens on 127.0.0.1:8080; no server is running here"
    )
    for port in (8081, 8082):
        server = ours.tcp()
        server.bind(("example.com", port))
        server.listen()
    with pytest.raises(ConnectionRefusedError) as caught:
        client.connect(("example.com", 8080))
    assert str(caught.value) == (
        f"[Errno {errno.ECONNREFUSED}] Connection refused: nothing listens on example.com:8080; "
        "listening: example.com:8081, example.com:8082"
    )


def test_accept_needs_a_listener(net: Sockets) -> None:
    end = net.tcp()
    with pytest.raises(OSError, match="Invalid argument") as caught:
        end.accept()
    assert caught.value.errno == errno.EINVAL
    server = net.server()
    server.setblocking(False)
    with pytest.raises(BlockingIOError):
        server.accept()


def test_accept_times_out(ours: Sockets, host: FakeHost) -> None:
    server = ours.server()
    server.settimeout(3)
    with pytest.raises(TimeoutError, match=r"^timed out$"):
        server.accept()
    assert host.nanoseconds - START == 3 * SECOND


def test_accept_waits_for_a_client(ours: Sockets, crew: Crew) -> None:
    server, client = ours.server(), ours.tcp()
    crew.start(lambda: client.connect(server.getsockname()))
    accepted = ours.keep(server.accept()[0])
    assert accepted.getpeername() == client.getsockname()
    crew.wait()


def full_server(ours: Sockets) -> tuple[Any, list[Any]]:
    """A server with a backlog of one, and the clients that fill it."""
    server = ours.server(backlog=1)
    clients = [ours.tcp() for _ in range(2)]
    for client in clients:
        client.connect(server.getsockname())
    return server, clients


def test_a_full_backlog_makes_clients_wait_until_one_is_accepted(
    ours: Sockets, crew: Crew, host: FakeHost
) -> None:
    server, clients = full_server(ours)
    late = ours.tcp()
    crew.start(lambda: (crew.scheduler.park(START + SECOND), ours.keep(server.accept()[0])))
    late.connect(server.getsockname())
    assert host.nanoseconds - START == SECOND
    accepted = [ours.keep(server.accept()[0]) for _ in range(2)]
    names = [end.getpeername() for end in accepted]
    assert names == [clients[1].getsockname(), late.getsockname()]
    crew.wait()


def test_a_full_backlog_times_a_client_out(ours: Sockets, host: FakeHost) -> None:
    server, clients = full_server(ours)
    late = ours.tcp()
    late.settimeout(2)
    with pytest.raises(TimeoutError, match=r"^timed out$"):
        late.connect(server.getsockname())
    assert host.nanoseconds - START == 2 * SECOND
    late.close()
    # Who gave up takes no place.
    for client in clients:
        assert ours.keep(server.accept()[0]).getpeername() == client.getsockname()
    server.setblocking(False)
    with pytest.raises(BlockingIOError):
        server.accept()


def test_a_listener_that_closes_refuses_who_waits(ours: Sockets, crew: Crew) -> None:
    server, clients = full_server(ours)
    late = ours.tcp()
    crew.start(server.close)
    with pytest.raises(ConnectionRefusedError, match="nothing listens on"):
        late.connect(server.getsockname())
    crew.wait()
    for client in clients:
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_a_listener_that_closes_resets_whom_it_did_not_accept(net: Sockets) -> None:
    server, client = net.server(), net.tcp()
    client.connect(server.getsockname())
    client.settimeout(5)
    server.close()
    with pytest.raises(ConnectionResetError):
        client.recv(1)


def test_a_listener_that_closes_leaves_its_connections(net: Sockets) -> None:
    one, other = net.connected()
    one.sendall(b"still here")
    assert other.recv(100) == b"still here"


def test_a_listener_that_is_shut_down_accepts_nobody(net: Sockets) -> None:
    server = net.server()
    server.settimeout(5)
    server.shutdown(socket.SHUT_RDWR)
    with pytest.raises(OSError, match="Invalid argument") as caught:
        server.accept()
    assert caught.value.errno == errno.EINVAL


def test_close_wakes_who_waits_in_accept(ours: Sockets, crew: Crew) -> None:
    server = ours.server()
    crew.start(server.close)
    with pytest.raises(OSError, match="Bad file descriptor"):
        server.accept()
    crew.wait()


def test_connecting_without_blocking(net: Sockets) -> None:
    server, client = net.server(), net.tcp()
    client.setblocking(False)
    with pytest.raises(BlockingIOError) as caught:
        client.connect(server.getsockname())
    assert caught.value.errno == errno.EINPROGRESS
    net.keep(server.accept()[0])
    assert client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
    assert client.getpeername() == server.getsockname()


def test_connecting_twice(net: Sockets) -> None:
    one, other = net.connected()
    with pytest.raises(OSError, match="already connected") as caught:
        one.connect(other.getsockname())
    assert caught.value.errno == errno.EISCONN
    with pytest.raises(OSError, match="Invalid argument"):
        one.listen()


def test_connecting_again_tells_once_that_it_is_done(net: Sockets) -> None:
    server, client = net.server(), net.tcp()
    client.setblocking(False)
    results = [client.connect_ex(server.getsockname()) for _ in range(3)]
    assert results == [errno.EINPROGRESS, 0, errno.EISCONN]


def test_connecting_while_it_is_on_its_way(ours: Sockets) -> None:
    server, _clients = full_server(ours)
    late = ours.tcp()
    late.setblocking(False)
    assert late.connect_ex(server.getsockname()) == errno.EINPROGRESS
    assert late.connect_ex(server.getsockname()) == errno.EALREADY
    with pytest.raises(BlockingIOError):
        late.recv(1)
    with pytest.raises(OSError, match="not connected"):
        late.getpeername()


def test_create_server_and_create_connection(net: Sockets) -> None:
    server = net.keep(net.module.create_server((LOCAL, 0)))
    client = net.keep(net.module.create_connection(server.getsockname(), timeout=5))
    assert client.gettimeout() == 5
    net.keep(server.accept()[0]).sendall(b"welcome")
    assert client.recv(100) == b"welcome"
    with pytest.raises(ConnectionRefusedError):
        net.module.create_connection(net.free_address(), timeout=5)


def test_names_lead_to_their_hosts(ours: Sockets) -> None:
    server = ours.tcp()
    server.bind(("example.com", 80))
    server.listen()
    client = ours.tcp()
    client.connect(("www.example.com", 80))
    accepted, address = server.accept()
    ours.keep(accepted)
    assert accepted.getsockname() == server.getsockname() == client.getpeername()
    assert address[0] != accepted.getsockname()[0]


def test_ipv6(ours: Sockets) -> None:
    server, client = (ours.keep(ours.module.socket(socket.AF_INET6)) for _ in range(2))
    server.bind(("::1", 0))
    assert server.getsockname() == ("::1", FIRST_EPHEMERAL, 0, 0)
    server.listen()
    client.connect(("localhost", FIRST_EPHEMERAL))
    assert ours.keep(server.accept()[0]).getpeername() == client.getsockname()
    with pytest.raises(ConnectionRefusedError):
        ours.tcp().connect((LOCAL, FIRST_EPHEMERAL))
