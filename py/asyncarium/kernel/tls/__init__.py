"""TLS, simulated: `ssl=` works everywhere, nothing is encrypted and no certificate is checked.

Inside one tab there is nobody to hide from. What a program can see of TLS is
there (round trips, ALPN, SNI, close_notify, OpenSSL's errors), on a wire that
can be read with the eye:

    context.py ──▶ sslobject.py ─┐                 ┌─▶ records.py   bytes on the wire
               └─▶ sslsocket.py ─┼─▶ engine.py ────┴─▶ errors.py    OpenSSL's words
                                 └─▶ wire.py       the socket below
    into_ssl.py puts all of it into the module `ssl`
"""


def install() -> None:
    """Make the module ``ssl`` simulate TLS. Call it when ``socket`` is the one to be used."""
    # Only now: its SSLSocket is made from what is socket.socket by then.
    from asyncarium.kernel.tls.into_ssl import put_into_ssl

    put_into_ssl()
