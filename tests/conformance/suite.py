"""The suite: CPython's Lib/test, from a folder or from Debian's packages, never in the checkout."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

DEBIAN_VERSION = "3.11"
DEBIAN_PACKAGES = [
    f"libpython{DEBIAN_VERSION}-testsuite",
    f"libpython{DEBIAN_VERSION}-stdlib",  # has test/__init__.py and test/support
]
AS_ROOT = ["-o", "APT::Sandbox::User=root"]
"""Else apt warns that its own user can't write into the temporary folder; no matter to others."""
ENGINE_VERSION = "3.14"

# What test_asyncio imports or reads, below Lib/test.
NEEDED = [
    "__init__.py",
    "support/**/*.py",
    "test_asyncio/**/*.py",
    "*.pem",
    "certdata/**/*",
]
GUEST = Path(__file__).parent / "guest"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "asyncarium/conformance"


@dataclass(frozen=True)
class Suite:
    """A ``Lib/test`` folder.

    Attributes:
        folder: holds test_asyncio and support.
        version: of the CPython that the tests are of, such as "3.14".
    """

    folder: Path
    version: str

    def modules(self) -> list[str]:
        """Names of test_asyncio's modules, the longest first: they are started first."""
        files = sorted((self.folder / "test_asyncio").glob("test_*.py"))
        files.sort(key=lambda file: file.stat().st_size, reverse=True)
        return [file.stem for file in files]

    def archive(self) -> str:
        """All that the interpreter needs of the suite, and the guest, as a zip in base64."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for pattern in NEEDED:
                for file in sorted(self.folder.glob(pattern)):
                    if file.is_file():
                        archive.write(file, f"test/{file.relative_to(self.folder).as_posix()}")
            for file in sorted(GUEST.glob("*.py")):
                archive.write(file, f"tests/conformance/guest/{file.name}")
        return base64.b64encode(content.getvalue()).decode("ascii")


def find_suite(folder: str | None) -> Suite:
    """The suite in ``folder``, or Debian's, downloaded when it is not in the cache.

    Raises:
        SystemExit: there is no suite; the message says why.
    """
    if folder is None:
        return Suite(_debian(), DEBIAN_VERSION)
    path = Path(folder).expanduser().resolve()
    if not (path / "test_asyncio").is_dir() or not (path / "support").is_dir():
        raise SystemExit(f"{path} is no Lib/test: it has no test_asyncio or no support")
    return Suite(path, _version_of(path))


def _version_of(folder: Path) -> str:
    """As CPython's source tree says, or the path (lib/python3.13/test); else the engine's."""
    header = folder.parents[1] / "Include" / "patchlevel.h"
    if header.is_file():
        found = re.search(r'#define PY_VERSION\s+"(\d+\.\d+)', header.read_text("utf-8"))
        if found is not None:
            return found[1]
    in_path = re.findall(r"python(3\.\d+)", str(folder))
    return str(in_path[-1]) if in_path else ENGINE_VERSION


def _debian() -> Path:
    """The cached folder of Debian's packages, made if need be."""
    kept = CACHE / f"debian-{DEBIAN_VERSION}"
    if not kept.is_dir():
        if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
            raise SystemExit(
                "The suite comes from Debian's packages, and this is no Debian: name a folder, "
                "make conformance SUITE=/path/to/cpython/Lib/test"
            )
        print(f"— downloading {' and '.join(DEBIAN_PACKAGES)}", file=sys.stderr)
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
            _download(Path(temporary))
            unpacked = Path(temporary, f"usr/lib/python{DEBIAN_VERSION}/test")
            # At once, so that an interrupted download leaves nothing that looks whole.
            unpacked.rename(kept)
    return kept


def _download(folder: Path) -> None:
    try:
        subprocess.run(
            ["apt-get", "download", "-qq", *AS_ROOT, *DEBIAN_PACKAGES],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    except subprocess.CalledProcessError as error:
        raise SystemExit("apt-get can't download it; 'apt-get update' may help") from error
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
