"""SQLAlchemy's asyncio, the real one, on aiosqlite: what its users write runs in a tab."""

import textwrap

import pytest

from tests.pyodide.same import check
from tests.pyodide.sqlalchemy_programs import MODELS, PROGRAMS
from tests.support.machines import Desktop, Kernel
from tests.support.wheelhouse import wheels


@pytest.fixture(scope="module")
def equipped_desktop() -> Desktop:
    """With the wheels of the page, and the real greenlet."""
    return Desktop(path=wheels())


@pytest.mark.parametrize("name", PROGRAMS)
def test_on_a_desktop(equipped_desktop: Desktop, name: str) -> None:
    """With the real greenlet: that the programs tell the truth."""
    check(equipped_desktop, PROGRAMS[name])


@pytest.mark.parametrize("name", PROGRAMS)
def test_on_the_kernel(kernel: Kernel, name: str) -> None:
    check(kernel, PROGRAMS[name])


def test_a_session_left_open_is_told_as_on_a_desktop_and_the_next_run_is_clean(
    kernel: Kernel,
) -> None:
    program = f"""{MODELS}
async def main():
    engine, sessions = await prepare("sqlite+aiosqlite:///open.db")
    session = sessions()
    session.add(Author(name="never committed"))
    await session.flush()
    print("flushed")

asyncio.run(main())
"""
    for _ in range(2):
        result = kernel.run(program)
        assert result.texts() == ["flushed"]
        assert result.outcome == "finished"


def test_stop_ends_a_query(kernel: Kernel) -> None:
    program = """
        import asyncio, time
        from sqlalchemy import event, text
        from sqlalchemy.ext.asyncio import create_async_engine

        async def main():
            engine = create_async_engine("sqlite+aiosqlite:///:memory:")

            @event.listens_for(engine.sync_engine, "connect")
            def give_it_a_pause(connection, record):
                connection.create_function("pause", 1, lambda seconds: time.sleep(seconds))

            async with engine.connect() as connection:
                try:
                    print("asking")
                    await connection.execute(text("SELECT pause(0.5)"))
                except asyncio.CancelledError:
                    print("cancelled")
                    raise

        asyncio.run(main())
        """
    result = kernel.run(textwrap.dedent(program), clock="real", stop_at_line="asking")
    assert result.texts() == ["asking", "cancelled"]
    assert result.outcome == "stopped"


def test_without_jspi_it_says_where_it_would_run(kernel_without_jspi: Kernel) -> None:
    result = kernel_without_jspi.run(f"{MODELS}\nasyncio.run(prepare())\n")
    assert result.error is not None
    assert result.error["type"] == "RuntimeError"
    message = str(result.error["message"])
    assert "Chrome and Edge 137, Firefox 153 and Safari 27" in message
    assert message.endswith("SQLAlchemy's asyncio needs greenlets.")
