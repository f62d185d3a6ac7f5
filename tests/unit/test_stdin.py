"""Standard input that waits for the reader, under the real ``sys.stdin``."""

import sys
from typing import Any

import pytest

from asyncarium.kernel import stdin, threads
from asyncarium.kernel.scheduler import Scheduler
from tests.unit.conftest import Crew
from tests.unit.fake_host import START, FakeHost


@pytest.fixture(autouse=True)
def installed(scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", sys.stdin)
    monkeypatch.setattr(sys, "__stdin__", sys.__stdin__)
    stdin.install(scheduler)


def test_lines_come_as_they_are_typed(host: FakeHost) -> None:
    host.news = [
        lambda: host.typed.append("Grüße\n"),
        lambda: None,
        lambda: host.typed.extend(["last", None]),
    ]
    assert sys.stdin.readline() == "Grüße\n"
    assert host.asked == 1
    assert sys.stdin.readline() == "last"
    assert host.typed == []
    assert host.nanoseconds == START


def test_lines_that_are_there_need_no_waiting(host: FakeHost) -> None:
    host.typed = ["one\n", "two\n", None]
    assert sys.stdin.read() == "one\ntwo\n"
    assert host.asked == 0
    assert host.suspensions == []


def test_it_is_what_the_interpreter_began_with() -> None:
    assert sys.stdin is sys.__stdin__


def test_a_long_line_comes_whole(host: FakeHost) -> None:
    host.typed = ["x" * 100_000 + "\n", None]
    assert len(sys.stdin.readline()) == 100_001


def test_input_reads_it(host: FakeHost, capsys: pytest.CaptureFixture[str]) -> None:
    host.typed = ["Ada\n", None]
    assert input("Name? ") == "Ada"
    assert capsys.readouterr().out == "Name? "
    with pytest.raises(EOFError):
        input()


def test_a_thread_that_waits_keeps_no_other_from_waiting(
    patched: None, scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    threads.install(scheduler)
    lines: list[str] = []

    def read() -> None:
        lines.append(sys.stdin.readline())

    host.news = [
        lambda: None,
        lambda: host.typed.append("one\n"),
        lambda: host.typed.append("two\n"),
    ]
    crew.run(read, read)
    assert lines == ["one\n", "two\n"]


def test_it_is_of_no_use_while_a_thread_reads_that_may_be_lost() -> None:
    buffer: Any = sys.stdin.buffer
    assert not stdin.has_ended()
    with buffer._turn:
        assert stdin.has_ended()
    sys.stdin.close()
    assert stdin.has_ended()


def test_stop_ends_a_read(host: FakeHost) -> None:
    host.stop_at = START
    with pytest.raises(KeyboardInterrupt):
        sys.stdin.readline()


def test_a_host_that_cant_wait_says_so(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: FakeHost) -> None:
        raise RuntimeError("no JSPI")

    monkeypatch.setattr(FakeHost, "ask_for_input", refuse)
    with pytest.raises(RuntimeError, match=r"^no JSPI$"):
        sys.stdin.readline()
