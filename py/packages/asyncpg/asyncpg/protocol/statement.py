"""A prepared statement, and what is known of its parameters and columns."""

import struct
from collections.abc import Iterable
from typing import Any, NamedTuple

import asyncpg.types as types
from asyncpg import exceptions
from asyncpg.protocol.codecs.codec import BINARY, Codec, Decode, Encode
from asyncpg.protocol.record import Record, RecordDescriptor
from asyncpg.protocol.settings import ConnectionSettings

MAX_ARGUMENTS = 32767

_uint16, _int32 = struct.Struct("!H"), struct.Struct("!i")
_unpack_uint16, _unpack_int32 = _uint16.unpack_from, _int32.unpack_from
_column = struct.Struct("!IhIhih")
_NULL = _int32.pack(-1)
_ALL_BINARY = struct.pack("!hh", 1, 1)


class Column(NamedTuple):
    """A column of a RowDescription."""

    name: str
    oid: int


class PreparedStatementState:
    """What asyncpg's ``PreparedStatement`` and its cache hold."""

    def __init__(
        self, name: str, query: str, settings: ConnectionSettings,
        record_class: type[Record], ignore_custom_codec: bool,
    ) -> None:  # fmt: skip
        self.name = name
        self.query = query
        self.closed = False
        self.prepared = True
        self.refs = 0
        self.record_class = record_class
        self.ignore_custom_codec = ignore_custom_codec
        self._settings = settings
        self._parameters: tuple[int, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self._encoders: list[Encode] | None = None
        self._decoders: list[Decode] = []
        self._descriptor: RecordDescriptor | None = None
        self._before_arguments = b""
        self._after_arguments = b""

    def set_parameters(self, description: bytes) -> None:
        """From a ParameterDescription."""
        (count,) = _unpack_uint16(description)
        self._parameters = struct.unpack_from(f"!{count}I", description, 2)

    def set_columns(self, description: bytes) -> None:
        """From a RowDescription."""
        (count,) = _unpack_uint16(description)
        columns, position = [], 2
        for _ in range(count):
            end = description.index(b"\0", position)
            _table, _number, oid, *_rest = _column.unpack_from(description, end + 1)
            columns.append(Column(description[position:end].decode(), oid))
            position = end + 1 + _column.size
        self._columns = tuple(columns)

    # For asyncpg:

    def attach(self) -> None:
        """Somebody uses it."""
        self.refs += 1

    def detach(self) -> None:
        """Somebody uses it no longer."""
        self.refs -= 1

    def mark_closed(self) -> None:
        """The server has it no longer."""
        self.closed = True

    def mark_unprepared(self) -> None:
        """It has to be parsed again before it is used."""
        if self.name:
            raise exceptions.InternalClientError(
                "named prepared statements cannot be marked unprepared"
            )
        self.prepared = False

    def _get_parameters(self) -> tuple[Any, ...]:
        return tuple(_type_of(oid, self._known(oid)) for oid in self._parameters)

    def _get_attributes(self) -> tuple[Any, ...]:
        return tuple(
            types.Attribute(name, _type_of(oid, self._known(oid))) for name, oid in self._columns
        )

    def _known(self, oid: int) -> Codec:
        codec = self._settings.get_data_codec(oid)
        if codec is None:
            raise exceptions.InternalClientError(f"missing codec information for OID {oid}")
        return codec

    def _init_types(self) -> set[int]:
        """The types that the server has to be asked about."""
        find = self._settings.get_data_codec
        missing = {
            oid for oid in self._parameters if (found := find(oid)) is None or found.encode is None
        }
        return missing | {
            oid for _, oid in self._columns if (found := find(oid)) is None or found.decode is None
        }

    def _init_codecs(self) -> None:
        self._prepare_arguments()
        self._prepare_rows()

    def _prepare_arguments(self) -> None:
        codecs = [self._codec(oid) for oid in self._parameters]
        encoders = []
        for codec in codecs:
            if codec.encode is None:
                raise exceptions.InternalClientError(f"no encoder for OID {codec.oid}")
            encoders.append(codec.encode)
        self._before_arguments = _formats(codecs) + _uint16.pack(len(codecs))
        self._encoders = encoders

    def _prepare_rows(self) -> None:
        codecs = [self._codec(oid) for _, oid in self._columns]
        decoders = []
        for codec in codecs:
            if codec.decode is None:
                raise exceptions.InternalClientError(f"no decoder for OID {codec.oid}")
            decoders.append(codec.decode)
        names = [name for name, _ in self._columns]
        mapping = {name: i for i, name in enumerate(names)}
        self._descriptor = RecordDescriptor(mapping, tuple(names))
        self._decoders = decoders
        self._after_arguments = _formats(codecs)

    def _codec(self, oid: int) -> Codec:
        codec = self._settings.get_data_codec(oid, self.ignore_custom_codec)
        if codec is None:
            raise exceptions.InternalClientError(f"no codec for OID {oid}")
        return codec

    # For the protocol:

    def encode_arguments(self, arguments: Any, element: int = -1) -> bytes:
        """What follows the names in a Bind message.

        Args:
            element: which one of an ``executemany`` it is.

        Raises:
            DataError: a value is none of its parameter's type.
            InterfaceError: there are too many or too few.
        """
        if self._encoders is None:
            self._init_codecs()
        assert self._encoders is not None
        if isinstance(arguments, dict | set) or not hasattr(arguments, "__getitem__"):
            raise _no_sequence(arguments, element)
        if len(arguments) > MAX_ARGUMENTS:
            raise exceptions.InterfaceError(
                f"the number of query arguments cannot exceed {MAX_ARGUMENTS}"
            )
        if len(arguments) != len(self._encoders):
            raise _wrong_number(len(self._encoders), len(arguments))
        parts = [self._before_arguments]
        for position, (encode, value) in enumerate(zip(self._encoders, arguments, strict=True), 1):
            if value is None:
                parts.append(_NULL)
                continue
            try:
                data = encode(value)
            except Exception as error:
                raise _invalid(error, value, position, element) from (
                    None if isinstance(error, exceptions.InterfaceError) else error
                )
            parts += (_int32.pack(len(data)), data)
        parts.append(self._after_arguments)
        return b"".join(parts)

    def binary_encoders(self) -> Iterable[Encode]:
        """Of its columns, for a COPY.

        Raises:
            InternalClientError: a type has none.
        """
        for _, oid in self._columns:
            codec = self._codec(oid)
            if codec.encode is None or codec.format != BINARY:
                raise exceptions.InternalClientError(
                    f"no binary format encoder for type {codec.name} (OID {codec.oid})"
                )
            yield codec.encode

    def decode_row(self, data: bytes) -> Record:
        """A DataRow."""
        values: list[Any] = []
        position = 2
        for decode in self._decoders:
            (length,) = _unpack_int32(data, position)
            position += 4
            if length < 0:
                values.append(None)
            else:
                end = position + length
                values.append(decode(data[position:end]))
                position = end
        if position != len(data):
            raise exceptions.ProtocolError(
                f"the number of columns in the result row ({_unpack_uint16(data)[0]}) is "
                f"different from what was described ({len(self._decoders)})"
            )
        assert self._descriptor is not None
        return self._descriptor.make_record(self.record_class, tuple(values))


def _formats(codecs: list[Codec]) -> bytes:
    if all(codec.format == BINARY for codec in codecs):
        return _ALL_BINARY
    return struct.pack(f"!{1 + len(codecs)}H", len(codecs), *(codec.format for codec in codecs))


def _type_of(oid: int, codec: Codec) -> Any:
    return types.Type(oid, codec.name, codec.kind, codec.schema)


def _no_sequence(arguments: Any, element: int) -> Exception:
    kind = type(arguments).__name__
    error: Exception
    if element >= 0:
        error = exceptions.DataError(
            f"invalid input in executemany() argument sequence element #{element}: "
            f"expected a sequence, got {kind}"
        )
    else:
        error = exceptions.InternalClientError(f"Bind: expected a sequence, got {kind}")
    return error


def _wrong_number(expected: int, passed: int) -> Exception:
    hint = "Check the query against the passed list of arguments."
    if expected == 0:
        hint += (
            "  Note that parameters are supported only in"
            " SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES"
            " statements, and will *not* work in statements "
            " like CREATE VIEW or DECLARE CURSOR."
        )
    s = "" if expected == 1 else "s"
    were = "was" if passed == 1 else "were"
    error: Exception = exceptions.InterfaceError(
        f"the server expects {expected} argument{s} for this query, {passed} {were} passed",
        hint=hint,
    )
    return error


def _invalid(error: Exception, value: Any, position: int, element: int) -> Exception:
    where = f"${position}"
    if element >= 0:
        where += f" in element #{element} of executemany() sequence"
    if isinstance(error, AssertionError | exceptions.InternalClientError):
        return error
    told: Exception
    if isinstance(error, exceptions.InterfaceError):
        told = error.with_msg(f"query argument {where}: {error.args[0]}")
        return told
    shown = repr(value)
    if len(shown) > 40:
        shown = shown[:40] + "..."
    told = exceptions.DataError(f"invalid input for query argument {where}: {shown} ({error})")
    return told
