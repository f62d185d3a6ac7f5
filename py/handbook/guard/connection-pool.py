import asyncio
import random
from contextlib import asynccontextmanager

rng = random.Random(982)  # the same delays in every run


class Connection:
    def __init__(self, number):
        self.number = number

    async def execute(self, query):
        print(f"Connection {self.number} executing: {query}")
        await asyncio.sleep(round(rng.uniform(0.1, 0.5), 2))
        return f"Result from connection {self.number}"


class ConnectionPool:
    def __init__(self, size):
        self.size = size
        self.free = asyncio.Queue()

    async def initialize(self):
        print(f"Initializing pool with {self.size} connections")
        await asyncio.sleep(0.1)
        for number in range(1, self.size + 1):
            self.free.put_nowait(Connection(number))
        print("Pool initialized")


@asynccontextmanager
async def get_db_connection(pool):
    connection = await pool.free.get()  # waits while none is free
    print(f"Acquired connection {connection.number}")
    try:
        yield connection
    finally:
        print(f"Released connection {connection.number}")
        pool.free.put_nowait(connection)


async def run_query(pool, i):
    query = f"SELECT * FROM table WHERE id = {i}"
    async with get_db_connection(pool) as connection:
        result = await connection.execute(query)
    print(f"Got result: {result}")


async def main():
    pool = ConnectionPool(3)
    await pool.initialize()
    await asyncio.gather(*(run_query(pool, i) for i in range(1, 6)))


asyncio.run(main())
