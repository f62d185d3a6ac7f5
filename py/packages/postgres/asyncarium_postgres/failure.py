"""What a query fails with although the engine has nothing against it."""

from typing import NamedTuple

from asyncarium_postgres import wire
from asyncarium_postgres.sql import literal, query


class Failure(NamedTuple):
    """An error of the server."""

    code: str
    what: str
    hint: str = ""

    def told(self) -> bytes:
        """The ErrorResponse."""
        return wire.error(self.code, self.what, hint=self.hint)

    def raised(self) -> bytes:
        """A query that fails with it: the engine's transaction has to fail, too."""
        options = {"ERRCODE": self.code, "MESSAGE": self.what, "HINT": self.hint}
        using = ", ".join(f"{name} = {literal(text)}" for name, text in options.items() if text)
        return query(f"DO $failure$BEGIN RAISE EXCEPTION USING {using}; END$failure$")


CANCELLED = Failure("57014", "canceling statement due to user request")
TIMED_OUT = Failure("57014", "canceling statement due to statement timeout")
