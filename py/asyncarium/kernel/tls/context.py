"""``ssl.SSLContext``: the settings of simulated TLS, on top of the module's own class."""

import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

from asyncarium.kernel.tls import errors
from asyncarium.kernel.tls.engine import Engine, Incoming, Outgoing
from asyncarium.kernel.tls.sslobject import CIPHER, SSLObject
from asyncarium.kernel.tls.sslsocket import SSLSocket


class SSLContext(ssl.SSLContext):
    """Keeps every setting; those about certificates and ciphers have no effect.

    Options, ``verify_mode`` and ``check_hostname`` with their rules are the
    base class's.
    """

    sslobject_class = SSLObject  # type: ignore[assignment]  # simulated: not the module's own
    sslsocket_class = SSLSocket  # type: ignore[assignment]

    alpn_protocols: tuple[str, ...] = ()

    def wrap_bio(  # type: ignore[override]
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: object = None,
    ) -> SSLObject:
        """TLS that reads from ``incoming`` and writes to ``outgoing``. ``session`` is ignored.

        Raises:
            ValueError: ``server_hostname`` is empty or begins with a dot.
            SSLError: the context is for the other side.
        """
        for name, bio in (("incoming", incoming), ("outgoing", outgoing)):
            if not isinstance(bio, ssl.MemoryBIO):
                text = f"argument '{name}' must be _ssl.MemoryBIO, not {type(bio).__name__}"
                raise TypeError(f"_wrap_bio() {text}")
        return self.sslobject_class._create(
            incoming, outgoing, server_side, host_name(server_hostname), self
        )

    def wrap_socket(  # type: ignore[override]
        self,
        sock: socket.socket,
        server_side: bool = False,
        do_handshake_on_connect: bool = True,
        suppress_ragged_eofs: bool = True,
        server_hostname: str | bytes | None = None,
        session: object = None,
    ) -> SSLSocket:
        """TLS on ``sock``, which is detached. ``session`` is ignored.

        Raises:
            ValueError: ``server_hostname`` is missing, is wrong, or is on the wrong side.
            NotImplementedError: this is not a stream socket.
            OSError: the handshake failed.
        """
        return self.sslsocket_class._create(
            sock,
            server_side=server_side,
            do_handshake_on_connect=do_handshake_on_connect,
            suppress_ragged_eofs=suppress_ragged_eofs,
            server_hostname=host_name(server_hostname),
            context=self,
        )

    def load_cert_chain(self, certfile: Any, keyfile: Any = None, password: Any = None) -> None:
        """Accepts any path: nothing is read, for nothing in a tab could have made a certificate."""
        if certfile is None:
            raise TypeError("certfile should be a valid filesystem path")

    def load_verify_locations(
        self, cafile: Any = None, capath: Any = None, cadata: Any = None
    ) -> None:
        """Accepts any path: nothing is read, for no certificate is checked."""
        if cafile is None and capath is None and cadata is None:
            raise TypeError("cafile, capath and cadata cannot be all omitted")

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """The protocols to offer, or on a server to choose from, the best first."""
        names = tuple(alpn_protocols)
        if not all(0 < len(name.encode("ascii")) < 256 for name in names):
            raise ssl.SSLError("ALPN protocols must be 1 to 255 in length")
        self.alpn_protocols = names

    def get_ciphers(self) -> list[Any]:
        name, protocol, bits = CIPHER
        return [{"name": name, "protocol": protocol, "strength_bits": bits}]

    def _start(
        self,
        incoming: Incoming,
        outgoing: Outgoing,
        server_side: bool,
        server_hostname: str | None,
        owner: Callable[[], object],
    ) -> Engine:
        """A connection that has not begun yet.

        Raises:
            SSLError: the context is for the other side.
        """
        if server_side and self.protocol == ssl.PROTOCOL_TLS_CLIENT:
            raise errors.misuse("Cannot create a server socket with a PROTOCOL_TLS_CLIENT context")
        if not server_side and self.protocol == ssl.PROTOCOL_TLS_SERVER:
            raise errors.misuse("Cannot create a client socket with a PROTOCOL_TLS_SERVER context")
        return Engine(
            incoming,
            outgoing,
            context=self,
            server_side=server_side,
            server_hostname=server_hostname,
            owner=owner,
        )


def host_name(name: str | bytes | None) -> str | None:
    """``name`` as it goes over the wire, in ASCII.

    Raises:
        ValueError: it is empty or begins with a dot.
    """
    if name is None:
        return None
    if name[:1] in ("", ".", b"", b"."):
        raise ValueError("server_hostname cannot be an empty string or start with a leading dot.")
    if isinstance(name, bytes):
        return name.decode("ascii")
    # Only where it is needed: the codec loads the tables of all of Unicode.
    return name if name.isascii() else name.encode("idna").decode("ascii")
