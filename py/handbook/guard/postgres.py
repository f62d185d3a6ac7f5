import asyncio

import asyncpg


class AsyncDatabaseConnection:
    def __init__(self, dsn):
        self.dsn = dsn
        self.connection = None

    async def __aenter__(self):
        self.connection = await asyncpg.connect(self.dsn)
        print("Connected")
        return self.connection

    async def __aexit__(self, exc_type, exc_value, traceback):
        await self.connection.close()
        print("Closed")
        return False


async def main():
    dsn = "postgresql://postgres:postgres@localhost/postgres"
    async with AsyncDatabaseConnection(dsn) as connection:
        for user in await connection.fetch("SELECT * FROM users LIMIT 5"):
            print(f"{user['id']} {user['name']}, {user['email']}")


asyncio.run(main())
