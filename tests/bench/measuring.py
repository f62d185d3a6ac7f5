"""The programs that measure themselves, and where each can run."""

from dataclasses import dataclass
from pathlib import Path

from tests.bench import samples
from tests.bench.samples import Measure

PROGRAMS = Path(__file__).parent / "programs"


def read(name: str) -> str:
    """The text of a program in ``programs/``."""
    return (PROGRAMS / name).read_text()


@dataclass(frozen=True)
class Program:
    """A program whose ``main()`` prints one number.

    Attributes:
        measure: what that number is.
        name: its file in ``programs/``.
        anywhere: whether Pyodide's own loop can run it, which has no sockets and no threads.
        waits: whether ``main`` is a coroutine function.
    """

    measure: Measure
    name: str
    anywhere: bool = False
    waits: bool = True

    def on_own_loop(self) -> str:
        """The program where no event loop runs."""
        call = "asyncio.run(main())" if self.waits else "main()"
        return f"{read(self.name)}\n{call}\n"

    def on_running_loop(self) -> str:
        """The program where top-level ``await`` works."""
        return f"{read(self.name)}\nawait main()\n"


MEASURING = (
    Program(samples.SLEEPS, "sleeps.py", anywhere=True),
    Program(samples.GATHER, "gather.py", anywhere=True),
    Program(samples.TIMERS, "timers.py", anywhere=True),
    Program(samples.ECHO, "echo.py"),
    Program(samples.TO_THREAD, "to_thread.py"),
    Program(samples.SWITCHES, "switches.py", waits=False),
)
