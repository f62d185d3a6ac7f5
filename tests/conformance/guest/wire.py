"""What the guest tells the harness: one JSON object a line on stdout, after a mark.

{"event": "listed", "ids": [...]}     all that shall run, some at a time
{"event": "started", "id": ...}
{"event": "ended", "id": ..., "status": ..., "error": ..., "details": ..., "seconds": ...}
{"event": "rest"}                     time is up: go on in a fresh interpreter
{"event": "done"}                     nothing is left
"""

import json
from typing import Any, Literal, TextIO

MARK = "@conformance "
MAX_DETAILS = 2_500
"""As JSON it is up to three times as long, and lines of 10,000 characters are broken up."""
MAX_ERROR = 300
IDS_PER_LINE = 50

Status = Literal["passed", "failed", "skipped", "interrupted"]
"""``interrupted``: a KeyboardInterrupt came out of the test, most likely the harness's Stop."""


class Channel:
    """Writes events to ``stream``, whatever a test does to ``sys.stdout`` meanwhile."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def send(self, event: str, **fields: Any) -> None:
        text = json.dumps({"event": event, **fields}, ensure_ascii=False)
        # A lone surrogate in a message can't be written as UTF-8.
        text = text.encode("utf-8", "replace").decode("utf-8")
        self._stream.write(f"{MARK}{text}\n")
        self._stream.flush()

    def send_ids(self, ids: list[str]) -> None:
        for at in range(0, len(ids), IDS_PER_LINE):
            self.send("listed", ids=ids[at : at + IDS_PER_LINE])


def parse(line: str) -> dict[str, Any] | None:
    """The event on ``line``, or None. A test may have begun the line with output of its own."""
    _, mark, text = line.partition(MARK)
    if not mark:
        return None
    event: dict[str, Any] = json.loads(text)
    return event
