"""What a program says of the packages that it needs (PEP 723), and what its imports tell."""

import pytest
from asyncarium_installer.imports import unknown_imports
from asyncarium_installer.script import Script, ScriptError, read_script

BLOCK = """#!/usr/bin/env python
# A comment.

# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "requests<3",
#   "rich",  # for the table
# ]
# ///

import requests
"""


def test_a_block_is_read() -> None:
    assert read_script(BLOCK) == Script(("requests<3", "rich"), ">=3.11")


@pytest.mark.parametrize(
    "text",
    [
        "print(1)",
        "# /// other\n# dependencies = ['a']\n# ///\n",
        "# /// script\n# dependencies = ['a']\n",
        "#/// script\n# dependencies = ['a']\n# ///\n",
    ],
)
def test_what_is_no_block_asks_for_nothing(text: str) -> None:
    assert read_script(text) == Script()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{BLOCK}\n{BLOCK}", "There is more than one # /// script block: keep one of them."),
        ("# /// script\n# a =\n# ///\n", "The # /// script block is not valid TOML: "),
        (
            "# /// script\n# dependencies = [1]\n# ///\n",
            "In the # /// script block, dependencies must be a list of texts.",
        ),
        (
            "# /// script\n# requires-python = 3.14\n# ///\n",
            "In the # /// script block, requires-python must be a text.",
        ),
    ],
)
def test_a_block_that_makes_no_sense_says_why(text: str, message: str) -> None:
    with pytest.raises(ScriptError) as raised:
        read_script(text)
    assert str(raised.value).startswith(message)


def test_imports_that_are_nowhere_are_named_as_pypi_knows_them() -> None:
    files = {
        "main.py": "import json, nowhere.sub, helpers\ndef f():\n    from yaml_2 import load\n",
        "unlikely.py": "import _own, \u00e9t\u00e9\n",
        "helpers.py": "import jwt\nif 0:\n    import yaml_x\nfrom . import x\n",
        "broken.py": "import (",
        "notes.txt": "import other",
    }
    assert unknown_imports(files) == {
        "jwt": "pyjwt",
        "nowhere": "nowhere",
        "yaml_2": "yaml_2",
        "yaml_x": "yaml_x",
    }
