"""Prints how long Postgres takes to answer first, and then each query, in milliseconds."""

import asyncio
import importlib
import time
from typing import Any

ROUNDS = 500
began = time.perf_counter()

asyncpg: Any = importlib.import_module("asyncpg")


async def queries(conn: Any) -> float:
    began = time.perf_counter()
    for i in range(ROUNDS):
        await conn.fetch("SELECT $1::int AS x", i)
    return (time.perf_counter() - began) * 1_000 / ROUNDS


async def main() -> None:
    conn = await asyncpg.connect("postgresql://postgres@localhost/postgres")
    await conn.fetch("SELECT 1")
    ready = (time.perf_counter() - began) * 1_000
    await queries(conn)
    print(ready, await queries(conn))
    await conn.close()


asyncio.run(main())
