"""Points, lines and shapes."""

import struct
from collections.abc import Iterable
from typing import Any

import asyncpg.pgproto.types as types
from asyncpg.protocol.codecs.scalars import encode_float8

_pair, _three = struct.Struct("!2d"), struct.Struct("!3d")
_four, _count = struct.Struct("!4d"), struct.Struct("!i")


def _encode_numbers(values: Any, count: int) -> bytes:
    return b"".join(encode_float8(values[i]) for i in range(count))


def encode_point(value: Any) -> bytes:
    """To ``point``."""
    return _encode_numbers(value, 2)


def decode_point(data: bytes) -> Any:
    """From ``point``."""
    return types.Point(*_pair.unpack(data))


def encode_two_points(value: Any) -> bytes:
    """To ``box`` and ``lseg``."""
    return encode_point(value[0]) + encode_point(value[1])


def decode_box(data: bytes) -> Any:
    """From ``box``."""
    return types.Box(decode_point(data[:16]), decode_point(data[16:]))


def decode_segment(data: bytes) -> Any:
    """From ``lseg``."""
    x1, y1, x2, y2 = _four.unpack(data)
    return types.LineSegment((x1, y1), (x2, y2))


def encode_line(value: Any) -> bytes:
    """To ``line``."""
    return _encode_numbers(value, 3)


def decode_line(data: bytes) -> Any:
    """From ``line``."""
    return types.Line(*_three.unpack(data))


def encode_circle(value: Any) -> bytes:
    """To ``circle``."""
    return encode_point(value[0]) + encode_float8(value[1])


def decode_circle(data: bytes) -> Any:
    """From ``circle``."""
    x, y, radius = _three.unpack(data)
    return types.Circle((x, y), radius)


def _encode_points(points: Iterable[Any]) -> bytes:
    encoded = [encode_point(point) for point in points]
    return _count.pack(len(encoded)) + b"".join(encoded)


def _decode_points(data: bytes) -> Iterable[Any]:
    (count,) = _count.unpack_from(data)
    return (types.Point(*_pair.unpack_from(data, 4 + 16 * i)) for i in range(count))


def encode_path(value: Any) -> bytes:
    """To ``path``: a tuple is a closed one, a list an open one."""
    closed = value.is_closed if isinstance(value, types.Path) else isinstance(value, tuple)
    return bytes((bool(closed),)) + _encode_points(value)


def decode_path(data: bytes) -> Any:
    """From ``path``."""
    return types.Path(*_decode_points(data[1:]), is_closed=data[0] == 1)


def encode_polygon(value: Any) -> bytes:
    """To ``polygon``."""
    return _encode_points(value)


def decode_polygon(data: bytes) -> Any:
    """From ``polygon``."""
    return types.Polygon(*_decode_points(data))
