"""Other builds of the site, as a later deploy would bring them."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.machines import NODE, ROOT

TEXTS = {".html", ".js", ".css"}
HASHED = re.compile(r"-[\w-]{8,12}(?=\.\w+$)")


def other_build(folder: Path, release: str, files: Mapping[str, bytes] | None = None) -> Path:
    """Make a build in ``folder`` that has no file in common with the one in dist/.

    Every hash-named file gets another name, and scripts and styles another content. The page says
    which build it is: ``<html data-release>``.

    Args:
        folder: is made.
        release: what the build is called.
        files: more files for it, by their path; then it has no other files on demand.
    """
    shutil.copytree(ROOT / "dist", folder)
    if files:
        shutil.rmtree(folder / "packages")
    for name, content in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    renamed = {
        path.name: HASHED.sub(f"-{release}", path.name)
        for place in ("assets", "engine")
        for path in (folder / place).iterdir()
    }
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.suffix in TEXTS:
            text = path.read_text("utf-8")
            for old, new in renamed.items():
                text = text.replace(old, new)
            if path.suffix != ".html":
                text += f"/* {release} */"
            path.write_text(text, "utf-8")
        if path.name in renamed:
            path.rename(path.with_name(renamed[path.name]))
    page = folder / "index.html"
    marked = page.read_text("utf-8").replace("<html ", f'<html data-release="{release}" ', 1)
    # The names stand in the page's own script, too, which its policy admits by hash.
    before = (ROOT / "dist" / "index.html").read_text("utf-8")
    marked = marked.replace(_hash_of_script(before), _hash_of_script(marked))
    page.write_text(marked, "utf-8")
    with (folder / "licences.txt").open("a") as licences:
        licences.write(f"\n{release}\n")
    write_service_worker(folder)
    return folder


def _hash_of_script(page: str) -> str:
    """As a Content-Security-Policy names the page's inline script."""
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script is not None
    return base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()


def write_service_worker(folder: Path) -> None:
    """List the files of ``folder`` anew, after a change."""
    script = ROOT / "web" / "build" / "service-worker.ts"
    subprocess.run([NODE, script, folder], check=True, capture_output=True, text=True)
