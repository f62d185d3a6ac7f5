"""The codecs of PostgreSQL's own types, by their object identifiers."""

from typing import Any

from asyncpg.protocol.codecs import geometry, network, scalars, temporal
from asyncpg.protocol.codecs.codec import BINARY, TEXT, Codec
from asyncpg.protocol.pgtypes import BUILTIN_TYPE_OID_MAP

_int2, _int4, _int8 = (scalars.integer(size, f"int{8 * size}") for size in (2, 4, 8))
_uint4, _uint8 = (scalars.integer(size, f"uint{8 * size}", signed=False) for size in (4, 8))
_text = (scalars.encode_text, scalars.decode_text)
_bytes = (scalars.encode_bytes, scalars.decode_bytes)
_bits = (scalars.encode_bits, scalars.decode_bits)
_snapshot = (scalars.encode_snapshot, scalars.decode_snapshot)

_BINARY: dict[str, tuple[Any, Any]] = {
    "bool": (scalars.encode_bool, scalars.decode_bool),
    "int2": _int2,
    "int4": _int4,
    "int8": _int8,
    "pg_lsn": _int8,
    "oid": _uint4,
    "xid": _uint4,
    "cid": _uint4,
    "xid8": _uint8,
    "oid8": _uint8,
    "float4": (scalars.encode_float4, scalars.decode_float4),
    "float8": (scalars.encode_float8, scalars.decode_float8),
    "numeric": (scalars.encode_numeric, scalars.decode_numeric),
    "name": _text,
    "bpchar": _text,
    "varchar": _text,
    "text": _text,
    "xml": _text,
    "json": _text,
    "cstring": _text,
    "jsonb": scalars.with_version("JSONB"),
    "jsonpath": scalars.with_version("jsonpath"),
    "bytea": _bytes,
    "char": _bytes,
    "pg_mcv_list": _bytes,
    "pg_brin_bloom_summary": (None, scalars.decode_bytes),
    "pg_brin_minmax_multi_summary": (None, scalars.decode_bytes),
    "bit": _bits,
    "varbit": _bits,
    "date": (temporal.encode_date, temporal.decode_date),
    "time": (temporal.encode_time, temporal.decode_time),
    "timetz": (temporal.encode_timetz, temporal.decode_timetz),
    "timestamp": (temporal.encode_timestamp, temporal.decode_timestamp),
    "timestamptz": (temporal.encode_timestamptz, temporal.decode_timestamptz),
    "interval": (temporal.encode_interval, temporal.decode_interval),
    "uuid": (scalars.encode_uuid, scalars.decode_uuid),
    "void": (scalars.encode_void, scalars.decode_void),
    "tid": (scalars.encode_tid, scalars.decode_tid),
    "txid_snapshot": _snapshot,
    "pg_snapshot": _snapshot,
    "cidr": (network.encode_cidr, network.decode_cidr),
    "inet": (network.encode_inet, network.decode_inet),
    "point": (geometry.encode_point, geometry.decode_point),
    "line": (geometry.encode_line, geometry.decode_line),
    "lseg": (geometry.encode_two_points, geometry.decode_segment),
    "box": (geometry.encode_two_points, geometry.decode_box),
    "path": (geometry.encode_path, geometry.decode_path),
    "polygon": (geometry.encode_polygon, geometry.decode_polygon),
    "circle": (geometry.encode_circle, geometry.decode_circle),
}

_TEXT_ONLY = (
    "abstime",
    "reltime",
    "tinterval",
    "unknown",
    "regproc",
    "regprocedure",
    "regoper",
    "regoperator",
    "regclass",
    "regtype",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regrole",
    "refcursor",
    "regcollation",
    "regdatabase",
    "aclitem",
    "smgr",
    "pg_dependencies",
    "pg_ndistinct",
    "tsquery",
    "tsvector",
    "macaddr",
    "macaddr8",
    "money",
)
_READ_ONLY_TEXT = ("anyenum", "pg_node_tree", "gtsvector")
_ALSO_TEXT = ("name", "bpchar", "varchar", "text", "xml")

_OIDS = {name: oid for oid, name in BUILTIN_TYPE_OID_MAP.items()}


def _codec(name: str, format: int, functions: tuple[Any, Any]) -> Codec:
    return Codec(_OIDS[name], name, "pg_catalog", "scalar", format, *functions)


CODECS: dict[tuple[int, int], Codec] = {
    **{(_OIDS[name], BINARY): _codec(name, BINARY, both) for name, both in _BINARY.items()},
    **{(_OIDS[name], TEXT): _codec(name, TEXT, _text) for name in (*_TEXT_ONLY, *_ALSO_TEXT)},
    **{
        (_OIDS[name], TEXT): _codec(name, TEXT, (None, scalars.decode_text))
        for name in _READ_ONLY_TEXT
    },
    (_OIDS["numeric"], TEXT): _codec(
        "numeric", TEXT, (scalars.encode_numeric_text, scalars.decode_numeric_text)
    ),
}
"""By type and format."""

TUPLES: dict[int, tuple[Any, Any]] = {
    _OIDS["date"]: temporal.DATE_TUPLE,
    _OIDS["time"]: temporal.TIME_TUPLE,
    _OIDS["timetz"]: temporal.TIMETZ_TUPLE,
    _OIDS["timestamp"]: temporal.TIMESTAMP_TUPLE,
    _OIDS["timestamptz"]: temporal.TIMESTAMP_TUPLE,
    _OIDS["interval"]: temporal.INTERVAL_TUPLE,
}
"""The encoders and decoders of the "tuple" format."""
