"""``select.select`` and ``select.poll``, the desktop's and the kernel's."""

import select
import selectors
from pathlib import Path
from typing import Any

import pytest

from asyncarium.kernel import polling
from asyncarium.kernel.network.network import Network
from tests.unit.conftest import Crew, Sockets
from tests.unit.fake_host import START, FakeHost

SECOND = 10**9
IN, OUT = select.POLLIN, select.POLLOUT


@pytest.fixture
def module(net: Sockets) -> Any:
    """``select`` or ``kernel.polling``: whichever knows the sockets of ``net``."""
    return polling if net.module.__name__ == "kernel_socket" else select


def test_select_tells_who_is_ready(net: Sockets, module: Any) -> None:
    one, other = net.connected()
    assert module.select([one, other], [one], [], 0) == ([], [one], [])
    other.sendall(b"x")
    assert module.select([one, other], [other, one], [one], 5) == ([one], [other, one], [])
    # Descriptors come back as they were given.
    assert module.select([one.fileno()], [], [], 5) == ([one.fileno()], [], [])
    assert module.select((), (), (), 0) == ([], [], [])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (([-1], [], []), ValueError),
        ((["x"], [], []), TypeError),
        ((1, [], []), TypeError),
        (([], [], [], -1), ValueError),
        (([], [], [], "1"), TypeError),
        (([1_000_000], [], [], 0), (ValueError, OSError)),
    ],
)
def test_select_refuses(module: Any, arguments: Any, error: Any) -> None:
    with pytest.raises(error):
        module.select(*arguments)


def test_select_refuses_a_closed_socket(net: Sockets, module: Any) -> None:
    end = net.tcp()
    end.close()
    with pytest.raises(ValueError, match=r"^file descriptor cannot be a negative integer \(-1\)$"):
        module.select([end], [], [], 0)


def test_files_are_always_ready(module: Any, tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        assert module.select([file], [file], [], 0) == ([file], [file], [])


def test_poll_tells_for_what(net: Sockets, module: Any) -> None:
    one, other = net.connected()
    poll = module.poll()
    poll.register(one, IN)
    poll.register(other)
    assert poll.poll(0) == [(other.fileno(), OUT)]
    other.sendall(b"x")
    assert sorted(poll.poll(5_000)) == sorted([(one.fileno(), IN), (other.fileno(), OUT)])
    poll.modify(one, OUT)
    poll.unregister(other)
    assert poll.poll(5_000) == [(one.fileno(), OUT)]
    # Registered again: as modify().
    poll.register(one.fileno(), IN | OUT)
    assert poll.poll(5_000) == [(one.fileno(), IN | OUT)]


def test_poll_refuses(net: Sockets, module: Any) -> None:
    poll, end = module.poll(), net.tcp()
    with pytest.raises(FileNotFoundError):
        poll.modify(end, IN)
    with pytest.raises(KeyError):
        poll.unregister(end)
    with pytest.raises(TypeError):
        poll.register("x")
    with pytest.raises(ValueError, match="negative"):
        poll.register(-1)


def test_poll_tells_of_closed_descriptors_and_of_the_end(net: Sockets, module: Any) -> None:
    one, other = net.connected()
    poll = module.poll()
    poll.register(one, IN)
    other.shutdown(1)
    assert poll.poll(5_000) == [(one.fileno(), IN)]
    one.shutdown(1)
    assert poll.poll(5_000) == [(one.fileno(), IN | select.POLLHUP)]
    fd = one.fileno()
    one.close()
    assert poll.poll(0) == [(fd, select.POLLNVAL)]


def test_timeouts_are_exact(ours: Sockets, host: FakeHost, network: Network) -> None:
    one, _other = ours.pair()
    assert polling.select([one], [], [], 1.25) == ([], [], [])
    assert not any(opened.is_watched() for opened in network.descriptors.all())
    assert host.nanoseconds - START == 1.25 * SECOND
    poll = polling.poll()
    poll.register(one, IN)
    assert poll.poll(750) == []
    assert host.nanoseconds - START == 2 * SECOND
    assert polling.select([], [], [], 1) == ([], [], [])
    assert host.nanoseconds - START == 3 * SECOND


@pytest.mark.parametrize("timeout", [None, -1, 60_000])
def test_poll_waits_for_another_thread(
    ours: Sockets, host: FakeHost, crew: Crew, timeout: float | None
) -> None:
    one, other = ours.pair()
    poll = polling.poll()
    poll.register(one, IN)
    crew.start(lambda: crew.scheduler.park(START + SECOND), lambda: other.send(b"x"))
    assert poll.poll(timeout) == [(one.fileno(), IN)]
    assert host.nanoseconds - START == SECOND
    crew.wait()


def test_a_server_of_select_serves_threads(ours: Sockets, crew: Crew) -> None:
    server = ours.server()
    answers: list[bytes] = []

    def serve() -> None:
        clients: list[Any] = []
        while len(answers) < 5:
            readable, _, _ = polling.select([server, *clients], [], [], 1)
            for end in readable:
                if end is server:
                    clients.append(ours.keep(server.accept()[0]))
                elif data := end.recv(100):
                    end.sendall(data.upper())
                else:
                    clients.remove(end)

    def ask(number: int) -> None:
        client = ours.tcp()
        client.connect(server.getsockname())
        client.sendall(b"hello %d" % number)
        answers.append(client.recv(100))

    crew.run(serve, *(lambda number=number: ask(number) for number in range(5)))
    assert sorted(answers) == [b"HELLO %d" % number for number in range(5)]


@pytest.fixture
def standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other selectors of the standard library, over ours."""
    monkeypatch.setattr(selectors.SelectSelector, "_select", staticmethod(polling.select))
    monkeypatch.setattr(selectors.PollSelector, "_selector_cls", polling.poll)


@pytest.mark.usefixtures("standard")
@pytest.mark.parametrize("kind", [selectors.SelectSelector, selectors.PollSelector])
def test_the_selectors_above_them(ours: Sockets, host: FakeHost, kind: Any) -> None:
    one, other = ours.pair()
    with kind() as selector:
        selector.register(one, selectors.EVENT_READ)
        assert selector.select(2) == []
        assert host.nanoseconds - START == 2 * SECOND
        other.send(b"x")
        ((key, events),) = selector.select()
        assert (key.fileobj, events) == (one, selectors.EVENT_READ)
