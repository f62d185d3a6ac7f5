"""Machines for the tests. Each test process starts what its tests ask for, once."""

import signal
from collections.abc import Iterator

import pytest

from tests.support.machines import ROOT, Desktop, Kernel, Machine

# Whoever starts the tests in the background may have them ignore Ctrl-C, and all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let a browser's test try again; the summary names it among the reruns.

    Of 500 tests that wait for a browser on a busy machine, one in any run may wait in vain.
    All others fail at once: most have virtual time, and a second try would hide a race.
    """
    if config.pluginmanager.hasplugin("rerunfailures"):
        for item in items:
            if item.path.is_relative_to(ROOT / "tests/browser"):
                item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def kernel() -> Iterator[Kernel]:
    """The kernel with stack switching, as in Chrome 137, Firefox 153 and Safari 27."""
    machine = Kernel(jspi=True)
    yield machine
    machine.close()


@pytest.fixture(scope="session")
def kernel_without_jspi() -> Iterator[Kernel]:
    """The kernel as older browsers run it."""
    machine = Kernel(jspi=False)
    yield machine
    machine.close()


@pytest.fixture(params=["kernel", "kernel_without_jspi"])
def any_kernel(request: pytest.FixtureRequest) -> Kernel:
    """In every browser."""
    found: Kernel = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def desktop() -> Desktop:
    """The CPython that runs the tests."""
    return Desktop()


@pytest.fixture(params=["desktop", "kernel", "kernel_without_jspi"])
def machine(request: pytest.FixtureRequest) -> Machine:
    """Every machine in turn: the same program must do the same on each."""
    found: Machine = request.getfixturevalue(request.param)
    return found
