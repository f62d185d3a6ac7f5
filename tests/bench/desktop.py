"""The third contender: CPython on the machine itself."""

import subprocess
import sys

from tests.bench.measuring import Program

DESKTOP = "desktop CPython"


def measure(program: Program) -> float:
    """What ``program`` measures and prints, in a process of its own."""
    finished = subprocess.run(
        [sys.executable, "-c", program.on_own_loop()],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return float(finished.stdout)
