"""Typical programs of SQLAlchemy's asyncio on SQLite, the same on a desktop and in a tab."""

import textwrap

from tests.pyodide.same import Program

MODELS = """
import asyncio
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

class Base(AsyncAttrs, DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author", order_by="Book.id")

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")

async def prepare(address="sqlite+aiosqlite:///:memory:", **options):
    engine = create_async_engine(address, **options)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    return engine, async_sessionmaker(engine, expire_on_commit=False)
"""


def _on_models(main: str, expected: list[str]) -> Program:
    return f"{MODELS}\n{textwrap.dedent(main)}\nasyncio.run(main())\n", expected


PROGRAMS: dict[str, Program] = {
    "objects and their relations": _on_models(
        """
        async def main():
            engine, sessions = await prepare()
            async with sessions.begin() as session:
                session.add_all([
                    Author(name="Ada", books=[Book(title="Notes"), Book(title="Letters")]),
                    Author(name="Grace"),
                ])
            async with sessions() as session:
                query = select(Author).options(selectinload(Author.books)).order_by(Author.id)
                for author in await session.scalars(query):
                    print(author.name, [book.title for book in author.books])
                grace = await session.scalar(select(Author).where(Author.name == "Grace"))
                book = Book(title="Compilers", author=grace)
                session.add(book)
                await session.flush()
                await session.refresh(book)
                print(book.id, book.author_id, await session.scalar(select(func.count(Book.id))))
                await session.delete(book)
                await session.commit()
                print((await session.get(Author, 1)).name, await session.get(Author, 9))
            await engine.dispose()
        """,
        ["Ada ['Notes', 'Letters']", "Grace []", "3 2 3", "Ada None"],
    ),
    "what fails is rolled back": _on_models(
        """
        from sqlalchemy.exc import IntegrityError, NoResultFound, OperationalError
        from sqlalchemy import text

        async def main():
            engine, sessions = await prepare()
            async with sessions.begin() as session:
                session.add(Author(name="Ada"))
            try:
                async with sessions.begin() as session:
                    session.add(Author(name="Grace"))
                    await session.flush()
                    session.add(Author(name="Ada"))
            except IntegrityError as error:
                print(type(error.orig).__name__, error.orig, error.statement)
            try:
                async with sessions.begin() as session:
                    session.add(Author(name="Grace"))
                    raise RuntimeError("in the middle")
            except RuntimeError as error:
                print(error)
            async with sessions() as session:
                print((await session.scalars(select(Author.name))).all())
                try:
                    await session.execute(text("SELECT * FROM nowhere"))
                except OperationalError as error:
                    print(error.orig)
                try:
                    (await session.execute(select(Author).where(Author.id == 9))).scalar_one()
                except NoResultFound as error:
                    print(error)
                async with session.begin_nested() as savepoint:
                    session.add(Author(name="Grace"))
                    await session.flush()
                    await savepoint.rollback()
                print(await session.scalar(select(func.count(Author.id))))
            await engine.dispose()
        """,
        [
            "IntegrityError UNIQUE constraint failed: author.name "
            "INSERT INTO author (name) VALUES (?)",
            "in the middle",
            "['Ada']",
            "no such table: nowhere",
            "No row was found when one was required",
            "1",
        ],
    ),
    "loading where nobody can wait": _on_models(
        """
        import warnings
        from sqlalchemy.exc import MissingGreenlet, StatementError

        # One about a coroutine that nobody awaits, whenever it is collected.
        warnings.simplefilter("ignore", RuntimeWarning)

        async def main():
            engine, sessions = await prepare()
            async with sessions.begin() as session:
                session.add(Author(name="Ada", books=[Book(title="Notes")]))
            async with sessions() as session:
                author = await session.scalar(select(Author))
                try:
                    author.books
                except StatementError as error:
                    print(type(error.orig) is MissingGreenlet)
                    print(error.orig.args[0])
            async with sessions() as session:
                author = await session.scalar(select(Author))
                print([book.title for book in await author.awaitable_attrs.books])
            async with sessions() as session:
                query = select(Author)
                print(await session.run_sync(lambda sync: sync.scalar(query).books[0].title))
            await engine.dispose()
        """,
        [
            "True",
            "greenlet_spawn has not been called; can't call await_() here. "
            "Was IO attempted in an unexpected place?",
            "['Notes']",
            "Notes",
        ],
    ),
    "a database in a file": _on_models(
        """
        import os, sqlite3

        async def main():
            engine, sessions = await prepare("sqlite+aiosqlite:///library.db")
            async with sessions.begin() as session:
                session.add_all(Author(name=name) for name in ("Ada", "Grace", "Edsger"))
            await engine.dispose()
            print(os.path.exists("library.db"))
            again, sessions = await prepare("sqlite+aiosqlite:///library.db")
            async with sessions() as session:
                print((await session.scalars(select(Author.name).order_by(Author.name))).all())
            await again.dispose()
            with sqlite3.connect("library.db") as connection:
                print(connection.execute("SELECT count(*) FROM author").fetchall())
            connection.close()
        """,
        ["True", "['Ada', 'Edsger', 'Grace']", "[(3,)]"],
    ),
    "rows as they come": (
        """
        import asyncio
        from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, insert, select
        from sqlalchemy.ext.asyncio import create_async_engine

        metadata = MetaData()
        items = Table(
            "items", metadata, Column("id", Integer, primary_key=True), Column("name", String(20))
        )

        async def main():
            engine = create_async_engine("sqlite+aiosqlite:///:memory:")
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
                rows = [{"name": f"item {n}"} for n in range(1_000)]
                await connection.execute(insert(items), rows)
                added = await connection.execute(
                    insert(items).returning(items.c.id), [{"name": "a"}, {"name": "b"}]
                )
                print(added.scalars().all())
            async with engine.connect() as connection:
                count = 0
                async with connection.stream(select(items).where(items.c.id <= 500)) as result:
                    async for partition in result.partitions(100):
                        count += len(partition)
                print(count)
                stream = await connection.stream_scalars(select(items.c.name).limit(2))
                print([name async for name in stream])
                row = (await connection.execute(select(items))).first()
                print(row.id, row.name, row._mapping["name"])
                found = items.c.name == bindparam("wanted")
                print(await connection.scalar(select(items.c.id).where(found), {"wanted": "b"}))
            await engine.dispose()

        asyncio.run(main())
        """,
        ["[1001, 1002]", "500", "['item 0', 'item 1']", "1 item 0 item 0", "1002"],
    ),
    "many sessions at once": _on_models(
        """
        async def add(sessions, name):
            async with sessions.begin() as session:
                session.add(Author(name=name))
                await asyncio.sleep(0.01)

        async def main():
            engine, sessions = await prepare("sqlite+aiosqlite:///many.db", pool_size=3)
            async with asyncio.TaskGroup() as group:
                for n in range(8):
                    group.create_task(add(sessions, f"author {n}"))
            async with sessions() as session:
                print(await session.scalar(select(func.count(Author.id))))
            print(engine.pool.checkedout(), engine.pool.checkedin())
            await engine.dispose()
        """,
        ["8", "0 3"],
    ),
    "a query that takes too long": (
        """
        import asyncio, time
        from sqlalchemy import event, text
        from sqlalchemy.exc import TimeoutError as PoolTimeout
        from sqlalchemy.ext.asyncio import create_async_engine

        async def main():
            engine = create_async_engine(
                "sqlite+aiosqlite:///slow.db", pool_size=1, max_overflow=0, pool_timeout=0.1
            )

            @event.listens_for(engine.sync_engine, "connect")
            def give_it_a_pause(connection, record):
                connection.create_function("pause", 1, lambda seconds: time.sleep(seconds) or 1)

            async with engine.connect() as connection:
                try:
                    async with asyncio.timeout(0.05):
                        await connection.execute(text("SELECT pause(0.3)"))
                except TimeoutError:
                    print("timed out")
            async with engine.connect() as connection:
                print(await connection.scalar(text("SELECT pause(0)")))
                try:
                    async with engine.connect():
                        pass
                except PoolTimeout as error:
                    print(str(error).partition(" (")[0])
            await engine.dispose()

        asyncio.run(main())
        """,
        [
            "timed out",
            "1",
            "QueuePool limit of size 1 overflow 0 reached, connection timed out, timeout 0.10",
        ],
    ),
    "a context variable is the task's": _on_models(
        """
        import contextvars
        from sqlalchemy import event

        user = contextvars.ContextVar("user", default="nobody")

        @event.listens_for(Author, "before_insert")
        def note(mapper, connection, author):
            print("inserted by", user.get(), "in", asyncio.current_task().get_name())
            user.set(f"{user.get()}, seen")

        async def work(sessions, name):
            user.set(name)
            async with sessions.begin() as session:
                session.add(Author(name=name))
                await session.flush()
            print(user.get())

        async def main():
            engine, sessions = await prepare()
            for name in ("ada", "grace"):
                await asyncio.create_task(work(sessions, name), name=f"task of {name}")
            print(user.get())
            await engine.dispose()
        """,
        [
            "inserted by ada in task of ada",
            "ada, seen",
            "inserted by grace in task of grace",
            "grace, seen",
            "nobody",
        ],
    ),
    "a program that closes nothing": _on_models(
        """
        async def main():
            engine, sessions = await prepare("sqlite+aiosqlite:///open.db")
            session = sessions()
            session.add(Author(name="never committed"))
            await session.flush()
            print("flushed")
            await session.close()
            kept.append(engine)

        kept = []
        """,
        ["flushed"],
    ),
}
