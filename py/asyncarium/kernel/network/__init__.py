"""An in-memory network: TCP and UDP between sockets of one interpreter.

Nothing here waits. An operation that can't be done at once raises
BlockingIOError, and whoever watches a socket is told when that changes; how to
wait is the business of ``kernel.sockets`` and ``kernel.selector``.
"""
