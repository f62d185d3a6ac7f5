"""The third contender: CPython on the machine itself."""

import subprocess
import sys

from tests.bench.contenders import SLEEPS

DESKTOP = "desktop CPython"


def sleeps() -> float:
    """Seconds for 20,000 times ``await asyncio.sleep(0)`` in a process of its own."""
    finished = subprocess.run(
        [sys.executable, "-c", f"{SLEEPS}\nasyncio.run(main())\n"],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return float(finished.stdout)
