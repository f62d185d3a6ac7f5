"""Programs that use asyncpg, on the Postgres beside them.

What they print is what asyncpg 0.32 prints on a desktop with PostgreSQL 15; also where Python can't
be suspended, and Postgres runs in its worker.
"""

import textwrap

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Kernel

DSN = "postgresql://postgres:postgres@localhost/postgres"


def program(body: str, *expected: str) -> Program:
    """A program whose main() is ``body``, with a connection ``conn``."""
    lines = textwrap.dedent(body).strip("\n").splitlines()
    head = [
        "import asyncio, asyncpg, datetime, decimal, json, uuid",
        f"DSN = '{DSN}'",
        "async def attempt(awaitable):",
        "    try:",
        "        return await awaitable",
        "    except Exception as error:",
        "        return f'{type(error).__name__}: {error}'",
        "async def main():",
        "    conn = await asyncpg.connect(DSN)",
    ]
    tail = ["    await conn.close()", "asyncio.run(main())"]
    return "\n".join([*head, *(f"    {line}" for line in lines), *tail]), list(expected)


PROGRAMS = {
    "the users that are there": program(
        """
        for row in await conn.fetch("SELECT * FROM users LIMIT 2"):
            print(row)
        print(await conn.fetchval("SELECT count(*) FROM users"))
        """,
        "<Record id=1 name='Ada Lovelace' email='ada@example.com' "
        "joined=datetime.date(2025, 1, 15)>",
        "<Record id=2 name='Grace Hopper' email='grace@example.com' "
        "joined=datetime.date(2025, 2, 3)>",
        "6",
    ),
    "a table of one's own": program(
        """
        print(await conn.execute("CREATE TABLE people(id serial PRIMARY KEY, name text, dob date)"))
        born = datetime.date(1984, 3, 1)
        print(await conn.execute("INSERT INTO people(name, dob) VALUES($1, $2)", "Bob", born))
        row = await conn.fetchrow("SELECT * FROM people WHERE name = $1", "Bob")
        print(row["name"], row[2], dict(row), list(row.keys()), row.get("x", "-"), row[1:])
        print(await conn.fetchrow("SELECT * FROM people WHERE id = $1", 99))
        rows = [(f"n{i}", None) for i in range(50)]
        await conn.executemany("INSERT INTO people(name, dob) VALUES($1, $2)", rows)
        print(await conn.fetchval("SELECT count(*) FROM people"))
        """,
        "CREATE TABLE",
        "INSERT 0 1",
        "Bob 1984-03-01 {'id': 1, 'name': 'Bob', 'dob': datetime.date(1984, 3, 1)} "
        "['id', 'name', 'dob'] - ('Bob', datetime.date(1984, 3, 1))",
        "None",
        "51",
    ),
    "transactions": program(
        """
        await conn.execute("CREATE TABLE t(x int)")
        async with conn.transaction():
            await conn.execute("INSERT INTO t VALUES (1)")
        try:
            async with conn.transaction():
                await conn.execute("INSERT INTO t VALUES (2)")
                raise ValueError
        except ValueError:
            print(conn.is_in_transaction(), await conn.fetch("SELECT x FROM t"))
        async with conn.transaction():
            try:
                async with conn.transaction():
                    await conn.execute("INSERT INTO t VALUES (3)")
                    raise KeyError
            except KeyError:
                print(conn.is_in_transaction(), await conn.fetch("SELECT x FROM t"))
        tr = conn.transaction(isolation="serializable", readonly=True, deferrable=True)
        await tr.start()
        print(await conn.fetchval("SHOW transaction_isolation"))
        print(await attempt(conn.execute("INSERT INTO t VALUES (4)")))
        print(await attempt(conn.fetch("SELECT 1")))
        await tr.rollback()
        print(await attempt(tr.commit()))
        """,
        "False [<Record x=1>]",
        "True [<Record x=1>]",
        "serializable",
        "ReadOnlySQLTransactionError: cannot execute INSERT in a read-only transaction",
        "InFailedSQLTransactionError: current transaction is aborted, commands ignored until end "
        "of transaction block",
        "InterfaceError: cannot commit; the transaction is already rolled back",
    ),
    "cursors": program(
        """
        async with conn.transaction():
            async for row in conn.cursor("SELECT generate_series(1, $1::int)", 3, prefetch=2):
                print(row[0], end=" ")
            cursor = await conn.cursor("SELECT generate_series(1, 10)")
            print(await cursor.fetch(2), await cursor.forward(5), await cursor.fetchrow())
        print(await attempt(conn.cursor("SELECT 1").__aiter__().__anext__()))
        """,
        "1 2 3 [<Record generate_series=1>, <Record generate_series=2>] 5 "
        "<Record generate_series=8>",
        "NoActiveSQLTransactionError: cursor cannot be created outside of a transaction",
    ),
    "prepared statements": program(
        """
        statement = await conn.prepare("SELECT $1::int AS a, $2::text AS b")
        print(statement.get_query(), [p.name for p in statement.get_parameters()])
        print([(a.name, a.type.name) for a in statement.get_attributes()])
        print(await statement.fetch(1, "x"), statement.get_statusmsg())
        print(await statement.fetchval(1, "x", column=1), await statement.fetchrow(2, None))
        print(await statement.explain(1, "x") != [])
        """,
        "SELECT $1::int AS a, $2::text AS b ['int4', 'text']",
        "[('a', 'int4'), ('b', 'text')]",
        "[<Record a=1 b='x'>] SELECT 1",
        "x <Record a=2 b=None>",
        "True",
    ),
    "types": program(
        """
        zone = datetime.timezone(datetime.timedelta(hours=2))
        for sql, value in {
            "int8": 2**62, "float8": 0.1, "numeric": decimal.Decimal("-1.200"), "bool": True,
            "text": "ä€", "bytea": b"a\\0", "date": datetime.date(2000, 2, 29),
            "timestamptz": datetime.datetime(2026, 1, 1, 9, tzinfo=zone),
            "interval": datetime.timedelta(days=-1, seconds=5), "uuid": uuid.UUID(int=7),
            "jsonb": '{"a": [1]}', "int4[]": [[1, None], [3, 4]], "text[]": ["a,b", None, '"'],
            "inet": "10.0.0.0/8", "int4range": asyncpg.Range(1, 5), "point": (1, 2.5),
            "varbit": asyncpg.BitString("101"), "money[]": ["$1.50"],
        }.items():
            print(sql, repr(await conn.fetchval(f"SELECT $1::{sql}", value)))
        await conn.execute("CREATE TYPE mood AS ENUM('sad', 'ok')")
        await conn.execute("CREATE TYPE pair AS (a int, b mood)")
        print(await conn.fetchrow("SELECT $1::pair, $2::mood[], row(1, 'x')", (1, "ok"), ["sad"]))
        print(await conn.fetchval("SELECT '10000'::numeric"), await conn.fetchval("SELECT NULL"))
        """,
        "int8 4611686018427387904",
        "float8 0.1",
        "numeric Decimal('-1.200')",
        "bool True",
        "text 'ä€'",
        "bytea b'a\\x00'",
        "date datetime.date(2000, 2, 29)",
        "timestamptz datetime.datetime(2026, 1, 1, 7, 0, tzinfo=datetime.timezone.utc)",
        "interval datetime.timedelta(days=-1, seconds=5)",
        "uuid UUID('00000000-0000-0000-0000-000000000007')",
        "jsonb '{\"a\": [1]}'",
        "int4[] [[1, None], [3, 4]]",
        "text[] ['a,b', None, '\"']",
        "inet IPv4Interface('10.0.0.0/8')",
        "int4range <Range [1, 5)>",
        "point asyncpg.pgproto.types.Point((1.0, 2.5))",
        "varbit <BitString 101>",
        "money[] ['$1.50']",
        "<Record pair=<Record a=1 b='ok'> mood=['sad'] row=(1, 'x')>",
        "1E+4 None",
    ),
    "moments that never come": program(
        """
        utc = datetime.timezone.utc
        last, first = datetime.datetime.max, datetime.datetime.min
        for kind, values in {
            "timestamptz": (last, first, last.replace(tzinfo=utc), first.replace(tzinfo=utc),
                            datetime.date.min, datetime.date.max),
            "timestamp": (last, first, datetime.date.min),
            "date": (last.date(), first.date()),
        }.items():
            found = [await conn.fetchval(f"SELECT $1::{kind}::text", value) for value in values]
            print(kind, *found)
        """,
        "timestamptz infinity -infinity infinity -infinity -infinity 9999-12-31 00:00:00+00",
        "timestamp infinity -infinity -infinity",
        "date infinity -infinity",
    ),
    "values that are none of their type": program(
        """
        for sql, value in {
            "int4": "x", "int2": 40000, "bool": 1, "text": 5, "date": "2020-01-01",
            "int4[]": [1, "x"], "uuid": "x", "float8": "1",
        }.items():
            print(await attempt(conn.fetchval(f"SELECT $1::{sql}", value)))
        print(await attempt(conn.executemany("SELECT $1::int", [(1,), ("x",)])))
        """,
        "DataError: invalid input for query argument $1: 'x' "
        "('str' object cannot be interpreted as an integer)",
        "DataError: invalid input for query argument $1: 40000 (value out of int16 range)",
        "DataError: invalid input for query argument $1: 1 (a boolean is required (got type int))",
        "DataError: invalid input for query argument $1: 5 (expected str, got int)",
        "DataError: invalid input for query argument $1: '2020-01-01' "
        "('str' object has no attribute 'toordinal')",
        "DataError: invalid input for query argument $1: [1, 'x'] "
        "(invalid array element at index 1: 'str' object cannot be interpreted as an integer)",
        "DataError: invalid input for query argument $1: 'x' "
        "(invalid UUID 'x': length must be between 32..36 characters, got 1)",
        "DataError: invalid input for query argument $1: '1' (must be real number, not str)",
        "DataError: invalid input for query argument $1 in element #1 of executemany() sequence: "
        "'x' ('str' object cannot be interpreted as an integer)",
    ),
    "more arguments than there can be": program(
        """
        sql = ",".join(f"${n}::int" for n in range(1, 40_001))
        print(await attempt(conn.fetch(f"SELECT ARRAY[{sql}]", *range(40_000))))
        print(await conn.fetchval("SELECT 1"))
        """,
        "InterfaceError: the number of query arguments cannot exceed 32767",
        "1",
    ),
    "errors of SQL": program(
        """
        await conn.execute("CREATE TABLE t(a int PRIMARY KEY, b int NOT NULL, CHECK (b < 9))")
        await conn.execute("INSERT INTO t VALUES (1, 1)")
        for sql in [
            "SELEC 1", "SELECT nope", "SELECT * FROM nope", "SELECT 1/0", "SELECT 'x'::int",
            "INSERT INTO t VALUES (1, 1)", "INSERT INTO t VALUES (2, NULL)",
            "INSERT INTO t VALUES (3, 10)",
        ]:
            try:
                await conn.fetch(sql)
            except asyncpg.PostgresError as e:
                print(type(e).__name__, e.sqlstate, e.position, e.constraint_name, e.column_name, e)
        print(await attempt(conn.fetch("SELECT $1::int")))
        """,
        'PostgresSyntaxError 42601 1 None None syntax error at or near "SELEC"',
        'UndefinedColumnError 42703 8 None None column "nope" does not exist',
        'UndefinedTableError 42P01 15 None None relation "nope" does not exist',
        "DivisionByZeroError 22012 None None None division by zero",
        "InvalidTextRepresentationError 22P02 8 None None "
        'invalid input syntax for type integer: "x"',
        "UniqueViolationError 23505 None t_pkey None duplicate key value violates unique "
        'constraint "t_pkey"',
        "DETAIL:  Key (a)=(1) already exists.",
        'NotNullViolationError 23502 None None b null value in column "b" of relation "t" '
        "violates not-null constraint",
        "DETAIL:  Failing row contains (2, null).",
        'CheckViolationError 23514 None t_b_check None new row for relation "t" violates check '
        'constraint "t_b_check"',
        "DETAIL:  Failing row contains (3, 10).",
        "InterfaceError: the server expects 1 argument for this query, 0 were passed",
        "HINT:  Check the query against the passed list of arguments.",
    ),
    "listen and notify": program(
        """
        other = await asyncpg.connect(DSN)
        def heard(name):
            return lambda _conn, pid, channel, payload: print(name, channel, payload)
        one, two = heard("one"), heard("two")
        await conn.add_listener("news", one)
        await other.add_listener("news", two)
        await conn.execute("NOTIFY news, 'a'")
        await other.execute("SELECT pg_notify('news', 'b')")
        await asyncio.sleep(0)
        await other.remove_listener("news", two)
        await other.execute("NOTIFY news, 'c'; NOTIFY elsewhere, 'd'")
        await asyncio.sleep(0.1)
        await other.close()
        await conn.remove_listener("news", one)
        """,
        "one news a",
        "two news a",
        "one news b",
        "two news b",
        "one news c",
    ),
    "codecs of the program's own": program(
        """
        await conn.set_type_codec(
            "jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog"
        )
        print(await conn.fetchval("SELECT $1::jsonb", {"a": [1, None]}))
        await conn.set_type_codec(
            "interval", encoder=lambda v: v, decoder=lambda v: v, schema="pg_catalog",
            format="tuple",
        )
        print(await conn.fetchval("SELECT $1::interval", (1, 2, 3)))
        await conn.reset_type_codec("interval", schema="pg_catalog")
        print(repr(await conn.fetchval("SELECT '1 day'::interval")))
        """,
        "{'a': [1, None]}",
        "(1, 2, 3)",
        "datetime.timedelta(days=1)",
    ),
    "copying": program(
        """
        import io
        await conn.execute("CREATE TABLE t(a int, b text)")
        print(await conn.copy_records_to_table("t", records=[(1, "x"), (2, None)]))
        print(await conn.copy_to_table("t", source=io.BytesIO(b"3\\tz\\n")))
        into = io.BytesIO()
        print(await conn.copy_from_table("t", output=into, format="csv"), into.getvalue())
        print(await attempt(conn.copy_to_table("t", source=io.BytesIO(b"x\\tz\\n"))))
        """,
        "COPY 2",
        "COPY 1",
        "COPY 3 b'1,x\\n2,\\n3,z\\n'",
        'InvalidTextRepresentationError: invalid input syntax for type integer: "x"',
    ),
    "copying rows that are none": program(
        """
        await conn.execute("CREATE TABLE t(a text, b text)")
        rows = [{"a": "x", "b": "y"}], [("x",)], [{0: "x", 1: None}]
        for records in rows:
            print(await attempt(conn.copy_records_to_table("t", records=records)))
        print(await conn.fetch("SELECT * FROM t"))
        """,
        "KeyError: 0",
        "IndexError: tuple index out of range",
        "COPY 1",
        "[<Record a='x' b=None>]",
    ),
    "a pool": program(
        """
        async with asyncpg.create_pool(DSN, min_size=1, max_size=2) as pool:
            async def double(n):
                async with pool.acquire() as connection:
                    return await connection.fetchval("SELECT $1::int * 2", n)
            print(await asyncio.gather(*(double(n) for n in range(6))), pool.get_size())
            one, two = await pool.acquire(), await pool.acquire()
            print(await attempt(pool.acquire(timeout=0.5)))
            await pool.release(one)
            async def use():
                await one.fetch("SELECT 1")
            print(await attempt(use()))
            await pool.release(two)
            print(await pool.fetchval("SELECT 7"))
        print(await attempt(pool.fetch("SELECT 1")))
        """,
        "[0, 2, 4, 6, 8, 10] 2",
        "TimeoutError: ",
        "InterfaceError: cannot call Connection.fetch(): connection has been released back to the "
        "pool",
        "7",
        "InterfaceError: pool is closed",
    ),
    "log messages": program(
        """
        conn.add_log_listener(lambda _conn, message: print(type(message).__name__, message.message))
        await conn.execute("DO $$BEGIN RAISE NOTICE 'n %', 5; RAISE WARNING 'w'; END$$")
        await asyncio.sleep(0)
        """,
        "PostgresLogMessage n 5",
        "PostgresWarning w",
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_as_on_a_desktop(any_kernel: Kernel, name: str) -> None:
    check(any_kernel, PROGRAMS[name])


NO_HOST = {
    "words": "user='postgres', password='postgres', database='postgres'",
    "a DSN": "'postgresql://postgres:postgres@/postgres'",
    "a path": "'postgresql:///postgres', user='postgres', password='postgres'",
}


@pytest.mark.parametrize("name", NO_HOST)
def test_who_names_no_host_means_this_one(any_kernel: Kernel, name: str) -> None:
    """asyncpg tries Unix sockets first, and localhost when those are not there."""
    code = f"""
    import asyncio, asyncpg, os

    async def main():
        conn = await asyncpg.connect({NO_HOST[name]})
        print(await conn.fetchval("SELECT 1"), "PGHOST" in os.environ)
        try:
            await asyncio.get_running_loop().create_unix_connection(asyncio.Protocol, "/tmp/x")
        except OSError as error:
            print(type(error).__name__)
        await conn.close()

    asyncio.run(main())
    """
    check(any_kernel, (code, ["1 False", "OSError"]))


BAD_CONNECTIONS = {
    "postgresql://postgres:wrong@localhost/postgres": "InvalidPasswordError: password "
    'authentication failed for user "postgres"',
    "postgresql://nobody:x@localhost/postgres": "InvalidPasswordError: password authentication "
    'failed for user "nobody"',
    "postgresql://postgres@localhost/nope": 'InvalidCatalogNameError: database "nope" does not '
    "exist",
    "postgresql://postgres@localhost:5433/postgres": "ConnectionRefusedError",
    "postgresql://postgres@no.such.host/postgres": "gaierror",
}


@pytest.mark.parametrize("dsn", BAD_CONNECTIONS)
def test_connections_that_fail(any_kernel: Kernel, dsn: str) -> None:
    code = f"""
    import asyncio, asyncpg

    async def main():
        try:
            await asyncpg.connect({dsn!r})
        except OSError as error:
            print(type(error).__name__)
        except asyncpg.PostgresError as error:
            print(f"{{type(error).__name__}}: {{error.args[0]}}")

    asyncio.run(main())
    """
    check(any_kernel, (code, [BAD_CONNECTIONS[dsn]]))


def test_settings_that_a_client_comes_with(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        await conn.execute("CREATE SCHEMA app; CREATE TABLE app.t(x int)")
        listed = await asyncpg.connect(DSN, server_settings={"search_path": "app, public"})
        print(await listed.fetchval("SHOW search_path"), await listed.fetch("SELECT * FROM t"))
        options = await asyncpg.connect(DSN + "?options=-c%20search_path%3Dapp")
        print(await options.fetchval("SHOW search_path"), await options.fetch("SELECT * FROM t"))
        print(await attempt(asyncpg.connect(DSN + "?options=-x")))
        print(await attempt(asyncpg.connect(DSN, server_settings={"nope": "1"})))
        await listed.close()
        await options.close()
        """
    )
    expected = [
        "app, public []",
        "app []",
        "PostgresSyntaxError: invalid command-line argument for server process: -x",
        "HINT:  This site's Postgres takes -c name=value and --name=value.",
        'UndefinedObjectError: unrecognized configuration parameter "nope"',
    ]
    check(any_kernel, (code, expected))


def test_a_pool_keeps_its_settings(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        settings = {"search_path": "app", "statement_timeout": "1234"}
        async with asyncpg.create_pool(DSN, min_size=1, server_settings=settings) as pool:
            for _ in range(3):
                print(await pool.fetchval("SHOW search_path"), end=" ")
            print(await pool.fetchval("SHOW statement_timeout"))
            print(await conn.fetchval("SHOW search_path"))
        """
    )
    check(any_kernel, (code, ["app app app 1234ms", '"$user", public']))


def test_a_pool_may_notify_those_who_listen(any_kernel: Kernel) -> None:
    """Each release says UNLISTEN *, and means its own connection only."""
    code, _ = program(
        """
        heard = []
        await conn.add_listener("news", lambda *said: heard.append(said[3]))
        async with asyncpg.create_pool(DSN, min_size=3, max_size=3) as pool:
            await asyncio.gather(*(pool.execute(f"NOTIFY news, '{n}'") for n in range(20)))
        await asyncio.sleep(0.1)
        print(len(heard), sorted(heard, key=int)[-1])
        """
    )
    check(any_kernel, (code, ["20 19"]))


def test_a_copy_that_times_out_copies_nothing(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        await conn.execute("CREATE TABLE t(a int)")
        async def slow():
            for n in range(5):
                await asyncio.sleep(1)
                yield b"%d\\n" % n
        async def one():
            yield 1,
            await asyncio.sleep(5)
        print(await attempt(conn.copy_to_table("t", source=slow(), timeout=2.5)))
        print(await attempt(conn.copy_records_to_table("t", records=one(), timeout=2.5)))
        print(await conn.fetch("SELECT * FROM t"))
        print(await conn.copy_to_table("t", source=slow(), timeout=20))
        """
    )
    result = check(any_kernel, (code, ["TimeoutError: ", "TimeoutError: ", "[]", "COPY 5"]))
    assert result.timed()[0][0] == 2.5


def test_the_server_says_who_may_come_in(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        for dsn in ("postgresql://postgres:x@localhost/postgres", "postgresql://postgres@localhost/x"):
            try:
                await asyncpg.connect(dsn)
            except asyncpg.PostgresError as error:
                print(error.hint)
        """
    )
    expected = [
        "This site's Postgres knows these users: postgres (password postgres), "
        "learner (password learner), user (password password).",
        "This site's Postgres has one database, named postgres, learner, user, test, values, mydb.",
    ]
    check(any_kernel, (code, expected))


LEFT_OUT = {
    "another encoding": 'asyncpg.connect(DSN, server_settings={"client_encoding": "latin1"})',
    "another encoding, later": """conn.execute("SET client_encoding TO 'latin1'")""",
    "another encoding, prepared": """conn.fetch("SET NAMES 'latin1'")""",
    "SSL": 'asyncpg.connect(DSN, ssl="require")',
    "an extension": 'conn.execute("CREATE EXTENSION hstore")',
    "a lock of the session": 'conn.execute("SELECT pg_advisory_lock(1)")',
    "hstore": 'conn.set_builtin_type_codec("hstore", codec_name="pg_contrib.hstore")',
}
REASONS = {
    "another encoding": "FeatureNotSupportedError: client_encoding can't be latin1",
    "another encoding, later": "FeatureNotSupportedError: client_encoding can't be latin1",
    "another encoding, prepared": "FeatureNotSupportedError: client_encoding can't be latin1",
    "SSL": 'ConnectionError: PostgreSQL server at "localhost:5432" rejected SSL upgrade',
    "an extension": 'FeatureNotSupportedError: extension "hstore" is not available',
    "a lock of the session": "FeatureNotSupportedError: pg_advisory_lock() would keep nobody out",
    "hstore": "ValueError: unknown type: public.hstore",
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out_says_so(any_kernel: Kernel, name: str) -> None:
    code, _ = program(
        f"""
        print(await attempt({LEFT_OUT[name]}))
        other = await asyncpg.connect(DSN)
        print(await other.fetchval("SHOW client_encoding"))
        print(await conn.fetchval("SELECT 'ä'"))
        await other.close()
        """
    )
    result = any_kernel.run(code)
    assert result.outcome == "finished"
    first, *_hint, encoding, text = result.texts()
    assert first.startswith(REASONS[name])
    assert (encoding, text) == ("UTF8", "ä")


def test_a_statement_has_its_time(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        limited = await asyncpg.connect(DSN, server_settings={"statement_timeout": "2s"})
        print(await attempt(limited.execute("SELECT pg_sleep(100)")))
        await limited.execute("SET statement_timeout = 500")
        try:
            async with limited.transaction():
                await limited.execute("CREATE TABLE t(x int)")
                print(await attempt(limited.execute("SELECT pg_sleep($1)", 100)))
                await limited.execute("SELECT 1")
        except asyncpg.InFailedSQLTransactionError as error:
            print(error)
        print(await conn.fetchval("SELECT to_regclass('t')"))
        print(await attempt(conn.execute("SELECT pg_sleep(3)")))
        await limited.close()
        """
    )
    said = "QueryCanceledError: canceling statement due to statement timeout"
    aborted = "current transaction is aborted, commands ignored until end of transaction block"
    result = check(any_kernel, (code, [said, said, aborted, "None", "SELECT 1"]))
    assert [time for time, _ in result.timed()] == [2, 2.5, 2.5, 2.5, 5.5]


COUNT = "SELECT count(*) FROM generate_series(1, 3000000)"
GIVEN_UP = {
    "a timeout": f"""
        async with asyncio.timeout(0.05):
            await conn.fetch("{COUNT}")
        """,
    "the query's timeout": f"""
        await conn.fetch("{COUNT}", timeout=0.05)
        """,
    "a cancelled task": f"""
        task = asyncio.create_task(conn.fetch("{COUNT}"))
        await asyncio.sleep(0.05)
        task.cancel()
        await task
        """,
}


@pytest.mark.parametrize("name", GIVEN_UP)
def test_giving_up_what_computes(any_kernel: Kernel, name: str) -> None:
    """The engine can't be interrupted: what comes next waits for it, and then goes on."""
    body = textwrap.indent(textwrap.dedent(GIVEN_UP[name]).strip(), "    ")
    given_up = "CancelledError" if name == "a cancelled task" else "TimeoutError"
    lines = [
        "try:", body, "except BaseException as error:", "    print(type(error).__name__)",
        "print(await conn.fetchval('SELECT 1'))",
        "other = await asyncpg.connect(DSN)",
        "print(await other.fetchval('SELECT 2'))",
        "await other.close()",
    ]  # fmt: skip
    code, _ = program("\n".join(lines))
    check(any_kernel, (code, [given_up, "1", "2"]), clock="real")
    check(any_kernel, LOOK)


def test_more_connections_than_there_are(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        found = await asyncio.gather(
            *(asyncpg.connect(DSN) for _ in range(150)), return_exceptions=True
        )
        refused = [one for one in found if isinstance(one, asyncpg.TooManyConnectionsError)]
        print(len(refused), refused[0])
        there = [one for one in found if isinstance(one, asyncpg.Connection)]
        print(len(there), await there[-1].fetchval("SELECT 5"))
        await there.pop().close()
        async with asyncpg.create_pool(DSN, min_size=1, max_size=1) as pool:
            async with pool.acquire():
                print(await attempt(pool.acquire(timeout=2)))
        for one in there:
            one.terminate()
        """
    )
    lines = ["51 sorry, too many clients already", "99 5", "TimeoutError: "]
    check(any_kernel, (code, lines))
    check(any_kernel, LOOK)


NO_ENTRY = program(
    """
    await conn.execute("CREATE TABLE leftover(x int)")
    await conn.execute("SET search_path = nowhere")
    await asyncpg.connect("postgresql://postgres:wrong@localhost/postgres")
    """
)[0]


def test_the_next_run_is_clean_after_wrong_credentials(any_kernel: Kernel) -> None:
    result = any_kernel.run(NO_ENTRY)
    assert result.outcome == "failed"
    assert any("InvalidPasswordError" in line for line in result.texts("stderr"))
    check(any_kernel, LOOK)


EXHAUSTED = program(
    """
    pool = await asyncpg.create_pool(DSN, min_size=1, max_size=1)
    held = await pool.acquire()
    await held.execute("BEGIN")
    await held.execute("DELETE FROM users")
    await pool.acquire(timeout=2)
    """
)[0]


def test_the_next_run_is_clean_after_an_exhausted_pool(any_kernel: Kernel) -> None:
    result = any_kernel.run(EXHAUSTED)
    assert result.outcome == "failed"
    assert result.texts("stderr")[-1].startswith("TimeoutError")
    check(any_kernel, LOOK)


def test_sleeping_costs_virtual_time_only(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        other = await asyncpg.connect(DSN)
        sleeps = conn.execute("SELECT pg_sleep(2)"), other.execute("SELECT pg_sleep(3.5)")
        await asyncio.gather(*sleeps)
        print("both")
        try:
            async with asyncio.timeout(1):
                await conn.fetch("SELECT pg_sleep(100)")
        except TimeoutError:
            print("timeout")
        print(await attempt(conn.fetch("SELECT pg_sleep(100)", timeout=2)))
        print(await conn.fetchval("SELECT 5"))
        await other.close()
        """
    )
    result = check(any_kernel, (code, ["both", "timeout", "TimeoutError: ", "5"]))
    assert [time for time, _ in result.timed()] == [3.5, 4.5, 6.5, 6.5]


def test_a_sleep_that_is_bound(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        print(await attempt(conn.execute("SELECT pg_sleep($1)", 100, timeout=2)))
        print(await attempt(conn.execute("SELECT pg_sleep($1::int)", 3)))
        half = datetime.timedelta(milliseconds=500)
        print(await attempt(conn.execute("SELECT pg_sleep_for($1)", half)))
        print(await attempt(conn.execute("SELECT pg_sleep_for('2 seconds')")))
        print(await conn.fetchval("SELECT $1::float8", 5))
        """
    )
    lines = ["TimeoutError: ", "SELECT 1", "SELECT 1", "SELECT 1", "5.0"]
    result = check(any_kernel, (code, lines))
    assert [time for time, _ in result.timed()] == [2, 5, 5.5, 7.5, 7.5]


def test_a_sleep_of_each_row_is_the_engines(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        import time
        async def measured(sql):
            began = time.perf_counter()
            await conn.execute(sql)
            took = time.perf_counter() - began
            print("slept" if 0.3 <= took < 30 else "at once" if took < 30 else "too long")
        await measured("SELECT pg_sleep(0.1) FROM generate_series(1, 3)")
        await measured("SELECT pg_sleep(30) WHERE false")
        await measured("EXPLAIN SELECT pg_sleep(30)")
        """
    )
    check(any_kernel, (code, ["slept", "at once", "at once"]), clock="real")


def test_text_that_looks_like_a_sleep(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        await conn.execute("CREATE TABLE jobs AS SELECT 'run pg_sleep(30)' AS what")
        print(await conn.fetchval("SELECT what FROM jobs"))
        try:
            await conn.execute("SELECT pg_sleep(10), nope")
        except asyncpg.UndefinedColumnError as error:
            print(error.position)
        """
    )
    result = check(any_kernel, (code, ["run pg_sleep(30)", "22"]))
    assert result.timed()[0][0] == 0


def test_one_transaction_at_a_time(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        other = await asyncpg.connect(DSN)
        async with conn.transaction():
            try:
                await other.fetch("SELECT 1")
            except asyncpg.FeatureNotSupportedError as error:
                print(error)
        print(await other.fetchval("SELECT 2"))
        await other.close()
        """
    )
    expected = [
        "this query has waited 10 seconds: connection 42 has a transaction open, and this site's "
        "Postgres runs one transaction at a time",
        "HINT:  End that transaction first, or run this query on its connection. A Postgres on "
        "your machine runs transactions of several connections side by side.",
        "2",
    ]
    check(any_kernel, (code, expected))


def test_others_wait_for_a_transaction_to_end(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        other = await asyncpg.connect(DSN)
        async def hold():
            async with conn.transaction():
                await conn.execute("CREATE TABLE t AS SELECT 1 AS x")
                await asyncio.sleep(3)
                await conn.execute("UPDATE t SET x = 2")
        async def look():
            await asyncio.sleep(1)
            print(await other.fetchval("SELECT x FROM t"))
        await asyncio.gather(hold(), look())
        await other.close()
        """
    )
    result = check(any_kernel, (code, ["2"]))
    assert result.timed()[0][0] == 3


LEAVE = program(
    """
    await conn.execute("CREATE TABLE leftover(x int)")
    await conn.execute("BEGIN")
    await conn.execute("DELETE FROM users")
    print("left open")
    return
    """
)[0]

LOOK = program(
    """
    print(await conn.fetchval("SELECT count(*) FROM users"))
    print(await attempt(conn.fetch("SELECT * FROM leftover")))
    """,
    "6",
    'UndefinedTableError: relation "leftover" does not exist',
)


def test_the_next_run_is_clean(any_kernel: Kernel) -> None:
    assert any_kernel.run(LEAVE).texts() == ["left open"]
    check(any_kernel, LOOK)


def test_a_closed_connection_leaves_nothing_to_the_others(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        other = await asyncpg.connect(DSN)
        await other.execute("BEGIN")
        await other.execute("DELETE FROM users")
        statement = await other.prepare("SELECT 1")
        other.terminate()
        print(await conn.fetchval("SELECT count(*) FROM users"))
        print(await conn.fetchval("SELECT count(*) FROM pg_prepared_statements WHERE name ~ '^43'"))
        await conn.execute("SET search_path = nowhere")
        await conn.close()
        conn = await asyncpg.connect(DSN)
        print(await conn.fetchval("SHOW search_path"))
        """
    )
    check(any_kernel, (code, ["6", "0", '"$user", public']))


def test_stop_during_a_query(kernel: Kernel) -> None:
    code, _ = program(
        """
        print("asking")
        try:
            await conn.fetch("SELECT count(*) FROM generate_series(1, 2000000)")
        finally:
            print("cleaned up")
        """
    )
    result = kernel.run(code, clock="real", stop_at_line="asking")
    assert result.outcome == "stopped"
    assert result.texts() == ["asking", "cleaned up"]
    check(kernel, LOOK)


def test_a_plain_socket(any_kernel: Kernel) -> None:
    """Any driver in plain Python speaks the protocol; threads and blocking calls work as well."""
    code = """
    import socket, struct
    # postgres
    def send(kind, body):
        sock.sendall(kind + struct.pack("!I", len(body) + 4) + body)

    def receive():
        kind, length = struct.unpack("!cI", sock.recv(5, socket.MSG_WAITALL))
        return kind, sock.recv(length - 4, socket.MSG_WAITALL) if length > 4 else b""

    def until(wanted):
        while True:
            kind, body = receive()
            if kind in b"DE":
                print(kind, body)
            if kind == wanted:
                return

    sock = socket.create_connection(("localhost", 5432))
    sock.sendall(struct.pack("!II", 8, 80877103))
    print(sock.recv(1))
    body = struct.pack("!I", 196608) + b"user\\0learner\\0\\0"
    sock.sendall(struct.pack("!I", len(body) + 4) + body)
    until(b"R")
    send(b"p", b"learner\\0")
    until(b"Z")
    send(b"Q", b"SELECT 'hi'\\0")
    until(b"Z")
    send(b"X", b"")
    print(sock.recv(1))
    """
    check(any_kernel, (code, ["b'N'", r"b'D' b'\x00\x01\x00\x00\x00\x02hi'", "b''"]))


def test_the_same_lines_at_the_same_times(any_kernel: Kernel) -> None:
    code, _ = program(
        """
        async def worker(n):
            connection = await asyncpg.connect(DSN)
            for i in range(3):
                await asyncio.sleep(0.1 * n)
                print(n, await connection.fetchval("SELECT $1::int * 10", i))
            await connection.close()
        await asyncio.gather(*(worker(n) for n in range(1, 4)))
        """
    )
    first = any_kernel.run(code)
    assert first.outcome == "finished"
    assert any_kernel.run(code).timed() == first.timed()
