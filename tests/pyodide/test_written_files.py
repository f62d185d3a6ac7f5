"""The files that a program writes, and those that it is given."""

import textwrap

from tests.support.machines import Kernel
from tests.support.results import WrittenFile

GIVEN = {
    "data.txt": "one\ntwo\n",
    "helpers.py": "def read():\n    return open('data.txt').read()\n",
}


def test_given_files_are_there_and_not_listed(any_kernel: Kernel) -> None:
    code = "import helpers\nprint(open('data.txt').readlines(), len(helpers.read()))"
    steps = [{"evaluate": "import helpers; open('data.txt').read() == helpers.read()"}]
    result = any_kernel.run(code, files=GIVEN, console=steps)
    assert result.texts() == ["['one\\n', 'two\\n'] 8"]
    assert result.files == []
    assert result.console[0].texts() == ["True"]
    assert result.console[0].files == []


def test_new_and_changed_files_are_listed(any_kernel: Kernel) -> None:
    code = """
        import os, pathlib
        pathlib.Path("out").mkdir()
        pathlib.Path("out/names.txt").write_text("Ada")
        open("never closed.txt", "w").write("x")
        kept = open("kept.txt", "w")
        kept.write("y")
        with open("data.txt", "a") as data:
            data.write("three")
        os.remove("helpers.py")
        pathlib.Path("same.txt").write_bytes(bytes([0, 255]))
        os.symlink("/dev/zero", "link")
        """
    result = any_kernel.run(textwrap.dedent(code), files=GIVEN)
    assert result.outcome == "finished", result
    assert result.gone == ["kept"]
    assert result.files == [
        WrittenFile("data.txt", 13, b"one\ntwo\nthree"),
        WrittenFile("kept.txt", 1, b"y"),
        WrittenFile("never closed.txt", 1, b"x"),
        WrittenFile("out/names.txt", 3, b"Ada"),
        WrittenFile("same.txt", 2, bytes([0, 255])),
    ]


def test_the_console_tells_of_what_is_written_there(any_kernel: Kernel) -> None:
    steps = [
        {"evaluate": "1"},
        {"evaluate": "import pathlib; pathlib.Path('a.py').write_text('x = 4')"},
        {"evaluate": "import a; a.x"},
        {"evaluate": "pathlib.Path('a.py').unlink()"},
    ]
    replies = any_kernel.run("", console=steps).console
    assert [reply.files for reply in replies] == [[], [WrittenFile("a.py", 5, b"x = 4")], [], []]
    assert replies[2].texts() == ["4"]


def test_too_much_is_listed_without_its_content(any_kernel: Kernel) -> None:
    code = """
        for n in range(7):
            open(f"{n}.bin", "wb").write(bytes(2**20))
        open("large.bin", "wb").write(bytes(2**20 + 1))
        """
    result = any_kernel.run(textwrap.dedent(code))
    assert [(one.path, one.size, one.content is not None) for one in result.files] == [
        *((f"{n}.bin", 2**20, n < 5) for n in range(7)),
        ("large.bin", 2**20 + 1, False),
    ]


def test_a_program_that_breaks_the_way_to_its_files_ends_all_the_same(any_kernel: Kernel) -> None:
    code = """
        import base64, gc, os
        open("a.txt", "w").write("x")
        os.scandir = os.lstat = os.read = base64.b64encode = gc.get_referents = None
        """
    result = any_kernel.run(textwrap.dedent(code))
    assert result.outcome == "finished"
    assert [one.path for one in result.files] == ["a.txt"]
