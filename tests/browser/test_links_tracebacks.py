"""Promise: a traceback's line leads to the program's, which is marked until it is edited."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.site import PaneHandle, link_to, run_by_api

FAILS = """def outer():
    inner()


def inner():
    raise ValueError("here")


outer()
"""


def test_its_lines_can_be_pressed(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert pane.run_to_end(FAILS) == "failed"
    # The text is a traceback's, to the letter.
    assert pane.texts("stderr") == [
        "Traceback (most recent call last):",
        '  File "/home/learner/main.py", line 9, in <module>',
        "    outer()",
        "    ~~~~~^^",
        '  File "/home/learner/main.py", line 2, in outer',
        "    inner()",
        "    ~~~~~^^",
        '  File "/home/learner/main.py", line 6, in inner',
        '    raise ValueError("here")',
        "ValueError: here",
    ]
    pane.output.get_by_role("button", name='File "/home/learner/main.py", line 2').click()
    expect(pane.code).to_be_focused()
    expect(pane.section.locator(".cm-activeLine")).to_have_text("    inner()")


def test_by_keyboard(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run_to_end(FAILS)
    pane.output.get_by_role("button", name='File "/home/learner/main.py", line 9').press("Enter")
    expect(pane.code).to_be_focused()
    expect(pane.section.locator(".cm-activeLine")).to_have_text("outer()")


def test_what_a_program_prints_is_no_link(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run_to_end("""print('  File "/home/learner/main.py", line 1')""")
    expect(pane.output.get_by_role("button")).to_have_count(0)


def test_a_file_that_the_pane_has_not_is_no_link(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    code = """import sys
print('  File "/home/learner/other.py", line 1', file=sys.stderr)
print('  File "/home/learner/<img src=x>", line 1', file=sys.stderr)
"""
    assert pane.run_to_end(code) == "finished"
    expect(pane.output.get_by_role("button")).to_have_count(0)
    expect(pane.output.locator("img")).to_have_count(0)


def test_a_group_of_errors(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    code = """import asyncio


async def fail():
    raise ValueError("in the group")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail())


asyncio.run(main())
"""
    assert pane.run_to_end(code) == "failed"
    pane.output.get_by_role("button", name='File "/home/learner/main.py", line 5').click()
    expect(pane.section.locator(".cm-activeLine")).to_have_text(
        '    raise ValueError("in the group")'
    )


def test_scripts_get_what_they_are_promised(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    code = """from pathlib import Path
Path("helpers.py").write_text("def go(): raise ValueError(1)")
import helpers
helpers.go()
"""
    error = {"type": "ValueError", "message": "1", "line": 4}
    assert run_by_api(pane.page, code).error == error


def test_a_line_of_another_file(open_pane: Callable[..., PaneHandle]) -> None:
    helpers = "def go():\n    raise ValueError('there')\n"
    files = {"main.py": "import helpers\n\nhelpers.go()\n", "helpers.py": helpers}
    pane = open_pane(route=link_to(files))
    assert pane.run_to_end() == "failed"
    expect(pane.status).to_contain_text("ValueError in helpers.py, line 2")
    marked = pane.section.locator(".cm-errorLine")
    expect(marked).to_have_count(0)
    pane.output.get_by_role("button", name='File "/home/learner/helpers.py", line 2').click()
    expect(pane.code).to_be_focused()
    expect(marked).to_have_text("    raise ValueError('there')")
    pane.page.keyboard.type("#")
    expect(marked).to_have_count(0)
