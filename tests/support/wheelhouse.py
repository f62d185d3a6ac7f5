"""Real wheels: those that programs import from in the page, and one that PyPI has for it."""

import hashlib
import io
import json
import subprocess
import zipfile
from pathlib import Path

from tests.support.machines import NODE, ROOT

FOR_PYODIDE = ["--platform=pyemscripten_2026_0_wasm32", "--python-version=3.14"]


def wheels() -> list[Path]:
    """Where those of the site are, for a desktop to import from, too; downloaded if need be."""
    return _wheels("py/wheelhouse.txt")


def compiled_wheel() -> Path:
    """One with an extension module in WebAssembly, ``msgspec``."""
    (wheel,) = _wheels("tests/compiled.txt", FOR_PYODIDE)
    return wheel


def as_on_pypi(wheel: Path) -> dict[str, bytes]:
    """What PyPI answers with, by address; its wheels' metadata can be had alone (PEP 658)."""
    content = wheel.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name)
    url = f"https://files.pythonhosted.org/packages/{wheel.name}"
    project = wheel.name.split("-")[0]
    file = {
        "filename": wheel.name,
        "url": url,
        "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
        "core-metadata": {"sha256": hashlib.sha256(metadata).hexdigest()},
    }
    page = json.dumps({"name": project, "files": [file]}).encode()
    return {
        f"https://pypi.org/simple/{project}/": page,
        url: content,
        f"{url}.metadata": metadata,
    }


def _wheels(*arguments: object) -> list[Path]:
    call = f"wheels({', '.join(map(json.dumps, arguments))})"
    code = f"import {{ wheels }} from './web/build/wheels.ts'; console.log(...{call})"
    command = [str(NODE), "--input-type=module", "--eval", code]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [Path(path) for path in printed.split()]
