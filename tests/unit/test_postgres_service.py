"""What stands between the clients of a Postgres and its engine, with an engine that is none."""

import re
import struct
import types
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from asyncarium_postgres import service, wire

from asyncarium.kernel.system import System
from tests.unit.fake_host import START, FakeHost

VERSION = wire.message(b"D", struct.pack("!hI", 1, 4) + b"18.6")
DONE = wire.message(b"C", b"DONE\0")
ANSWERS = {0x50: b"1", 0x42: b"2", 0x43: b"3", 0x44: b"n", 0x45: b"C"}


@dataclass
class Engine:
    """Answers at once, says what it was sent, and holds a transaction from BEGIN to COMMIT."""

    sent: list[bytes] = field(default_factory=list)
    status: bytes = b"I"
    failure: str | None = None
    """Why it can't be started."""
    silent: bool = False
    extra: bytes = b""
    """What it says before anything else, once."""
    _answers: deque[bytes] = field(default_factory=deque)

    def send(self, data: bytes) -> None:
        self.sent.append(data)
        answer = bytearray(self.extra)
        self.extra = b""
        for kind, body in wire.messages_in(data):
            if kind in b"QS":
                answer += self._run(body[:-1]) if kind == 0x51 else b""
                answer += wire.ready(self.status)
            else:
                answer += wire.message(ANSWERS[kind]) if kind in ANSWERS else b""
        self._answers.append(bytes(answer))

    def _run(self, query: bytes) -> bytes:
        if query == b"BEGIN":
            self.status = b"T"
        elif query in (b"COMMIT", b"ROLLBACK"):
            self.status = b"I"
        if (raised := re.match(rb"DO .* ERRCODE = '(.{5})', MESSAGE = '(.*)'", query)) is not None:
            self.status = b"E" if self.status == b"T" else b"I"
            what = raised[2].decode().replace("''", "'")
            return wire.error(raised[1].decode(), what.split("', HINT")[0])
        return VERSION + DONE if b"server_version" in query else DONE

    def take(self) -> bytes | str | None:
        if self.failure is not None:
            return self.failure
        return self._answers.popleft() if self._answers and not self.silent else None


class Peer:
    """A client."""

    def __init__(self, sock: Any) -> None:
        self._socket = sock

    def send(self, kind: bytes, body: bytes = b"") -> None:
        self._socket.sendall(wire.message(kind, body))

    def raw(self, data: bytes) -> None:
        self._socket.sendall(data)

    def introduce(self, **given: str) -> None:
        body = b"".join(wire.text(name) + wire.text(value) for name, value in given.items())
        self.raw(struct.pack("!II", len(body) + 9, wire.VERSION_3) + body + b"\0")

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size and (part := self._socket.recv(size - len(data))):
            data += part
        return data

    def receive(self) -> tuple[bytes, bytes]:
        head = self.read(5)
        if not head:
            return b"", b""
        kind, length = struct.unpack("!cI", head)
        return kind, self.read(length - 4)

    def until_ready(self) -> list[tuple[bytes, bytes]]:
        found = [self.receive()]
        while found[-1][0] not in (b"Z", b""):
            found.append(self.receive())
        return found

    def kinds(self) -> bytes:
        return b"".join(kind for kind, _ in self.until_ready())

    def query(self, text: str) -> bytes:
        self.send(b"Q", wire.text(text))
        return self.kinds()

    def close(self) -> None:
        self._socket.close()


Connect = Callable[..., Peer]


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def unknown(system: System, engine: Engine, kernel_socket: types.ModuleType) -> Iterator[Connect]:
    """Connects without a word."""
    service.install(system, engine)
    peers = []

    def connect() -> Peer:
        peer = Peer(kernel_socket.create_connection(("localhost", 5432), timeout=None))
        peers.append(peer)
        return peer

    yield connect
    for peer in peers:
        peer.close()


@pytest.fixture
def client(unknown: Connect) -> Connect:
    """Connects and comes in."""

    def connect() -> Peer:
        peer = unknown()
        peer.introduce(user="postgres")
        assert peer.receive()[0] == b"R"
        peer.send(b"p", b"postgres\0")
        assert peer.kinds()[-2:] == b"KZ"
        return peer

    return connect


def fields(body: bytes) -> dict[str, str]:
    words = body.rstrip(b"\0").split(b"\0")
    return {chr(word[0]): word[1:].decode() for word in words}


def test_it_speaks_no_tls(unknown: Connect) -> None:
    peer = unknown()
    peer.raw(struct.pack("!II", 8, wire.SSL_REQUEST))
    assert peer.read(1) == b"N"
    peer.introduce(user="postgres")
    assert peer.receive() == (b"R", struct.pack("!I", 3))


def test_who_comes_in_is_told_of_the_server(unknown: Connect) -> None:
    peer = unknown()
    peer.introduce(user="learner", database="test", application_name="app")
    peer.receive()
    peer.send(b"p", b"learner\0")
    told = dict(
        body.rstrip(b"\0").decode().split("\0")
        for kind, body in peer.until_ready()
        if kind == b"S" and body.count(b"\0") == 2 and body[-2:] != b"\0\0"
    )
    assert told["server_version"] == "18.6"
    assert told["session_authorization"] == "learner"
    assert told["application_name"] == "app"
    assert told["client_encoding"] == "UTF8"


@pytest.mark.parametrize(
    ("given", "password", "code"),
    [
        ({"user": "postgres"}, b"wrong", "28P01"),
        ({"user": "nobody"}, b"", "28P01"),
        ({"user": "postgres", "database": "nope"}, b"postgres", "3D000"),
    ],
)
def test_who_may_not_come_in(
    unknown: Connect, given: dict[str, str], password: bytes, code: str
) -> None:
    peer = unknown()
    peer.introduce(**given)
    peer.receive()
    peer.send(b"p", password + b"\0")
    kind, body = peer.receive()
    assert kind == b"E"
    assert fields(body)["C"] == code
    assert fields(body)["S"] == "FATAL"
    assert peer.receive() == (b"", b"")


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("!II", 4, 0),
        struct.pack("!II", 1 << 30, wire.VERSION_3),
        struct.pack("!II", 8, 2 << 16),
        struct.pack("!II", 9, wire.VERSION_3) + b"\0",
    ],
)
def test_who_speaks_something_else(unknown: Connect, data: bytes) -> None:
    peer = unknown()
    peer.raw(data)
    while peer.receive()[0]:
        pass


def test_messages_may_come_in_pieces(client: Connect) -> None:
    peer = client()
    for byte in wire.message(b"Q", b"SELECT 1\0"):
        peer.raw(bytes((byte,)))
    assert peer.kinds() == b"CZ"


def test_each_client_has_names_of_its_own(client: Connect, engine: Engine) -> None:
    one, two = client(), client()
    for peer in (one, two):
        peer.send(b"P", b"s\0SELECT 1\0\0\0")
        peer.send(b"B", b"\0s\0" + b"\0" * 6)
        peer.send(b"E", b"\0\0\0\0\0")
        peer.send(b"S")
        assert peer.kinds() == b"12CZ"
    parsed = [data for data in engine.sent if data[:1] == b"P"]
    assert [b"42/s\0" in parsed[0], b"43/s\0" in parsed[1]] == [True, True]


def test_a_statement_without_a_name_is_replaced(client: Connect, engine: Engine) -> None:
    peer = client()
    for expected in (b"1Z", b"1Z"):
        peer.send(b"P", b"\0SELECT 1\0\0\0")
        peer.send(b"S")
        assert peer.kinds() == expected
    assert engine.sent[-1].startswith(wire.message(b"C", b"S42/\0"))


def test_errors_say_the_names_that_the_client_gave(client: Connect, engine: Engine) -> None:
    peer = client()
    engine.extra = wire.error("26000", 'prepared statement "42/s" does not exist')
    peer.send(b"B", b"\0s\0" + b"\0" * 6)
    peer.send(b"S")
    kind, body = peer.receive()
    assert kind == b"E"
    assert fields(body)["M"] == 'prepared statement "s" does not exist'


def test_a_flush_after_parsing_keeps_nobody_waiting(client: Connect, engine: Engine) -> None:
    one, two = client(), client()
    one.send(b"P", b"s\0SELECT 1\0\0\0")
    one.send(b"D", b"Ss\0")
    one.send(b"H")
    assert [one.receive()[0], one.receive()[0]] == [b"1", b"n"]
    assert two.query("SELECT 2") == b"CZ"


def test_a_transaction_keeps_the_others_waiting(
    client: Connect, engine: Engine, host: FakeHost
) -> None:
    one, two = client(), client()
    assert one.query("BEGIN") == b"CZ"
    two.send(b"Q", b"SELECT 2\0")
    assert one.query("SELECT 1") == b"CZ"
    assert b"SELECT 2" not in b"".join(engine.sent)
    assert one.query("COMMIT") == b"CZ"
    assert two.kinds() == b"CZ"
    assert host.nanoseconds == START


def test_who_waits_too_long_is_told_why(client: Connect, host: FakeHost) -> None:
    one, two = client(), client()
    one.query("BEGIN")
    two.send(b"Q", b"SELECT 2\0")
    (kind, body), last = two.until_ready()
    assert kind == b"E"
    assert fields(body)["M"] == (
        "this query has waited 10 seconds: connection 42 has a transaction open, and this site's "
        "Postgres runs one transaction at a time"
    )
    assert last == (b"Z", b"I")
    assert host.nanoseconds == START + 10 * 10**9
    one.query("COMMIT")
    assert two.query("SELECT 3") == b"CZ"


def test_sleeping_is_the_kernels(client: Connect, engine: Engine, host: FakeHost) -> None:
    one, two = client(), client()
    one.send(b"Q", b"SELECT pg_sleep(2.5)\0")
    assert two.query("SELECT 1") == b"CZ"
    assert host.nanoseconds == START
    assert one.kinds() == b"CZ"
    assert host.nanoseconds == START + 25 * 10**8
    assert b"pg_sleep(0.0)" in engine.sent[-1]


def float8(value: float) -> bytes:
    return struct.pack("!d", value)


def bind(value: bytes, code: int = 1) -> bytes:
    """A Bind message's body: one value, in the binary format unless ``code`` is 0."""
    return b"\0\0" + struct.pack("!HHHi", 1, code, 1, len(value)) + value + b"\0\0"


@pytest.mark.parametrize(
    ("query", "code", "value", "zero"),
    [
        ("SELECT pg_sleep($1)", 1, float8(2.5), bytes(8)),
        ("SELECT pg_sleep($1)", 0, b"2.5", b"0.0"),
        ("SELECT pg_sleep( $1::numeric )", 0, b"2.5", b"0.0"),
        ("SELECT pg_sleep($1::real)", 1, struct.pack("!f", 2.5), bytes(4)),
        ("SELECT pg_sleep_for($1)", 1, struct.pack("!qii", 2_500_000, 0, 0), bytes(16)),
        ("SELECT pg_sleep_for($1)", 0, b"2.5 seconds", b"0.0 seconds"),
    ],
)
def test_a_sleep_that_is_bound_is_the_kernels(
    client: Connect,
    engine: Engine,
    host: FakeHost,
    query: str,
    code: int,
    value: bytes,
    zero: bytes,
) -> None:
    peer = client()
    peer.send(b"P", b"\0" + query.encode() + b"\0\0\0")
    peer.send(b"B", bind(value, code))
    peer.send(b"E", b"\0\0\0\0\0")
    peer.send(b"S")
    assert peer.kinds() == b"12CZ"
    assert host.nanoseconds == START + 25 * 10**8
    bound = dict(wire.messages_in(engine.sent[-1]))[0x42]
    assert bound.endswith(bind(zero, code)[1:])


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("SELECT pg_sleep($1), $1", float8(2)),
        ("SELECT pg_sleep($1)", float8(float("nan"))),
        ("SELECT pg_sleep($1)", float8(-1)),
        ("SELECT pg_sleep($1)", b"short"),
        ("SELECT pg_sleep($2)", float8(2)),
        ("SELECT pg_sleep($0)", float8(2)),
        ("SELECT 'pg_sleep($1)'", float8(2)),
    ],
)
def test_values_that_are_no_sleeps_stay(
    client: Connect, engine: Engine, host: FakeHost, query: str, value: bytes
) -> None:
    peer = client()
    peer.send(b"P", b"\0" + query.encode() + b"\0\0\0")
    peer.send(b"B", bind(value))
    peer.send(b"S")
    assert peer.kinds() == b"12Z"
    assert host.nanoseconds == START
    bound = dict(wire.messages_in(engine.sent[-1]))[0x42]
    assert bound.endswith(bind(value)[1:])


BAD_BINDS = [b"\0\0", b"\0\0\xff\xff", b"\0\0\0\0\0\1\x7f", bind(bytes(8))[:-6], b"", b"\0", b"\0s"]


@pytest.mark.parametrize("body", BAD_BINDS)
def test_a_bind_that_is_none(client: Connect, engine: Engine, body: bytes) -> None:
    peer = client()
    peer.send(b"P", b"\0SELECT pg_sleep($1)\0\0\0")
    peer.send(b"B", body)
    peer.send(b"S")
    assert peer.kinds() in (b"12Z", b"E")


def test_who_sleeps_can_be_cancelled(client: Connect, unknown: Connect, host: FakeHost) -> None:
    peer = client()
    peer.send(b"Q", b"SELECT pg_sleep(1000)\0")
    for secret, size in ((0, 16), (0x5EC12E7, 16)):
        unknown().raw(struct.pack("!IIII", size, wire.CANCEL_REQUEST, 42, secret))
    (kind, body), last = peer.until_ready()
    assert kind == b"E"
    assert fields(body)["C"] == "57014"
    assert last == (b"Z", b"I")
    assert host.nanoseconds == START


def test_notifications_are_for_those_who_listen(client: Connect, engine: Engine) -> None:
    one, two, three = client(), client(), client()
    for peer in (one, two):
        assert peer.query('LISTEN "News"') == b"CZ"
    assert two.query('UNLISTEN "News"') == b"CZ"
    assert b'LISTEN "News"' in engine.sent[-1], "for the one who still listens"
    engine.extra = wire.message(b"A", struct.pack("!I", 1) + b"News\0hello\0")
    assert three.query("NOTIFY") == b"CZ"
    assert one.receive() == (b"A", struct.pack("!I", 44) + b"News\0hello\0")
    assert two.query("SELECT 1") == b"CZ"


def test_no_notification_is_lost_behind_an_unlisten(client: Connect, engine: Engine) -> None:
    one, two, three = client(), client(), client()
    one.query("LISTEN news")
    two.send(b"Q", b"UNLISTEN *\0")
    three.send(b"Q", b"NOTIFY news\0")
    assert two.kinds() == b"CZ"
    assert three.kinds() == b"CZ"
    said = [body[:-1] for data in engine.sent for _, body in wire.messages_in(data)]
    assert said[-3:] == [b"UNLISTEN *", b'LISTEN "news"', b"NOTIFY news"]


def test_nothing_is_left_of_a_client(client: Connect, engine: Engine) -> None:
    one, two = client(), client()
    one.query("BEGIN")
    two.send(b"Q", b"SELECT 2\0")
    one.close()
    assert two.kinds() == b"CZ"
    assert any(b"ROLLBACK" in data for data in engine.sent)
    two.send(b"X")
    assert two.receive() == (b"", b"")
    assert b"DISCARD ALL" in engine.sent[-1]


def test_a_copy_is_one_question(client: Connect, engine: Engine) -> None:
    peer = client()
    asked = len(engine.sent)
    peer.send(b"Q", b"COPY t FROM STDIN\0")
    assert peer.receive()[0] == b"G"
    peer.send(b"d", b"1\n")
    assert len(engine.sent) == asked
    engine.extra = wire.message(b"G", b"\0\0\0")
    peer.send(b"c")
    assert peer.kinds() == b"CZ"
    assert len(engine.sent) == asked + 1


def test_a_copy_can_be_cancelled(client: Connect, unknown: Connect, engine: Engine) -> None:
    peer = client()
    peer.send(b"Q", b"COPY t FROM STDIN\0")
    assert peer.receive()[0] == b"G"
    peer.send(b"d", b"1\n")
    unknown().raw(struct.pack("!IIII", 16, wire.CANCEL_REQUEST, 42, 0x5EC12E7))
    (kind, body), last = peer.until_ready()
    assert (kind, fields(body)["C"], last) == (b"E", "57014", (b"Z", b"I"))
    for kind in (b"d", b"c"):
        peer.send(kind, b"")
    assert peer.query("SELECT 1") == b"CZ"
    assert b"COPY" not in b"".join(engine.sent)


@pytest.mark.parametrize(
    ("query", "instead"),
    [
        ("SELECT pg_advisory_lock(1)", "pg_advisory_xact_lock()"),
        ("SELECT PG_TRY_ADVISORY_LOCK_SHARED (1, 2)", "pg_try_advisory_xact_lock_shared()"),
    ],
)
def test_a_lock_of_the_session_is_refused(
    client: Connect, engine: Engine, query: str, instead: str
) -> None:
    peer = client()
    peer.send(b"Q", wire.text(query))
    (kind, body), _ready = peer.until_ready()
    assert (kind, fields(body)["C"]) == (b"E", "0A000")
    assert query.encode() not in b"".join(engine.sent)
    peer.send(b"P", b"\0" + wire.text(query) + b"\0\0")
    peer.send(b"S")
    assert b"E" in peer.kinds()
    assert instead.encode() in engine.sent[-1]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT pg_advisory_xact_lock(1)",
        "SELECT pg_advisory_unlock_all()",
        "SELECT pg_advisory_unlock(1)",
        "SELECT 'pg_advisory_lock(1)'",
    ],
)
def test_locks_that_hurt_nobody(client: Connect, engine: Engine, query: str) -> None:
    assert client().query(query) == b"CZ"
    assert query.encode() in engine.sent[-1]


def test_an_engine_that_can_not_be_started(unknown: Connect, engine: Engine) -> None:
    engine.failure = "there is no network"
    peer = unknown()
    peer.introduce(user="postgres")
    peer.receive()
    peer.send(b"p", b"postgres\0")
    kind, body = peer.receive()
    assert kind == b"E"
    assert fields(body)["C"] == "57P03"
    assert fields(body)["M"] == "Postgres could not be started: there is no network"


def test_an_engine_that_crashes(client: Connect, engine: Engine) -> None:
    peer = client()
    engine.failure = "unreachable"
    peer.send(b"Q", b"SELECT crash()\0")
    kind, body = peer.receive()
    assert kind == b"E"
    assert fields(body)["M"] == "Postgres has crashed: unreachable"
    assert peer.receive() == (b"", b"")


def test_a_hundred_clients_are_enough(client: Connect, unknown: Connect) -> None:
    clients = [client() for _ in range(100)]
    peer = unknown()
    peer.introduce(user="postgres")
    peer.receive()
    peer.send(b"p", b"postgres\0")
    assert fields(peer.receive()[1])["C"] == "53300"
    clients.pop().close()
    client()


def test_time_stands_still_while_the_engine_works(
    client: Connect, engine: Engine, host: FakeHost
) -> None:
    peer = client()
    engine.silent = True
    peer.send(b"Q", b"SELECT 1\0")

    def answer() -> None:
        engine.silent = False

    host.news.append(answer)
    assert peer.kinds() == b"CZ"
    assert host.suspensions == [None]
    assert host.nanoseconds == START


def test_each_client_has_the_settings_that_it_came_with(unknown: Connect, engine: Engine) -> None:
    peers = []
    for settings in ({"search_path": "it's"}, {}):
        peer = unknown()
        peer.introduce(user="postgres", **settings)
        peer.receive()
        peer.send(b"p", b"postgres\0")
        peer.until_ready()
        peers.append(peer)
    one, two = peers
    for peer in (one, two, two, one):
        peer.query("SELECT 1")
    said = [body[:-1] for data in engine.sent for _, body in wire.messages_in(data)]
    put_on = b"SELECT set_config('search_path', 'it''s', false)"
    take_off = b'RESET "search_path"'
    turns = [word for word in said if word in (put_on, take_off, b"SELECT 1")]
    query = b"SELECT 1"
    assert turns[-6:] == [query, take_off, query, query, put_on, query]


@pytest.mark.parametrize(
    ("query", "again"),
    [
        ("CLOSE ALL; RESET ALL;", ["search_path", "work_mem"]),
        ("discard all", ["search_path", "work_mem"]),
        ('RESET "search_path"', ["search_path"]),
        ("SET session Work_Mem TO default", ["work_mem"]),
        ("RESET jit", []),
        ("RESET ALL; SET work_mem TO '1MB'", ["search_path"]),
        ("RESET ALL; SET work_mem = DEFAULT", ["search_path", "work_mem"]),
        ("UPDATE users SET work_mem = DEFAULT", []),
        ("ALTER ROLE learner RESET ALL", []),
        ("SELECT 'RESET ALL'", []),
    ],
)
def test_a_reset_means_the_settings_that_a_client_came_with(
    unknown: Connect, engine: Engine, query: str, again: list[str]
) -> None:
    peer = unknown()
    values = {"search_path": "app", "work_mem": "8MB"}
    peer.introduce(user="postgres", **values)
    peer.receive()
    peer.send(b"p", b"postgres\0")
    peer.until_ready()
    peer.query(query)
    before = len(engine.sent)
    peer.query("SELECT 1")
    peer.query("SELECT 1")
    said = [body[:-1].decode() for _, body in wire.messages_in(b"".join(engine.sent[before:]))]
    sets = [f"SELECT set_config('{name}', '{values[name]}', false)" for name in again]
    assert said == [*sets, "SELECT 1", "SELECT 1"]


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        ("-c search_path=app", {"search_path": "app"}),
        ("-csearch_path=app,\\ public  --work-mem=8MB", {
            "search_path": "app, public", "work_mem": "8MB",
        }),
        ("--my.own==x -c a= ", {"my.own": "=x", "a": ""}),
        ("", {}),
    ],
)  # fmt: skip
def test_options_are_settings(
    unknown: Connect, engine: Engine, options: str, settings: dict[str, str]
) -> None:
    peer = unknown()
    peer.introduce(user="postgres", options=options)
    peer.receive()
    peer.send(b"p", b"postgres\0")
    peer.until_ready()
    said = [body[:-1].decode() for _, body in wire.messages_in(b"".join(engine.sent))]
    sets = [f"SELECT set_config('{name}', '{text}', false)" for name, text in settings.items()]
    assert [one for one in said if "set_config" in one][: len(sets)] == sets


@pytest.mark.parametrize("options", ["-d 5", "-c", "-c fsync", "search_path=app"])
def test_an_option_that_sets_nothing(unknown: Connect, options: str) -> None:
    peer = unknown()
    peer.introduce(user="postgres", options=options)
    kind, body = peer.receive()
    said = fields(body)
    assert (kind, said["S"], said["C"]) == (b"E", "FATAL", "42601")
    assert said["M"].startswith("invalid command-line argument for server process: ")


ONLY_UTF8 = "client_encoding can't be {}: this site's Postgres speaks UTF8 only"


@pytest.mark.parametrize("encoding", ["latin1", "'SQL_ASCII'"])
def test_a_client_with_another_encoding(unknown: Connect, encoding: str) -> None:
    peer = unknown()
    peer.introduce(user="postgres", client_encoding=encoding)
    kind, body = peer.receive()
    said = fields(body)
    assert (kind, said["S"], said["C"]) == (b"E", "FATAL", "0A000")
    assert said["M"] == ONLY_UTF8.format(encoding.strip("'"))
    assert said["H"].startswith("Leave client_encoding out, or set it to UTF8.")
    assert peer.receive() == (b"", b"")


@pytest.mark.parametrize(
    "query",
    [
        "SET client_encoding TO 'latin1'",
        "set session client_encoding=latin1",
        "BEGIN; SET LOCAL client_encoding = /* why */ 'latin1'",
        "SET NAMES 'latin1'",
    ],
)
def test_nobody_changes_the_encoding_of_all(client: Connect, engine: Engine, query: str) -> None:
    peer = client()
    peer.send(b"Q", wire.text(query))
    (kind, body), _ready = peer.until_ready()
    assert (kind, fields(body)["C"]) == (b"E", "0A000")
    assert fields(body)["M"] == ONLY_UTF8.format("latin1")
    peer.send(b"P", b"\0" + wire.text(query) + b"\0\0")
    peer.send(b"D", b"S\0")
    peer.send(b"H")
    assert peer.receive()[0] == b"E"
    peer.send(b"S")
    assert peer.kinds() == b"Z"
    assert query.encode() not in b"".join(engine.sent)


@pytest.mark.parametrize(
    "query",
    [
        "SET client_encoding = 'UTF-8'",
        "SET NAMES 'utf8'",
        "SELECT 'SET NAMES ''latin1'''",
        "RESET ALL",
    ],
)
def test_what_leaves_the_encoding_alone(client: Connect, engine: Engine, query: str) -> None:
    assert client().query(query) == b"CZ"
    assert query.encode() in engine.sent[-1]


def test_a_failure_of_ours_fails_the_transaction(
    client: Connect, unknown: Connect, engine: Engine
) -> None:
    peer = client()
    peer.query("BEGIN")
    peer.send(b"Q", b"SELECT pg_sleep(1000)\0")
    unknown().raw(struct.pack("!IIII", 16, wire.CANCEL_REQUEST, 42, 0x5EC12E7))
    (kind, body), last = peer.until_ready()
    assert (kind, fields(body)["C"]) == (b"E", "57014")
    assert last == (b"Z", b"E")
    assert engine.status == b"E"


@pytest.mark.parametrize(
    ("first", "queries", "seconds"),
    [
        ("2s", [], 2),
        ("1500", [], 1.5),
        ("", ["SET statement_timeout TO '2s'"], 2),
        ("", ["set session statement_timeout = 2000"], 2),
        ("1s", ["SET statement_timeout = 0"], 5),
        ("2s", ["SET statement_timeout = 1000", "RESET ALL"], 2),
        ("2s", ["SET statement_timeout = 1000", "SET statement_timeout TO DEFAULT"], 2),
        ("2s", ["BEGIN", "SET LOCAL statement_timeout = 1000"], 1),
        ("2s", ["BEGIN", "SET LOCAL statement_timeout = 1000", "COMMIT"], 2),
        ("", ["SELECT 'SET statement_timeout = 1'"], 5),
        ("6s", [], 5),
    ],
)
def test_a_sleep_has_the_time_of_a_statement(
    unknown: Connect, host: FakeHost, first: str, queries: list[str], seconds: float
) -> None:
    peer = unknown()
    peer.introduce(user="postgres", **({"statement_timeout": first} if first else {}))
    peer.receive()
    peer.send(b"p", b"postgres\0")
    peer.until_ready()
    for query in queries:
        assert peer.query(query) == b"CZ"
    peer.send(b"Q", b"SELECT pg_sleep(5)\0")
    (kind, body), _ready = peer.until_ready()
    assert host.nanoseconds == START + seconds * 10**9
    if seconds < 5:
        assert kind == b"E"
        assert fields(body)["C"] == "57014"
        assert fields(body)["M"] == "canceling statement due to statement timeout"
    else:
        assert kind == b"C"


def test_who_waits_for_the_engine_counts(unknown: Connect, engine: Engine, host: FakeHost) -> None:
    engine.silent = True
    peers = [unknown() for _ in range(150)]
    for peer in peers:
        peer.introduce(user="postgres")
        peer.receive()
        peer.send(b"p", b"postgres\0")

    def start() -> None:
        engine.silent = False

    host.news.append(start)
    kinds = [peer.receive()[0] for peer in peers]
    assert kinds == [b"R"] * 100 + [b"E"] * 50
