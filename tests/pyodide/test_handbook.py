"""Every program of the handbook prints its transcript on the kernel, to the nanosecond."""

from pathlib import Path

import pytest

from tests.support.comparison import mismatches
from tests.support.machines import Kernel
from tests.support.transcripts import (
    HANDBOOK,
    is_cure,
    name_of,
    programs,
    read_transcript,
    transcript_path,
)

CHAPTERS = {
    "foundation": [
        "blocking-vs-async",
        "pending-task",
        "say-hello",
        "the-rule",
        "tasks-and-the-loop",
    ],
    "guard": [
        "file-by-hand",
        "sync-manager",
        "sync-generator-manager",
        "async-manager",
        "async-resource",
        "async-with-steps",
        "exit-on-crash",
        "suppress",
        "async-generator-manager",
        "yield-exactly-once",
        "error-at-the-yield",
        "async-file",
        "managed-resource",
        "cancelled-exit",
        "timeouts",
        "many-managers",
        "connection-pool",
        "postgres",
        "sessions",
    ],
    "stream": [
        "return-vs-yield",
        "async-counter",
        "how-to-consume",
        "await-a-generator",
        "iterate-a-coroutine",
        "for-by-hand",
        "generator-return-value",
        "async-return-value",
        "async-return-ways",
        "collect",
        "async-genexp",
        "process-stream",
        "stop-early",
        "paged-api",
        "kinds",
    ],
    "pattern": [
        "the-pattern",
        "the-pattern-crashes",
        "the-pattern-stopped",
        "throttled-client",
        "scraper",
    ],
    "traps": [
        "block-the-loop",
        "forgotten-await",
        "lost-task",
        "run-inside-run",
        "swallowed-cancel",
        "race",
        "deadlock",
        "nesting",
    ],
    "beyond": [
        "task-groups",
        "as-completed",
        "queues",
        "semaphores",
        "shield",
        "events-and-conditions",
        "context-variables",
        "eager-tasks",
        "call-graph",
        "echo-server",
        "web-server",
        "anyio-groups",
    ],
}
"""What the handbook teaches. A program that is not named here came by mistake, or is not tested."""

FAILING = {
    "foundation/the-rule",
    "guard/yield-exactly-once",
    "stream/await-a-generator",
    "stream/iterate-a-coroutine",
    "stream/async-return-value",
    "traps/run-inside-run",
    "traps/deadlock",
}
"""They end in an error on purpose, and each has a cure."""


@pytest.mark.parametrize("program", programs(), ids=name_of)
def test_on_the_kernel(kernel: Kernel, program: Path) -> None:
    result = kernel.run(program.read_text("utf-8"))
    assert mismatches(result, read_transcript(program)) == []


@pytest.mark.parametrize("program", programs(), ids=name_of)
def test_on_the_kernel_without_jspi(kernel_without_jspi: Kernel, program: Path) -> None:
    transcript = read_transcript(program)
    wrong = mismatches(kernel_without_jspi.run(program.read_text("utf-8")), transcript)
    if transcript.without_jspi is None:
        assert wrong == []
    else:
        assert wrong, f"it is the same after all; the label says: {transcript.without_jspi}"


def test_the_handbook_has_these_programs() -> None:
    expected = {f"{chapter}/{id_}" for chapter, ids in CHAPTERS.items() for id_ in ids}
    assert sum(map(len, CHAPTERS.values())) == len(expected)
    assert {name_of(program) for program in programs() if not is_cure(program)} == expected


def test_these_fail_and_have_a_cure() -> None:
    failing = {name_of(each) for each in programs() if read_transcript(each).error is not None}
    assert failing == FAILING
    cures = {name_of(each).removesuffix(".cure") for each in programs() if is_cure(each)}
    assert cures == FAILING


def test_every_transcript_has_a_program() -> None:
    expected = {transcript_path(program) for program in programs()}
    assert set(HANDBOOK.glob("*/*.transcript.json")) == expected
