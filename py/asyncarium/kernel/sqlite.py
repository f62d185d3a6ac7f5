"""``sqlite3.connect``: who waits for another connection's lock lets the other's thread run.

SQLite itself waits in C, where no green thread can be left: nobody would give
the lock back meanwhile. C can't tell green threads apart, either.
"""

import contextlib
import functools
import itertools
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

DELAYS = (1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100)
"""Milliseconds that SQLite waits between two attempts (sqliteDefaultBusyCallback, main.c)."""

_BUSY_TIMEOUT = re.compile(
    r"\s*PRAGMA\s+busy_timeout\s*(?:=\s*(-?\d+)|\(\s*(-?\d+)\s*\))?\s*;?\s*", re.IGNORECASE
)


def _patient(method: Callable[..., Any]) -> Callable[..., Any]:
    """``method`` of a connection or cursor, which tries again while the database is locked."""

    @functools.wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        connection = getattr(self, "connection", self)
        connection._check_thread()
        changes = connection.total_changes
        left = connection._timeout
        for milliseconds in itertools.chain(DELAYS, itertools.repeat(DELAYS[-1])):
            try:
                return method(self, *args, **kwargs)
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or left <= 0 or connection.total_changes != changes:
                    raise
            delay = min(left, milliseconds / 1000)
            time.sleep(delay)
            left -= delay
        raise AssertionError("repeat() has no end")

    return call


class Connection(sqlite3.Connection):
    """A connection whose timeout is spent in Python."""

    __module__ = "sqlite3"

    commit = _patient(sqlite3.Connection.commit)
    rollback = _patient(sqlite3.Connection.rollback)

    def __init__(self, database: Any, timeout: float = 5.0, *args: Any, **kwargs: Any) -> None:
        self._timeout = timeout
        # The third of those that sqlite3 takes by place, too.
        checked = args[2] if len(args) > 2 else kwargs.get("check_same_thread", True)
        self._owner = threading.get_ident() if checked else None
        super().__init__(database, 0, *args, **kwargs)

    def _check_thread(self) -> None:
        me = threading.get_ident()
        if self._owner not in (me, None):
            raise sqlite3.ProgrammingError(
                "SQLite objects created in a thread can only be used in that same thread. "
                f"The object was created in thread id {self._owner} and this is thread id {me}."
            )

    def _answer_busy_timeout(self, asked: re.Match[str]) -> str:
        """Keep the timeout, which is ours; returns what gives SQLite's answer."""
        if asked[1] or asked[2]:
            self._timeout = max(0, int(asked[1] or asked[2])) / 1000
        return f"SELECT {round(self._timeout * 1000)} AS timeout"

    def cursor(self, factory: Any = None) -> Any:
        self._check_thread()
        return super().cursor(Cursor if factory is None else factory)

    def close(self) -> None:
        self._check_thread()
        super().close()

    # C's own would make C's cursors.

    def execute(self, *args: Any) -> Any:
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> Any:
        return self.cursor().executemany(*args)

    def executescript(self, *args: Any) -> Any:
        return self.cursor().executescript(*args)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> Any:
        if kind is None:
            try:
                self.commit()
            except BaseException:
                self.rollback()
                raise
        else:
            self.rollback()
        return False


class Cursor(sqlite3.Cursor):
    """What a `Connection` makes if it isn't told otherwise."""

    __module__ = "sqlite3"

    def execute(self, sql: str, *args: Any) -> Any:
        asked = _BUSY_TIMEOUT.fullmatch(sql) if isinstance(sql, str) else None
        if asked is not None and isinstance(self.connection, Connection):
            return _execute(self, self.connection._answer_busy_timeout(asked))
        return _execute(self, sql, *args)

    def executescript(self, script: str, /) -> Any:
        # A script that had to wait in its middle must not begin anew.
        if not isinstance(script, str) or "\0" in script:
            return super().executescript(script)
        _executescript(self, "")  # commits, where each script does
        with _as_written(self.connection):
            cursor = Cursor(self.connection)
            for statement in _statements(script):
                for _row in cursor.execute(statement):
                    pass
        return self

    def executemany(self, sql: str, rows: Any, /) -> Any:
        # An attempt that fails has taken the first of an iterator's.
        return _executemany(self, sql, rows if isinstance(rows, list | tuple) else list(rows))


_execute = _patient(sqlite3.Cursor.execute)
_executemany = _patient(sqlite3.Cursor.executemany)
_executescript = _patient(sqlite3.Cursor.executescript)


@contextlib.contextmanager
def _as_written(connection: Any) -> Iterator[None]:
    """No BEGIN before a statement that has none, and no text that must be UTF-8."""
    legacy = connection.autocommit == sqlite3.LEGACY_TRANSACTION_CONTROL  # type: ignore[attr-defined]
    level = connection.isolation_level if legacy else None
    if level is not None:
        connection.isolation_level = None  # which commits, and so must not be said in vain
    factory, connection.text_factory = connection.text_factory, bytes
    try:
        yield
    finally:
        connection.text_factory = factory
        if level is not None:
            connection.isolation_level = level


def _statements(script: str) -> Iterator[str]:
    begin = 0
    end = script.find(";") + 1
    while end:
        if sqlite3.complete_statement(script[begin:end]):
            yield script[begin:end]
            begin = end
        end = script.find(";", end) + 1
    if script[begin:].strip():
        yield script[begin:]


def connect(database: Any, *args: Any, **kwargs: Any) -> Any:
    """As C's, with our `Connection` unless the program has one of its own."""
    if len(args) > 4:
        return sqlite3.Connection(database, *args, **kwargs)
    return (kwargs.pop("factory", None) or Connection)(database, *args, **kwargs)
