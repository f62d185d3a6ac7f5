"""``sqlite3`` in threads: who waits for another connection's lock gets it, or the same error."""

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Kernel, Machine

PROGRAMS: dict[str, Program] = {
    "writers take turns": (
        """
        import sqlite3, threading, time

        def write(number):
            connection = sqlite3.connect("shared.db")
            with connection:
                connection.execute("INSERT INTO notes VALUES (?)", (number,))
                time.sleep(0.02)
            connection.close()

        connection = sqlite3.connect("shared.db")
        connection.execute("CREATE TABLE notes (number)")
        threads = [threading.Thread(target=write, args=(n,)) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(sorted(connection.execute("SELECT number FROM notes")))
        print(type(connection).__name__, isinstance(connection, sqlite3.Connection))
        connection.close()
        """,
        ["[(0,), (1,), (2,), (3,), (4,)]", "Connection True"],
    ),
    "a script waits": (
        """
        import sqlite3, threading, time

        holder = sqlite3.connect("shared.db", check_same_thread=False)
        holder.execute("CREATE TABLE notes (text)")
        holder.execute("BEGIN IMMEDIATE")
        threading.Timer(0.1, holder.rollback).start()
        other = sqlite3.connect("shared.db")
        other.executescript(
            '''
            CREATE TABLE log (text); -- a ; in a comment
            CREATE TRIGGER noted AFTER INSERT ON notes BEGIN
                INSERT INTO log VALUES ('a ; in a text');
            END;
            BEGIN;
            INSERT INTO notes VALUES ('one');
            INSERT INTO notes SELECT 'two';
            COMMIT;
            SELECT 1'''
        )
        print(list(other.execute("SELECT * FROM notes")), list(other.execute("SELECT * FROM log")))
        other.execute("INSERT INTO notes VALUES ('left open')")
        print(other.in_transaction, other.isolation_level == "")
        print(other.cursor().executescript("").connection is other, other.in_transaction)
        for script in ("SELECT 'half", "SELECT 1; SELECT nonsense", "x\\0", 1):
            try:
                other.executescript(script)
            except (sqlite3.Error, ValueError, TypeError) as error:
                print(type(error).__name__, error)
        holder.close()
        other.close()
        """,
        [
            "[('one',), ('two',)] [('a ; in a text',), ('a ; in a text',)]",
            "True True",
            "True False",
            'OperationalError unrecognized token: "\'half"',
            "OperationalError no such column: nonsense",
            "ValueError embedded null character",
            "TypeError executescript() argument must be str, not int",
        ],
    ),
    "a script's transaction is its own": (
        """
        import sqlite3, sys

        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute("CREATE TABLE notes (number)")
        connection.executescript("BEGIN; INSERT INTO notes VALUES (1)")
        print(connection.in_transaction)
        connection.rollback()
        try:
            connection.executescript("BEGIN; INSERT INTO notes VALUES (2); INSERT INTO x; COMMIT")
        except sqlite3.OperationalError as error:
            print(error, connection.in_transaction)
        connection.rollback()
        print(list(connection.execute("SELECT * FROM notes")))
        connection.executescript("SELECT CAST(x'ff' AS TEXT)")
        connection.close()
        if sys.version_info >= (3, 12):
            connection = sqlite3.connect(":memory:", autocommit=False)
            connection.execute("CREATE TABLE notes (number)")
            connection.commit()
            connection.execute("INSERT INTO notes VALUES (1)")
            connection.executescript("INSERT INTO notes VALUES (2)")
            connection.rollback()
            assert list(connection.execute("SELECT * FROM notes")) == []
            connection.close()
        """,
        ["True", 'near ";": syntax error True', "[]"],
    ),
    "the pragma for the timeout": (
        """
        import sqlite3, threading

        holder = sqlite3.connect("shared.db", check_same_thread=False)
        holder.execute("CREATE TABLE notes (text)")
        other = sqlite3.connect("shared.db", timeout=0)
        print(other.execute("PRAGMA busy_timeout").fetchone())
        print(other.execute("pragma busy_timeout = 2000;").fetchone())
        holder.execute("BEGIN IMMEDIATE")
        threading.Timer(0.1, holder.rollback).start()
        other.execute("INSERT INTO notes VALUES ('waited')")
        print(other.execute("PRAGMA busy_timeout").fetchone())
        holder.close()
        other.close()
        """,
        ["(0,)", "(2000,)", "(2000,)"],
    ),
    "a timeout": (
        """
        import sqlite3, time

        one = sqlite3.connect("shared.db")
        other = sqlite3.connect("shared.db", timeout=0.3)
        one.execute("CREATE TABLE notes (number)")
        one.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        for act in (
            lambda: other.execute("INSERT INTO notes VALUES (1)"),
            lambda: other.executemany("INSERT INTO notes VALUES (?)", iter([(1,), (2,)])),
        ):
            try:
                act()
            except sqlite3.OperationalError as error:
                print(error, error.sqlite_errorname)
        print(0.55 < time.monotonic() - began < 2)
        one.rollback()
        other.rollback()
        with other:
            other.executemany("INSERT INTO notes VALUES (?)", iter([(1,), (2,)]))
        print(one.execute("SELECT count(*) FROM notes").fetchone())
        one.close()
        other.close()
        """,
        ["database is locked SQLITE_BUSY"] * 2 + ["True", "(2,)"],
    ),
    "a connection belongs to its thread": (
        """
        import asyncio, sqlite3

        async def main():
            connection = sqlite3.connect(":memory:")
            cursor = connection.execute("SELECT 1")
            for act in (connection.cursor, connection.commit, connection.close):
                try:
                    await asyncio.to_thread(act)
                except sqlite3.ProgrammingError as error:
                    print(str(error).partition(".")[0])
            print(cursor.fetchone())
            connection.close()
            free = sqlite3.connect(":memory:", check_same_thread=False)
            print((await asyncio.to_thread(free.execute, "SELECT 2")).fetchone())
            free.close()
            free.close()
            try:
                free.execute("SELECT 3")
            except sqlite3.ProgrammingError as error:
                print(error)

        asyncio.run(main())
        """,
        ["SQLite objects created in a thread can only be used in that same thread"] * 3
        + ["(1,)", "(2,)", "Cannot operate on a closed database."],
    ),
    "what a program makes of its own": (
        """
        import sqlite3

        class Own(sqlite3.Connection):
            pass

        one = sqlite3.connect(":memory:", factory=Own)
        print(type(one).__name__, one.execute("SELECT 1").fetchall())
        one.close()
        two = sqlite3.connect(":memory:", 5.0, 0, None)
        two.row_factory = sqlite3.Row
        two.executescript("CREATE TABLE notes (number); INSERT INTO notes VALUES (7);")
        print([row["number"] for row in two.execute("SELECT * FROM notes")], two.isolation_level)
        for wrong in ("SELECT * FROM nowhere", "SELEC"):
            try:
                two.execute(wrong)
            except sqlite3.OperationalError as error:
                print(error, error.sqlite_errorname)
        try:
            with two:
                two.execute("BEGIN")
                two.execute("DELETE FROM notes")
                raise ValueError("undone")
        except ValueError as error:
            print(error, two.execute("SELECT count(*) FROM notes").fetchone()[0])
        two.close()
        """,
        [
            "Own [(1,)]",
            "[7] None",
            "no such table: nowhere SQLITE_ERROR",
            'near "SELEC": syntax error SQLITE_ERROR',
            "undone 1",
        ],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_sqlite(threaded_machine: Machine, name: str) -> None:
    check(threaded_machine, PROGRAMS[name])


def test_waiting_for_a_lock_takes_simulated_time(kernel: Kernel) -> None:
    program = """
import sqlite3, time
one, other = sqlite3.connect("shared.db"), sqlite3.connect("shared.db")
one.execute("BEGIN EXCLUSIVE")
try:
    other.execute("SELECT * FROM sqlite_master")
except sqlite3.OperationalError as error:
    print(error)
one.close()
other.close()
"""
    assert kernel.run(program).timed() == [(5, "database is locked")]
