"""Answers: what the sites give, and the bytes that they are on the wire."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus

SERVER = "practice-internet"


@dataclass(frozen=True)
class Part:
    """A piece of a body that comes bit by bit, so many seconds after the one before."""

    after: float
    data: bytes


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes:
        body: all of it, or the pieces in which it comes.
        after: seconds that the server takes for it, beside what everything takes.
        breaks: no answer at all: the connection is broken instead.
        says: what stands beside the status, if not the usual.
    """

    status: int = 200
    body: bytes | Sequence[Part] = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0
    breaks: bool = False
    says: str | None = None

    @property
    def parts(self) -> Sequence[Part]:
        return [Part(0, self.body)] if isinstance(self.body, bytes) else self.body

    def head(self, *, chunked: bool, close: bool) -> bytes:
        """Its first bytes, to the empty line."""
        headers = {"Date": _date(), "Server": SERVER}
        if self.status not in (204, 304):
            headers["Content-Type"] = self.content_type
        if chunked:
            headers["Transfer-Encoding"] = "chunked"
        elif isinstance(self.body, bytes) and self.status not in (204, 304):
            headers["Content-Length"] = str(len(self.body))
        headers |= self.headers
        if close:
            headers["Connection"] = "close"
        lines = [f"HTTP/1.1 {self.status} {self.says or reason(self.status)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


def chunk(data: bytes) -> bytes:
    """``data`` as one chunk; the last one is empty."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def json_answer(content: object, status: int = 200, **headers: str) -> Answer:
    """``content`` as JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(content, ensure_ascii=False).encode()
    return Answer(status, body, "application/json", named)


def page(title: str, body: str, status: int = 200) -> Answer:
    """A page; ``body`` is HTML."""
    text = (
        "<!doctype html>\n"
        f'<html lang="en">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
    return Answer(status, text.encode(), "text/html; charset=utf-8")


def redirect(to: str, status: int = 302) -> Answer:
    """The client shall look elsewhere."""
    return Answer(status, f"See {to}\n".encode(), headers={"Location": to})


def reason(status: int) -> str:
    """What stands beside a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _date() -> str:
    # Not strftime: the program may have set a locale.
    t = time.gmtime()
    day, month = _DAYS[t.tm_wday], _MONTHS[t.tm_mon - 1]
    clock = f"{t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02}"
    return f"{day}, {t.tm_mday:02} {month} {t.tm_year} {clock} GMT"
