"""Builds the peers with their own tools, once, in ``.bench/``.

What that takes is installed there too, and stays until its pins change.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.painting import Text
from tests.bench.server import ROOT

HERE = Path(__file__).parent
BENCH = ROOT / ".bench"
PAGES = BENCH / "pages"
SITE_PACKAGES = HERE / "requirements.txt"
NODE_PACKAGES = HERE / "package-lock.json"
LIMIT_SECONDS = 600
MARKED = re.compile(r"(npm )?error\b", re.IGNORECASE)


@dataclass(frozen=True)
class Peer:
    """A page to measure beside the site.

    Attributes:
        text: what its reader waits for.
        sources: its pins and what is ours of it.
        build: leaves it in a folder.
    """

    text: Text
    sources: tuple[Path, ...]
    build: Callable[[Path], None]

    @property
    def folder(self) -> Path:
        """Where it is built; the bench's server has it under the folder's name."""
        return PAGES / self.text.contender.lower()


def build_peers() -> tuple[list[Peer], dict[str, str]]:
    """Build what is not there yet: the peers that are now, and why the others are not."""
    built = []
    absent = {}
    for peer in PEERS:
        try:
            _once(peer.folder, (Path(__file__), *peer.sources), peer.build)
            built.append(peer)
        except subprocess.CalledProcessError as error:
            absent[peer.text.contender] = f"could not be built: {_reason(error.stderr)}"
        except (OSError, subprocess.TimeoutExpired) as error:
            absent[peer.text.contender] = f"could not be built: {error}"
    return built, absent


def _jupyterlite(folder: Path) -> None:
    """The REPL alone, with the bare page's Pyodide: JupyterLite's own comes from elsewhere."""
    jupyterlite = _python_packages() / "bin" / "jupyter-lite"
    with TemporaryDirectory() as source:
        shutil.copy(HERE / "jupyter-lite.json", source)
        options = ["--apps", "repl", "--no-sourcemaps", "--lite-dir", source]
        _run(jupyterlite, "build", *options, "--output-dir", folder)


def _marimo(folder: Path) -> None:
    """A notebook with its outputs in the page: they are there before Python is."""
    # A copy: what marimo remembers of a notebook stands beside it.
    notebook = Path(shutil.copy(HERE / "notebook.md", BENCH))
    options = ["--mode", "run", "--show-code", "--execute", "--no-sandbox", "--force"]
    marimo = _python_packages() / "bin" / "marimo"
    _run(marimo, "export", "html-wasm", notebook, "--output", folder, *options)


def _pyscript(folder: Path) -> None:
    """A document with an editor, and the bare page's Pyodide."""
    shutil.copytree(_node_packages() / "@pyscript" / "core" / "dist", folder / "dist")
    shutil.copy(HERE / "pyscript.html", folder / "index.html")


def _python_packages() -> Path:
    def install(folder: Path) -> None:
        _run(sys.executable, "-m", "venv", folder)
        options = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--require-hashes"]
        _run(folder / "bin" / "pip", "install", *options, "-r", SITE_PACKAGES)

    return _once(BENCH / "venv", (SITE_PACKAGES,), install)


def _node_packages() -> Path:
    def install(folder: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
        _run("npm", "ci", "--prefix", folder, *options)

    return _once(BENCH / "node", (NODE_PACKAGES,), install) / "node_modules"


def _once(folder: Path, sources: tuple[Path, ...], make: Callable[[Path], None]) -> Path:
    """``folder`` as ``make`` leaves it; made anew only when one of ``sources`` has changed."""
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    made = folder / ".made"
    if not made.exists() or made.read_text() != digest:
        print(f"making {folder.relative_to(ROOT)}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        made.write_text(digest)
    return folder


def _run(*command: str | Path) -> None:
    """Run to the end, in ``.bench/``: some leave files where they are run.

    Raises:
        subprocess.SubprocessError: it failed, or took too long.
        OSError: there is no such command.
    """
    subprocess.run(
        command, cwd=BENCH, capture_output=True, check=True, text=True, timeout=LIMIT_SECONDS
    )


def _reason(stderr: str) -> str:
    """The line that names the error, if a tool marks one; else the last, as a traceback has it."""
    lines = stderr.strip().splitlines() or ["it said nothing"]
    return next((line for line in lines if MARKED.match(line)), lines[-1])


PEERS = [
    Peer(
        Text("JupyterLite", "/jupyterlite/repl/?kernel=python", ".jp-CodeConsole-promptCell"),
        (SITE_PACKAGES, HERE / "jupyter-lite.json"),
        _jupyterlite,
    ),
    Peer(
        Text("marimo", "/marimo/", "h1", "Foundation"),
        (SITE_PACKAGES, HERE / "notebook.md"),
        _marimo,
    ),
    Peer(
        Text("PyScript", "/pyscript/", "h1", "Foundation"),
        (NODE_PACKAGES, HERE / "pyscript.html"),
        _pyscript,
    ),
]
