"""PostgreSQL at ``localhost:5432`` of the network inside the tab.

The server is a real one, outside of this interpreter (``web/src/sandbox/postgres.ts``), and has
one session. What is here listens on the port, lets clients in, and has them take turns.

    client ──kernel's sockets──▶ service ─▶ client ─▶ backend ──▶ the line to the engine

Nothing in here waits: it is called when a socket changes, or an answer has come.
"""
