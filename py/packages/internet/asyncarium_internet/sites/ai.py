"""``ai.example.com``: a model that answers word by word, in the form that most AI services use.

It understands nothing: the words are always the same.
"""

import json

from asyncarium_internet.http.answer import Answer, Part, json_answer
from asyncarium_internet.http.request import Request

MODEL = "practice-1"
SECONDS_TO_FIRST = 0.2
SECONDS_PER_TOKEN = 0.05
LONGEST_PROMPT = 200


class AiSite:
    """`Site` of ai.example.com."""

    reliable: frozenset[str] = frozenset()

    def answer(self, request: Request) -> Answer:
        path = request.path.rstrip("/")
        if path == "/v1/stream" and request.method in ("GET", "HEAD"):
            tokens = _tokens(request.query.get("prompt", ""))
            return _stream([{"token": token} for token in tokens])
        if path != "/v1/chat/completions":
            return _error(404, f"there is no {request.path} here; try /v1/chat/completions")
        if request.method != "POST":
            return _error(405, "POST a JSON object with messages")
        return _complete(request.body)


def _complete(body: bytes) -> Answer:
    try:
        asked = json.loads(body)
        prompt = asked["messages"][-1]["content"]
        stream = bool(asked.get("stream", False))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        prompt, stream = None, False
    if not isinstance(prompt, str):
        return _error(
            400, 'the body must be JSON: {"messages": [{"role": "user", "content": "…"}]}'
        )
    tokens = _tokens(prompt)
    if not stream:
        message = {"role": "assistant", "content": "".join(tokens)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        whole = json_answer({"object": "chat.completion", "model": MODEL, "choices": [choice]})
        after = SECONDS_TO_FIRST + SECONDS_PER_TOKEN * len(tokens)
        return Answer(200, whole.body, whole.content_type, after=after)
    return _stream([_delta({"content": token}) for token in tokens] + [_delta({}, "stop")])


def _delta(delta: dict[str, str], finish_reason: str | None = None) -> dict[str, object]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"object": "chat.completion.chunk", "model": MODEL, "choices": [choice]}


def _stream(events: list[dict[str, object]] | list[dict[str, str]]) -> Answer:
    lines = [json.dumps(event, ensure_ascii=False) for event in events]
    parts = [Part(SECONDS_PER_TOKEN, f"data: {line}\n\n".encode()) for line in lines]
    parts.append(Part(0, b"data: [DONE]\n\n"))
    headers = {"Cache-Control": "no-store"}
    return Answer(200, parts, "text/event-stream", headers, after=SECONDS_TO_FIRST)


def _tokens(prompt: str) -> list[str]:
    """Words, each with the space before it."""
    asked = " ".join(prompt.split())[:LONGEST_PROMPT]
    about = f'You said "{asked}". ' if asked else ""
    text = f"{about}I am a small model in your browser. I know nothing, but I say it word by word."
    words = text.split(" ")
    return [words[0], *(f" {word}" for word in words[1:])]


def _error(status: int, message: str) -> Answer:
    return json_answer({"error": {"message": message}}, status)
