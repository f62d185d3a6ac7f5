"""The order in which the tests look for a browser, and what they say when there is none."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Playwright

from tests.browser import chromium


@pytest.fixture
def playwright(tmp_path: Path) -> Playwright:
    """A Playwright whose own browser may be made to exist."""
    own = SimpleNamespace(executable_path=str(tmp_path / "own"))
    return cast(Playwright, SimpleNamespace(chromium=own))


def test_variable_then_system_then_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, playwright: Playwright
) -> None:
    (tmp_path / "own").touch()
    (tmp_path / "chromium").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(chromium.VARIABLE, "/named/browser")
    assert chromium.find_chromium(playwright) == "/named/browser"
    monkeypatch.delenv(chromium.VARIABLE)
    assert chromium.find_chromium(playwright) == str(tmp_path / "chromium")
    (tmp_path / "chromium").unlink()
    assert chromium.find_chromium(playwright) == str(tmp_path / "own")


def test_without_any_it_says_what_to_type(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, playwright: Playwright
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    with pytest.raises(RuntimeError, match=r"Type: \.venv/bin/playwright install chromium"):
        chromium.find_chromium(playwright)
