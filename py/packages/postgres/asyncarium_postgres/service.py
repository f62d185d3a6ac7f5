"""The server at port 5432: its clients, and what of the engine's answers is for whom."""

import re

from asyncarium.kernel.network.addresses import LOOPBACK
from asyncarium.kernel.network.stream import Stream
from asyncarium.kernel.system import System
from asyncarium_postgres import accounts, wire
from asyncarium_postgres.backend import Backend, Line
from asyncarium_postgres.client import SECRET, Client
from asyncarium_postgres.sql import query, quote
from asyncarium_postgres.unit import Unit

PORT = 5432
FIRST_PID = 42

_LISTENING = re.compile(
    r'\b(UNLISTEN|LISTEN)\s+(\*|"(?:[^"]|"")+"|[\w$]+)', re.IGNORECASE
)  # fmt: skip
_VERSION = "SELECT current_setting('server_version')"


def install(kernel: System, line: Line) -> "Service":
    """Have the engine at the end of ``line`` serve at localhost:5432."""
    service = Service(kernel, line)
    for address in LOOPBACK.values():
        kernel.network.services[address, PORT] = service
    return service


class Service:
    """The clients of the engine."""

    def __init__(self, kernel: System, line: Line) -> None:
        self.backend = Backend(line, kernel.scheduler, self._lost)
        self._clients: dict[int, Client] = {}
        self._last_pid = FIRST_PID - 1
        self._version = ""

    # For the network:

    def offer(self, client: Stream) -> None:
        """``client`` connects."""
        stream = Stream(client.family, lambda: None)
        stream.local = client.remote
        client.join(stream)
        self._last_pid += 1
        served = Client(self._last_pid, stream, self)
        self._clients[served.pid] = served
        stream.changed = served.changed

    def forget(self, client: Stream) -> None:
        """Nobody has to wait for us."""

    # From the clients:

    def is_full(self) -> bool:
        """Whether nobody else can be let in."""
        return sum(one.counts for one in self._clients.values()) >= accounts.MAX_CONNECTIONS

    def enter(self, client: Client) -> None:
        """``client`` has shown its password; it waits for the engine and its settings."""
        if self.backend.lost:
            self._refuse(client)
            return

        def entered(answer: bytes) -> None:
            for kind, body in wire.messages_in(answer):
                if kind == 0x45:  # ErrorResponse
                    client.close(wire.message(b"E", body.replace(b"ERROR\0", b"FATAL\0")))
                    return
                if kind == 0x44 and not self._version:  # DataRow with one column
                    self._version = body[6:].decode()
            client.let_in(self._version)

        unit = Unit(client, entered)
        if not self._version:
            unit.data += query(_VERSION)
        unit.data += client.settings.put_on()
        if unit.data:
            self.backend.submit(unit)
        if not unit.data or self.backend.holder is not None:
            # Nobody waits for another's transaction only to come in.
            client.let_in(self._version)

    def cancel(self, pid: int, secret: int) -> None:
        """A CancelRequest."""
        client = self._clients.get(pid)
        if client is not None and secret == SECRET:
            client.cancel()

    def gone(self, client: Client, was_let_in: bool) -> None:
        """``client`` has closed its connection: leave nothing of it to the others."""
        self._clients.pop(client.pid, None)
        self.backend.forget(client)
        if was_let_in and not self.backend.lost:
            self.backend.submit(self._farewell(client))

    def _farewell(self, client: Client) -> Unit:
        unit = Unit(client, lambda answer: None)
        unit.data += query("ROLLBACK")
        if not any(one.ready for one in self._clients.values()):
            # Temporary tables, settings, prepared statements, LISTEN: all of it.
            unit.data += query("DISCARD ALL")
            return unit
        client.statements.close_all(unit)
        unit.data += wire.message(b"S")
        for channel in client.channels - self._channels():
            unit.data += query(f"UNLISTEN {quote(channel)}")
        return unit

    # From the engine:

    def answered(self, client: Client, unit: Unit, answer: bytes) -> None:
        """``client`` asked; here is what the engine says."""
        prefix = client.statements.prefix
        if unit.own_sync:
            answer = answer[: -len(wire.ready(b"I"))]
        if (
            any(unit.own_closes)
            or unit.copies
            or unit.texts
            or self._channels()
            or b'"' + prefix in answer
        ):
            answer = self._sort(client, unit, answer)
        client.send(answer)
        if any("UNLISTEN" in text.upper() for text in unit.texts):
            self._listen_again()

    def _sort(self, client: Client, unit: Unit, answer: bytes) -> bytes:
        """Pass notifications on to who listens; returns what is left for the client."""
        kept = bytearray()
        notifications = []
        closes = iter(unit.own_closes)
        failed = False
        for kind, body in wire.messages_in(answer):
            match kind:
                case 0x41:  # NotificationResponse: whose process, channel, payload
                    notifications.append(body)
                    continue
                case 0x47 if unit.copies:  # CopyInResponse, which was told before
                    continue
                case 0x33 if next(closes, False):  # CloseComplete
                    continue
                case 0x45:  # ErrorResponse
                    failed = True
                    body = body.replace(b'"' + client.statements.prefix, b'"')
            kept += wire.message(bytes((kind,)), body)
        if not failed:
            for query in unit.texts:
                self._note_channels(client, query)
        for body in notifications:
            self._notify(client, body)
        return bytes(kept)

    def _note_channels(self, client: Client, query: str) -> None:
        for found in _LISTENING.finditer(query):
            word, name = found[1].upper(), found[2]
            if name == "*":
                client.channels.clear()
                continue
            channel = name[1:-1].replace('""', '"') if name[0] == '"' else name.lower()
            if word == "LISTEN":
                client.channels.add(channel)
            else:
                client.channels.discard(channel)

    def _notify(self, sender: Client, body: bytes) -> None:
        channel = body[4:].split(b"\0", 1)[0].decode()
        told = wire.message(b"A", sender.pid.to_bytes(4) + body[4:])
        for client in list(self._clients.values()):
            if channel in client.channels:
                client.send(told)

    def _channels(self) -> set[str]:
        return {channel for client in self._clients.values() for channel in client.channels}

    def _listen_again(self) -> None:
        """Somebody's UNLISTEN was meant for that client only.

        Nobody's NOTIFY may come in between: the others would miss it.
        """
        unit = Unit(None, lambda answer: None)
        for channel in sorted(self._channels()):
            unit.data += query(f"LISTEN {quote(channel)}")
        if unit.data:
            self.backend.submit(unit, first=True)

    def _lost(self, reason: str) -> None:
        for client in list(self._clients.values()):
            if client.ready:
                client.close(
                    wire.error("57P01", f"Postgres has crashed: {reason}", severity="FATAL")
                )
            else:
                self._refuse(client)

    def _refuse(self, client: Client) -> None:
        what = f"Postgres could not be started: {self.backend.lost}"
        client.close(wire.error("57P03", what, severity="FATAL"))
