"""Python's side of the golden samples of what an editor asks."""

import json
from pathlib import Path

import pytest

from asyncarium.questions import (
    Answer,
    Completion,
    Completions,
    Documentation,
    Question,
    Signature,
    Signatures,
    decode_question,
    encode_answer,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "protocol"


def test_question_is_read() -> None:
    text = (GOLDEN / "toLanguage.ask.json").read_text("utf-8")
    files = {"main.py": "import asyncio\nasyncio.", "helpers.py": ""}
    assert decode_question(text) == Question(4, "complete", files, "main.py", 2, 8, "")


SLEEP = Signature("sleep(delay, result=None)", ["delay", "result=None"], 0)
ANSWERS = [
    Completions(4, [Completion("gather", "function")]),
    Documentation(4, [SLEEP.label], "Coroutine that completes after a given time (in seconds)."),
    Signatures(4, [SLEEP]),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: type(answer).__name__)
def test_answer_is_written(answer: Answer) -> None:
    message = json.loads(encode_answer(answer))
    assert message == json.loads(
        (GOLDEN / f"fromLanguage.{message['type']}.json").read_text("utf-8")
    )
