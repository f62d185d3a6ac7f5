"""What an editor learns of a program: in an interpreter of its own, from a snapshot, with jedi."""

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.machines import NODE, ROOT

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Asks about the place where ``|`` stands in the text."""
    process = subprocess.Popen(
        [NODE, ROOT / "tests/pyodide/language.ts"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    questions, answers = process.stdin, process.stdout
    assert questions is not None
    assert answers is not None
    assert json.loads(answers.readline()) == {"type": "languageReady"}

    def ask_it(about: str, text: str, *, name: str = "", **others: str) -> Any:
        before, after = text.split("|")
        files = {"main.py": before + after, **{f"{k}.py": v for k, v in others.items()}}
        question = {
            "about": about,
            "files": files,
            "file": "main.py",
            "line": before.count("\n") + 1,
            "column": len(before.rpartition("\n")[2]),
            "name": name,
        }
        questions.write(f"{json.dumps(question)}\n")
        questions.flush()
        return json.loads(answers.readline())

    yield ask_it
    process.kill()
    process.communicate()


def names(answer: Any) -> list[str]:
    return [name["name"] for name in answer["names"]]


IN_GROUP = """import asyncio


async def main():
    async with asyncio.TaskGroup() as tg:
        tg.|
"""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import asyncio\nasyncio.|", "gather"),
        ("import asyncio\nasyncio.TaskGroup().|", "create_task"),
        ("import asyncio\nasync def main():\n    await asyncio.sl|", "sleep"),
        ("from asyncio import |", "TaskGroup"),
        (IN_GROUP, "create_task"),
        ('s = "x"\ns.|', "splitlines"),
        ("import os.pa|", "path"),
        ("pri|", "print"),
        ("class A:\n    def go(self): ...\n\na = A()\na.|", "go"),
        ("# 🐍 🐍\nx = '🐍'; x.|", "upper"),
    ],
)
def test_names(ask: Ask, text: str, name: str) -> None:
    assert name in names(ask("complete", text))


def test_names_of_the_learners_other_files(ask: Ask) -> None:
    helpers = "def helped(a, b=1):\n    'It helps.'\n"
    assert "helped" in names(ask("complete", "import helpers\nhelpers.|", helpers=helpers))
    changed = helpers.replace("helped", "mended")
    assert "mended" in names(ask("complete", "import helpers\nhelpers.|", helpers=changed))
    assert "mended" not in names(ask("complete", "import helpers\nhelpers.|"))


def test_a_file_of_the_learners_is_never_run(ask: Ask) -> None:
    evil = "open('/tmp/ran', 'w').close()\nx = 1\n"
    # Named like modules that jedi itself may yet import.
    for name in ("colorama", "readline", "pydoc_data", "antigravity"):
        ask("complete", f"import {name}\n{name}.|", **{name: evil})
        ask("hover", f"import {name}\n{name}.x|", **{name: evil})
    # It completes the names of its own files: had one run, this one would be among them.
    assert any("language" in name for name in names(ask("complete", "open('/lan|")))
    assert not any("ran" in name for name in names(ask("complete", "open('/tmp/ra|")))


def test_documentation(ask: Ask) -> None:
    gather = ask("hover", "import asyncio\nasyncio.gath|er(1)")
    assert gather["signatures"] == ["gather(*coros_or_futures, return_exceptions=False)"]
    assert gather["text"].startswith("Return a future aggregating results from the given")
    assert ask("hover", "x = 1\n|\n")["text"] == ""
    own = ask("hover", "def go(a, *, b=2):\n    'Goes.'\n\ngo|(1)")
    assert own["signatures"] == ["go(a, *, b=2)"]
    assert own["text"] == "Goes."


def test_documentation_of_a_name_that_was_offered(ask: Ask) -> None:
    text = "import asyncio\nasyncio.|"
    ask("complete", text)
    sleep = ask("describe", text, name="sleep")
    assert sleep["text"].startswith("Coroutine that completes after a given time")
    assert ask("describe", text, name="nothing of the kind")["text"] == ""


@pytest.mark.parametrize(
    ("text", "active"),
    [
        ("import asyncio\nasyncio.gather(|", "*coros_or_futures"),
        ("import asyncio\nasyncio.gather(1, 2, |", "*coros_or_futures"),
        ("import asyncio\nasyncio.gather(1, return_exceptions=|", "return_exceptions=False"),
        ("def go(a, b=2): ...\ngo(1, |", "b=2"),
        ("print(|", "*args"),
    ],
)
def test_the_argument_that_is_due(ask: Ask, text: str, active: str) -> None:
    (signature,) = ask("signature", text)["signatures"]
    assert signature["parameters"][signature["active"]] == active
    assert active in signature["label"]


def test_outside_of_a_call_there_is_none(ask: Ask) -> None:
    assert ask("signature", "print(1)|")["signatures"] == []


@pytest.mark.parametrize("text", ["((((|", "def |", "\ud800|", "x = '|", "|"])
def test_what_can_not_be_read_is_answered_all_the_same(ask: Ask, text: str) -> None:
    assert ask("complete", text)["type"] in {"completions", "questionFailed"}
    assert "print" in names(ask("complete", "pri|"))
