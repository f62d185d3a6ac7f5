"""Waiting for several sockets at once: select, poll and selectors."""

import textwrap

import pytest

from tests.pyodide.same import ATTEMPT, Program, check
from tests.support.machines import Machine

PROGRAMS: dict[str, Program] = {
    "select and poll": (
        """
        import select, socket
        one, other = socket.socketpair()
        print(select.select([one, other], [], [], 0), len(select.select([], [one, other], [])[1]))
        one.send(b"x")
        print(select.select([one, other], [one], [], 1) == ([other], [one], []))
        poll = select.poll()
        poll.register(other, select.POLLIN)
        print(poll.poll(0) == [(other.fileno(), select.POLLIN)], other.recv(1), poll.poll(1))
        poll.modify(other, select.POLLIN | select.POLLOUT)
        print(poll.poll() == [(other.fileno(), select.POLLOUT)])
        poll.unregister(other)
        print(poll.poll(1), attempt(poll.unregister, other))
        one.shutdown(socket.SHUT_WR)
        print(select.select([other], [], [], 1)[0] == [other])
        client = socket.socket()
        client.setblocking(False)
        listener = socket.create_server(("127.0.0.1", 0))
        print(errno.errorcode[client.connect_ex(listener.getsockname())])
        print(len(select.select([], [client], [], 1)[1]), len(select.select([listener], [], [])[0]))
        print(client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
        print(attempt(select.select, [], [], [], -1), attempt(select.select, [-1], [], []))
        one.close()
        print(attempt(select.select, [one], [], []), attempt(select.select, ["x"], [], []))
        """,
        [
            "([], [], []) 2",
            "True",
            "True b'x' []",
            "True",
            "[] KeyError",
            "True",
            "EINPROGRESS",
            "1 1",
            "0",
            "ValueError ValueError",
            "ValueError TypeError",
        ],
    ),
    "selectors": (
        """
        import selectors, socket

        def echo(kind):
            selector, listener = kind(), socket.create_server(("127.0.0.1", 0))
            selector.register(listener, selectors.EVENT_READ, "listener")
            client = socket.create_connection(listener.getsockname())
            seen = []
            while seen[-1:] != ["end"]:
                for key, events in selector.select(5):
                    if key.data == "listener":
                        server = listener.accept()[0]
                        selector.register(server, selectors.EVENT_READ, "server")
                        client.sendall(b"ping")
                    elif data := key.fileobj.recv(100):
                        seen.append((data, events))
                        client.close()
                    else:
                        seen.append("end")
            selector.modify(server, selectors.EVENT_WRITE, "writer")
            seen += [(key.data, events) for key, events in selector.select()]
            print(kind is selectors.SelectSelector, len(selector.get_map()), seen)
            print(attempt(selector.register, server, 1), attempt(selector.register, client, 1))
            selector.unregister(server)
            print(selector.select(0), selector.select(0.01), attempt(selector.unregister, server))
            server.close()
            print(attempt(selector.register, server, 1), attempt(selector.register, 'text', 1))
            selector.close()
            listener.close()

        for kind in (selectors.DefaultSelector, selectors.SelectSelector, selectors.PollSelector):
            echo(kind)
        """,
        [
            line
            for is_select in (False, True, False)
            for line in (
                f"{is_select} 2 [(b'ping', 1), 'end', ('writer', 2)]",
                "KeyError ValueError",
                "[] [] KeyError",
                "ValueError ValueError",
            )
        ],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_selectors(machine: Machine, name: str) -> None:
    code, expected = PROGRAMS[name]
    check(machine, (ATTEMPT + textwrap.dedent(code), expected))
