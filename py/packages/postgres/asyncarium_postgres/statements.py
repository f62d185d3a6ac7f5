"""Names of prepared statements: each client has its own, the engine's session has all."""

from asyncarium_postgres.unit import Query, Unit
from asyncarium_postgres.wire import message


class Statements:
    """The prepared statements of one client.

    In the engine every name begins with `prefix`. The statement without a name gets one, too:
    another client's would take its place.
    """

    def __init__(self, pid: int) -> None:
        self.prefix = f"{pid}/".encode()
        self._queries: dict[bytes, Query] = {}

    def add(self, unit: Unit, kind: int, body: bytes) -> None:
        """Add one of the client's messages to ``unit``, under the engine's names."""
        match kind:
            case 0x50:  # Parse: name, query, types of parameters
                name, query, types = body.split(b"\0", 2)
                if name == b"" and name in self._queries:
                    unit.own_closes.append(True)
                    unit.data += message(b"C", b"S" + self.prefix + b"\0")
                parsed = self._queries[name] = Query(query.decode("utf-8", "replace"))
                unit.refused = unit.refused or parsed.refused
                body = self.prefix + name + b"\0" + parsed.seen.encode() + b"\0" + types
            case 0x42:  # Bind: portal, statement, ...
                unit.runs = True
                portal, rest = body.split(b"\0", 1)
                name, values = rest.split(b"\0", 1)
                bound = self._queries.get(name)
                if bound is not None:
                    values = unit.bind(bound, values)
                body = portal + b"\0" + self.prefix + name + b"\0" + values
            case 0x44 | 0x43 if body[:1] == b"S":  # Describe, Close
                if kind == 0x43:
                    self._queries.pop(body[1:-1], None)
                body = b"S" + self.prefix + body[1:]
            case 0x45:  # Execute
                unit.runs = True
        if kind == 0x43:
            unit.own_closes.append(False)
        unit.data += message(bytes((kind,)), body)

    def close_all(self, unit: Unit) -> None:
        """Have ``unit`` close all of them."""
        for name in self._queries:
            unit.data += message(b"C", b"S" + self.prefix + name + b"\0")
        self._queries.clear()
