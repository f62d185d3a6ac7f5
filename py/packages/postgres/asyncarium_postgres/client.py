"""One client's connection: from its first bytes to its end.

startup ──▶ password ──▶ entering ──▶ ready ──▶ closed
    └──(refused, or gone)──┴────────────┴─────────▲
"""

import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from asyncarium.kernel.network.stream import Stream
from asyncarium_postgres import accounts, wire
from asyncarium_postgres.failure import CANCELLED
from asyncarium_postgres.options import BadOptionError, settings_of
from asyncarium_postgres.requests import StatementTimeout, encoding_refusal
from asyncarium_postgres.sql import Settings
from asyncarium_postgres.statements import Statements
from asyncarium_postgres.unit import COPY_IN, Query, Unit

if TYPE_CHECKING:
    from asyncarium_postgres.service import Service

RECEIVE_BYTES = 1 << 20
SECRET = 0x5EC12E7
MAX_STARTUP_BYTES = 10_000
"""As Postgres's own MAX_STARTUP_PACKET_LENGTH."""


class Client:
    """A connection, as the server sees it.

    Attributes:
        pid: what the client is told as the process of its backend.
        channels: which it listens to.
        settings: those that it came with.
        statement_timeout: how long a query of its may sleep.
    """

    def __init__(self, pid: int, stream: Stream, service: "Service") -> None:
        self.pid = pid
        self.channels: set[str] = set()
        self.settings = Settings({})
        self.statement_timeout = StatementTimeout("")
        self.statements = Statements(pid)
        self._stream = stream
        self._service = service
        self._state: Literal["startup", "password", "entering", "ready", "closed"] = "startup"
        self._given: Mapping[str, str] = {}
        self._received = bytearray()
        self._unsent = bytearray()
        self._unit = self._new_unit()

    @property
    def ready(self) -> bool:
        """Whether it may ask."""
        return self._state == "ready"

    @property
    def counts(self) -> bool:
        """Whether it takes a place from others."""
        return self._state in ("entering", "ready")

    # Called by its socket:

    def changed(self) -> None:
        """There may be something to read, or room to write."""
        self._flush()
        stream = self._stream
        while self._state != "closed" and stream.readable():
            try:
                data = stream.receive(RECEIVE_BYTES)
            except OSError:
                data = b""
            if not data:
                self.close()
                return
            self._received += data
            self._parse()

    # To the client:

    def send(self, data: bytes) -> None:
        """Send, as soon as there is room."""
        if self._state != "closed":
            self._unsent += data
            self._flush()

    def _flush(self) -> None:
        stream, unsent = self._stream, self._unsent
        try:
            while unsent and self._state != "closed" and stream.writable():
                del unsent[: stream.send(unsent)]
        except OSError:
            self.close()

    def close(self, last_words: bytes = b"") -> None:
        """End it, whoever wants that."""
        if self._state == "closed":
            return
        if last_words:
            self.send(last_words)
        was_let_in = self.counts
        self._state = "closed"
        self._stream.changed = lambda: None
        self._stream.close()
        self._service.gone(self, was_let_in)

    # From the client:

    def _parse(self) -> None:
        while self._state == "startup" and self._parse_startup():
            pass
        if self._state == "startup":
            return
        for kind, body in wire.take_messages(self._received):
            if self._state == "password" and kind == 0x70:
                self._check(body[:-1].decode("utf-8", "replace"))
            elif self._state == "ready":
                self._take(kind, body)

    def _parse_startup(self) -> bool:
        if len(self._received) < 8:
            return False
        length, code = struct.unpack_from("!II", self._received)
        if not 8 <= length <= MAX_STARTUP_BYTES:
            self.close()
            return False
        if len(self._received) < length:
            return False
        body = bytes(self._received[8:length])
        del self._received[:length]
        match code:
            case wire.SSL_REQUEST | wire.GSS_REQUEST:
                self.send(b"N")
                return True
            case wire.CANCEL_REQUEST:
                if len(body) == 8:
                    self._service.cancel(*struct.unpack("!II", body))
                self.close()
            case wire.VERSION_3:
                self._begin(wire.parse_startup(body))
            case _:
                version = f"{code >> 16}.{code & 0xFFFF}"
                what = f"unsupported frontend protocol {version}: server supports 3.0 to 3.0"
                self.close(wire.error("0A000", what, severity="FATAL"))
        return False

    def _begin(self, given: Mapping[str, str]) -> None:
        if not given.get("user"):
            what = "no PostgreSQL user name specified in startup packet"
            self.close(wire.error("28000", what, severity="FATAL"))
            return
        try:
            given = {**settings_of(given.get("options", "")), **given}
        except BadOptionError as bad:
            what = f"invalid command-line argument for server process: {bad}"
            hint = "This site's Postgres takes -c name=value and --name=value."
            self.close(wire.error("42601", what, severity="FATAL", hint=hint))
            return
        refused = encoding_refusal(given.get("client_encoding", "UTF8").strip("'"))
        if refused is not None:
            self.close(wire.error(*refused[:2], severity="FATAL", hint=refused.hint))
            return
        self._given = given
        self.statement_timeout = StatementTimeout(given.get("statement_timeout", ""))
        self.settings = Settings(
            {name: text for name, text in given.items() if name not in accounts.NOT_SETTINGS}
        )
        self._state = "password"
        self.send(wire.message(b"R", struct.pack("!I", 3)))

    def _check(self, password: str) -> None:
        refusal = accounts.refusal(self._given, password)
        if refusal is None and self._service.is_full():
            what = "sorry, too many clients already"
            refusal = wire.error("53300", what, severity="FATAL")
        if refusal is not None:
            self.close(refusal)
            return
        self._state = "entering"
        self._service.enter(self)

    def let_in(self, version: str) -> None:
        """The engine is there."""
        if self._state == "entering":
            self._state = "ready"
            self.send(
                wire.message(b"R", struct.pack("!I", 0))
                + accounts.parameters(self._given, version)
                + wire.message(b"K", struct.pack("!II", self.pid, SECRET))
                + wire.ready(b"I")
            )

    def cancel(self) -> None:
        """Fail what it waits for."""
        unit = self._unit
        if not unit.copies:
            self._service.backend.cancel(self)
            return
        # A COPY whose data is still coming: what comes of it now is for nobody.
        self._unit = self._new_unit()
        unit.refused = CANCELLED
        self._service.backend.submit(unit)

    def _new_unit(self) -> Unit:
        unit = Unit(self, lambda answer: self._service.answered(self, unit, answer))
        return unit

    def _take(self, kind: int, body: bytes) -> None:
        unit = self._unit
        match kind:
            case 0x58:  # Terminate
                self.close()
                return
            case 0x51:  # Query
                query = Query(body[:-1].decode("utf-8", "replace"))
                unit.note(query)
                unit.data += wire.message(b"Q", wire.text(query.seen))
                if COPY_IN.match(query.text):
                    # The engine reads all of it at once: go on as if it had said so.
                    unit.copies = True
                    self.send(wire.message(b"G", b"\0\0\0"))
                    return
            case 0x64:  # CopyData
                if unit.copies:
                    unit.data += wire.message(b"d", body)
                return
            case 0x63 | 0x66:  # CopyDone, CopyFail
                if not unit.copies:
                    return
                unit.data += wire.message(bytes((kind,)), body)
            case 0x53:  # Sync
                unit.data += wire.message(b"S")
            case 0x48 if not unit.runs:  # Flush
                # Only parsed and described: nobody has to wait for the Sync that will follow.
                unit.data += wire.message(b"S")
                unit.own_sync = True
            case 0x48:
                unit.data += wire.message(b"H")
                unit.synced = False
            case _:
                try:
                    self.statements.add(unit, kind, body)
                except ValueError:
                    what = "invalid message format"
                    self.close(wire.error("08P01", what, severity="FATAL"))
                return
        self._unit = self._new_unit()
        self._service.backend.submit(unit)
