"""What an operating system gives a Python process: a clock, waiting, signals, standard input.

Nothing here knows of the handbook, of the page or of tracing. The outside
world is reached through one small protocol, `kernel.host.Host`.
"""
