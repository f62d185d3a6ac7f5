"""Promise: an error shows the learner's frames only, with the failing line marked in the editor."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.site import PaneHandle

FAILS_INSIDE_ASYNCIO = """import asyncio

async def main():
    await asyncio.sleep(0)
    raise ValueError("here")

asyncio.run(main())
"""


def test_frames_and_marked_line(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert pane.run_to_end(FAILS_INSIDE_ASYNCIO) == "failed"
    stderr = pane.texts("stderr")
    assert [line for line in stderr if line.startswith("  File")] == [
        '  File "/home/learner/main.py", line 7, in <module>',
        '  File "/home/learner/main.py", line 5, in main',
    ]
    assert stderr[-1] == "ValueError: here"
    marked = pane.section.locator(".cm-errorLine")
    expect(marked).to_have_text('    raise ValueError("here")')
    expect(pane.status).to_contain_text("ValueError in line 5")
    pane.code.press("End")
    pane.page.keyboard.type(" ")
    expect(marked).to_have_count(0)


def test_syntax_error_is_marked(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert pane.run_to_end("x = 1\nawait x\n") == "failed"
    expect(pane.section.locator(".cm-errorLine")).to_have_text("await x")
    assert pane.texts("stderr")[-1] == "SyntaxError: 'await' outside function"


def test_a_lost_interpreter_is_explained(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert pane.run_to_end("import os\nos._exit(3)") == "failed"
    assert pane.texts("stderr") == [
        "SystemExit: os._exit(3) ended the interpreter at once: nothing was cleaned up"
    ]
    assert pane.run_to_end("print('next')") == "finished"


def test_output_is_never_markup(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    text = "<img src=x onerror=\"document.title='owned'\"><button>Run</button>"
    pane.run_to_end(f"print({text!r})")
    assert pane.texts() == [text]
    assert pane.output.locator("img, button").count() == 0
    assert "owned" not in pane.page.title()
