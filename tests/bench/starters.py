"""The pages whose starts are measured, and why others are not."""

import json
from collections.abc import Iterable

from playwright.sync_api import Page

from tests.bench.contenders import Bare, Site
from tests.bench.opening import Opening

MISSING = {
    "JupyterLite": "runs no program here: its kernel wants wheels that npm's Pyodide is without",
    "marimo": "runs no program here: it takes Pyodide from a CDN, and its wheels from another",
}
"""Peers that show their text without a network, but are built to start Python with one."""


class PyScript(Opening):
    """PyScript's editor, which starts Python when its button is pressed: at once."""

    name = "PyScript"
    _probe = "peer.js"
    _address = "/pyscript/"

    def __init__(self, page: Page, base: str) -> None:
        awaited = {"button": ".py-editor-run-button", "output": ".py-editor-output"}
        page.add_init_script(f"window.awaited = {json.dumps(awaited)}")
        super().__init__(page, base)


def find_starters(built: Iterable[str]) -> tuple[list[type[Opening]], dict[str, str]]:
    """Who starts, and why others don't.

    Args:
        built: the names of the peers that could be built.
    """
    names = set(built)
    kinds = [Site, Bare, *([PyScript] if PyScript.name in names else [])]
    return kinds, {name: reason for name, reason in MISSING.items() if name in names}
