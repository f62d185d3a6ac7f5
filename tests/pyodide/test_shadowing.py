"""A file with the name of a module hides it, the classic trap: the same everywhere."""

import pytest

from tests.pyodide.same import check
from tests.support.machines import Machine

MINE = "WHOSE = 'mine'\n"


@pytest.mark.parametrize("module", ["random", "asyncio", "json", "queue", "turtle", "selectors"])
def test_a_file_hides_the_module(machine: Machine, module: str) -> None:
    program = f"import {module}\nprint({module}.WHOSE, hasattr({module}, 'run'))"
    check(machine, (program, ["mine False"]), files={f"{module}.py": MINE})


def test_what_a_program_met_by_it_says(machine: Machine) -> None:
    program = "import asyncio\nasyncio.run(print())"
    result = machine.run(program, files={"asyncio.py": ""})
    assert result.outcome == "failed"
    assert "module 'asyncio' has no attribute 'run'" in result.texts("stderr")[-1]


def test_the_hidden_module_is_hidden_for_the_library_too(machine: Machine) -> None:
    program = """
    import bisect
    from statistics import median
    """
    result = machine.run(program.replace("    ", ""), files={"bisect.py": MINE})
    assert result.outcome == "failed"
    assert "cannot import name 'bisect" in " ".join(result.texts("stderr"))


@pytest.mark.parametrize("module", ["os", "sys", "io", "builtins", "time"])
def test_what_python_needs_to_start_is_not_hidden(machine: Machine, module: str) -> None:
    program = f"import {module}\nprint(hasattr({module}, 'WHOSE'))"
    check(machine, (program, ["False"]), files={f"{module}.py": MINE})


def test_the_rest_of_python_works_on(machine: Machine) -> None:
    program = """
    import asyncio

    async def main():
        await asyncio.sleep(0.1)
        return await asyncio.to_thread(lambda: "done")

    print(asyncio.run(main()))
    """
    check(machine, (program, ["done"]), files={"random.py": MINE, "data.json": "{}"})
