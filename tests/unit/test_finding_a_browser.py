"""The order in which the tests look for a browser, and what they say when there is none."""

from pathlib import Path

import pytest

from tests.browser import chromium


def test_variable_then_system_then_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = str(tmp_path / "own")
    (tmp_path / "own").touch()
    (tmp_path / "chromium").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(chromium.VARIABLE, "/named/browser")
    assert chromium.find_chromium(own) == "/named/browser"
    monkeypatch.delenv(chromium.VARIABLE)
    assert chromium.find_chromium(own) == str(tmp_path / "chromium")
    (tmp_path / "chromium").unlink()
    assert chromium.find_chromium(own) == own


def test_without_any_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = str(tmp_path / "own")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    with pytest.raises(RuntimeError, match=r"Type: \.venv/bin/playwright install chromium"):
        chromium.find_chromium(own)
