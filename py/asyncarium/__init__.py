"""The Python that ships to the browser.

Imports point downward only::

    kernel  <-  loop  <-  runner  <-  _host

``kernel`` gives CPython what an operating system would give it, ``loop`` puts
asyncio's own selector loop on top, ``runner`` runs a program as
``python main.py`` would, and ``_host`` is the one module that sees JavaScript.
Everything else also runs on desktop CPython, where most of the tests are.
"""
