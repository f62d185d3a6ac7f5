"""Which codec a connection uses for a type: PostgreSQL's own, derived ones, and the program's."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from asyncpg import exceptions
from asyncpg.protocol.codecs import arrays, builtin, composed
from asyncpg.protocol.codecs.codec import BINARY, TEXT, Codec
from asyncpg.protocol.codecs.scalars import decode_text, encode_bytes, encode_text
from asyncpg.protocol.pgtypes import BUILTIN_TYPE_NAME_MAP, MAX_BUILTIN_OID

_TEXT_OID, _OID_OID, _RECORD_OID = 25, 26, 2249
_TEXT_ARRAY_OID, _OID_ARRAY_OID = 1009, 1028


class Codecs:
    """The codecs of one connection."""

    def __init__(self) -> None:
        self._derived: dict[int, Codec] = {}
        self._custom: dict[tuple[int, int], Codec] = {}
        self._always = {_RECORD_OID: composed.anonymous_codec(self.find)}
        # What asking the server about types brings: it can't be asked about these first.
        for oid, name, element in (
            (_TEXT_ARRAY_OID, "text[]", _TEXT_OID),
            (_OID_ARRAY_OID, "oid[]", _OID_OID),
        ):
            codec = builtin.CODECS[element, BINARY]
            self._always[oid] = _array_codec(oid, name, "pg_catalog", codec, ",")

    def find(self, oid: int, ignore_custom: bool = False) -> Codec | None:
        """The codec of a type; None for one that the server has to be asked about."""
        if not ignore_custom:
            custom = self._custom.get((oid, BINARY)) or self._custom.get((oid, TEXT))
            if custom is not None:
                return custom
        own = builtin.CODECS.get((oid, BINARY)) or builtin.CODECS.get((oid, TEXT))
        return own or self._always.get(oid) or self._derived.get(oid)

    def clear_derived(self) -> None:
        """Forget what the server has told."""
        self._derived.clear()

    # What the server tells:

    def add_types(self, types: Iterable[Any]) -> None:
        """Make codecs for types, from asyncpg's introspection; those they consist of come first."""
        for info in types:
            oid = info["oid"]
            if self.find(oid) is None:
                codec = self._derive(info)
                if codec is not None:
                    self._derived[oid] = codec

    def _derive(self, info: Any) -> Codec | None:
        oid, name, schema, kind = info["oid"], info["name"], info["ns"], info["kind"]
        if info["elemtype"]:
            element = self._element(info["elemtype"], info["elemtype_name"], schema)
            name = f"{name.removeprefix('_')}[]"
            return _array_codec(oid, name, schema, element, info["elemdelim"].decode())
        match kind:
            case b"c":
                return self._composite(info)
            case b"d":
                return self._element(info["basetype"], info["basetype_name"], schema)
            case b"r" | b"m":
                element = self._element(info["range_subtype"], info["range_subtype_name"], schema)
                return _range_codec(oid, name, schema, element, multiple=kind == b"m")
            case b"e":
                # Like text, in both formats.
                self.alias(oid, name, schema, "scalar", _TEXT_OID, None)
                return None
            case _:
                self._fall_back(oid, name, schema)
                return None

    def _element(self, oid: int, name: str, schema: str) -> Codec:
        return self.find(oid) or self._fall_back(oid, name, schema)

    def _composite(self, info: Any) -> Codec:
        oids = tuple(info["attrtypoids"])
        elements = []
        for oid in oids:
            element = self.find(oid)
            if element is None:
                raise exceptions.InternalClientError(f"no codec for composite attribute type {oid}")
            elements.append(element)
        name, schema = info["name"], info["ns"]
        if any(element.format == TEXT for element in elements):
            raise _no_text(schema, name, "composite")
        attributes = {attribute: i for i, attribute in enumerate(info["attrnames"])}
        return composed.composite_codec(info["oid"], name, schema, attributes, elements, oids)

    def _fall_back(self, oid: int, name: str, schema: str) -> Codec:
        if oid <= MAX_BUILTIN_OID:
            raise exceptions.UnsupportedClientFeatureError(
                f"unhandled standard data type {name!r} (OID {oid})"
            )
        # A type of an extension: nobody knows its binary format.
        self.alias(oid, name, schema, "scalar", _TEXT_OID, TEXT)
        return self._custom[oid, TEXT]

    # What the program sets:

    def alias(
        self, oid: int, name: str, schema: str, kind: str, target: int | str, format: int | None
    ) -> None:
        """Have a type travel as another one."""
        target_oid = target if isinstance(target, int) else BUILTIN_TYPE_NAME_MAP.get(target, 0)
        found = False
        for one in (BINARY, TEXT) if format is None else (format,):
            codec = builtin.CODECS.get((target_oid, one))
            if codec is None and one == BINARY:
                codec = self._always.get(target_oid)
            if codec is not None:
                self._custom[oid, one] = replace(
                    codec, oid=oid, name=name, schema=schema, kind=kind
                )
                found = True
        if not found:
            formats = "binary" if format == BINARY else "text"
            hint = ""
            if target == "pg_contrib.hstore":
                hint = "; this site's asyncpg leaves out hstore"
            raise exceptions.InterfaceError(
                f"cannot alias {name} to {target}: there is no {formats} codec for {target}{hint}"
            )

    def set_custom(
        self, oid: int, name: str, schema: str, kind: str,
        encoder: Callable[[Any], Any], decoder: Callable[[Any], Any], format: str,
    ) -> None:  # fmt: skip
        """Have a type go through a program's own functions."""
        match format:
            case "text":
                codec = Codec(
                    oid, name, schema, kind, TEXT,
                    lambda value: encode_text(encoder(value)),
                    lambda data: decoder(decode_text(data)),
                )  # fmt: skip
            case "binary":
                codec = Codec(
                    oid, name, schema, kind, BINARY,
                    lambda value: encode_bytes(encoder(value)), decoder,
                )  # fmt: skip
            case _:
                encode, decode = self._tuple_functions(oid, name, kind)
                codec = Codec(
                    oid, name, schema, kind, BINARY,
                    lambda value: encode(encoder(value)), lambda data: decoder(decode(data)),
                )  # fmt: skip
        self._custom[oid, codec.format] = codec

    def _tuple_functions(self, oid: int, name: str, kind: str) -> tuple[Any, Any]:
        if kind == "composite" and (codec := self.find(oid)) is not None:
            return codec.encode, codec.decode
        if oid not in builtin.TUPLES:
            raise exceptions.InterfaceError(
                f"{name} type does not support the 'tuple' exchange format"
            )
        return builtin.TUPLES[oid]

    def remove_custom(self, oid: int) -> None:
        """Undo `set_custom` and `alias`; what was derived from them goes, too."""
        for format in (BINARY, TEXT):
            self._custom.pop((oid, format), None)
        self.clear_derived()


def _array_codec(oid: int, name: str, schema: str, element: Codec, delimiter: str) -> Codec:
    if element.format == BINARY:
        functions = arrays.binary_encoder(element), arrays.binary_decoder(element)
    else:
        functions = (
            arrays.text_encoder(element, delimiter),
            arrays.text_decoder(element, delimiter),
        )
    return Codec(oid, name, schema, "array", element.format, *functions)


def _range_codec(oid: int, name: str, schema: str, element: Codec, *, multiple: bool) -> Codec:
    if element.format == TEXT:
        raise _no_text(schema, name, "range")
    if multiple:
        functions = composed.multirange_encoder(element), composed.multirange_decoder(element)
    else:
        functions = composed.range_encoder(element), composed.range_decoder(element)
    kind = "multirange" if multiple else "range"
    return Codec(oid, name, schema, kind, BINARY, *functions)


def _no_text(schema: str, name: str, kind: str) -> Exception:
    error: Exception = exceptions.UnsupportedClientFeatureError(
        f'cannot decode type "{schema}"."{name}": text encoding of {kind} types is not supported'
    )
    return error
