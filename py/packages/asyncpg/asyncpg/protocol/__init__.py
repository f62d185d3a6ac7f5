"""asyncpg's way to speak with the server, which is compiled C there and plain Python here.

The rest of asyncpg is its own, unmodified: this folder and ``pgproto/pgproto.py`` take the place of
its extension modules. They do what those do, with the same results and the same errors; see
``asyncpg/protocol/*.pyx`` in asyncpg's sources (Apache 2.0), whose documentation of the wire
format they follow.
"""

from asyncpg.protocol.protocol import BUILTIN_TYPE_NAME_MAP, NO_TIMEOUT, Protocol
from asyncpg.protocol.record import Record

__all__ = ("BUILTIN_TYPE_NAME_MAP", "NO_TIMEOUT", "Protocol", "Record")
