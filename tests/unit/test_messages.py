"""Python's side of the golden samples; tests/web/protocol.test.ts is the other."""

import json
from pathlib import Path
from typing import Any

import pytest

from asyncarium.messages import (
    Complete,
    Completions,
    Evaluate,
    Evaluated,
    Event,
    FilesWritten,
    InputIncomplete,
    LeftForConsole,
    Place,
    ProgramError,
    Run,
    RunEnded,
    WrittenFile,
    decode_complete,
    decode_evaluate,
    decode_run,
    encode,
    encode_content,
)
from asyncarium_internet.exchanges import Exchanges

SETTINGS = {"latency": "slow", "failures": "some", "seed": 7, "real": False}
GOLDEN = Path(__file__).parents[1] / "golden" / "protocol"


def sample(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


def test_run_is_read() -> None:
    text = (GOLDEN / "toWorker.run.json").read_text("utf-8")
    files = {"main.py": "print('Hello')\n", "helpers.py": ""}
    assert decode_run(text) == Run(
        runId=7, files=files, clock="instant", stdin=None, wheelhouse=None, internet=SETTINGS
    )


@pytest.mark.parametrize("field", ["runId", "files", "clock", "stdin", "wheelhouse", "internet"])
def test_run_needs_every_field(field: str) -> None:
    message = sample("toWorker.run")
    del message[field]
    with pytest.raises(KeyError, match=field):
        decode_run(json.dumps(message))


def test_what_is_typed_at_the_console_is_read() -> None:
    evaluate = decode_evaluate(json.dumps(sample("toWorker.evaluate")))
    assert evaluate == Evaluate(runId=7, text="await asyncio.sleep(1)")
    complete = decode_complete(json.dumps(sample("toWorker.complete")))
    assert complete == Complete(runId=7, text="x = asyncio.sl")


EVENTS: dict[str, Event] = {
    "runEnded": RunEnded(
        runId=7,
        outcome="failed",
        error=ProgramError(
            type="ValueError", message="no 🐍", line=3, place=Place("helpers.py", 12)
        ),
        durationSeconds=1.5,
        console=LeftForConsole(gone=["task"], moreGone=0),
    ),
    "filesWritten": FilesWritten(
        runId=7,
        files=[
            WrittenFile("out/names.txt", 6, encode_content("Grüß".encode())),
            WrittenFile("big.bin", 2**21, encode_content(None)),
        ],
        more=0,
    ),
    "inputIncomplete": InputIncomplete(runId=7),
    "evaluated": Evaluated(runId=7, exited=False),
    "completions": Completions(runId=7, replaced=3, words=["print("]),
}


@pytest.mark.parametrize("name", EVENTS)
def test_events_are_written(name: str) -> None:
    assert json.loads(encode(EVENTS[name])) == [sample(f"fromWorker.{name}")]


def test_exchanges_are_written() -> None:
    told: list[str] = []
    times = iter((0.04, 0.16, 0.2))
    exchanges = Exchanges(lambda: next(times), told.append)
    exchange = exchanges.begin("GET", "https://api.example.com/products")
    exchanges.answered(exchange, 200)
    exchange.size = 190
    exchanges.ended(exchange, "the connection was reset")
    assert [json.loads(text) for text in told[-1:]] == sample("fromWorker.exchanges")["exchanges"]


def test_events_keep_their_order() -> None:
    events = json.loads(encode(*EVENTS.values()))
    assert [event["type"] for event in events] == list(EVENTS)


def test_lone_surrogates_survive() -> None:
    error = ProgramError(type="ValueError", message="\ud800", line=None, place=None)
    ended = RunEnded(runId=1, outcome="failed", error=error, durationSeconds=0, console=None)
    text = encode(ended)
    assert text.isascii()
    assert json.loads(text)[0]["error"]["message"] == "\ud800"
