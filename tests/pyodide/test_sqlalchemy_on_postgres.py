"""SQLAlchemy's asyncio on the Postgres beside a program, through asyncpg."""

import textwrap

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Kernel

ADDRESS = "postgresql+asyncpg://postgres:postgres@localhost/postgres"

HEAD = f"""
import asyncio, datetime, decimal, uuid
from sqlalchemy import ARRAY, JSON, ForeignKey, Numeric, String, func, insert, inspect, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

ADDRESS = "{ADDRESS}"

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    born: Mapped[datetime.date | None]
    seen: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    price: Mapped[decimal.Decimal | None] = mapped_column(Numeric(10, 2))
    data: Mapped[dict | None] = mapped_column(JSONB)
    plain: Mapped[dict | None] = mapped_column(JSON)
    tags: Mapped[list[str] | None] = mapped_column(ARRAY(String))
    key: Mapped[uuid.UUID | None]
    books: Mapped[list["Book"]] = relationship(order_by="Book.id")

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))

async def prepare(**options):
    engine = create_async_engine(ADDRESS, **options)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    return engine, async_sessionmaker(engine, expire_on_commit=False)
"""


def _program(main: str, *expected: str) -> Program:
    return f"{HEAD}\n{textwrap.dedent(main)}\nasyncio.run(main())\n", list(expected)


PROGRAMS: dict[str, Program] = {
    "objects of many types": _program(
        """
        async def main():
            engine, sessions = await prepare()
            async with sessions.begin() as session:
                ada = Author(
                    name="Ada", born=datetime.date(1815, 12, 10), price=decimal.Decimal("12.50"),
                    data={"a": [1, 2]}, plain={"b": None}, tags=["x", "y"], key=uuid.UUID(int=5),
                    books=[Book(title="Notes"), Book(title="Letters")],
                )
                session.add_all([ada, Author(name="Grace")])
            async with sessions() as session:
                query = select(Author).options(selectinload(Author.books)).order_by(Author.id)
                for one in await session.scalars(query):
                    print(one.name, one.born, one.price, one.data, one.plain, one.tags, one.key)
                    print(type(one.seen).__name__, [book.title for book in one.books])
            async with engine.connect() as connection:
                look = lambda sync: inspect(sync).get_columns("book")
                print([column["name"] for column in await connection.run_sync(look)])
            await engine.dispose()
        """,
        "Ada 1815-12-10 12.50 {'a': [1, 2]} {'b': None} ['x', 'y'] "
        "00000000-0000-0000-0000-000000000005",
        "datetime ['Notes', 'Letters']",
        "Grace None None None None None None",
        "datetime []",
        "['id', 'title', 'author_id']",
    ),
    "what fails is rolled back": _program(
        """
        async def main():
            engine, sessions = await prepare()
            async with sessions.begin() as session:
                session.add(Author(name="Ada"))
            async with sessions() as session:
                session.add(Author(name="Ada"))
                try:
                    await session.commit()
                except IntegrityError as error:
                    print(type(error.orig).__name__, error.orig.sqlstate)
                await session.rollback()
                try:
                    await session.execute(text("SELECT * FROM nowhere"))
                except ProgrammingError as error:
                    print(error.orig.sqlstate, error.orig.driver_exception)
                await session.rollback()
                print(await session.scalar(select(func.count(Author.id))))
            async with engine.connect() as connection:
                many = [{"name": f"author {n}"} for n in range(300)]
                await connection.execute(insert(Author), many)
                print(await connection.scalar(select(func.count(Author.id))))
                await connection.rollback()
                print(await connection.scalar(select(func.count(Author.id))))
            await engine.dispose()
            try:
                async with create_async_engine(ADDRESS.removesuffix("postgres") + "none").connect():
                    pass
            except DBAPIError as error:
                print(error.orig)
        """,
        "UniqueViolationError 23505",
        '42P01 relation "nowhere" does not exist',
        "1",
        "301",
        "1",
        'database "none" does not exist',
    ),
    "streams, levels, many at once, a timeout": _program(
        """
        async def add(sessions, name):
            async with sessions.begin() as session:
                session.add(Author(name=name))

        async def main():
            engine, sessions = await prepare()
            async with engine.connect() as connection:
                series = text("SELECT generate_series(1, 500)")
                async with connection.stream(series) as rows:
                    print(sum([row[0] async for row in rows]))
            options = {"pool_pre_ping": True, "isolation_level": "SERIALIZABLE"}
            strict = create_async_engine(ADDRESS, **options)
            for _ in range(2):
                async with strict.connect() as connection:
                    print(await connection.scalar(text("SHOW transaction_isolation")))
            await strict.dispose()
            async with asyncio.TaskGroup() as group:
                for n in range(8):
                    group.create_task(add(sessions, f"author {n}"))
            async with sessions() as session:
                print(await session.scalar(select(func.count(Author.id))))
            try:
                async with asyncio.timeout(0.2), engine.connect() as connection:
                    await connection.execute(text("SELECT pg_sleep(30)"))
            except TimeoutError:
                print("timed out")
            async with engine.connect() as connection:
                print(await connection.scalar(text("SELECT 7")))
            await engine.dispose()
        """,
        "125250",
        "serializable",
        "serializable",
        "8",
        "timed out",
        "7",
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_sqlalchemy_on_postgres(kernel: Kernel, name: str) -> None:
    check(kernel, PROGRAMS[name])
