"""Socket objects: descriptors, misuse, timeouts and options, on the desktop and in the kernel."""

import errno
import socket
import struct
from collections.abc import Callable
from typing import Any

import pytest

from asyncarium.kernel.network.network import Network
from tests.unit.conftest import Sockets

LOCAL = "127.0.0.1"
Call = Callable[[Any], object]

ON_A_CLOSED_SOCKET: dict[str, Call] = {
    "recv": lambda end: end.recv(1),
    "recvfrom": lambda end: end.recvfrom(1),
    "recv_into": lambda end: end.recv_into(bytearray(1)),
    "send": lambda end: end.send(b"x"),
    "sendall": lambda end: end.sendall(b"x"),
    "sendto": lambda end: end.sendto(b"x", (LOCAL, 9)),
    "connect": lambda end: end.connect((LOCAL, 9)),
    "bind": lambda end: end.bind((LOCAL, 0)),
    "listen": lambda end: end.listen(),
    "accept": lambda end: end.accept(),
    "shutdown": lambda end: end.shutdown(socket.SHUT_RDWR),
    "getsockname": lambda end: end.getsockname(),
    "getpeername": lambda end: end.getpeername(),
    "getsockopt": lambda end: end.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR),
    "setsockopt": lambda end: end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1),
    "settimeout": lambda end: end.settimeout(1),
    "setblocking": lambda end: end.setblocking(False),
    "dup": lambda end: end.dup(),
}


@pytest.mark.parametrize("name", ON_A_CLOSED_SOCKET)
def test_a_closed_socket_does_nothing(net: Sockets, name: str) -> None:
    end = net.tcp()
    end.close()
    with pytest.raises(OSError, match="Bad file descriptor") as caught:
        ON_A_CLOSED_SOCKET[name](end)
    assert caught.value.errno == errno.EBADF


def test_closing_twice(net: Sockets) -> None:
    end = net.tcp()
    assert end.fileno() > 2
    end.close()
    end.close()
    assert end.fileno() == -1
    assert end.detach() == -1
    assert "[closed]" in repr(end)


NOT_CONNECTED: dict[str, tuple[Call, int]] = {
    "recv": (lambda end: end.recv(1), errno.ENOTCONN),
    "send": (lambda end: end.send(b"x"), errno.EPIPE),
    "getpeername": (lambda end: end.getpeername(), errno.ENOTCONN),
    "shutdown": (lambda end: end.shutdown(socket.SHUT_WR), errno.ENOTCONN),
    "accept": (lambda end: end.accept(), errno.EINVAL),
}


@pytest.mark.parametrize("name", NOT_CONNECTED)
def test_a_socket_that_is_not_connected(net: Sockets, name: str) -> None:
    call, number = NOT_CONNECTED[name]
    with pytest.raises(OSError, match=r"^\[Errno \d+\] ") as caught:
        call(net.tcp())
    assert caught.value.errno == number


@pytest.mark.parametrize("name", ["recv", "send", "getpeername"])
def test_a_listener_is_not_connected_either(net: Sockets, name: str) -> None:
    call, number = NOT_CONNECTED[name]
    with pytest.raises(OSError, match=r"^\[Errno \d+\] ") as caught:
        call(net.server())
    assert caught.value.errno == number


WRONG_TYPES: dict[str, tuple[Call, str]] = {
    "send": (lambda end: end.send("x"), "a bytes-like object is required, not 'str'"),
    "sendall": (lambda end: end.sendall("x"), "a bytes-like object is required, not 'str'"),
    "recv": (lambda end: end.recv(1.5), "'float' object cannot be interpreted as an integer"),
    "setsockopt": (
        lambda end: end.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, "x"),
        "a bytes-like object is required, not 'str'",
    ),
}


@pytest.mark.parametrize("name", WRONG_TYPES)
def test_arguments_of_the_wrong_type(net: Sockets, name: str) -> None:
    call, text = WRONG_TYPES[name]
    one, _other = net.connected()
    with pytest.raises(TypeError) as caught:
        call(one)
    assert str(caught.value) == text


@pytest.mark.parametrize("how", [99, -1])
def test_a_shutdown_of_no_direction_does_nothing(net: Sockets, how: int) -> None:
    one, other = net.connected()
    with pytest.raises(OSError, match="Invalid argument") as caught:
        one.shutdown(how)
    assert caught.value.errno == errno.EINVAL
    one.sendall(b"there")
    assert other.recv(100) == b"there"
    other.sendall(b"and back")
    assert one.recv(100) == b"and back"


BAD_ADDRESSES: list[tuple[object, type[Exception], str]] = [
    ("x", TypeError, "bind(): AF_INET address must be tuple, not str"),
    ([LOCAL, 0], TypeError, "bind(): AF_INET address must be tuple, not list"),
    ((LOCAL,), TypeError, "AF_INET address must be a pair (host, port)"),
    ((LOCAL, 0, 0), TypeError, "AF_INET address must be a pair (host, port)"),
    ((1, 2), TypeError, "str, bytes or bytearray expected, not int"),
    ((LOCAL, "80"), TypeError, "'str' object cannot be interpreted as an integer"),
    ((LOCAL, -1), OverflowError, "bind(): port must be 0-65535."),
    ((LOCAL, 65_536), OverflowError, "bind(): port must be 0-65535."),
]


@pytest.mark.parametrize(("address", "error", "text"), BAD_ADDRESSES)
def test_addresses_that_are_none(
    net: Sockets, address: object, error: type[Exception], text: str
) -> None:
    with pytest.raises(error) as caught:
        net.tcp().bind(address)
    assert str(caught.value) == text


def test_hosts_in_bytes(net: Sockets) -> None:
    end = net.tcp()
    end.bind((b"localhost", 0))
    assert end.getsockname()[0] == LOCAL


def test_descriptors_can_be_shared(net: Sockets) -> None:
    one, other = net.connected()
    again = net.keep(one.dup())
    assert again.fileno() != one.fileno()
    assert again.getpeername() == one.getpeername()
    one.close()
    again.sendall(b"still open")
    assert other.recv(100) == b"still open"
    again.close()
    assert other.recv(100) == b""


def test_a_descriptor_can_change_hands(net: Sockets) -> None:
    one, other = net.connected()
    fd = one.detach()
    assert one.fileno() == -1
    taken = net.keep(net.module.socket(fileno=fd))
    assert (taken.fileno(), taken.family, taken.type) == (fd, socket.AF_INET, socket.SOCK_STREAM)
    taken.sendall(b"moved")
    assert other.recv(100) == b"moved"
    net.module.close(taken.detach())
    assert other.recv(100) == b""


def test_descriptors_that_are_none(net: Sockets) -> None:
    with pytest.raises(ValueError, match=r"^negative file descriptor$"):
        net.module.socket(fileno=-1)
    for call in (net.module.close, net.module.dup, lambda fd: net.module.socket(fileno=fd)):
        with pytest.raises(OSError, match="Bad file descriptor") as caught:
            call(99_999)
        assert caught.value.errno == errno.EBADF


def test_kinds_that_there_are_not(ours: Sockets) -> None:
    with pytest.raises(OSError, match=r"address family 99 \(IPv4 and IPv6 only\)$"):
        ours.module.socket(99)
    with pytest.raises(OSError, match=r"socket type 3 \(TCP and UDP only\)$"):
        ours.module.socket(socket.AF_INET, socket.SOCK_RAW)
    with pytest.raises(OSError, match=r"socketpair\(\) of datagrams$"):
        ours.module.socketpair(type=socket.SOCK_DGRAM)


def test_a_socket_that_nobody_closed_is_closed_and_warned_of(
    ours: Sockets, network: Network
) -> None:
    end = ours.module.socket()
    fd = end.fileno()
    with pytest.warns(ResourceWarning, match=f"unclosed <kernel_socket.socket fd={fd}"):
        del end
    assert network.descriptors.find(fd) is None


def test_ways_to_say_whether_to_block(net: Sockets) -> None:
    end = net.tcp()
    assert (end.gettimeout(), end.getblocking()) == (None, True)
    end.settimeout(2)
    assert (end.gettimeout(), end.timeout, end.getblocking()) == (2.0, 2.0, True)
    end.setblocking(False)
    assert (end.gettimeout(), end.getblocking()) == (0.0, False)
    end.setblocking(True)
    assert end.gettimeout() is None
    with pytest.raises(ValueError, match=r"^Timeout value out of range$"):
        end.settimeout(-1)
    with pytest.raises(TypeError):
        end.settimeout("1")
    never = net.keep(net.module.socket(type=socket.SOCK_STREAM | socket.SOCK_NONBLOCK))
    assert (never.gettimeout(), never.type) == (0.0, socket.SOCK_STREAM)


@pytest.mark.parametrize(
    ("timeout", "error", "text"),
    [
        (float("nan"), ValueError, r"^Invalid value NaN \(not a number\)$"),
        (float("inf"), OverflowError, "^timestamp "),
    ],
)
def test_timeouts_that_are_no_time(
    net: Sockets, timeout: float, error: type[Exception], text: str
) -> None:
    end = net.tcp()
    with pytest.raises(error, match=text):
        end.settimeout(timeout)
    assert end.gettimeout() is None


def test_the_default_timeout_is_that_of_new_sockets(net: Sockets) -> None:
    before = net.tcp()
    net.module.setdefaulttimeout(3)
    try:
        assert net.module.getdefaulttimeout() == 3
        assert net.tcp().gettimeout() == 3
        assert before.gettimeout() is None
    finally:
        net.module.setdefaulttimeout(None)
    with pytest.raises(ValueError, match=r"^Timeout value out of range$"):
        net.module.setdefaulttimeout(-1)


@pytest.mark.parametrize("option", [socket.SO_REUSEADDR, socket.SO_REUSEPORT, socket.SO_KEEPALIVE])
def test_flags(net: Sockets, option: int) -> None:
    end = net.tcp()
    assert end.getsockopt(socket.SOL_SOCKET, option) == 0
    end.setsockopt(socket.SOL_SOCKET, option, 1)
    assert end.getsockopt(socket.SOL_SOCKET, option) == 1
    assert end.getsockopt(socket.SOL_SOCKET, option, 4) == struct.pack("i", 1)
    end.setsockopt(socket.SOL_SOCKET, option, struct.pack("i", 0))
    assert end.getsockopt(socket.SOL_SOCKET, option) == 0


def test_options_that_tell_what_it_is(net: Sockets) -> None:
    level = socket.SOL_SOCKET
    assert net.tcp().getsockopt(level, socket.SO_TYPE) == socket.SOCK_STREAM
    assert net.udp().getsockopt(level, socket.SO_TYPE) == socket.SOCK_DGRAM
    assert net.tcp().getsockopt(level, socket.SO_ACCEPTCONN) == 0
    assert net.server().getsockopt(level, socket.SO_ACCEPTCONN) == 1
    assert net.tcp().getsockopt(level, socket.SO_ERROR) == 0


def test_linger_is_a_struct(net: Sockets) -> None:
    end, linger = net.tcp(), struct.pack("ii", 1, 5)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    assert end.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8) == linger
    with pytest.raises(OSError, match="Invalid argument"):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 1)


def test_an_option_of_tcp_is_kept(net: Sockets) -> None:
    end = net.tcp()
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    assert end.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_a_closed_socket_leaves_nothing_behind(ours: Sockets, network: Network) -> None:
    for _ in range(3):
        one, other = ours.connected()
        one.sendall(b"x")
        one.close()
        other.close()
    ours.udp().close()
    assert network.descriptors.all() == []
    assert list(network._tcp.all()) == []
    assert list(network._udp.all()) == []
