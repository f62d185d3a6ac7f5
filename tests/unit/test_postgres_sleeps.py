"""Which sleeps a query asks for, and what the engine sees of them."""

import pytest
from asyncarium_postgres.code import masked
from asyncarium_postgres.unit import Query


@pytest.mark.parametrize(
    ("text", "seen", "seconds"),
    [
        ("SELECT pg_sleep(10), nope", "SELECT pg_sleep(00), nope", 10),
        ("SELECT PG_SLEEP ( 2.5 )", "SELECT PG_SLEEP ( 0.0 )", 2.5),
        ("SELECT pg_sleep(.5), pg_sleep(1e1)", "SELECT pg_sleep(.0), pg_sleep(0e0)", 10.5),
        ("SELECT pg_sleep(/* long */ 3)", "SELECT pg_sleep(/* long */ 0)", 3),
        ("SELECT pg_sleep_for('2 seconds')", "SELECT pg_sleep_for('0 seconds')", 2),
        ("SELECT pg_sleep_for('1 min 30s')", "SELECT pg_sleep_for('0 min 00s')", 90),
        ("SELECT pg_sleep_for(interval '5ms')", "SELECT pg_sleep_for(interval '0ms')", 0.005),
        ("DO $$BEGIN PERFORM pg_sleep(2); END$$", "DO $$BEGIN PERFORM pg_sleep(0); END$$", 2),
        ("SELECT 'it''s', pg_sleep(4)", "SELECT 'it''s', pg_sleep(0)", 4),
        (r"SELECT e'\'', pg_sleep(4)", r"SELECT e'\'', pg_sleep(0)", 4),
        ("SELECT a$b, c$d, pg_sleep(4)", "SELECT a$b, c$d, pg_sleep(0)", 4),
        ("SELECT 1 FROM pg_sleep(4)", "SELECT 1 FROM pg_sleep(0)", 4),
        ("SELECT * FROM t; SELECT pg_sleep(4)", "SELECT * FROM t; SELECT pg_sleep(0)", 4),
        ("CREATE TABLE IF NOT EXISTS t (); SELECT pg_sleep(4)", None, 4),
        ("SELECT extract(epoch FROM now()), pg_sleep(4)", None, 4),
    ],
)
def test_a_sleep_is_taken_out(text: str, seen: str | None, seconds: float) -> None:
    query = Query(text)
    assert query.seen == (seen or text.replace("pg_sleep(4)", "pg_sleep(0)"))
    assert query.sleeps is not None
    assert query.sleeps.seconds == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t VALUES ('run pg_sleep(30)')",
        "SELECT 'it''s pg_sleep(30)'",
        r"SELECT E'\' pg_sleep(30)'",
        "SELECT $$pg_sleep(30)$$",
        "SELECT $a$ $$ pg_sleep(30) $a$",
        'SELECT "pg_sleep(30)" FROM t',
        "SELECT 1 -- pg_sleep(30)",
        "SELECT 1 /* /* */ pg_sleep(30) */",
        "DO $$BEGIN RAISE NOTICE 'pg_sleep(30)'; END$$",
        "SELECT pg_sleep(x) FROM t",
        "SELECT pg_sleep(\N{ARABIC-INDIC DIGIT THREE})",
        "SELECT 'unfinished pg_sleep(30)",
        "SELECT pg_sleep_for('soon')",
        "SELECT pg_sleep(0.1) FROM users",
        "SELECT pg_sleep($1), x FROM users",
        "SELECT 1 WHERE false AND pg_sleep(30) IS NULL",
        "SELECT CASE WHEN false THEN pg_sleep(30) END",
        "EXPLAIN SELECT pg_sleep(30)",
        "explain (costs off) select pg_sleep_for('30 s')",
        "CREATE VIEW v AS SELECT pg_sleep(30)",
        "PREPARE p AS SELECT pg_sleep(30)",
        "SELECT pg_sleep(0.1), generate_series(1, 3)",
        "WITH never AS (SELECT pg_sleep(30)) SELECT 1",
        "SELECT coalesce(1, pg_sleep(30)::text::int)",
        "UPDATE t SET x = pg_sleep(0.1)::text",
        "DO $$BEGIN FOR i IN 1..3 LOOP NULL; PERFORM pg_sleep(0.1); END LOOP; END$$",
    ],
)
def test_what_only_looks_like_a_sleep_stays(text: str) -> None:
    query = Query(text)
    assert query.seen == text
    assert query.sleeps is None or query.sleeps.seconds == 0


def test_another_function_is_no_sleep() -> None:
    assert Query("SELECT my_pg_sleep(30)").sleeps is None


@pytest.mark.parametrize(
    "text",
    ["", "'", "E'\\", "$$", "/*", "/* */", '"', "$a$ $b$", "DO $$ ' $$", "DO $$", "''''", "--"],
)
def test_a_mask_is_as_long_as_what_it_is_of(text: str) -> None:
    assert len(masked(text)) == len(text)
