"""Ranges, multiranges and composite values."""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import asyncpg.types as types
from asyncpg import exceptions
from asyncpg.protocol.codecs.codec import Codec, Decode, Encode
from asyncpg.protocol.record import Record, RecordDescriptor

_int32 = struct.Struct("!i")
_field = struct.Struct("!Ii")

_EMPTY, _LOWER_IN, _UPPER_IN, _NO_LOWER, _NO_UPPER = 1, 2, 4, 8, 16
"""Flags of a range, as in PostgreSQL's rangetypes.h."""


def sized(data: bytes) -> bytes:
    """After its length."""
    return _int32.pack(len(data)) + data


def range_encoder(element: Codec) -> Encode | None:
    """To a range of ``element``."""
    encode = element.encode
    if encode is None:
        return None

    def encode_range(value: Any) -> bytes:
        flags, lower, upper = _bounds(value)
        parts = [bytes((flags,))]
        if not flags & (_EMPTY | _NO_LOWER):
            parts.append(sized(encode(lower)))
        if not flags & (_EMPTY | _NO_UPPER):
            parts.append(sized(encode(upper)))
        return b"".join(parts)

    return encode_range


def _bounds(value: Any) -> tuple[int, Any, Any]:
    if isinstance(value, types.Range):
        if value.isempty:
            return _EMPTY, None, None
        flags = _LOWER_IN if value.lower_inc else _NO_LOWER if value.lower is None else 0
        flags |= _UPPER_IN if value.upper_inc else _NO_UPPER if value.upper is None else 0
        return flags, value.lower, value.upper
    if not isinstance(value, tuple | list):
        raise TypeError(f"list, tuple or Range object expected (got type {type(value)})")
    match len(value):
        case 0:
            return _EMPTY, None, None
        case 1:
            return _LOWER_IN | _NO_UPPER, value[0], None
        case 2:
            flags = _LOWER_IN | _UPPER_IN
            flags |= _NO_LOWER if value[0] is None else 0
            flags |= _NO_UPPER if value[1] is None else 0
            return flags, value[0], value[1]
        case length:
            raise ValueError(f"expected 0, 1 or 2 elements in range (got {length})")


def range_decoder(element: Codec) -> Decode | None:
    """From a range of ``element``."""
    decode = element.decode
    if decode is None:
        return None

    def decode_range(data: bytes) -> Any:
        flags, position = data[0], 1
        bounds: list[Any] = []
        for missing in (_NO_LOWER, _NO_UPPER):
            if flags & (_EMPTY | missing):
                bounds.append(None)
                continue
            (length,) = _int32.unpack_from(data, position)
            bounds.append(decode(data[position + 4 : position + 4 + length]))
            position += 4 + length
        return types.Range(
            lower=bounds[0],
            upper=bounds[1],
            lower_inc=flags & _LOWER_IN != 0,
            upper_inc=flags & _UPPER_IN != 0,
            empty=flags & _EMPTY != 0,
        )

    return decode_range


def multirange_encoder(element: Codec) -> Encode | None:
    """To a multirange of ``element``."""
    encode = range_encoder(element)
    if encode is None:
        return None

    def encode_multirange(value: Any) -> bytes:
        if not isinstance(value, Sequence):
            raise TypeError(f"expected a sequence (got type {type(value).__name__!r})")
        return _int32.pack(len(value)) + b"".join(sized(encode(item)) for item in value)

    return encode_multirange


def multirange_decoder(element: Codec) -> Decode | None:
    """From a multirange of ``element``."""
    decode = range_decoder(element)
    if decode is None:
        return None

    def decode_multirange(data: bytes) -> list[Any]:
        found, position = [], 4
        while position < len(data):
            (length,) = _int32.unpack_from(data, position)
            found.append(decode(data[position + 4 : position + 4 + length]))
            position += 4 + length
        return found

    return decode_multirange


def composite_codec(
    oid: int, name: str, schema: str, attributes: Mapping[str, int], elements: Sequence[Codec],
    oids: Sequence[int],
) -> Codec:  # fmt: skip
    """A codec for a composite type.

    Args:
        attributes: their names and positions.
        elements: their codecs.
        oids: their types.
    """
    columns = RecordDescriptor(attributes, tuple(attributes))

    def encode(value: Any) -> bytes:
        if isinstance(value, Mapping):
            value = _in_order(value, attributes, name)
        parts = [_int32.pack(len(value))]
        for item, element, element_oid in zip(value, elements, oids, strict=False):
            if item is None:
                parts.append(_field.pack(element_oid, -1))
            else:
                assert element.encode is not None
                data = element.encode(item)
                parts += (_field.pack(element_oid, len(data)), data)
        return b"".join(parts)

    def decode(data: bytes) -> Record:
        (count,) = _int32.unpack_from(data)
        if count != len(oids):
            raise exceptions.OutdatedSchemaCacheError(
                f"unexpected number of attributes of composite type: {count}, expected {len(oids)}",
                schema=schema,
                data_type=name,
            )
        return columns.make_record(Record, _fields(data, lambda position, _oid: elements[position]))

    can_encode = all(element.encode is not None for element in elements)
    can_decode = all(element.decode is not None for element in elements)
    return Codec(
        oid, name, schema, "composite", 1, encode if can_encode else None,
        decode if can_decode else None,
    )  # fmt: skip


def _in_order(value: Mapping[str, Any], attributes: Mapping[str, int], name: str) -> list[Any]:
    ordered = [None] * len(attributes)
    for field in value:
        if field not in attributes:
            raise ValueError(f"{field!r} is not a valid element of composite type {name}")
        ordered[attributes[field]] = value[field]
    return ordered


def _fields(data: bytes, codec_of: Callable[[int, int], Codec]) -> tuple[Any, ...]:
    (count,) = _int32.unpack_from(data)
    values: list[Any] = []
    position = 4
    for i in range(count):
        oid, length = _field.unpack_from(data, position)
        position += 8
        if length < 0:
            values.append(None)
            continue
        decode = codec_of(i, oid).decode
        assert decode is not None
        values.append(decode(data[position : position + length]))
        position += length
    return tuple(values)


def anonymous_codec(codec_of: Callable[[int], Codec | None]) -> Codec:
    """A codec for ``record``, of which only its values say what they are."""

    def element(position: int, oid: int) -> Codec:
        codec = codec_of(oid)
        if codec is None or codec.decode is None:
            raise exceptions.InternalClientError(
                f"no decoder for composite type element in position {position} of type OID {oid}"
            )
        return codec

    def encode(_value: Any) -> bytes:
        raise exceptions.UnsupportedClientFeatureError(
            "input of anonymous composite types is not supported",
            hint=(
                "Consider declaring an explicit composite type and using it to cast the argument."
            ),
            detail="PostgreSQL does not implement anonymous composite type input.",
        )

    return Codec(
        2249, "record", "pg_catalog", "scalar", 1, encode, lambda data: _fields(data, element)
    )
