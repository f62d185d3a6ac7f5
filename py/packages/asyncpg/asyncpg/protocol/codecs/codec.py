"""What a codec is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TEXT = 0
BINARY = 1
"""Format codes of the wire protocol."""

Encode = Callable[[Any], bytes]
Decode = Callable[[bytes], Any]


@dataclass
class Codec:
    """How values of one type travel.

    Attributes:
        encode, decode: None where values of this type can't go that way.
    """

    oid: int
    name: str
    schema: str
    kind: str
    format: int
    encode: Encode | None
    decode: Decode | None

    def __repr__(self) -> str:
        return f"<Codec oid={self.oid} name={self.name!r}>"
