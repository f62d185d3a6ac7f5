"""What a query asks of the session that the engine can't do, or can't do for one client alone."""

import re
from collections.abc import Set

from asyncarium_postgres.failure import Failure

UTF8 = frozenset(("utf8", "unicode"))

_VALUE = r"(?:'\0*'|[\w.-]+)"
_ENCODING = re.compile(
    rf"\bSET\s+(?:(?:SESSION|LOCAL)\s+)?(?:client_encoding\s*(?:=|\bTO\b)|NAMES\b)\s*({_VALUE})",
    re.IGNORECASE,
)
_TIMEOUT = re.compile(
    rf"\bSET\s+(?:SESSION\s+|(LOCAL)\s+)?statement_timeout\s*(?:=|\bTO\b)\s*({_VALUE})"
    r"|\bRESET\s+(?:ALL|statement_timeout)\b|\bDISCARD\s+ALL\b",
    re.IGNORECASE,
)
_SETS = re.compile(
    r"\s*(?:RESET\s+(?P<reset>\0+|[\w.]+)"
    r"|SET\s+(?:SESSION\s+)?(?!LOCAL\b)(?P<set>\0+|[\w.]+)\s*(?:=|\bTO\b|\s)"
    r"\s*(?P<default>DEFAULT\b)?"
    r"|DISCARD\s+(?P<discard>ALL)\b)",
    re.IGNORECASE,
)
_DURATION = re.compile(r"\s*(\d+(?:\.\d*)?)\s*(us|ms|s|min|h|d|)\s*", re.ASCII)
_SECONDS = {"us": 1e-6, "": 1e-3, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400}


_SESSION_LOCK = re.compile(r"\b(pg_(?:try_)?advisory_lock(?:_shared)?)\s*\(", re.IGNORECASE)


def encoding_refusal(name: str) -> Failure | None:
    """Why a client can't have this encoding."""
    if re.sub(r"[^a-z0-9]", "", name.lower()) in UTF8 or name.lower() == "default":
        return None
    return Failure(
        "0A000",
        f"client_encoding can't be {name}: this site's Postgres speaks UTF8 only",
        "Leave client_encoding out, or set it to UTF8. A Postgres on your machine knows others.",
    )


def seconds_of(setting: str) -> float:
    """Of a setting's text; 0, which is without a limit, if it means nothing."""
    found = _DURATION.fullmatch(setting)
    return float(found[1]) * _SECONDS[found[2]] if found is not None else 0.0


def resets_after(reset: Set[str], names: Set[str], text: str, code: str) -> Set[str]:
    """Which of a client's settings are reset after a query, and not set again.

    Args:
        reset: those that are so before it.
        names: of all its settings, in small letters.
        text: the query.
        code: the text, masked.
    """
    begin = 0
    for statement in code.split(";"):
        if (found := _SETS.match(statement)) is not None:
            start, end = found.span("reset" if found["reset"] else "set")
            name = text[begin + start : begin + end].strip('"').lower()
            if found["discard"] or name == "all":
                reset = names
            elif found["set"] and not found["default"]:
                reset = reset - {name}
            else:
                reset = reset | (names & {name})
        begin += len(statement) + 1
    return reset


class StatementTimeout:
    """A client's ``statement_timeout``, for its sleeps.

    Attributes:
        seconds: the limit; 0 for none.
    """

    def __init__(self, setting: str) -> None:
        self._first = self._session = self.seconds = seconds_of(setting)

    def note(self, text: str, code: str) -> None:
        """A query says this; ``code`` is the text, masked."""
        for found in _TIMEOUT.finditer(code):
            if found[2] is None:
                self.seconds = self._session = self._first
                continue
            value = text[slice(*found.span(2))].strip("'")
            default = value.lower() == "default"
            self.seconds = self._first if default else seconds_of(value)
            if not found[1]:
                self._session = self.seconds

    def transaction_ended(self) -> None:
        """What was set for it only is over."""
        self.seconds = self._session


def refusal_of(text: str, code: str) -> Failure | None:
    """Why this query can't be answered; ``code`` is the text, masked."""
    for found in _ENCODING.finditer(code):
        refusal = encoding_refusal(text[slice(*found.span(1))].strip("'"))
        if refusal is not None:
            return refusal
    if (lock := _SESSION_LOCK.search(code)) is not None:
        name = lock[1].lower()
        return Failure(
            "0A000",
            f"{name}() would keep nobody out: all connections share this site's one session",
            f"Use {name.replace('advisory_', 'advisory_xact_')}() in a transaction. "
            "A Postgres on your machine has both.",
        )
    return None
