"""The errors of the network: CPython's types and numbers, with a text that helps.

The text starts with what Linux says, so that it can be looked up.
"""

import errno
import socket
from collections.abc import Sequence


def would_block() -> BlockingIOError:
    """There is nothing to read, or no room to write, just now."""
    return BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")


def in_progress() -> BlockingIOError:
    """The connection is on its way: the socket gets writable when it is there."""
    return BlockingIOError(errno.EINPROGRESS, "Operation now in progress")


def timed_out() -> TimeoutError:
    """A socket's own timeout is over."""
    return TimeoutError("timed out")


def not_connected() -> OSError:
    """Something that only a connected socket can do."""
    return OSError(errno.ENOTCONN, "Transport endpoint is not connected")


def already_connected() -> OSError:
    """A second connect()."""
    return OSError(errno.EISCONN, "Transport endpoint is already connected")


def connecting() -> BlockingIOError:
    """A second connect() while the first is on its way."""
    return BlockingIOError(errno.EALREADY, "Operation already in progress")


def broken_pipe() -> BrokenPipeError:
    """Sending where nobody reads any more."""
    return BrokenPipeError(errno.EPIPE, "Broken pipe")


def reset_by_peer() -> ConnectionResetError:
    """The other end threw the connection away."""
    return ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")


def refused(where: str, listening: Sequence[str]) -> ConnectionRefusedError:
    """Nobody listens at ``where``."""
    others = f"listening: {', '.join(listening)}" if listening else "no server is running here"
    return ConnectionRefusedError(
        errno.ECONNREFUSED, f"Connection refused: nothing listens on {where}; {others}"
    )


def in_use(where: str) -> OSError:
    """Another socket has this port."""
    return OSError(
        errno.EADDRINUSE, f"Address already in use: another socket of this program has {where}"
    )


def not_ours(host: str) -> OSError:
    """Binding to an address that is not this machine's."""
    return OSError(
        errno.EADDRNOTAVAIL, f"Cannot assign requested address: {host} is not this machine's"
    )


def bad_descriptor() -> OSError:
    """The socket is closed."""
    return OSError(errno.EBADF, "Bad file descriptor")


def invalid() -> OSError:
    """The socket is in no state for this."""
    return OSError(errno.EINVAL, "Invalid argument")


def not_supported(what: str) -> OSError:
    """Something this kind of socket can't do."""
    return OSError(errno.EOPNOTSUPP, f"Operation not supported: {what}")


def no_permission() -> PermissionError:
    """Broadcasting without SO_BROADCAST."""
    return PermissionError(errno.EACCES, "Permission denied")


def too_long() -> OSError:
    """A datagram that no datagram can hold."""
    return OSError(errno.EMSGSIZE, "Message too long")


def no_destination() -> OSError:
    """A datagram without an address."""
    return OSError(errno.EDESTADDRREQ, "Destination address required")


def no_such_host(host: str, names: Sequence[str]) -> socket.gaierror:
    """A name that nobody has."""
    return socket.gaierror(
        socket.EAI_NONAME,
        f"Name or service not known: there is no {host!r} in this tab; it has {', '.join(names)}",
    )


def wrong_family(host: str) -> socket.gaierror:
    """The host exists, but not in the family that was asked for."""
    family = getattr(socket, "EAI_ADDRFAMILY", socket.EAI_FAMILY)
    return socket.gaierror(family, f"Address family for hostname not supported: {host!r}")


def unknown_service(name: object) -> socket.gaierror:
    """A port that is neither a number nor a known service."""
    return socket.gaierror(socket.EAI_SERVICE, f"Servname not supported for ai_socktype: {name!r}")
