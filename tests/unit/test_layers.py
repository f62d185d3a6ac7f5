"""The house rules that a compiler can't hold: who imports whom, no program inside a string."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "py" / "asyncarium"
PACKAGES = ROOT / "py" / "packages"
WEB = ROOT / "web" / "src"

# Each may import those before it, never those after it.
RINGS = [
    "kernel",
    "deadlock",
    "loop",
    "trace",
    "tracebacks",
    "messages",
    "questions",
    "language",
    "uncaught",
    "left_over",
    "written_files",
    "shadowing",
    "runner",
    "console",
    "_host",
]
JAVASCRIPT = {"js", "pyodide", "pyodide_js"}


def python_modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Dotted names of all that the module at ``path`` imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide their ring"
            assert node.module is not None
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def ring_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", python_modules(), ids=lambda path: path.stem)
def test_imports_point_downward(path: Path) -> None:
    own = ring_of(path)
    if own == "__init__":
        assert not imported(path)
        return
    for name in imported(path):
        if name.startswith("asyncarium."):
            ring = name.split(".")[1]
            assert RINGS.index(ring) <= RINGS.index(own), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", python_modules(), ids=lambda path: path.stem)
def test_only_host_sees_javascript(path: Path) -> None:
    if path.name != "_host.py":
        assert not {name.split(".")[0] for name in imported(path)} & JAVASCRIPT


@pytest.mark.parametrize("path", sorted(PACKAGES.rglob("*.py")), ids=lambda path: path.stem)
def test_packages_on_demand_know_only_the_kernel(path: Path) -> None:
    names = imported(path)
    assert not {name.split(".")[0] for name in names} & JAVASCRIPT
    for name in names:
        if name.startswith("asyncarium."):
            assert name.startswith("asyncarium.kernel."), f"{path.name} imports {name}"


def typescript_imports(path: Path) -> list[str]:
    return re.findall(r'(?:from|import) "([^"]+)"', path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted((WEB / "sandbox").glob("*.ts")), ids=lambda path: path.stem)
def test_the_sandbox_imports_nothing_of_the_page(path: Path) -> None:
    allowed = {
        "../protocol.ts",
        "../lib/assert.ts",
        "../lib/message-of.ts",
        "pyodide",
        "pyodide/ffi",
    }
    if path.stem == "postgres":  # no part of the frame or of Python's worker
        allowed = {"@electric-sql/pglite"}
    for name in typescript_imports(path):
        assert name in allowed or name.startswith("./"), f"{path.name} imports {name}"
    # Types only: the schemas would bring their library into the sandbox.
    values = re.findall(r'import (?!type)[^;]*"\.\./protocol\.ts"', path.read_text("utf-8"))
    assert not values


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.ts")), ids=lambda path: path.stem)
def test_the_page_imports_nothing_of_the_sandbox(path: Path) -> None:
    if path.is_relative_to(WEB / "sandbox"):
        return
    assert not [name for name in typescript_imports(path) if "sandbox/" in name]


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.ts")), ids=lambda path: path.stem)
def test_no_python_in_typescript(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "runPython" not in text
    assert not re.search(r"[`\"'](import \w+\\n|def \w+\()", text)
