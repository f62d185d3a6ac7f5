"""The practice internet: names inside the tab, and small real servers behind them.

They are no part of the program: no task, no thread, no socket of its. They live
at the other end of its connections, in the kernel's network, and answer when
time has passed, whoever lets it pass: a loop, a blocking call, another thread.

    internet.py ──▶ sites/        what there is, a module for each host
         │              └──▶ http/    requests, answers, a connection that carries them
         ├──▶ echo.py            raw bytes
         ├──▶ real.py            the real internet, where the reader has allowed it
         └──▶ exchanges.py       what was asked and answered, for the page and for programs
    conditions.py   how slow and how reliable all of that is
    wire.py, tls.py bytes that take time; with TLS
"""

from asyncarium_internet.internet import attach

__all__ = ["attach"]
