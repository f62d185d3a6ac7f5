"""Puts the simulation into the module ``ssl``, in place: other modules have it already."""

import _ssl
import socket
import ssl
from typing import Any

from asyncarium.kernel.tls.context import SSLContext
from asyncarium.kernel.tls.sslobject import SSLObject
from asyncarium.kernel.tls.sslsocket import SSLSocket

# Begins as the real one does: libraries look whether this is LibreSSL.
OPENSSL_VERSION = "OpenSSL (simulated: no encryption, no certificate is checked)"


def get_server_certificate(
    addr: tuple[str, int],
    ssl_version: int = ssl.PROTOCOL_TLS_CLIENT,
    ca_certs: str | None = None,
    timeout: Any = socket._GLOBAL_DEFAULT_TIMEOUT,  # type: ignore[attr-defined]
) -> str:
    """Connect to ``addr``, and return in PEM's form what stands in for its certificate."""
    context = ssl.SSLContext(ssl_version)
    context.check_hostname = False
    with (
        socket.create_connection(addr, timeout=timeout) as sock,
        context.wrap_socket(sock, server_hostname=addr[0]) as wrapped,
    ):
        certificate = wrapped.getpeercert(True)
    assert certificate is not None, "a client always gets one"
    return ssl.DER_cert_to_PEM_cert(certificate)


def _error_text(error: ssl.SSLError) -> str:
    return error.strerror if isinstance(error.strerror, str) else str(error.args)


def put_into_ssl() -> None:
    """Replace what of the module can't work in a tab. The exceptions stay: asyncio has them."""
    new: dict[str, object] = {
        "SSLContext": SSLContext,
        "SSLObject": SSLObject,
        "SSLSocket": SSLSocket,
        "OPENSSL_VERSION": OPENSSL_VERSION,
        "HAS_TLSv1_3": True,
        "get_server_certificate": get_server_certificate,
    }
    for name, value in new.items():
        setattr(ssl, name, value)
        if hasattr(_ssl, name):
            setattr(_ssl, name, value)
    for kind in (SSLContext, SSLObject, SSLSocket):
        kind.__module__ = "ssl"  # where programs see them, in a repr for example
    # Pyodide's has no text for an error made from its text alone.
    ssl.SSLError.__str__ = _error_text  # type: ignore[method-assign, assignment]
