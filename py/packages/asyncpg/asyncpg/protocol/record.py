"""``asyncpg.Record``: a row, by position and by name."""

from collections.abc import Iterator, Mapping
from typing import Any


class RecordDescriptor:
    """The columns that all rows of a result have."""

    __slots__ = ("keys", "mapping")

    def __init__(self, mapping: Mapping[str, int], keys: tuple[str, ...]) -> None:
        self.mapping = mapping
        self.keys = keys

    def make_record(self, kind: "type[Record]", values: tuple[Any, ...]) -> "Record":
        """A row of these columns."""
        record = object.__new__(kind)
        record._apg_desc = self
        record._apg_values = values
        return record


class Record:
    """A row of a result. It compares, and is hashed, as the tuple of its values."""

    __slots__ = ("_apg_desc", "_apg_values")

    _apg_desc: RecordDescriptor
    _apg_values: tuple[Any, ...]

    def __new__(cls, *_args: Any, **_kwargs: Any) -> "Record":
        raise TypeError(f"cannot create '{cls.__module__}.{cls.__name__}' instances")

    def __len__(self) -> int:
        return len(self._apg_values)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, str):
            return self._apg_values[self._apg_desc.mapping[index]]
        try:
            return self._apg_values[index]
        except IndexError:
            raise IndexError("record index out of range") from None
        except TypeError:
            # What is no index may be a key, of a kind that there is none of.
            raise KeyError(index) from None

    def __contains__(self, name: object) -> bool:
        return name in self._apg_desc.mapping

    def __iter__(self) -> Iterator[Any]:
        return iter(self._apg_values)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a column, or ``default`` if there is none of that name."""
        position = self._apg_desc.mapping.get(key)
        return default if position is None else self._apg_values[position]

    def keys(self) -> Iterator[str]:
        """The names of the columns."""
        return iter(self._apg_desc.keys)

    def values(self) -> Iterator[Any]:
        """The values."""
        return iter(self._apg_values)

    def items(self) -> Iterator[tuple[str, Any]]:
        """Pairs of name and value."""
        return iter(tuple(zip(self._apg_desc.keys, self._apg_values, strict=False)))

    def __repr__(self) -> str:
        items = "".join(f" {name}={value!r}" for name, value in self.items())
        return f"<{type(self).__name__}{items}>"

    def __reduce__(self) -> Any:
        raise TypeError(f"cannot pickle {type(self).__module__}.{type(self).__name__} objects")

    def __hash__(self) -> int:
        return hash(self._apg_values)

    def __eq__(self, other: object) -> bool:
        compared = _values_of(other)
        return NotImplemented if compared is None else self._apg_values == compared

    def __lt__(self, other: object) -> bool:
        compared = _values_of(other)
        return NotImplemented if compared is None else self._apg_values < compared

    def __le__(self, other: object) -> bool:
        compared = _values_of(other)
        return NotImplemented if compared is None else self._apg_values <= compared

    def __gt__(self, other: object) -> bool:
        compared = _values_of(other)
        return NotImplemented if compared is None else self._apg_values > compared

    def __ge__(self, other: object) -> bool:
        compared = _values_of(other)
        return NotImplemented if compared is None else self._apg_values >= compared


def _values_of(other: object) -> tuple[Any, ...] | None:
    if isinstance(other, Record):
        return other._apg_values
    return other if isinstance(other, tuple) else None
