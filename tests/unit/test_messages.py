"""Python's side of the golden samples; tests/web/protocol.test.ts is the other."""

import json
from pathlib import Path
from typing import Any

import pytest

from asyncarium.messages import ProgramError, Run, RunEnded, decode_run, encode_run_ended

GOLDEN = Path(__file__).parents[1] / "golden" / "protocol"


def sample(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


def test_run_is_read() -> None:
    text = (GOLDEN / "toWorker.run.json").read_text("utf-8")
    files = {"main.py": "print('Hello')\n", "helpers.py": ""}
    assert decode_run(text) == Run(runId=7, files=files, clock="instant", stdin=None)


@pytest.mark.parametrize("field", ["runId", "files", "clock", "stdin"])
def test_run_needs_every_field(field: str) -> None:
    message = sample("toWorker.run")
    del message[field]
    with pytest.raises(KeyError, match=field):
        decode_run(json.dumps(message))


def test_run_ended_is_written() -> None:
    error = ProgramError(type="ValueError", message="no 🐍", line=3)
    ended = RunEnded(runId=7, outcome="failed", error=error, durationSeconds=1.5)
    assert json.loads(encode_run_ended(ended)) == sample("fromWorker.runEnded")


def test_lone_surrogates_survive() -> None:
    error = ProgramError(type="ValueError", message="\ud800", line=None)
    ended = RunEnded(runId=1, outcome="failed", error=error, durationSeconds=0)
    text = encode_run_ended(ended)
    assert text.isascii()
    assert json.loads(text)["error"]["message"] == "\ud800"
