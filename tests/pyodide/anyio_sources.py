"""anyio for programs of the tests: its sources as one text file, and the lines that import it."""

import base64
import importlib.metadata
import io
import zipfile
from functools import cache

FILE = "anyio.zip.b64"

PREAMBLE = f"""\
import base64, pathlib, sys
pathlib.Path("anyio.zip").write_bytes(base64.b64decode(pathlib.Path("{FILE}").read_text()))
sys.path.insert(0, "anyio.zip")
"""
"""What a program begins with to import anyio from `files`."""


@cache
def files() -> dict[str, str]:
    """The file to put beside main.py: anyio and all that it needs, from this environment."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("anyio", "idna", "typing_extensions"):
            for file in importlib.metadata.files(name) or ():
                if file.suffix == ".py" or file.name in ("METADATA", "entry_points.txt"):
                    archive.writestr(str(file), file.read_text("utf-8"))
    return {FILE: base64.b64encode(packed.getvalue()).decode("ascii")}
