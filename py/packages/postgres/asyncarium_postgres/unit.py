"""What the engine is asked in one go: the messages of a client up to its next Sync."""

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asyncarium_postgres.code import masked
from asyncarium_postgres.failure import Failure
from asyncarium_postgres.requests import refusal_of, resets_after
from asyncarium_postgres.sleeps import Sleeps

if TYPE_CHECKING:
    from asyncarium_postgres.client import Client

_SLEEP = re.compile(r"\bpg_sleep", re.IGNORECASE)
_SETTING = re.compile(
    r"client_encoding|\bNAMES\b|statement_timeout|RESET|DISCARD|\bDEFAULT\b|advisory_lock",
    re.IGNORECASE,
)
LISTEN = re.compile(r"\b(?:UN)?LISTEN\b", re.IGNORECASE)
COPY_IN = re.compile(r"^\s*COPY\b.*\bFROM\s+STDIN\b", re.IGNORECASE | re.DOTALL)


@dataclass(eq=False)
class Unit:
    """Messages for the engine.

    Attributes:
        client: who asks; None for the server itself.
        done: called with the engine's answer.
        data: the messages.
        synced: whether they end with a Sync or a Query: the answer then ends with ReadyForQuery.
        sleeping: seconds to sleep before the engine is asked.
        refused: what it fails with, instead of being answered.
        runs: whether anything in it is executed.
        copies: whether it is a COPY FROM STDIN, with its data.
        waits: whether it waits for another client's transaction.
        own_sync: whether the client knows nothing of the Sync at its end.
        own_closes: of each Close in it, whether the client knows nothing of it.
        resets: names of the client's settings that it resets.
        texts: the queries it runs that say LISTEN or UNLISTEN.
    """

    client: "Client | None"
    done: Callable[[bytes], None]
    data: bytearray = field(default_factory=bytearray)
    synced: bool = True
    sleeping: float = 0.0
    refused: Failure | None = None
    runs: bool = False
    copies: bool = False
    waits: bool = False
    own_sync: bool = False
    own_closes: list[bool] = field(default_factory=list)
    resets: Set[str] = frozenset()
    texts: list[str] = field(default_factory=list)

    def note(self, query: "Query") -> None:
        """It will run this query."""
        self.refused = self.refused or query.refused
        if query.settings and self.client is not None:
            self.client.statement_timeout.note(query.text, query.settings)
            names = self.client.settings.names
            self.resets = resets_after(self.resets, names, query.text, query.settings)
        if query.sleeps is not None:
            self.sleeping += query.sleeps.seconds
        if query.listens:
            self.texts.append(query.text)

    def fail(self, failure: Failure) -> None:
        """Have the engine say that it fails."""
        self.data = bytearray(failure.raised())
        self.sleeping = 0.0
        self.refused = None
        if not self.synced:
            # The client's own Sync is still to come.
            self.synced = self.own_sync = True

    def bind(self, query: "Query", values: bytes) -> bytes:
        """It will run this query with these values; returns those for the engine."""
        self.note(query)
        if query.sleeps is None or not query.sleeps.parameters:
            return values
        values, seconds = query.sleeps.bound(values)
        self.sleeping += seconds
        return values


class Query:
    """The text of a query, and what has to be known of it.

    Attributes:
        seen: as the engine is to see it.
        sleeps: what it sleeps, if it does.
        settings: it masked, if it may say something of the session's settings, or locks.
        refused: what it fails with, whatever the engine would say.
        listens: whether it says LISTEN or UNLISTEN.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        has_settings = _SETTING.search(text) is not None
        code = masked(text) if has_settings or _SLEEP.search(text) else ""
        self.sleeps = Sleeps(text, code) if _SLEEP.search(code) else None
        self.seen = self.sleeps.seen if self.sleeps is not None else text
        self.settings = code if has_settings else ""
        self.refused = refusal_of(text, self.settings)
        self.listens = LISTEN.search(text) is not None
