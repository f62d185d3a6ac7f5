"""``python -m tests.support.record PROGRAM...``: writes what each prints on the kernel.

For whoever writes a program of the handbook. It records what happens, right or
wrong: read the transcript before you keep it. The labels of an older transcript
stay; a new one says "the same since 3.11", and the tests find out.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from tests.support.machines import Kernel
from tests.support.results import Result
from tests.support.transcripts import transcript_path

NEW_LABELS = {"desktop": {"since": "3.11"}}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.support.record", description=__doc__)
    parser.add_argument("programs", nargs="+", type=Path, metavar="PROGRAM")
    programs: list[Path] = parser.parse_args().programs
    kernel = Kernel(jspi=True)
    try:
        for program in programs:
            result = kernel.run(program.read_text("utf-8"))
            path = transcript_path(program)
            path.write_text(encode(result, _labels(path)), "utf-8")
            _show(program, result)
    finally:
        kernel.close()


def _labels(path: Path) -> dict[str, Any]:
    if not path.exists():
        return NEW_LABELS
    fields = json.loads(path.read_text("utf-8"))
    return {name: fields[name] for name in ("desktop", "withoutJspi") if name in fields}


def encode(result: Result, labels: dict[str, Any]) -> str:
    """A transcript as it stands in its file: one line of it for each line printed."""
    lines = [
        json.dumps(
            {"stream": line.stream, "time": _number(line.time), "text": line.text},
            ensure_ascii=False,
        )
        for line in result.lines
    ]
    separator = ",\n    "
    fields = {
        "lines": f"[\n    {separator.join(lines)}\n  ]" if lines else "[]",
        "error": json.dumps(result.error, ensure_ascii=False),
        "durationSeconds": json.dumps(_number(result.duration)),
        **{name: json.dumps(label, ensure_ascii=False) for name, label in labels.items()},
    }
    body = ",\n  ".join(f'"{name}": {value}' for name, value in fields.items())
    return f"{{\n  {body}\n}}\n"


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _show(program: Path, result: Result) -> None:
    print(f"== {program}: {result.outcome} after {result.duration:g} s")
    for line in result.lines:
        print(f"  {line.time:7.3f} {line.stream:6} {line.text}")


if __name__ == "__main__":
    main()
