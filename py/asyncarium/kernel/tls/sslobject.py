"""``ssl.SSLObject``: simulated TLS between two ``ssl.MemoryBIO``; asyncio uses it."""

import ssl
import warnings
import weakref
from typing import TYPE_CHECKING, Any

from asyncarium.kernel.tls import errors
from asyncarium.kernel.tls.engine import Engine

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

    from asyncarium.kernel.tls.context import SSLContext

CIPHER = ("TLS_SIMULATED_WITHOUT_ENCRYPTION", "TLSv1.3", 0)
ISSUER = "simulated TLS, no certificate was checked"


class Negotiated:
    """What a program can ask about a connection; `SSLObject` and `SSLSocket` share it.

    Before the handshake (and on a socket without TLS) the answer is None.
    """

    _sslobj: Engine | None  # CPython's name for it, at which some programs look

    def _agreed(self) -> Engine | None:
        return self._sslobj if self._sslobj and self._sslobj.handshake_done else None

    # Session tickets are not simulated: no session, hence none that could be taken up again.
    session: Any = None
    session_reused = False

    def getpeercert(self, binary_form: bool = False) -> Any:
        """The server's certificate, which says that there is none; None on a server.

        Returns:
            bytes if ``binary_form``; otherwise a dict, and an empty one where
            the context verifies nothing, as in CPython.

        Raises:
            ValueError: the handshake isn't done.
        """
        engine = self._agreed()
        if engine is None:
            raise ValueError("handshake not done yet")
        if engine.server_side:
            return None
        if binary_form:
            return ISSUER.encode()
        if engine.context.verify_mode == ssl.CERT_NONE:
            return {}
        name = engine.server_hostname or ""
        return {
            "subject": ((("commonName", name),),),
            "issuer": ((("commonName", ISSUER),),),
            "version": 3,
            "serialNumber": "00",
            "notBefore": "Jan  1 00:00:00 1970 GMT",
            "notAfter": "Dec 31 23:59:59 9999 GMT",
            "subjectAltName": (("DNS", name),),
        }

    def get_verified_chain(self) -> list[bytes]:
        return []

    def get_unverified_chain(self) -> list[bytes]:
        return []

    def cipher(self) -> tuple[str, str, int] | None:
        return CIPHER if self._agreed() else None

    def shared_ciphers(self) -> list[tuple[str, str, int]] | None:
        engine = self._agreed()
        return [CIPHER] if engine and engine.server_side else None

    def compression(self) -> str | None:
        return None

    def version(self) -> str | None:
        return "TLSv1.3" if self._agreed() else None

    def selected_alpn_protocol(self) -> str | None:
        return self._sslobj.alpn if self._sslobj else None

    def selected_npn_protocol(self) -> str | None:
        text = "ssl NPN is deprecated, use ALPN instead"
        warnings.warn(text, DeprecationWarning, stacklevel=2)
        return None

    def get_channel_binding(self, cb_type: str = "tls-unique") -> bytes | None:
        """None: there is no cryptography to bind anything to."""
        if cb_type not in ssl.CHANNEL_BINDING_TYPES:
            raise ValueError(f"{cb_type!r} channel binding type not implemented")
        return None

    def verify_client_post_handshake(self) -> None:
        """Fails: no client here offers to show a certificate later.

        Raises:
            ValueError: there is no TLS on this socket.
            SSLError: always, otherwise.
        """
        if self._sslobj is None:
            raise ValueError(f"No SSL wrapper around {self}")
        server_side = self._sslobj.server_side
        raise errors.failure("EXTENSION_NOT_RECEIVED" if server_side else "NOT_SERVER")


class SSLObject(Negotiated):
    """Made by ``SSLContext.wrap_bio``. `Engine` says what its methods raise."""

    _sslobj: Engine

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        raise TypeError(
            f"{type(self).__name__} does not have a public constructor. "
            f"Instances are returned by SSLContext.wrap_bio()."
        )

    @classmethod
    def _create(
        cls,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool,
        server_hostname: str | None,
        context: "SSLContext",
    ) -> "SSLObject":
        self = cls.__new__(cls)
        # Weak, as in CPython: with a cycle the connection would stay until a collection.
        self._sslobj = context._start(
            incoming, outgoing, server_side, server_hostname, weakref.ref(self)
        )
        return self

    @property
    def context(self) -> "SSLContext":
        return self._sslobj.context

    @context.setter
    def context(self, context: "SSLContext") -> None:
        self._sslobj.context = context

    @property
    def server_side(self) -> bool:
        return self._sslobj.server_side

    @property
    def server_hostname(self) -> str | None:
        return self._sslobj.server_hostname

    def do_handshake(self) -> None:
        self._sslobj.do_handshake()

    def read(self, len: int = 1024, buffer: "WriteableBuffer | None" = None) -> Any:
        """Bytes, or how many were put into ``buffer``; none at the peer's close_notify."""
        if buffer is not None:
            return self._sslobj.read_into(len, buffer)
        if len < 0:
            raise ValueError("size should not be negative")
        return self._sslobj.read(len)

    def write(self, data: "ReadableBuffer") -> int:
        return self._sslobj.write(data)

    def pending(self) -> int:
        return self._sslobj.pending()

    def unwrap(self) -> None:
        self._sslobj.unwrap()
