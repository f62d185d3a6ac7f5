"""Packages that a program asks for itself: script metadata (PEP 723), micropip, PyPI."""

import hashlib
import io
import json
import textwrap
import zipfile

import pytest

from tests.support.machines import Kernel
from tests.support.results import Result
from tests.support.wheelhouse import as_on_pypi, compiled_wheel

SWITCH = 'Switch on "Use packages from PyPI" under "More", and run again.'


def script(dependencies: str, code: str) -> str:
    return f"# /// script\n# dependencies = [{dependencies}]\n# ///\n{textwrap.dedent(code)}"


def wheel(name: str, version: str, code: str, *requires: str) -> bytes:
    """A pure wheel of one module."""
    info = f"{name}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {text}" for text in requires]
    tags = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{info}/METADATA", "\n".join(metadata) + "\n")
        archive.writestr(f"{info}/WHEEL", tags)
        archive.writestr(f"{info}/RECORD", "")
    return content.getvalue()


def pypi(*wheels: tuple[str, str, bytes], tag: str = "py3-none-any") -> dict[str, bytes]:
    """What PyPI answers with, by address."""
    answers = {}
    for name, version, content in wheels:
        file = f"{name}-{version}-{tag}.whl"
        url = f"https://files.pythonhosted.org/packages/{file}"
        hashes = {"sha256": hashlib.sha256(content).hexdigest()}
        files = [{"filename": file, "url": url, "hashes": hashes}]
        answers[url] = content
        answers[f"https://pypi.org/simple/{name}/"] = json.dumps(
            {"name": name, "files": files}
        ).encode()
    return answers


COLOURS = ("colours", "1.0", wheel("colours", "1.0", "import shades\nRED = shades.DARK", "shades"))
SHADES = ("shades", "2.1", wheel("shades", "2.1", "DARK = 'dark red'"))


def last_line(result: Result, outcome: str = "failed") -> str:
    assert result.outcome == outcome
    return result.texts("stderr")[-1]


def test_script_metadata_is_installed(any_kernel: Kernel) -> None:
    code = script(
        '"beautifulsoup4>=4.10", "httpx[http2-is-not-here]; python_version < \'3\'"',
        """
        import asyncio, importlib
        print(importlib.import_module("b" + "s4").__name__)
        async def main():
            print(asyncio.current_task().get_name())
        asyncio.run(main())
        """,
    )
    result = any_kernel.run(code)
    assert result.texts("stderr") == []
    assert result.texts() == ["bs4", "Task-1"]


@pytest.mark.parametrize(
    ("dependencies", "message"),
    [
        (
            '"aiohttp>=9"',
            "ModuleNotFoundError: aiohttp>=9 can't be installed: this site has version 3.14.5. "
            f"{SWITCH}",
        ),
        (
            '"numpy"',
            f"ModuleNotFoundError: numpy is not among the packages of this site. {SWITCH}",
        ),
    ],
)
def test_script_metadata_that_cannot_be_met(
    any_kernel: Kernel, dependencies: str, message: str
) -> None:
    result = any_kernel.run(script(dependencies, "print('not reached')"))
    assert last_line(result) == message
    assert result.texts() == []


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("# dependencies = 5\n", "dependencies must be a list of texts."),
        ("# dependencies = [\n", "The # /// script block is not valid TOML: "),
        (
            '# requires-python = ">=3.99"\n',
            "This program wants Python >=3.99; on this page it runs on Python 3.14.",
        ),
    ],
)
def test_script_metadata_that_makes_no_sense(kernel: Kernel, block: str, message: str) -> None:
    result = kernel.run(f"# /// script\n{block}# ///\nprint('not reached')")
    assert message in last_line(result)
    assert result.texts() == []


def test_micropip_installs_what_this_site_has(kernel: Kernel) -> None:
    code = """
    import asyncio, importlib, micropip
    async def main():
        await micropip.install(["httpx", "h11"])
        httpx = importlib.import_module("htt" + "px")
        print(httpx.__name__, "httpx" in micropip.list(), len(asyncio.all_tasks()))
    asyncio.run(main())
    """
    assert kernel.run(textwrap.dedent(code)).texts() == ["httpx True 1"]


def test_micropip_at_the_console(kernel: Kernel) -> None:
    code = "import micropip"
    steps = [
        {"evaluate": "await micropip.install('h11')"},
        {"evaluate": "import h11; print(h11.__name__)"},
    ]
    result = kernel.run(code, stdin=None, console=steps)
    assert result.outcome == "finished"
    assert [line.text for reply in result.console for line in reply.lines] == ["h11"]


def test_micropip_waits_without_time_passing(kernel: Kernel) -> None:
    code = """
    import asyncio, micropip, time
    async def main():
        began = time.monotonic()
        async with asyncio.timeout(0.001):
            await micropip.install("idna")
        print(time.monotonic() - began)
    asyncio.run(main())
    """
    assert kernel.run(textwrap.dedent(code)).texts() == ["0.0"]


def test_micropip_says_why_not(kernel: Kernel) -> None:
    code = """
    import asyncio, micropip
    asyncio.run(micropip.install("numpy"))
    """
    result = kernel.run(textwrap.dedent(code))
    assert last_line(result) == f"numpy is not among the packages of this site. {SWITCH}"
    assert result.error is not None
    assert result.error["type"] == "ValueError"


def test_micropip_cannot_wait_everywhere(kernel_without_jspi: Kernel) -> None:
    code = "import asyncio, micropip\nasyncio.run(micropip.install('idna'))"
    assert last_line(kernel_without_jspi.run(code)) == (
        "RuntimeError: micropip can't wait for a package in this browser: it has no JavaScript "
        "Promise Integration (JSPI). Name the package in a # /// script block instead."
    )


def test_imports_come_from_pypi_with_what_they_need(any_kernel: Kernel) -> None:
    result = any_kernel.run("import colours\nprint(colours.RED)", pypi=pypi(COLOURS, SHADES))
    assert result.texts("stderr") == []
    assert result.texts() == ["dark red"]


def test_pypi_is_not_asked_unless_the_reader_wants_it(kernel: Kernel) -> None:
    result = kernel.run("import colours")
    assert last_line(result) == "ModuleNotFoundError: No module named 'colours'"


def test_a_version_that_this_site_has_not_comes_from_pypi(kernel: Kernel) -> None:
    newer = ("idna", "99.0", wheel("idna", "99.0", "WHICH = 'newer'"))
    code = script('"idna>=99"', "import idna\nprint(idna.WHICH)")
    result = kernel.run(code, pypi=pypi(newer))
    assert result.texts("stderr") == []
    assert result.texts() == ["newer"]


def test_an_extra_of_a_package_that_the_page_has_brought(any_kernel: Kernel) -> None:
    h2 = ("h2", "4.9", wheel("h2", "4.9", "import hyperframe", "hyperframe"))
    hyperframe = ("hyperframe", "6.9", wheel("hyperframe", "6.9", ""))
    code = "import httpx, h2\nprint(httpx.__name__, h2.__name__)"
    result = any_kernel.run(script('"httpx[http2]"', code), pypi=pypi(h2, hyperframe))
    assert result.texts("stderr") == []
    assert result.texts() == ["httpx h2"]


def test_an_extra_that_cannot_be_had(kernel: Kernel) -> None:
    code = """
        import asyncio, httpx, micropip
        asyncio.run(micropip.install("httpx[http2]"))
        """
    assert last_line(kernel.run(textwrap.dedent(code), pypi={})) == (
        "httpx[http2] can't be installed: it needs h2, and PyPI has no package h2."
    )
    assert last_line(kernel.run(script('"httpx[http2]"', "import httpx"))) == (
        "ModuleNotFoundError: httpx[http2] can't be installed: it needs h2, and that is not among "
        f"the packages of this site. {SWITCH}"
    )


def test_what_is_compiled_for_pyodide_comes_from_pypi(any_kernel: Kernel) -> None:
    code = """
        import msgspec
        class Point(msgspec.Struct):
            x: int
        try:
            msgspec.json.decode(b'{"x": "1"}', type=Point)
        except msgspec.ValidationError as error:
            print(error)
        print(msgspec.json.decode(b'{"x": 1}', type=Point), msgspec._core.__file__[-20:])
        """
    result = any_kernel.run(textwrap.dedent(code), pypi=as_on_pypi(compiled_wheel()))
    assert result.texts("stderr") == []
    assert result.texts() == [
        "Expected `int`, got `str` - at `$.x`",
        "Point(x=1) wasm32-emscripten.so",
    ]


COMPILED = (
    "PyPI has {} only compiled for other platforms, or not in that version. A page can run pure "
    "Python, and what was built for Pyodide."
)
ELSEWHERE = "cp314-cp314-manylinux_2_28_x86_64"


def test_a_package_that_pypi_has_not(any_kernel: Kernel) -> None:
    """The import fails as on a desktop, when it is reached; a note says why."""
    result = any_kernel.run("print('reached')\nimport colours.light", pypi={})
    assert result.texts() == ["reached"]
    assert result.texts("stderr") == [
        "Traceback (most recent call last):",
        '  File "/home/learner/main.py", line 2, in <module>',
        "    import colours.light",
        "ModuleNotFoundError: No module named 'colours'",
        "colours can't be installed: PyPI has no package colours. If its package has another "
        "name, say so in a # /// script block.",
    ]
    assert result.error is not None
    assert result.error["message"] == "No module named 'colours'"


def test_an_import_that_may_fail(any_kernel: Kernel) -> None:
    code = """
    import importlib.util, traceback
    from typing import TYPE_CHECKING
    try:
        import colours
    except ImportError as error:
        traceback.print_exc()
        colours = None
    if TYPE_CHECKING:
        import shades
    def never():
        import tints
    print(colours, importlib.util.find_spec("shades"))
    """
    answers = pypi(("colours", "1.0", b""), tag=ELSEWHERE)
    result = any_kernel.run(textwrap.dedent(code), pypi=answers)
    assert result.outcome == "finished"
    assert result.texts() == ["None None"]
    assert last_line(result, "finished") == "ModuleNotFoundError: No module named 'colours'"


def test_an_import_that_fails_among_others(kernel: Kernel) -> None:
    code = """
    import asyncio
    async def work():
        import colours
    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
    asyncio.run(main())
    """
    result = kernel.run(textwrap.dedent(code), pypi={})
    told = [line for line in result.texts("stderr") if "PyPI has no package colours" in line]
    assert len(told) == 1


def test_an_import_that_fails_at_the_console(kernel: Kernel) -> None:
    code = "try:\n    import colours\nexcept ImportError:\n    pass"
    result = kernel.run(code, pypi={}, stdin=None, console=[{"evaluate": "import colours"}])
    assert result.outcome == "finished"
    assert "PyPI has no package colours" in result.console[0].lines[-1].text


def test_a_dependency_that_pypi_has_not(any_kernel: Kernel) -> None:
    result = any_kernel.run(script('"colours"', "print('not reached')"), pypi={})
    assert result.texts() == []
    assert last_line(result) == (
        "ModuleNotFoundError: colours can't be installed: PyPI has no package colours."
    )


def test_a_dependency_whose_module_has_another_name(any_kernel: Kernel) -> None:
    """Then nobody else is asked for that module."""
    content = wheel("paint_box", "1.0", "").replace(b"paint_box.py", b"colours_x.py")
    right = ("paint_box", "1.0", content)
    answers = pypi(right)
    answers["https://pypi.org/simple/paint-box/"] = answers.pop(
        "https://pypi.org/simple/paint_box/"
    )
    wrong = pypi(("colours_x", "1.0", wheel("colours_x", "1.0", "raise SystemExit('wrong')")))
    code = script('"paint-box"', "import colours_x\nprint('right')")
    result = any_kernel.run(code, pypi={**answers, **wrong})
    assert result.texts("stderr") == []
    assert result.texts() == ["right"]


def test_a_wheel_that_was_built_for_pyodide(kernel: Kernel) -> None:
    """It is taken, rather than a pure one and those for others; these are not really compiled."""
    # PEP 783: the platform is that of the engine's own packages.
    tag = "cp314-cp314-pyemscripten_2026_0_wasm32"
    name = "https://pypi.org/simple/colours/"
    answers = {}
    listed = []
    for built_for in ("py3-none-any", tag, ELSEWHERE, "cp314-cp314-pyemscripten_2024_0_wasm32"):
        code = f"BUILT_FOR = {built_for!r}"
        found = pypi(("colours", "1.0", wheel("colours", "1.0", code)), tag=built_for)
        listed += json.loads(found.pop(name))["files"]
        answers.update(found)
    answers[name] = json.dumps({"name": "colours", "files": listed}).encode()
    result = kernel.run("import colours\nprint(colours.BUILT_FOR)", pypi=answers)
    assert result.texts("stderr") == []
    assert result.texts() == [tag]
    foreign = {url: text for url, text in answers.items() if "any" not in url and tag not in url}
    foreign[name] = json.dumps(
        {"name": "colours", "files": [file for file in listed if file["url"] in foreign]}
    ).encode()
    result = kernel.run("import colours", pypi=foreign)
    assert last_line(result) == f"colours can't be installed: {COMPILED.format('it')}"


def test_a_package_for_other_platforms(kernel: Kernel) -> None:
    compiled = pypi(("colours", "1.0", b""), tag=ELSEWHERE)
    assert last_line(kernel.run("import colours", pypi=compiled)) == (
        f"colours can't be installed: {COMPILED.format('it')}"
    )


@pytest.mark.parametrize(
    ("shades", "reason"),
    [
        (pypi(("shades", "2.1", b""), tag=ELSEWHERE), COMPILED.format("that")),
        ({}, "PyPI has no package shades."),
        (
            {url: text for url, text in pypi(SHADES).items() if not url.endswith(".whl")},
            "PyPI has no such file.",
        ),
    ],
)
def test_what_a_package_needs_can_not_be_had(
    kernel: Kernel, shades: dict[str, bytes], reason: str
) -> None:
    result = kernel.run("import colours", pypi={**pypi(COLOURS), **shades})
    told = f"colours can't be installed: it needs shades, and {reason}"
    assert result.texts("stderr")[-2:] == ["ModuleNotFoundError: No module named 'colours'", told]
    result = kernel.run(script('"colours"', ""), pypi={**pypi(COLOURS), **shades})
    assert last_line(result) == f"ModuleNotFoundError: {told}"


def test_an_extra_that_this_site_has_not(any_kernel: Kernel) -> None:
    result = any_kernel.run(script('"httpx[http2]"', ""))
    assert last_line(result).startswith(
        "ModuleNotFoundError: httpx[http2] can't be installed: it needs h2"
    )
    assert last_line(result).endswith(
        f", and that is not among the packages of this site. {SWITCH}"
    )


def test_a_wheel_that_arrives_damaged(kernel: Kernel) -> None:
    damaged = {
        url: content.replace(b"RED", b"BED") if url.endswith(".whl") else content
        for url, content in pypi(COLOURS, SHADES).items()
    }
    assert "Invalid checksum" in last_line(kernel.run("import colours", pypi=damaged))
