"""Dates and times. The server counts from the year 2000, in days and microseconds."""

import datetime
import struct
from typing import Any

_int32, _int64 = struct.Struct("!i"), struct.Struct("!q")
_time_zoned = struct.Struct("!qi")
_interval = struct.Struct("!qii")

UTC = datetime.timezone.utc  # noqa: UP017 - as asyncpg's own, whose values are compared with it
_EPOCH_DATE = datetime.date(2000, 1, 1).toordinal()
_EPOCH = datetime.datetime(2000, 1, 1)
_EPOCH_UTC = _EPOCH.replace(tzinfo=UTC)

_DATE_INFINITY, _DATE_NEGATIVE_INFINITY = 2**31 - 1, -(2**31)
_INFINITY, _NEGATIVE_INFINITY = 2**63 - 1, -(2**63)

INFINITE_DATE, NEGATIVE_INFINITE_DATE = datetime.date.max, datetime.date.min
INFINITE, NEGATIVE_INFINITE = datetime.datetime.max, datetime.datetime.min
"""What stands for the server's infinities."""
_SINCE_INFINITE, _SINCE_NEGATIVE_INFINITE = INFINITE - _EPOCH, NEGATIVE_INFINITE - _EPOCH
"""Their distance: in UTC, too, these moments are the infinities."""

_delta = datetime.timedelta


def encode_date(value: Any) -> bytes:
    """To ``date``."""
    ordinal = value.toordinal()
    if ordinal == INFINITE_DATE.toordinal():
        return _int32.pack(_DATE_INFINITY)
    if ordinal == 1:
        return _int32.pack(_DATE_NEGATIVE_INFINITY)
    return _int32.pack(ordinal - _EPOCH_DATE)


def decode_date(data: bytes) -> datetime.date:
    """From ``date``."""
    (days,) = _int32.unpack(data)
    if days == _DATE_INFINITY:
        return INFINITE_DATE
    if days == _DATE_NEGATIVE_INFINITY:
        return NEGATIVE_INFINITE_DATE
    return datetime.date.fromordinal(days + _EPOCH_DATE)


def encode_timestamp(value: Any) -> bytes:
    """To ``timestamp``."""
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(_checked(value), datetime.time())
    return _encode_moment(value - _EPOCH)


def decode_timestamp(data: bytes) -> datetime.datetime:
    """From ``timestamp``."""
    return _decode_moment(data, _EPOCH)


def encode_timestamptz(value: Any) -> bytes:
    """To ``timestamptz``. A value without a time zone is in the local one."""
    if not isinstance(value, datetime.datetime):
        # The local zone of today, as asyncpg's own: that of year 1 can't be computed.
        local = datetime.datetime.now(UTC).astimezone().tzinfo
        value = datetime.datetime.combine(_checked(value), datetime.time(), local)
    if value in (INFINITE, NEGATIVE_INFINITE):
        # Without a time zone: one can't be put on to the ends of time.
        return _encode_moment(value - _EPOCH)
    return _encode_moment(value.astimezone(UTC) - _EPOCH_UTC)


def decode_timestamptz(data: bytes) -> datetime.datetime:
    """From ``timestamptz``."""
    return _decode_moment(data, _EPOCH_UTC)


def _checked(value: Any) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    kind = type(value).__name__
    raise TypeError(f"expected a datetime.date or datetime.datetime instance, got {kind!r}")


def _encode_moment(since: datetime.timedelta) -> bytes:
    if since == _SINCE_INFINITE:
        return _int64.pack(_INFINITY)
    if since == _SINCE_NEGATIVE_INFINITE:
        return _int64.pack(_NEGATIVE_INFINITY)
    return _int64.pack(since // _delta(microseconds=1))


def _decode_moment(data: bytes, epoch: datetime.datetime) -> datetime.datetime:
    (microseconds,) = _int64.unpack(data)
    if microseconds == _INFINITY:
        return INFINITE
    if microseconds == _NEGATIVE_INFINITY:
        return NEGATIVE_INFINITE
    return epoch + _delta(microseconds=microseconds)


def _microseconds_of(value: datetime.time) -> int:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return seconds * 1_000_000 + value.microsecond


def _time_of(microseconds: int) -> datetime.time:
    seconds, fraction = divmod(microseconds, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return datetime.time(hour, minute, second, fraction)


def encode_time(value: Any) -> bytes:
    """To ``time``."""
    return _int64.pack(_microseconds_of(value))


def decode_time(data: bytes) -> datetime.time:
    """From ``time``."""
    (microseconds,) = _int64.unpack(data)
    return _time_of(microseconds)


def encode_timetz(value: Any) -> bytes:
    """To ``timetz``: the server counts the offset the other way."""
    offset = value.tzinfo.utcoffset(None)
    return _time_zoned.pack(_microseconds_of(value), -(offset // _delta(seconds=1)))


def decode_timetz(data: bytes) -> datetime.time:
    """From ``timetz``."""
    microseconds, offset = _time_zoned.unpack(data)
    zone = datetime.timezone(_delta(minutes=-int(offset / 60)))
    return _time_of(microseconds).replace(tzinfo=zone)


def encode_interval(value: Any) -> bytes:
    """To ``interval``."""
    days = value.days
    return _interval.pack(value.seconds * 1_000_000 + value.microseconds, days, 0)


def decode_interval(data: bytes) -> datetime.timedelta:
    """From ``interval``; a month is taken for 30 days, a year for 365."""
    microseconds, days, months = _interval.unpack(data)
    years, months = divmod(abs(months), 12) if months >= 0 else _negative_years(months)
    return _delta(days=days + months * 30 + years * 365, microseconds=microseconds)


def _negative_years(months: int) -> tuple[int, int]:
    years, rest = divmod(-months, 12)
    return -years, -rest


# The "tuple" format of set_type_codec(): the server's own numbers.


def tuple_of(packer: struct.Struct, name: str, order: tuple[int, ...]) -> tuple[Any, Any]:
    """The encoder and decoder of the numbers in ``packer``, as tuples in this order."""

    def encode(value: Any) -> bytes:
        if len(value) != len(order):
            s = "s" if len(order) > 1 else ""
            raise ValueError(
                f"{name} tuple encoder: expecting {len(order)} element{s} "
                f"in tuple, got {len(value)}"
            )
        numbers = [0] * len(order)
        for place, number in zip(order, value, strict=True):
            numbers[place] = number
        return packer.pack(*numbers)

    def decode(data: bytes) -> tuple[int, ...]:
        numbers = packer.unpack(data)
        return tuple(numbers[place] for place in order)

    return encode, decode


DATE_TUPLE = tuple_of(_int32, "date", (0,))
TIMESTAMP_TUPLE = tuple_of(_int64, "timestamp", (0,))
TIME_TUPLE = tuple_of(_int64, "time", (0,))
TIMETZ_TUPLE = tuple_of(_time_zoned, "time", (0, 1))
INTERVAL_TUPLE = tuple_of(_interval, "interval", (2, 1, 0))
