"""Finds a Chromium: an environment variable's, the system's, or Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright

VARIABLE = "ASYNCARIUM_CHROMIUM"
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
ARGUMENTS = [
    "--no-sandbox",  # tests may run as root, where Chromium's own sandbox can't
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HELP = (
    "No browser to test in. Type: .venv/bin/playwright install chromium\n"
    f"or name one that you have: {VARIABLE}=/path/to/chromium make test"
)


def find_chromium(own: str) -> str:
    """The path of a Chromium; ``own`` is where Playwright would have put its own.

    Raises:
        RuntimeError: there is none; the message says what to type.
    """
    if named := os.environ.get(VARIABLE):
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if Path(own).exists():
        return own
    raise RuntimeError(HELP)


def launch_chromium(playwright: Playwright, *more: str) -> Browser:
    """Start a headless browser with a new, empty profile; ``more`` are arguments for it."""
    return playwright.chromium.launch(
        executable_path=find_chromium(playwright.chromium.executable_path),
        args=[*ARGUMENTS, *more],
        headless=True,
    )


def open_profile(playwright: Playwright, profile: Path, *more: str) -> BrowserContext:
    """Start a headless browser with the profile in a folder, which outlives it.

    ``more`` are arguments for it.
    """
    return playwright.chromium.launch_persistent_context(
        profile,
        executable_path=find_chromium(playwright.chromium.executable_path),
        args=[*ARGUMENTS, *more],
        headless=True,
    )


def install_if_missing() -> None:
    """On Debian as root, install the system's Chromium when there is no browser at all."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            find_chromium(playwright.chromium.executable_path)
        except RuntimeError as error:
            if shutil.which("apt-get") is None or os.geteuid() != 0:
                sys.exit(str(error))
            print("— installing the package chromium", flush=True)
            subprocess.run(["apt-get", "update", "-qq"], check=True)
            subprocess.run(
                ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
                check=True,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )


if __name__ == "__main__":
    install_if_missing()
