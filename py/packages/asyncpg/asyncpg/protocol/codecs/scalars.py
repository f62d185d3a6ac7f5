"""Numbers, text, bytes and their like."""

import decimal
import struct
from collections.abc import Callable
from typing import Any
from uuid import UUID

import asyncpg.pgproto.types as types

_int32 = struct.Struct("!i")
_float32, _float64 = struct.Struct("!f"), struct.Struct("!d")
_tid = struct.Struct("!IH")
_snapshot = struct.Struct("!iqq")


def integer(size: int, name: str, *, signed: bool = True) -> tuple[Any, Any]:
    """The encoder and decoder of an integer of ``size`` bytes."""
    code = {2: "h", 4: "i", 8: "q"}[size]
    packer = struct.Struct("!" + (code if signed else code.upper()))
    unpack_from = packer.unpack_from

    def encode(value: Any) -> bytes:
        if type(value) is not int:
            value = _to_int(value)
        try:
            return packer.pack(value)
        except struct.error:
            raise OverflowError(f"value out of {name} range") from None

    def decode(data: bytes) -> int:
        (value,) = unpack_from(data)
        return value  # type: ignore[no-any-return]

    return encode, decode


def _to_int(value: Any) -> int:
    if hasattr(type(value), "__int__"):
        return int(value)
    if hasattr(type(value), "__index__"):
        return value.__index__()  # type: ignore[no-any-return]
    kind = type(value).__name__
    raise TypeError(f"'{kind}' object cannot be interpreted as an integer")


def encode_bool(value: Any) -> bytes:
    """To ``bool``."""
    if not isinstance(value, bool):
        raise TypeError(f"a boolean is required (got type {type(value).__name__})")
    return b"\1" if value else b"\0"


def decode_bool(data: bytes) -> bool:
    """From ``bool``."""
    return data == b"\1"


def encode_float4(value: Any) -> bytes:
    """To ``float4``."""
    number = to_float(value)
    try:
        return _float32.pack(number)
    except OverflowError:
        raise ValueError("value out of float32 range") from None


def decode_float4(data: bytes) -> float:
    """From ``float4``."""
    (value,) = _float32.unpack(data)
    return value  # type: ignore[no-any-return]


def encode_float8(value: Any) -> bytes:
    """To ``float8``."""
    return _float64.pack(to_float(value))


def decode_float8(data: bytes) -> float:
    """From ``float8``."""
    (value,) = _float64.unpack(data)
    return value  # type: ignore[no-any-return]


def to_float(value: Any) -> float:
    """As C's PyFloat_AsDouble: float() would take text, too."""
    if isinstance(value, str | bytes | bytearray):
        raise TypeError(f"must be real number, not {type(value).__name__}")
    try:
        return float(value)
    except TypeError:
        raise TypeError(f"must be real number, not {type(value).__name__}") from None


def encode_text(value: Any) -> bytes:
    """To any type of text."""
    if not isinstance(value, str):
        raise TypeError(f"expected str, got {type(value).__name__}")
    return value.encode()


def decode_text(data: bytes) -> str:
    """From any type of text."""
    return data.decode()


def encode_bytes(value: Any) -> bytes:
    """To ``bytea``."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) or not _is_buffer(value):
        raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'")
    return bytes(value)


def _is_buffer(value: Any) -> bool:
    try:
        memoryview(value)
    except TypeError:
        return False
    return True


def decode_bytes(data: bytes) -> bytes:
    """From ``bytea``."""
    return data


def with_version(what: str) -> tuple[Callable[[Any], bytes], Callable[[bytes], str]]:
    """The encoder and decoder of text that follows a version byte."""

    def encode(value: Any) -> bytes:
        return b"\1" + encode_text(value)

    def decode(data: bytes) -> str:
        if data[0] != 1:
            raise ValueError(f"unexpected {what} format: {data[0]}")
        return data[1:].decode()

    return encode, decode


def encode_bits(value: Any) -> bytes:
    """To ``bit`` and ``varbit``."""
    if isinstance(value, types.BitString):
        bits: bytes = value.bytes
        return _int32.pack(len(value)) + bits
    data = encode_bytes(value)
    return _int32.pack(len(data) * 8) + data


def decode_bits(data: bytes) -> Any:
    """From ``bit`` and ``varbit``."""
    (length,) = _int32.unpack_from(data)
    return types.BitString.frombytes(data[4:], length)


def encode_uuid(value: Any) -> bytes:
    """To ``uuid``."""
    if not isinstance(value, str):
        return encode_bytes(value.bytes)
    if not 32 <= len(value) <= 36:
        raise ValueError(
            f"invalid UUID {value!r}: length must be between 32..36 characters, got {len(value)}"
        )
    digits = value.replace("-", "")
    for character in digits:
        if character not in "0123456789abcdefABCDEF":
            raise ValueError(f"invalid UUID {value!r}: unexpected character {character!r}")
    if len(digits) != 32:
        size = "less" if len(digits) < 32 else "more"
        raise ValueError(f"invalid UUID {value!r}: decodes to {size} than 16 bytes")
    return bytes.fromhex(digits)


def decode_uuid(data: bytes) -> UUID:
    """From ``uuid``."""
    return UUID(bytes=data)


def encode_void(_value: Any) -> bytes:
    """To ``void``."""
    return b""


def decode_void(_data: bytes) -> None:
    """From ``void``."""


def encode_tid(value: Any) -> bytes:
    """To ``tid``: the block, and the row in it."""
    if not isinstance(value, tuple | list):
        raise TypeError(f"list or tuple expected (got type {type(value)})")
    if len(value) != 2:
        raise ValueError("invalid number of elements in tid tuple, expecting 2")
    block, offset = value
    if not 0 <= block < 1 << 32:
        raise OverflowError("tuple id block value out of uint32 range")
    if not 0 <= offset < 1 << 16:
        raise OverflowError("tuple id offset value out of uint16 range")
    return _tid.pack(block, offset)


def decode_tid(data: bytes) -> tuple[int, int]:
    """From ``tid``."""
    block, offset = _tid.unpack(data)
    return block, offset


def encode_snapshot(value: Any) -> bytes:
    """To ``pg_snapshot``."""
    if not isinstance(value, tuple | list):
        raise TypeError(f"list or tuple expected (got type {type(value)})")
    if len(value) != 3:
        raise ValueError("invalid number of elements in txid_snapshot tuple, expecting 4")
    first, last, running = value
    return _snapshot.pack(len(running), first, last) + struct.pack(f"!{len(running)}Q", *running)


def decode_snapshot(data: bytes) -> tuple[int, int, tuple[int, ...]]:
    """From ``pg_snapshot``."""
    count, first, last = _snapshot.unpack_from(data)
    return first, last, struct.unpack_from(f"!{count}Q", data, _snapshot.size)


# numeric: digits of base 10,000, and where the point stands.

_numeric = struct.Struct("!HhHH")
_NEGATIVE, _NAN, _INFINITY, _NEGATIVE_INFINITY = 0x4000, 0xC000, 0xD000, 0xF000
_SPECIAL = {_NAN: "NaN", _INFINITY: "Infinity", _NEGATIVE_INFINITY: "-Infinity"}


def encode_numeric(value: Any) -> bytes:
    """To ``numeric``."""
    number = value if isinstance(value, decimal.Decimal) else decimal.Decimal(value)
    if not number.is_finite():
        sign = _NAN if number.is_nan() else _NEGATIVE_INFINITY if number < 0 else _INFINITY
        return _numeric.pack(0, 0, sign, 0)
    negative, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    if -exponent > 0x3FFF:
        raise ValueError("cannot encode Decimal value into numeric: exponent is too small")
    if len(digits) + exponent > 131_072:
        raise ValueError("cannot encode Decimal value into numeric: exponent is too large")
    scale = max(0, -exponent)
    # As an integer times a power of 10,000.
    padding = exponent % 4
    whole = int("".join(map(str, digits))) * 10**padding
    groups = []
    while whole:
        whole, group = divmod(whole, 10_000)
        groups.append(group)
    groups.reverse()
    weight = len(groups) - 1 + (exponent - padding) // 4
    sign = _NEGATIVE if negative else 0
    header = _numeric.pack(len(groups), weight if groups else 0, sign, scale)
    return header + struct.pack(f"!{len(groups)}H", *groups)


def decode_numeric(data: bytes) -> decimal.Decimal:
    """From ``numeric``; with as many digits after the point as the server shows."""
    count, weight, sign, scale = _numeric.unpack_from(data)
    if sign in _SPECIAL:
        return decimal.Decimal(_SPECIAL[sign])
    groups = struct.unpack_from(f"!{count}H", data, _numeric.size)
    whole = 0
    for group in groups:
        whole = whole * 10_000 + group
    negative = int(sign == _NEGATIVE)
    # The groups' own exponent; then exactly `scale` digits after the point.
    shift = scale + 4 * (weight + 1 - count)
    if scale == 0 and count:
        # asyncpg does not write out zeros that the server leaves out: 10000 is 1E+4.
        return decimal.Decimal((negative, tuple(map(int, str(whole))), shift))
    whole = whole * 10**shift if shift >= 0 else whole // 10**-shift
    return decimal.Decimal((negative, tuple(map(int, str(whole))), -scale))


def encode_numeric_text(value: Any) -> bytes:
    """To ``numeric``, in an array that travels as text."""
    return str(value).encode()


def decode_numeric_text(data: bytes) -> decimal.Decimal:
    """From ``numeric`` as text."""
    return decimal.Decimal(data.decode())
