"""How soon a package is imported that the browser has stored, and how fast aiohttp is in the page.

The first visit has the site store what aiohttp needs. The second one imports it on a ready page,
and again, when the page has had the time to import it ahead.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext

from tests.bench import samples
from tests.bench.contenders import Site
from tests.bench.desktop import DESKTOP
from tests.bench.measuring import Program, read
from tests.bench.peers.building import BENCH
from tests.bench.samples import Samples
from tests.bench.server import ROOT

IMPORT = "import aiohttp\nprint('imported')\n"
LATER_RUNS = 3
REQUESTS = Program(samples.REQUESTS, "requests.py")
LIMIT_SECONDS = 300
FEW, MANY = 100, 1_100
PRACTICE_RUNS = 3

PURE_DESKTOP = "desktop, pure Python"
WITHOUT_EXTENSIONS = {
    f"{name}_NO_EXTENSIONS": "1"
    for name in ("AIOHTTP", "FROZENLIST", "MULTIDICT", "PROPCACHE", "YARL")
}
"""The site has their pure Python: a browser runs nothing that was compiled for a desktop."""


def import_packages(launch: Callable[[Path], BrowserContext], base: str, taken: Samples) -> None:
    """Import aiohttp for the first time and again, and make its requests.

    Args:
        launch: starts a browser with the profile in a folder.
        base: the server's URL.
        taken: is added to.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        with launch(profile) as browser:
            site = Site(browser.pages[0], base)
            site.open()
            site.wait_until_stored()
            site.first_line(IMPORT)
        with launch(profile) as browser:
            site = Site(browser.pages[0], base)
            site.open()
            taken.add(samples.FIRST_IMPORT, site.name, site.first_line(IMPORT))
            for _ in range(LATER_RUNS):
                taken.add(samples.LATER_IMPORT, site.name, site.first_line(IMPORT))
            taken.add(REQUESTS.measure, site.name, site.measure(REQUESTS))
            taken.add(samples.PRACTICE, site.name, _over_the_practice_internet(site))
    over_loopback = _on_desktop(REQUESTS, {})
    taken.add(REQUESTS.measure, DESKTOP, over_loopback)
    taken.add(samples.PRACTICE, DESKTOP, over_loopback)
    taken.add(REQUESTS.measure, PURE_DESKTOP, _on_desktop(REQUESTS, WITHOUT_EXTENSIONS))


def _over_the_practice_internet(site: Site) -> float:
    """Requests a second. The delay is simulated: what is left is what the page has to do.

    The time of a run with few of them is taken off that of one with many: the rest is the same.
    """
    few, many = (
        min(site.wall_seconds(_practice(requests)) for _ in range(PRACTICE_RUNS))
        for requests in (FEW, MANY)
    )
    return (MANY - FEW) / (many - few)


def _practice(requests: int) -> str:
    return f"{read('practice.py')}\nasyncio.run(main({requests}))\n"


def _on_desktop(program: Program, environment: dict[str, str]) -> float:
    finished = subprocess.run(
        [_python_with_aiohttp(), "-c", program.on_own_loop()],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return float(finished.stdout)


def _python_with_aiohttp() -> Path:
    """A virtual environment with aiohttp as the site has it; on a desktop it is partly compiled."""
    pins = (ROOT / "py" / "wheelhouse.txt").read_text().splitlines()
    (pin,) = (line.split()[0] for line in pins if line.startswith("aiohttp=="))
    folder = BENCH / pin
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, timeout=LIMIT_SECONDS)
        install = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            pin,
        ]
        subprocess.run(install, check=True, timeout=LIMIT_SECONDS)
    return python
