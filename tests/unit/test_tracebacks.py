"""Tracebacks are cut to the learner's frames, in the whole tree of causes and groups."""

import json
from pathlib import Path
from typing import Any

import pytest

from asyncarium.tracebacks import MAX_MESSAGE, ErrorReport, report

HERE = Path(__file__).parent
ELSEWHERE = Path("/nowhere")


def caught(source: str, directory: Path = HERE) -> ErrorReport:
    """Run ``source`` as a learner's file in this directory and report how it fails."""
    try:
        exec(compile(source, str(HERE / "main.py"), "exec"), {"json": json})
    except BaseException as exception:
        return report(exception, directory)
    raise AssertionError("the source did not fail")


def test_library_frames_are_dropped() -> None:
    result = caught("import json\n\njson.loads('{')\n")
    assert (result.type, result.line) == ("JSONDecodeError", 3)
    assert "main.py" in result.text
    assert "decoder.py" not in result.text
    assert "test_tracebacks.py" in result.text, "this file lies in the learner's directory here"


def test_causes_and_groups_are_cut_too() -> None:
    result = caught(
        "try:\n"
        "    json.loads('{')\n"
        "except ValueError as error:\n"
        "    raise ExceptionGroup('both', [error]) from error\n"
    )
    assert (result.type, result.line) == ("ExceptionGroup", 4)
    assert "The above exception was the direct cause" in result.text
    assert "decoder.py" not in result.text


def test_syntax_errors_have_their_own_line() -> None:
    result = caught("import ast\nexec(compile('x = = 1', 'other.py', 'exec'))")
    assert (result.type, result.line) == ("SyntaxError", 2)
    with pytest.raises(SyntaxError) as raised:
        compile("a = 1\nb = = 2\n", str(HERE / "main.py"), "exec")
    assert report(raised.value, HERE).line == 2


def test_no_frame_of_the_learner() -> None:
    assert caught("1 / 0", ELSEWHERE).line is None


def test_the_innermost_place_in_any_file() -> None:
    code = compile("def go():\n    raise ValueError('there')\n", str(HERE / "helpers.py"), "exec")
    helpers: dict[str, Any] = {}
    exec(code, helpers)
    with pytest.raises(ValueError, match="there") as raised:
        exec(compile("\ngo()", str(HERE / "main.py"), "exec"), helpers)
    result = report(raised.value, HERE)
    assert (result.line, result.place) == (2, ("helpers.py", 2))


def test_a_broken_module_is_the_place() -> None:
    with pytest.raises(SyntaxError) as raised:
        compile("a = 1\nb = = 2\n", str(HERE / "helpers.py"), "exec")
    assert report(raised.value, HERE).place == ("helpers.py", 2)


def test_a_file_in_a_folder_is_no_place() -> None:
    code = compile("1 / 0", str(HERE / "folder" / "main.py"), "exec")
    with pytest.raises(ZeroDivisionError) as raised:
        exec(code, {})
    assert report(raised.value, HERE / "folder").place == ("main.py", 1)
    # The frame of this test lies in the learner's directory here.
    place = report(raised.value, HERE).place
    assert place is not None
    assert place[0] == "test_tracebacks.py"


def test_messages_are_bounded() -> None:
    assert len(caught(f"raise ValueError('x' * {MAX_MESSAGE * 2})").message) == MAX_MESSAGE + 1
