"""Promise: when a program has ended, what it left can be looked at, changed and called."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle, run_by_api
from tests.browser.test_everyone_can_use_it import serious_findings

PROGRAM = """
import asyncio

names = ["Ada"]

async def greet(name):
    await asyncio.sleep(0.01)
    return f"Hello, {name}!"

print(asyncio.run(greet(names[0])))
"""


class ConsoleHandle:
    """The console of a pane."""

    def __init__(self, pane: PaneHandle) -> None:
        self.pane = pane
        self.field = pane.section.get_by_role("textbox", name="Console")
        self.lines = pane.output.locator("[data-console], .echo")

    def type(self, text: str) -> None:
        """Type ``text`` and press Enter."""
        self.field.fill(text)
        self.field.press("Enter")

    def expect_lines(self, *texts: str) -> None:
        """Wait until these are all that was typed and printed."""
        expect(self.lines).to_have_text(list(texts), timeout=ENGINE_MILLISECONDS)


@pytest.fixture
def console(open_pane: Callable[..., PaneHandle]) -> ConsoleHandle:
    pane = open_pane()
    assert pane.run_to_end(PROGRAM) == "finished"
    found = ConsoleHandle(pane)
    expect(found.field).to_be_visible()
    return found


def note(pane: PaneHandle, text: str) -> Locator:
    return pane.section.get_by_text(text)


def test_names_functions_and_await(console: ConsoleHandle) -> None:
    expect(note(console.pane, "with what the program left")).to_be_visible()
    console.type("names")
    console.expect_lines(">>> names", "['Ada']")
    console.type("await greet('Bob')")
    console.expect_lines(">>> names", "['Ada']", ">>> await greet('Bob')", "'Hello, Bob!'")
    console.type("asyncio.run(greet('Cy'))")
    expect(console.lines.last).to_have_text("'Hello, Cy!'")


def test_what_it_prints_is_no_output_of_the_run(console: ConsoleHandle) -> None:
    pane = console.pane
    console.type("print('later'); 1 / 0")
    expect(console.lines.last).to_have_text("ZeroDivisionError: division by zero")
    assert pane.texts() == ["Hello, Ada!"]
    assert pane.texts("stderr") == []
    assert pane.section.get_attribute("data-state") == "finished"


def test_a_verdict_stays(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("say-hello", "#/foundation/say-hello")
    assert pane.run_to_end() == "finished"
    expect(pane.status).to_contain_text("as in the handbook")
    console = ConsoleHandle(pane)
    console.type("print('more')")
    console.expect_lines(">>> print('more')", "more")
    expect(pane.status).to_contain_text("as in the handbook")


def test_a_statement_of_several_lines(console: ConsoleHandle) -> None:
    console.field.focus()
    keyboard = console.pane.page.keyboard
    keyboard.type("for n in range(2):")
    keyboard.press("Enter")
    expect(console.field).to_have_value("for n in range(2):\n    ")
    keyboard.type("print(n)")
    keyboard.press("Enter")
    expect(console.field).to_have_value("for n in range(2):\n    print(n)\n    ")
    keyboard.press("Enter")
    expect(console.lines.last).to_have_text("1")
    expect(console.field).to_have_value("")


def test_history_and_completion(console: ConsoleHandle) -> None:
    field = console.field
    field.focus()
    keyboard = console.pane.page.keyboard
    # At speed: the second one while the first is being evaluated.
    keyboard.type("first = 1")
    keyboard.press("Enter")
    keyboard.type("second = 2")
    keyboard.press("Enter")
    console.expect_lines(">>> first = 1", ">>> second = 2")
    expect(field).to_have_value("")
    field.press("ArrowUp")
    expect(field).to_have_value("second = 2")
    field.press("ArrowUp")
    expect(field).to_have_value("first = 1")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(field).to_have_value("")
    field.fill("nam")
    field.press("Tab")
    expect(field).to_have_value("names")
    field.fill("names.in")
    field.press("Tab")
    expect(note(console.pane, "names.index(")).to_be_visible()
    expect(field).to_be_focused()


def test_the_keyboard_can_leave_it(console: ConsoleHandle) -> None:
    field = console.field
    field.focus()
    field.press("Tab")
    expect(field).not_to_be_focused()
    field.fill("names")
    field.press("Escape")
    field.press("Tab")
    expect(field).not_to_be_focused()


@pytest.mark.parametrize("press", ["Control+c", "Stop"])
def test_what_it_does_can_be_stopped(console: ConsoleHandle, press: str) -> None:
    console.type("print('go')\nwhile True: pass")
    expect(console.lines.last).to_have_text("go")
    if press == "Stop":
        console.pane.button("Stop").click()
    else:
        console.field.press(press)
    expect(console.lines.last).to_have_text("KeyboardInterrupt", timeout=ENGINE_MILLISECONDS)
    expect(console.pane.button("Stop")).to_be_disabled()
    console.type("names")
    expect(console.lines.last).to_have_text("['Ada']")


def test_what_does_not_stop_is_ended(console: ConsoleHandle) -> None:
    stubborn = "\n    try: time.sleep(60)\n    except BaseException: print('no')\n"
    console.type(f"import time\nprint('go')\nwhile True:{stubborn}")
    expect(console.lines.last).to_have_text("go")
    console.pane.button("Stop").click()
    expect(note(console.pane, "it did not stop when asked")).to_be_visible()
    expect(console.field).to_be_hidden()
    assert console.pane.run_to_end("print('next')") == "finished"


def test_input_asks_in_the_output(console: ConsoleHandle) -> None:
    console.type("input('Age? ')")
    console.pane.output.get_by_role("textbox").fill("36")
    console.pane.output.get_by_role("button", name="Send").click()
    console.expect_lines(">>> input('Age? ')", "Age? ", "36", "'36'")


def test_exit_closes_it(console: ConsoleHandle) -> None:
    console.type("exit()")
    expect(note(console.pane, "This console is closed.")).to_be_visible()
    expect(console.field).to_be_hidden()


def test_another_programs_run_ends_it(open_pane: Callable[..., PaneHandle]) -> None:
    first = open_pane("say-hello", "#/foundation/say-hello")
    assert first.run_to_end() == "finished"
    second = PaneHandle(first.page, "tasks-and-the-loop")
    second.run("print('second')")
    second.expect_state("finished")
    expect(note(first, "This console ended: another program runs.")).to_be_visible()
    expect(ConsoleHandle(second).field).to_be_visible()
    assert first.section.get_attribute("data-state") == "finished"


def test_a_program_that_ended_beside_a_console_in_use_says_so(
    open_pane: Callable[..., PaneHandle],
) -> None:
    first = open_pane("say-hello", "#/foundation/say-hello")
    second = PaneHandle(first.page, "tasks-and-the-loop")
    for pane in (first, second):
        pane.run("input()")
        expect(pane.output.get_by_role("textbox")).to_be_visible(timeout=ENGINE_MILLISECONDS)
    first.output.get_by_role("textbox").press("Enter")
    console = ConsoleHandle(first)
    expect(console.field).to_be_visible()
    console.type("1 + 1")
    console.expect_lines("", ">>> 1 + 1", "2")
    second.output.get_by_role("textbox").press("Enter")
    second.expect_state("finished")
    expect(note(second, "No console here: the one of another program is in use.")).to_be_visible()
    expect(console.field).to_be_visible()


def test_what_had_to_end_is_named(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run_to_end("async def work(): pass\nforgotten = work()")
    expect(note(pane, "Gone with the program: forgotten.")).to_be_visible()


def test_scripts_leave_none(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert run_by_api(page, "print('x')").texts() == ["x"]
    expect(ConsoleHandle(pane).field).to_be_hidden()


def test_consoles_do_not_pile_up(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    for _ in range(5):
        # Nobody comes to the editor: that would start what helps with writing.
        assert pane.run_to_end() == "finished"

    def interpreters() -> int:
        return len([worker for worker in page.workers if worker.url.startswith("blob:")])

    # The console's and the spare; the others end a moment after their run.
    for _ in range(600):
        if interpreters() <= 2:
            break
        page.wait_for_timeout(50)
    assert interpreters() <= 2


def test_without_jspi(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane(query="?jspi=off")
    assert pane.run_to_end(PROGRAM) == "finished"
    expect(note(pane, "tasks move only while a line is evaluated")).to_be_visible()
    console = ConsoleHandle(pane)
    console.type("await greet(names[0])")
    console.expect_lines(">>> await greet(names[0])", "'Hello, Ada!'")
    console.type("import time; time.sleep(60)")
    expect(pane.button("Stop")).to_be_enabled()
    pane.button("Stop").click()
    expect(note(pane, "it did not stop when asked")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    page: Page, open_pane: Callable[..., PaneHandle], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    pane = open_pane("say-hello", "#/foundation/say-hello")
    pane.run_to_end("open('a.txt', 'w').write('text')\nnames = []")
    console = ConsoleHandle(pane)
    console.type("names.ind")
    expect(console.lines.last).to_contain_text("AttributeError")
    console.field.fill("names.in")
    console.field.press("Tab")
    pane.section.get_by_text("Keys and rules").click()
    assert serious_findings(page) == []
