"""The numbers of the socket interface that the network itself uses, taken from the C module."""

import _socket

AF_UNSPEC: int = _socket.AF_UNSPEC
AF_INET: int = _socket.AF_INET
AF_INET6: int = _socket.AF_INET6
SOCK_STREAM: int = _socket.SOCK_STREAM
SOCK_DGRAM: int = _socket.SOCK_DGRAM

# Emscripten's headers lack some names that Linux has; their values there.
SOCK_NONBLOCK: int = getattr(_socket, "SOCK_NONBLOCK", 0o4000)
SOCK_CLOEXEC: int = getattr(_socket, "SOCK_CLOEXEC", 0o2000000)
SO_REUSEADDR: int = getattr(_socket, "SO_REUSEADDR", 2)
SO_REUSEPORT: int = getattr(_socket, "SO_REUSEPORT", 15)
