"""Arrays of any type that has a codec, in both formats."""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sized
from typing import Any

from asyncpg import exceptions
from asyncpg.protocol.codecs.codec import Codec, Decode, Encode

MAX_DIMENSIONS = 6
"""MAXDIM of the server."""

_int32 = struct.Struct("!i")
_header = struct.Struct("!iiI")
_dimension = struct.Struct("!ii")
_NULL = _int32.pack(-1)


def _is_list(value: Any) -> bool:
    return (
        isinstance(value, Iterable)
        and isinstance(value, Sized)
        and not isinstance(value, str | bytes | bytearray | memoryview | Mapping)
    )


def _check(value: Any) -> None:
    if not _is_list(value):
        kind = type(value).__name__
        raise TypeError(f"a sized iterable container expected (got type {kind!r})")


def _shape(value: Any, depth: int = 1) -> list[int]:
    """The sizes of all dimensions. A tuple inside is an element: a composite value."""
    if depth > MAX_DIMENSIONS:
        raise ValueError(
            f"number of array dimensions ({depth}) exceed the maximum expected ({MAX_DIMENSIONS})"
        )
    inner: list[int] | None = None
    has_elements = False
    for element in value:
        if not _is_list(element) or isinstance(element, tuple):
            has_elements = True
        elif inner is None:
            inner = _shape(element, depth + 1)
        elif _shape(element, depth + 1) != inner:
            raise ValueError("non-homogeneous array")
        if has_elements and inner is not None:
            raise ValueError("non-homogeneous array")
    return [len(value), *(inner or [])]


def _elements(value: Any, depth: int) -> Iterator[Any]:
    if depth == 1:
        yield from value
    else:
        for inner in value:
            yield from _elements(inner, depth - 1)


def binary_encoder(element: Codec) -> Encode | None:
    """To an array of ``element``."""
    encode = element.encode
    if encode is None:
        return None

    def encode_array(value: Any) -> bytes:
        _check(value)
        sizes = _shape(value)
        parts = [_header.pack(len(sizes), 0, element.oid)]
        parts += [_dimension.pack(size, 1) for size in sizes]
        for index, item in enumerate(_elements(value, len(sizes))):
            if item is None:
                parts.append(_NULL)
                continue
            try:
                data = encode(item)
            except TypeError as error:
                where = f" at index {index}" if len(sizes) == 1 else ""
                raise ValueError(f"invalid array element{where}: {error.args[0]}") from None
            parts += (_int32.pack(len(data)), data)
        return b"".join(parts)

    return encode_array


def binary_decoder(element: Codec) -> Decode | None:
    """From an array of ``element``, to nested lists."""
    decode = element.decode
    if decode is None:
        return None

    def decode_array(data: bytes) -> list[Any]:
        count, _flags, _oid = _header.unpack_from(data)
        if count > MAX_DIMENSIONS or count < 0:
            raise exceptions.ProtocolError(f"unexpected array dimensions value: {count}")
        sizes = [_dimension.unpack_from(data, 12 + 8 * i)[0] for i in range(count)]
        position = 12 + 8 * count
        items: list[Any] = []
        while position < len(data):
            (length,) = _int32.unpack_from(data, position)
            position += 4
            if length < 0:
                items.append(None)
            else:
                items.append(decode(data[position : position + length]))
                position += length
        for size in reversed(sizes[1:]):
            items = [items[i : i + size] for i in range(0, len(items), size)]
        return items

    return decode_array


# As text: {1,NULL,"with \\"quotes\\""}, with the type's own delimiter.


def text_encoder(element: Codec, delimiter: str) -> Encode | None:
    """To an array of a type that only travels as text."""
    encode = element.encode
    if encode is None:
        return None
    special = '"\\{} \t\n\r\v\f' + delimiter

    def literal(value: Any, depth: int) -> str:
        if depth == 0:
            if value is None:
                return "NULL"
            try:
                return quote(encode(value).decode())
            except TypeError as error:
                raise ValueError(f"invalid array element: {error.args[0]}") from None
        return "{" + f"{delimiter} ".join(literal(item, depth - 1) for item in value) + "}"

    def quote(text: str) -> str:
        if text and text.upper() != "NULL" and not any(c in special for c in text):
            return text
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def encode_array(value: Any) -> bytes:
        _check(value)
        return literal(value, len(_shape(value))).encode()

    return encode_array


def text_decoder(element: Codec, delimiter: str) -> Decode | None:
    """From an array of a type that only travels as text."""
    decode = element.decode
    if decode is None:
        return None

    def decode_array(data: bytes) -> list[Any]:
        text = data.decode()
        # Bounds other than 1 stand before it: [0:2]={...}.
        start = text.index("{")
        return parse(text, start + 1)[0]

    def parse(text: str, position: int) -> tuple[list[Any], int]:
        items: list[Any] = []
        while text[position] != "}":
            if text[position] == "{":
                inner, position = parse(text, position + 1)
                items.append(inner)
            elif text[position] == '"':
                word, position = quoted(text, position + 1)
                items.append(decode(word.encode()))
            elif text[position] in f"{delimiter} ":
                position += 1
            else:
                end = position
                while text[end] not in f"{delimiter}}}":
                    end += 1
                word = text[position:end].strip()
                items.append(None if word == "NULL" else decode(word.encode()))
                position = end
        return items, position + 1

    def quoted(text: str, position: int) -> tuple[str, int]:
        word = []
        while text[position] != '"':
            position += text[position] == "\\"
            word.append(text[position])
            position += 1
        return "".join(word), position + 1

    return decode_array
