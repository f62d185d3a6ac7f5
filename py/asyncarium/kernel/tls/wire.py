"""The plain socket below an `SSLSocket`, as the `Engine` sees it: bytes in, bytes out."""

import socket
import ssl
import threading
import weakref
from contextlib import suppress

from asyncarium.kernel.tls import errors

Plain = socket.socket


class Wire:
    """What the engine writes waits in here for `flush`.

    So an interrupted send can be taken up again without making the records anew.
    """

    def __init__(self, sock: Plain) -> None:
        # Weak: the socket holds the engine, which holds this.
        self._sock = weakref.ref(sock)
        self._unsent = bytearray()
        self.eof = False
        self.writing = threading.Lock()  # one thread may read while another one writes

    def read(self, size: int) -> bytes:
        if not self.writing.locked():
            # A message of the handshake; what the peer has sent is worth reading even so.
            with suppress(ssl.SSLWantWriteError):
                self.flush()
        try:
            data = Plain.recv(self._socket(), size)
        except BlockingIOError:
            return b""
        except TimeoutError:
            raise TimeoutError("The read operation timed out") from None
        self.eof = not data
        return data

    def write(self, data: bytes) -> int:
        self._unsent += data
        return len(data)

    def flush(self) -> None:
        """Send all that was written.

        Raises:
            SSLWantWriteError: the socket doesn't block and takes no more.
            TimeoutError: it took too long.
        """
        while self._unsent:
            try:
                sent = Plain.send(self._socket(), self._unsent)
            except BlockingIOError:
                raise errors.want_write() from None
            except TimeoutError:
                raise TimeoutError("The write operation timed out") from None
            del self._unsent[:sent]

    def _socket(self) -> Plain:
        sock = self._sock()
        assert sock is not None, "only the socket's own methods come here"
        return sock
