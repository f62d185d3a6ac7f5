"""The errors that OpenSSL would report, in its words.

The classes are those of the module ``ssl``, whichever it is: asyncio keeps
references to them from its import on.
"""

import ssl
from typing import TypeVar

Error = TypeVar("Error", bound=ssl.SSLError)

# Where CPython names the line of its C source. There is none here; programs look at the rest.
PLACE = "(_ssl.c:1000)"

_ALERTS = {
    10: "SSLV3_ALERT_UNEXPECTED_MESSAGE",
    40: "SSLV3_ALERT_HANDSHAKE_FAILURE",
    49: "TLSV1_ALERT_ACCESS_DENIED",
    70: "TLSV1_ALERT_PROTOCOL_VERSION",
    80: "TLSV1_ALERT_INTERNAL_ERROR",
    112: "TLSV1_UNRECOGNIZED_NAME",
}


def _error(kind: type[Error], number: int, text: str, reason: str | None = None) -> Error:
    error = kind(int(number), f"{text} {PLACE}")  # a plain number, as in CPython
    error.reason = reason  # type: ignore[assignment]  # None in CPython, too
    error.library = "SSL" if reason else None  # type: ignore[assignment]
    return error


def failure(reason: str) -> ssl.SSLError:
    """The connection failed for ``reason``, for example "WRONG_VERSION_NUMBER"."""
    text = reason.replace("_", " ").lower()
    return _error(ssl.SSLError, ssl.SSL_ERROR_SSL, f"[SSL: {reason}] {text}", reason)


def misuse(text: str) -> ssl.SSLError:
    """The program asked for what its context can't do."""
    return _error(ssl.SSLError, 0, text)


def alert(number: int) -> ssl.SSLError:
    """The peer gave up and said why."""
    return failure(_ALERTS.get(number, f"ALERT_NUMBER_{number}"))


def want_read() -> ssl.SSLWantReadError:
    """Try again when bytes have come in."""
    text = "The operation did not complete (read)"
    return _error(ssl.SSLWantReadError, ssl.SSL_ERROR_WANT_READ, text)


def want_write() -> ssl.SSLWantWriteError:
    """Try again when bytes can go out."""
    text = "The operation did not complete (write)"
    return _error(ssl.SSLWantWriteError, ssl.SSL_ERROR_WANT_WRITE, text)


def closed() -> ssl.SSLZeroReturnError:
    """Both sides have said that they are done."""
    text = "TLS/SSL connection has been closed (EOF)"
    return _error(ssl.SSLZeroReturnError, ssl.SSL_ERROR_ZERO_RETURN, text)


def ragged_eof() -> ssl.SSLEOFError:
    """The bytes ended although the peer didn't say that it is done."""
    reason = "UNEXPECTED_EOF_WHILE_READING"
    text = f"[SSL: {reason}] EOF occurred in violation of protocol"
    return _error(ssl.SSLEOFError, ssl.SSL_ERROR_EOF, text, reason)


def broken() -> ssl.SSLEOFError:
    """The connection failed before."""
    text = "EOF occurred in violation of protocol"
    return _error(ssl.SSLEOFError, ssl.SSL_ERROR_EOF, text)
