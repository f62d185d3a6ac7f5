"""Plain sockets within one thread: blocking, and with timeouts."""

import textwrap

import pytest

from tests.pyodide.same import ATTEMPT, Program, check
from tests.support.machines import Machine

PROGRAMS: dict[str, Program] = {
    "a pair of sockets": (
        """
        import socket
        one, other = socket.socketpair()
        one.sendall(b"hello world")
        print(other.recv(5, socket.MSG_PEEK), other.recv(5), other.recv(100))
        buffer = bytearray(4)
        one.sendmsg([b"ab", b"cd"])
        print(other.recv_into(buffer, 3), bytes(buffer), other.recvmsg(10)[0])
        one.sendall(b"last")
        one.shutdown(socket.SHUT_WR)
        print(other.recv(100), other.recv(100), other.recv(100))
        other.sendall(b"the other way still works")
        print(one.recv(100), attempt(one.send, b"x"))
        with other.makefile("rw", encoding="utf-8", newline="\\n") as file:
            file.write("first\\nsecond\\n")
            file.flush()
            with one.makefile() as lines:
                print([next(lines), next(lines)])
        copy = other.dup()
        other.close()
        copy.sendall(b"by the copy")
        print(one.recv(100))
        copy.close()
        print(one.recv(1))
        one.close()
        one.close()
        print(one.fileno(), attempt(one.recv, 1), attempt(one.getsockname))
        """,
        [
            "b'hello' b'hello' b' world'",
            r"3 b'abc\x00' b'd'",
            "b'last' b'' b''",
            "b'the other way still works' BrokenPipeError EPIPE",
            r"['first\n', 'second\n']",
            "b'by the copy'",
            "b''",
            "-1 OSError EBADF OSError EBADF",
        ],
    ),
    "a listener and its client": (
        """
        import socket
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = listener.getsockname()
            client = socket.create_connection(("localhost", address[1]), timeout=5)
            server, peer = listener.accept()
            print(peer == client.getsockname(), client.getpeername() == address)
            print(server.getsockname() == address, client.gettimeout(), server.gettimeout())
            print(listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
        client.sendall(b"x" * 100_000)
        client.close()
        received = 0
        while data := server.recv(65_536):
            received += len(data)
        print(received)
        server.close()
        print(attempt(socket.create_connection, address))
        second = socket.create_server(address)
        print(attempt(socket.create_server, address))
        second.close()
        socket.create_server(address).close()
        """,
        [
            "True True",
            "True 5.0 None",
            "1",
            "100000",
            "ConnectionRefusedError ECONNREFUSED",
            "OSError EADDRINUSE",
        ],
    ),
    "timeouts": (
        """
        import socket, time
        one, other = socket.socketpair()
        began = time.monotonic()
        one.settimeout(0.02)
        print(attempt(one.recv, 1), attempt(one.makefile("rb").read))
        print(0.04 <= time.monotonic() - began + 0.0001 < 2)
        listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        listener.settimeout(0.02)
        print(attempt(listener.accept))
        listener.setblocking(False)
        print(attempt(listener.accept), listener.gettimeout(), listener.getblocking())
        print(attempt(other.recv, 1, socket.MSG_DONTWAIT))
        first = socket.create_connection(listener.getsockname(), 0.02)
        second = socket.socket()
        second.settimeout(0.02)
        print("full:", attempt(second.connect, listener.getsockname()))
        second.close()
        listener.accept()[0].close()
        third = socket.create_connection(listener.getsockname(), 5)
        print("room:", third.getpeername() == listener.getsockname())
        one.setblocking(False)
        sent = 0
        while not isinstance(part := attempt(one.send, bytes(100_000)), str):
            sent += part
        print(part, attempt(one.sendall, b"x"))
        one.settimeout(0.02)
        print(attempt(one.sendall, b"x"))
        while sent:
            sent -= len(other.recv(1_000_000))
        print(one.send(b"x"), other.recv(2))
        print(attempt(one.settimeout, -1), socket.getdefaulttimeout())
        socket.setdefaulttimeout(3)
        print(socket.socket().gettimeout() == 3)
        for each in (one, other, listener, first, third):
            each.close()
        """,
        [
            "TimeoutError TimeoutError",
            "True",
            "TimeoutError",
            "BlockingIOError EAGAIN 0.0 False",
            "BlockingIOError EAGAIN",
            "full: TimeoutError",
            "room: True",
            "BlockingIOError EAGAIN BlockingIOError EAGAIN",
            "TimeoutError",
            "1 b'x'",
            "ValueError None",
            "True",
        ],
    ),
    "resets": (
        """
        import socket, struct

        def connected():
            with socket.create_server(("127.0.0.1", 0)) as listener:
                client = socket.create_connection(listener.getsockname())
                return client, listener.accept()[0]

        client, server = connected()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        server.close()
        print("linger 0:", attempt(client.recv, 1), attempt(client.recv, 1))
        client, server = connected()
        client.sendall(b"never read")
        server.close()
        print("unread data:", attempt(client.recv, 1), attempt(client.send, b"x"))
        client, server = connected()
        server.close()
        print("closed:", client.recv(1), client.send(b"x"), attempt(client.send, b"x"))
        client, server = connected()
        client.sendall(b"before the end")
        client.close()
        print("read after the end:", server.recv(100), server.recv(100))
        """,
        [
            "linger 0: ConnectionResetError ECONNRESET b''",
            "unread data: ConnectionResetError ECONNRESET BrokenPipeError EPIPE",
            "closed: b'' 1 BrokenPipeError EPIPE",
            "read after the end: b'before the end' b''",
        ],
    ),
    "misuse": (
        """
        import socket
        HERE = ("127.0.0.1", 0)
        fresh = socket.socket()
        print(attempt(fresh.recv, 1), attempt(fresh.send, b"x"), attempt(fresh.accept))
        print(attempt(fresh.getpeername), attempt(fresh.shutdown, socket.SHUT_RDWR))
        print(attempt(fresh.bind, ("192.0.2.200", 0)), attempt(fresh.bind, ("127.0.0.1", 65536)))
        print(attempt(fresh.bind, "text"), attempt(fresh.bind, (1, 2)))
        print(attempt(fresh.bind, ("", "port")))
        print(attempt(fresh.recv, -1), attempt(fresh.connect, ("127.0.0.1", -1)))
        fresh.bind(HERE)
        print(attempt(fresh.bind, HERE), attempt(fresh.accept))
        fresh.listen()
        print(attempt(fresh.bind, HERE), attempt(fresh.recv, 1), attempt(fresh.listen))
        client = socket.create_connection(fresh.getsockname())
        print(attempt(client.connect, fresh.getsockname()), attempt(client.listen))
        print(attempt(socket.getaddrinfo, "nobody.invalid", 80))
        print(attempt(socket.create_connection, ("nobody.invalid", 80)))
        print(attempt(socket.gethostbyname, "nobody.invalid"))
        fd = client.detach()
        again = socket.socket(fileno=fd)
        print(client.fileno(), again.getpeername() == fresh.getsockname(), again.type.name)
        again.close()
        fresh.close()
        print(attempt(lambda: socket.socket(fileno=fd)))
        """,
        [
            "OSError ENOTCONN BrokenPipeError EPIPE OSError EINVAL",
            "OSError ENOTCONN OSError ENOTCONN",
            "OSError EADDRNOTAVAIL OverflowError",
            "TypeError TypeError",
            "TypeError",
            "ValueError OverflowError",
            "OSError EINVAL OSError EINVAL",
            "OSError EINVAL OSError ENOTCONN None",
            "OSError EISCONN OSError EINVAL",
            "gaierror",
            "gaierror",
            "gaierror",
            "-1 True SOCK_STREAM",
            "OSError EBADF",
        ],
    ),
    "datagrams": (
        """
        import socket
        one, other, third = (socket.socket(type=socket.SOCK_DGRAM) for _ in range(3))
        for each in (one, other, third):
            each.bind(("127.0.0.1", 0))
            each.settimeout(0.02)
        print(one.sendto(b"first", other.getsockname()), one.sendto(b"", other.getsockname()))
        one.sendto(b"cut off here", other.getsockname())
        data, sender = other.recvfrom(100)
        print(data, sender == one.getsockname(), other.recvfrom(100)[0], other.recv(7))
        print(attempt(other.recv, 1), attempt(one.send, b"x"))
        other.connect(one.getsockname())
        third.sendto(b"from a stranger", other.getsockname())
        one.sendto(b"from its peer", other.getsockname())
        print(other.recv(100), attempt(other.recv, 100))
        print(attempt(one.sendto, bytes(70_000), other.getsockname()))
        address = third.getsockname()
        third.close()
        one.connect(address)
        one.send(b"to nobody")
        print(attempt(one.recv, 1), attempt(one.recv, 1))
        """,
        [
            "5 0",
            "b'first' True b'' b'cut off'",
            "TimeoutError OSError EDESTADDRREQ",
            "b'from its peer' TimeoutError",
            "OSError EMSGSIZE",
            "ConnectionRefusedError ECONNREFUSED TimeoutError",
        ],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_sockets(machine: Machine, name: str) -> None:
    code, expected = PROGRAMS[name]
    check(machine, (ATTEMPT + textwrap.dedent(code), expected))
