"""Which Python a test of the handbook runs, beside its own."""

import sys
from pathlib import Path

import pytest

from tests.support import pythons
from tests.support.pythons import NAMES, OWN, VARIABLE, Python, newest


def put(folder: Path, name: str, script: str) -> str:
    """A command on the PATH; returns its path."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is the whole PATH; no Python is named, the tests' own is of 3.11."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(pythons, "OWN", Python(sys.executable, (3, 11)))
    return tmp_path


def test_the_own_one_when_there_is_no_other(path: Path) -> None:
    assert newest() == Python(sys.executable, (3, 11))


def test_the_newest_that_runs(path: Path) -> None:
    put(path, NAMES[0], "echo not switched on >&2; exit 127")
    older = put(path, NAMES[2], "echo 3 12")
    assert newest() == Python(older, (3, 12))
    put(path, NAMES[1], "echo 3 13")
    assert newest().version == (3, 13)


def test_the_named_one_before_the_path(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(path, NAMES[0], "echo 3 14")
    monkeypatch.setenv(VARIABLE, put(path, "mine", "echo 3 13"))
    assert newest() == Python(str(path / "mine"), (3, 13))


def test_the_own_one_before_older_ones(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pythons, "OWN", Python(sys.executable, (3, 15)))
    put(path, NAMES[0], "echo 3 14")
    assert newest().version == (3, 15)


@pytest.mark.parametrize("script", ["exit 1", "echo no version"])
def test_a_named_one_must_run(path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setenv(VARIABLE, put(path, "broken", script))
    with pytest.raises(RuntimeError, match=r"names no Python that runs: .*broken"):
        newest()


def test_a_named_one_must_be_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(path / "nowhere"))
    with pytest.raises(RuntimeError, match=VARIABLE):
        newest()


def test_a_real_one_says_its_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pythons, "OWN", Python("none", (3, 0)))
    monkeypatch.setenv(VARIABLE, sys.executable)
    assert newest() == OWN
