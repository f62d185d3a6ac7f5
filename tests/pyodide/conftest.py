"""Machines that can start threads, for the tests that need them."""

import pytest

from tests.support.machines import Machine


@pytest.fixture(params=["desktop", "kernel"])
def threaded_machine(request: pytest.FixtureRequest) -> Machine:
    """Every machine that can start a thread, in turn."""
    found: Machine = request.getfixturevalue(request.param)
    return found
