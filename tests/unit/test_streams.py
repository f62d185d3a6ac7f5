"""TCP between two ends: what holds on the desktop must hold in the kernel."""

import errno
import socket
import struct
from collections.abc import Callable
from typing import Any

import pytest

from asyncarium.kernel.network import stream
from asyncarium.kernel.network.network import Network
from tests.unit.conftest import Crew, Sockets, fill
from tests.unit.fake_host import START, FakeHost

SECOND = 10**9
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""``struct linger``: on, for no time."""


def test_bytes_arrive_in_order_and_without_boundaries(net: Sockets) -> None:
    one, other = net.connected()
    for part in (b"a", b"", b"bc", b"def"):
        assert one.send(part) == len(part)
    assert other.recv(6, socket.MSG_WAITALL) == b"abcdef"
    other.sendall(b"back")
    assert one.recv(3) + one.recv(3) == b"back"


def test_many_small_parts_are_read_as_one(net: Sockets) -> None:
    one, other = net.connected()
    for number in range(100):
        one.send(bytes([number]))
    received = b""
    while len(received) < 100:
        part = other.recv(7)
        assert len(part) <= 7
        received += part
    assert received == bytes(range(100))


def test_buffers_are_bounded_and_room_is_made_by_reading(net: Sockets) -> None:
    one, other = net.connected()
    filled = fill(one)
    assert filled >= stream.BUFFER_SIZE
    left = filled
    while left:
        left -= len(other.recv(1 << 20))
    assert fill(one) > 0


def test_send_takes_what_there_is_room_for(ours: Sockets) -> None:
    one, other = ours.connected()
    assert one.send(bytes(10**6)) == 2 * stream.BUFFER_SIZE
    assert len(other.recv(1 << 20)) == 2 * stream.BUFFER_SIZE


@pytest.mark.parametrize("option", [socket.SO_RCVBUF, socket.SO_SNDBUF])
def test_the_size_of_a_buffer_can_be_set(ours: Sockets, option: int) -> None:
    one, other = ours.connected()
    end = other if option == socket.SO_RCVBUF else one
    end.setsockopt(socket.SOL_SOCKET, option, 10_000)
    assert end.getsockopt(socket.SOL_SOCKET, option) == 10_000
    assert fill(one) == 10_000 + stream.BUFFER_SIZE


def test_sendall_waits_for_the_reader(ours: Sockets, crew: Crew) -> None:
    one, other = ours.connected()
    data = bytes(range(256)) * 4_000
    received = bytearray()

    def read() -> None:
        while part := other.recv(50_000):
            received.extend(part)

    def send() -> None:
        one.sendall(memoryview(data))
        one.close()

    crew.run(read, send)
    assert received == data


def test_end_of_file(net: Sockets) -> None:
    one, other = net.connected()
    one.sendall(b"last")
    one.close()
    assert other.recv(10) == b"last"
    assert other.recv(10) == b""
    assert other.recv(10) == b""


def test_half_close(net: Sockets) -> None:
    one, other = net.connected()
    one.sendall(b"question")
    one.shutdown(socket.SHUT_WR)
    one.shutdown(socket.SHUT_WR)
    assert other.recv(100) == b"question"
    assert other.recv(100) == b""
    with pytest.raises(BrokenPipeError):
        one.send(b"more")
    other.sendall(b"answer")
    other.close()
    assert one.recv(100) == b"answer"
    assert one.recv(100) == b""


def test_no_more_reading(net: Sockets) -> None:
    one, other = net.connected()
    one.shutdown(socket.SHUT_RD)
    assert one.recv(10) == b""
    assert other.send(b"x") == 1
    one.sendall(b"still writes")
    assert other.recv(100) == b"still writes"


def test_close_with_unread_data_resets(net: Sockets) -> None:
    one, other = net.connected()
    one.sendall(b"nobody reads this")
    assert other.recv(1, socket.MSG_PEEK) == b"n"
    other.close()
    with pytest.raises(ConnectionResetError) as caught:
        one.recv(10)
    assert caught.value.errno == errno.ECONNRESET
    # An error is told once.
    assert one.recv(10) == b""
    with pytest.raises(BrokenPipeError):
        one.send(b"x")


def test_linger_of_no_time_resets(net: Sockets) -> None:
    one, other = net.connected()
    other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    other.close()
    with pytest.raises(ConnectionResetError):
        one.send(b"x")
    assert one.recv(10) == b""


def test_so_error_tells_once_too(net: Sockets) -> None:
    one, other = net.connected()
    other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    other.close()
    errors = [one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) for _ in range(2)]
    assert errors == [errno.ECONNRESET, 0]
    assert one.recv(10) == b""


def test_the_first_send_to_a_closed_end_goes_the_next_fails(net: Sockets) -> None:
    one, other = net.connected()
    other.close()
    assert one.recv(10) == b""
    assert one.send(b"x") == 1
    with pytest.raises(BrokenPipeError):
        one.send(b"x")
    with pytest.raises(BrokenPipeError):
        one.send(b"x")


def test_after_a_send_to_a_closed_end_its_end_can_still_be_read(net: Sockets) -> None:
    one, other = net.connected()
    other.close()
    assert one.send(b"x") == 1
    assert one.recv(1) == b""


def test_a_reader_that_waits_is_told_of_a_reset(ours: Sockets, crew: Crew) -> None:
    one, other = ours.connected()
    one.sendall(b"unread")
    crew.start(other.close)
    with pytest.raises(ConnectionResetError):
        one.recv(1)
    crew.wait()


@pytest.mark.parametrize("how", ["peer closes", "own close"])
def test_a_writer_that_waits_is_told_of_the_end(ours: Sockets, crew: Crew, how: str) -> None:
    one, other = ours.connected()
    end = other if how == "peer closes" else one
    crew.start(end.close)
    with pytest.raises(OSError, match="reset by peer" if end is other else "Bad file") as caught:
        one.sendall(bytes(10**6))
    assert caught.value.errno == (errno.ECONNRESET if end is other else errno.EBADF)
    crew.wait()


def test_peek_takes_nothing(net: Sockets) -> None:
    one, other = net.connected()
    one.sendall(b"abc")
    assert other.recv(2, socket.MSG_PEEK) == b"ab"
    assert other.recv(2) == b"ab"
    assert other.recv(2) == b"c"


def test_peek_at_everything_takes_nothing(net: Sockets) -> None:
    one, other = net.connected()
    one.sendall(b"abc")
    assert other.recv(3, socket.MSG_WAITALL | socket.MSG_PEEK) == b"abc"
    assert other.recv(3) == b"abc"


@pytest.mark.parametrize("timeout", [0, 1])
def test_with_a_timeout_nobody_waits_for_everything(net: Sockets, timeout: int) -> None:
    one, other = net.connected()
    one.sendall(b"abc")
    other.settimeout(timeout)
    assert other.recv(10, socket.MSG_WAITALL) == b"abc"


def test_recv_into(net: Sockets) -> None:
    one, other = net.connected()
    one.sendall(b"abcdef")
    buffer = bytearray(b"......")
    assert other.recv_into(buffer, 2) == 2
    assert buffer == b"ab...."
    assert other.recv_into(memoryview(buffer)[2:4]) == 2
    assert buffer == b"abcd.."
    assert other.recvfrom_into(buffer) == (2, None)
    assert buffer == b"efcd.."
    buffer.clear()
    with pytest.raises(ValueError, match=r"^buffer too small for requested bytes$"):
        other.recv_into(buffer, 1)
    with pytest.raises(ValueError, match=r"^negative buffersize in recv_into$"):
        other.recv_into(bytearray(1), -1)


def test_messages_of_several_buffers(net: Sockets) -> None:
    one, other = net.connected()
    assert one.sendmsg([b"ab", bytearray(b"cd"), memoryview(b"e")]) == 5
    one, two = bytearray(2), bytearray(5)
    size, ancillary, _flags, _sender = other.recvmsg_into([one, two])
    assert (size, ancillary, bytes(one), bytes(two)) == (5, [], b"ab", b"cde\0\0")


def test_any_kind_of_buffer_is_sent(net: Sockets) -> None:
    one, other = net.connected()
    data = memoryview(struct.pack("4i", 1, 2, 3, 4)).cast("i")
    one.sendall(data)
    assert other.recv(16, socket.MSG_WAITALL) == data.tobytes()
    with pytest.raises(TypeError, match="a bytes-like object is required, not 'str'"):
        one.send("text")


def test_nothing_to_read(net: Sockets) -> None:
    one, _other = net.connected()
    one.setblocking(False)
    with pytest.raises(BlockingIOError) as caught:
        one.recv(1)
    assert caught.value.errno == errno.EAGAIN
    assert one.recv(0) == b""
    with pytest.raises(ValueError, match=r"^negative buffersize in recv$"):
        one.recv(-1)


@pytest.mark.parametrize(
    "call",
    [lambda end: end.recv(1), lambda end: end.recv_into(bytearray(1)), lambda end: end.recvmsg(1)],
)
def test_timeouts_are_exact(
    ours: Sockets, host: FakeHost, network: Network, call: Callable[[Any], object]
) -> None:
    one, _other = ours.connected()
    one.settimeout(1.5)
    with pytest.raises(TimeoutError, match=r"^timed out$"):
        call(one)
    assert not any(opened.is_watched() for opened in network.descriptors.all())
    assert host.nanoseconds - START == 1.5 * SECOND


def test_a_timeout_of_send(ours: Sockets, host: FakeHost) -> None:
    one, _other = ours.connected()
    fill(one)
    one.settimeout(2)
    with pytest.raises(TimeoutError, match=r"^timed out$"):
        one.send(b"x")
    assert host.nanoseconds - START == 2 * SECOND


def test_the_timeout_of_sendall_is_for_the_whole_call(
    ours: Sockets, host: FakeHost, crew: Crew
) -> None:
    one, other = ours.connected()

    def read_slowly() -> None:
        while other.recv(100_000):
            crew.scheduler.park(host.nanoseconds + 9 * SECOND // 10)

    crew.start(read_slowly)
    one.settimeout(1)
    with pytest.raises(TimeoutError, match=r"^timed out$"):
        one.sendall(bytes(10**6))
    assert host.nanoseconds - START == SECOND
    one.close()
    crew.wait()


def test_what_comes_in_time_ends_the_wait(ours: Sockets, host: FakeHost, crew: Crew) -> None:
    one, other = ours.connected()
    crew.start(lambda: crew.scheduler.park(START + SECOND), lambda: other.send(b"x"))
    assert one.recv(10) == b"x"
    assert host.nanoseconds - START == SECOND
    crew.wait()


def test_a_pair_is_connected(net: Sockets) -> None:
    one, other = net.pair()
    one.sendall(b"to and")
    assert other.recv(10) == b"to and"
    other.sendall(b"fro")
    other.close()
    assert one.recv(10) == b"fro"
    assert one.recv(10) == b""


def test_files_over_sockets(net: Sockets) -> None:
    one, other = net.connected()
    with one.makefile("rw", encoding="utf-8", newline="\n") as file:
        other.sendall("Grüße\nund mehr\n".encode())
        assert file.readline() == "Grüße\n"
        assert file.readline() == "und mehr\n"
        file.write("zurück\n")
        file.flush()
        one.close()
        # The descriptor lives as long as the file does.
        assert other.recv(100) == "zurück\n".encode()
    assert other.recv(100) == b""


def test_threads_talk_through_blocking_sockets(ours: Sockets, crew: Crew) -> None:
    """A ping-pong of 1,000 turns, each end in a thread of its own."""
    one, other = ours.connected()
    seen: list[int] = []

    def play(end: Any, begins: bool) -> None:
        if begins:
            end.sendall(b"\0\0\0\0")
        while data := end.recv(4):
            (number,) = struct.unpack("i", data)
            seen.append(number)
            if number == 1_000:
                break
            end.sendall(struct.pack("i", number + 1))
        end.close()

    crew.run(lambda: play(one, True), lambda: play(other, False))
    assert seen == list(range(1_001))
