"""Promise: Stop always works, and what the program must clean up is cleaned up."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.site import PaneHandle

PATTERN_WITH_LONG_PAUSES = """
import asyncio

class Session:
    async def __aenter__(self):
        print("enter")
    async def __aexit__(self, *exc):
        print("exit", exc[0].__name__)

async def main():
    async with Session():
        try:
            print("waiting")
            await asyncio.sleep(60)
        finally:
            print("finally")

asyncio.run(main())
"""


def test_a_waiting_program_cleans_up(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run(PATTERN_WITH_LONG_PAUSES)
    pane.expect_line("waiting")
    pane.button("Stop").click()
    pane.expect_state("stopped")
    assert pane.texts() == ["enter", "waiting", "finally", "exit CancelledError"]
    assert pane.texts("stderr")[-1] == "KeyboardInterrupt"


@pytest.mark.parametrize(
    "code",
    [
        "print('go')\nwhile True: pass",
        "import time\nprint('go')\ntime.sleep(1e9)",
        "while True: print('go')",
        "print('go')\ninput()",
    ],
)
def test_stopped_and_ready_again(open_pane: Callable[..., PaneHandle], code: str) -> None:
    pane = open_pane()
    pane.run(code)
    pane.expect_line("go")
    pane.button("Stop").click()
    pane.expect_state("stopped", "killed")
    assert pane.run_to_end("print('next')") == "finished"
    assert pane.texts() == ["next"]


STUBBORN = """
import time
print("go")
while True:
    try:
        time.sleep(60)
    except BaseException:
        print("no")
"""


def test_a_program_that_will_not_stop_is_killed(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run(STUBBORN)
    pane.expect_line("go")
    pane.button("Stop").click()
    pane.expect_state("killed")
    expect(pane.status).to_contain_text("it did not stop when asked")
    assert pane.run_to_end("print('next')") == "finished"


def test_stop_twice_kills_at_once(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run(STUBBORN)
    pane.expect_line("go")
    pane.button("Stop").dblclick()
    pane.expect_state("killed")
    assert "no" not in pane.texts()[2:]


def test_without_jspi_a_blocked_program_is_killed(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane(query="?jspi=off")
    pane.run("import asyncio\nprint('go')\nasyncio.run(asyncio.sleep(60))")
    pane.expect_line("go")
    pane.button("Stop").click()
    pane.expect_state("killed")
    assert pane.run_to_end("import asyncio\nprint(asyncio.run(asyncio.sleep(0.1, 'next')))") == (
        "finished"
    )
    assert pane.texts() == ["next"]
