import asyncio
from contextlib import asynccontextmanager

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///:memory:")
new_session = async_sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


@asynccontextmanager
async def get_session():
    session = new_session()
    try:
        yield session
        await session.commit()
        print("  committed")
    except BaseException:  # a cancel, too
        await session.rollback()
        print("  rolled back")
        raise
    finally:
        await session.close()


async def show_users():
    async with new_session() as session:
        names = await session.scalars(select(User.name).order_by(User.id))
        print("  users:", ", ".join(names))


async def main():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)

    print("Ada and Grace:")
    async with get_session() as session:
        session.add_all([User(name="Ada"), User(name="Grace")])
    await show_users()

    print("Alan, and an error in the body:")
    try:
        async with get_session() as session:
            session.add(User(name="Alan"))
            await session.flush()  # the row is sent, but not committed
            alan = await session.scalar(select(User).filter_by(name="Alan"))
            print(f"  {alan.name} has the id {alan.id}")
            raise ValueError("no more users today")
    except ValueError as error:
        print("  Caught outside:", error)
    await show_users()

    print("Edsger, and a second Ada:")
    try:
        async with get_session() as session:
            session.add_all([User(name="Edsger"), User(name="Ada")])
    except IntegrityError as error:
        print("  Caught outside:", error.orig)
    await show_users()

    await engine.dispose()


asyncio.run(main())
