"""The sleeps that a query asks for: the kernel's clock sleeps them instead of the engine.

So others go on meanwhile, a sleep can be cancelled, and simulated time works. What the engine
sees is as long as what was written, with zeros: positions in its errors stay right.

Only where the text says that it is slept once; all others the engine sleeps itself.
"""

import math
import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 1e9
"""Seconds: more than a program waits for, and few enough to count in nanoseconds."""

_NUMBER = r"(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
_PARAMETER = r"\$(?P<parameter>\d+)(?:\s*::\s*(?P<type>double\s+precision|\w+))?"
_SLEEP = re.compile(rf"\bpg_sleep\s*\(\s*(?:{_NUMBER}|{_PARAMETER})\s*\)", re.IGNORECASE | re.ASCII)
_SLEEP_FOR = re.compile(
    rf"\bpg_sleep_for\s*\(\s*(?:(?:interval\s*)?'(?P<text>\0*)'|{_PARAMETER})"
    r"(?:\s*::\s*interval)?\s*\)",
    re.IGNORECASE | re.ASCII,
)
_DIGIT = re.compile(r"[0-9]")

_DO = re.compile(r"\bDO\b", re.IGNORECASE | re.ASCII)
_LATER = re.compile(
    r"\b(?:LOOP|IF|CASE|EXCEPTION|CREATE|PREPARE|DECLARE|EXPLAIN)\b", re.IGNORECASE | re.ASCII
)
_FROM_OF_A_CALL = re.compile(
    r"\b(?:extract|substring|trim|overlay)\s*\([^()]*?\bFROM\b", re.IGNORECASE | re.ASCII
)
_PER_ROW = re.compile(
    r"\b(?:FROM(?!\s+pg_sleep)|WHERE|HAVING|LIMIT|OFFSET|FETCH|VALUES|UPDATE|DELETE|MERGE|AND|OR"
    r"|WITH|COALESCE|NULLIF|generate_series|unnest)\b",
    re.IGNORECASE | re.ASCII,
)
"""With one of these a sleep may be slept for each of many rows, or not at all."""

_INTERVAL = re.compile(r"\s*(?:\d+(?:\.\d*)?\s*[a-z]+\s*)+", re.IGNORECASE | re.ASCII)
_PART = re.compile(r"(\d+(?:\.\d*)?)\s*([a-z]+)", re.IGNORECASE | re.ASCII)
_UNITS = {
    "us": 1e-6, "microsecond": 1e-6, "ms": 1e-3, "millisecond": 1e-3, "s": 1, "sec": 1,
    "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400,
}  # fmt: skip

_BINARY = {
    "float8": "!d", "double precision": "!d", "float": "!d", "float4": "!f", "real": "!f",
    "int": "!i", "integer": "!i", "int4": "!i", "bigint": "!q", "int8": "!q", "smallint": "!h",
}  # fmt: skip
_BINARY_INTERVAL = struct.Struct("!qii")


class Slept(NamedTuple):
    """A parameter that says how long to sleep."""

    number: int
    type: str


class Sleeps:
    """The sleeps of one query.

    Attributes:
        seconds: how long those take that the text says.
        seen: the text, without them.
        parameters: those that are the length of a sleep, and nothing else.
    """

    def __init__(self, text: str, code: str) -> None:
        """``code`` is the text, masked."""
        self.seconds = 0.0
        self.seen = text
        found = []
        code = _slept_once(code)
        for match in _SLEEP.finditer(code):
            if match["number"] is not None:
                self._take_out(*match.span("number"), float(match["number"]))
            else:
                found.append(Slept(int(match["parameter"]), _name(match["type"] or "float8")))
        for match in _SLEEP_FOR.finditer(code):
            if match["text"] is None:
                found.append(Slept(int(match["parameter"]), "interval"))
            elif (seconds := _interval(text[slice(*match.span("text"))])) is not None:
                self._take_out(*match.span("text"), seconds)
        # One that has another meaning, too, can't be changed: the engine has to sleep.
        self.parameters = [one for one in found if _uses(code, one) == 1]

    def _take_out(self, start: int, end: int, seconds: float) -> None:
        self.seconds += min(seconds, LONGEST)
        zeros = _DIGIT.sub("0", self.seen[start:end])
        self.seen = self.seen[:start] + zeros + self.seen[end:]

    def bound(self, body: bytes) -> tuple[bytes, float]:
        """A Bind message's end (formats, values, formats of the result) without its sleeps."""
        seconds = 0.0
        seen = bytearray(body)
        try:
            values = list(_values(body))
        except struct.error:
            return body, 0.0
        for number, type_name in self.parameters:
            if 1 <= number <= len(values):
                start, end, is_binary = values[number - 1]
                length = _length(body[start:end], type_name, is_binary)
                if length is not None and 0 < length < math.inf:
                    seconds += min(length, LONGEST)
                    zeros = b"\0" * (end - start)
                    if not is_binary:
                        zeros = _DIGIT.sub("0", body[start:end].decode()).encode()
                    seen[start:end] = zeros
        return bytes(seen), seconds


def _slept_once(code: str) -> str:
    """``code``, as long, with blanks for the statements that may sleep more or less than once."""
    # What is between the semicolons of a DO is no statement by itself.
    if _DO.search(code) and _LATER.search(code):
        return " " * len(code)
    return ";".join(
        " " * len(one) if _LATER.search(one) or _sleeps_per_row(one) else one
        for one in code.split(";")
    )


def _sleeps_per_row(statement: str) -> bool:
    return _PER_ROW.search(_FROM_OF_A_CALL.sub("", statement)) is not None


def _name(written: str) -> str:
    return " ".join(written.lower().split())


def _uses(code: str, parameter: Slept) -> int:
    return len(re.findall(rf"\${parameter.number}(?!\d)", code))


def _interval(text: str) -> float | None:
    """Its seconds; None if it is written in another way than ``1 minute 2.5 seconds``."""
    if not _INTERVAL.fullmatch(text):
        return None
    seconds = 0.0
    for number, unit in _PART.findall(text):
        lower = unit.lower()
        length = _UNITS.get(lower) or _UNITS.get(lower.removesuffix("s"))
        if length is None:
            return None
        seconds += float(number) * length
    return seconds


def _values(body: bytes) -> Iterator[tuple[int, int, bool]]:
    """Of each parameter where its value begins and ends, and whether it is binary."""
    (count,) = struct.unpack_from("!H", body)
    formats = struct.unpack_from(f"!{count}H", body, 2)
    at = 2 + 2 * count
    (values,) = struct.unpack_from("!H", body, at)
    at += 2
    for index in range(values):
        (length,) = struct.unpack_from("!i", body, at)
        at += 4
        is_binary = bool(formats[index if count > 1 else 0]) if formats else False
        yield at, at + max(length, 0), is_binary
        at += max(length, 0)


def _length(value: bytes, type_name: str, is_binary: bool) -> float | None:
    """The seconds that a value means; None if that can't be told."""
    try:
        if not is_binary:
            text = value.decode()
            return _interval(text) if type_name == "interval" else float(text)
        if type_name == "interval":
            microseconds, days, months = _BINARY_INTERVAL.unpack(value)
            return float((months * 30 + days) * 86400 + microseconds / 1e6)
        return float(struct.unpack(_BINARY[type_name], value)[0])
    except (ValueError, KeyError, struct.error):
        return None
