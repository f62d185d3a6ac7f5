"""What the suite believes of this platform, set right before the test modules are imported.

``test.support`` knows CPython's own Emscripten build and skips what fails there: everything with
sockets (all of test_asyncio) and threads. On this kernel both work, so those two flags say so.
Fork and subprocesses don't exist here either: their flags stay as the suite has them.
"""

import importlib


def set_flags() -> None:
    """Import ``test.support`` and correct its flags."""
    support = importlib.import_module("test.support")
    # requires_working_socket() skips whole modules by it. The kernel has sockets.
    support.has_socket_support = True  # type: ignore[attr-defined]
    threading_helper = importlib.import_module("test.support.threading_helper")
    # Asks whether Emscripten was built with pthreads. The kernel's threads need none.
    threading_helper.can_start_thread = True  # type: ignore[attr-defined]
    # Before 3.14 each test's end asks the event loop policy for its child watcher; 3.14 has none
    # any more. The question comes only if there is a policy. Newer suites ask nothing.
    support.maybe_get_event_loop_policy = lambda: None  # type: ignore[attr-defined]
    # 1, the default without regrtest, makes some tests print what they do.
    support.verbose = 0  # type: ignore[attr-defined]


def stand_in_for_child_watchers() -> None:
    """Let 3.11's fixtures for event loops set a child watcher, which 3.14 no longer has.

    Nearly all of test_events would fail in its setUp otherwise. A watcher that watches nothing is
    enough: without subprocesses there is no child.
    """
    import asyncio

    class SafeChildWatcher:
        def attach_loop(self, loop: object) -> None:
            pass

    asyncio.SafeChildWatcher = SafeChildWatcher  # type: ignore[misc, assignment]
    asyncio.set_child_watcher = lambda _watcher: None  # type: ignore[assignment]
