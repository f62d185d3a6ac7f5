"""What the server itself says to the engine."""

from collections.abc import Mapping, Set

from asyncarium_postgres import wire


def query(text: str) -> bytes:
    """A Query message."""
    return wire.message(b"Q", wire.text(text))


def quote(name: str) -> str:
    """A name, as it is."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """A text."""
    return "'" + value.replace("'", "''") + "'"


class Settings:
    """What a client wants the session to be like: it has to be so again at each of its turns."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __bool__(self) -> bool:
        return bool(self._values)

    def put_on(self) -> bytes:
        """Messages that make the session so."""
        return self._sets(self._values)

    @property
    def names(self) -> Set[str]:
        """Of what it wants, in small letters."""
        return {name.lower() for name in self._values}

    def put_on_again(self, reset: Set[str]) -> bytes:
        """Messages that make it so after a RESET of these, in small letters."""
        return self._sets({n: text for n, text in self._values.items() if n.lower() in reset})

    def _sets(self, values: Mapping[str, str]) -> bytes:
        # Not with SET: a list of names in one text would be one name to it.
        sets = (
            f"SELECT set_config({literal(name)}, {literal(text)}, false)"
            for name, text in values.items()
        )
        return b"".join(map(query, sets))

    def take_off(self) -> bytes:
        """Messages that make it as it was."""
        return b"".join(query(f"RESET {quote(name)}") for name in self._values)
