"""What a program leaves for the console: all that would end in silence, and nothing else."""

import asyncio
import csv
import gc
import io
import types
import weakref
from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from asyncarium import left_over


def program(**names: Any) -> types.ModuleType:
    module = types.ModuleType("__main__")
    module.__dict__.update(names)
    return module


def gone(**names: Any) -> list[str]:
    return list(left_over.save([program(**names)]).gone)


async def work() -> None:
    await asyncio.sleep(0)


def count() -> Iterator[int]:
    yield 1
    yield 2


class Loud:
    def __del__(self) -> None: ...


def test_what_ends_in_silence_is_kept() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    assert not gone(
        number=1,
        text="x",
        cycle=cycle,
        nested={"a": [(1, {2})]},
        function=gone,
        kind=Loud,
        module=asyncio,
        unstarted=count(),
        buffer=io.StringIO("x"),
        weak=weakref.WeakSet([Loud]),
        event=asyncio.Event(),
    )


def test_what_would_speak_is_gone_and_so_is_whoever_holds_it() -> None:
    coroutine = work()
    suspended = count()
    next(suspended)
    loud = Loud()

    def closure() -> object:
        return loud

    class Holder:
        kept = loud

    names = {
        "coroutine": coroutine,
        "deep": {"a": [(1, coroutine)]},
        "suspended": suspended,
        "loud": loud,
        "bound": loud.__del__,
        "closure": closure,
        "silent": 1,
    }
    assert gone(**names) == [name for name in names if name != "silent"]
    Holder.__module__ = "__main__"
    assert gone(kind=Holder, instance=Holder()) == ["kind", "instance"]
    coroutine.close()


def test_tasks_count_by_what_they_would_say() -> None:
    async def main() -> tuple[asyncio.Task[None], asyncio.Task[None]]:
        done, pending = asyncio.create_task(work()), asyncio.create_task(work())
        await done
        assert gone(done=done, pending=pending) == ["done", "pending"]  # the loop is open
        await pending
        return done, pending

    first, second = asyncio.run(main())
    assert gone(first=first, second=second) == []


def test_finalizers_are_heard_and_a_librarys_bookkeeping_is_not() -> None:
    class Thing: ...

    watched, listed = Thing(), Thing()
    finalizer = weakref.finalize(watched, list)
    known = weakref.WeakSet([listed])
    assert gone(watched=watched, listed=listed) == ["watched"]
    finalizer.detach()
    assert len(known) == 1


def test_open_files_are_gone(tmp_path: Any) -> None:
    with (tmp_path / "file").open("w") as file:
        assert gone(file=file) == ["file"]
    assert gone(file=file) == []


def test_who_holds_a_files_method_holds_the_file(tmp_path: Any) -> None:
    with (tmp_path / "file").open("w") as file:
        names = {"writer": csv.writer(file), "write": file.write, "partial": partial(file.write)}
        assert gone(**names, sort=[].sort, length=len) == list(names)


def test_functions_of_no_module_hold_their_globals() -> None:
    namespace: dict[str, Any] = {"loud": Loud()}
    exec("def speak():\n    return loud", namespace)
    speak = namespace["speak"]
    assert gone(speak=speak) == ["speak"]
    namespace["loud"] = None
    assert gone(speak=speak) == []


def test_no_object_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    class Chatty(type):
        def __getattribute__(cls, name: str) -> Any:
            print("class", name)
            return super().__getattribute__(name)

    class Talker(metaclass=Chatty):
        def __getattribute__(self, name: str) -> Any:
            print("instance", name)
            return super().__getattribute__(name)

    talker = Talker()
    proxy = weakref.proxy(talker)
    capsys.readouterr()
    assert gone(talker=talker, kind=Talker, proxy=proxy, words=[talker]) == []
    assert capsys.readouterr().out == ""


def test_a_proxys_callback_is_heard() -> None:
    loud = program(say=lambda _proxy: None)
    exec("def say(_proxy): ...", loud.__dict__)

    class Thing: ...

    thing = Thing()
    proxy = weakref.proxy(thing, loud.__dict__["say"])
    loud.__dict__["thing"] = thing
    assert left_over.save([loud]).gone == ("thing",)
    del proxy


def test_what_cant_tell_whether_it_is_closed_is_gone(tmp_path: Any) -> None:
    file = (tmp_path / "file").open("w")
    binary = file.detach()
    assert gone(file=file) == ["file"]
    binary.close()


def test_what_is_too_much_to_look_through_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_over, "MAX_REFERENCES", 100)
    assert gone(small=[1], large=[[n] for n in range(1_000)]) == ["large"]
    assert gone(small=[1], large=list(range(1_000)), deep=[[list(range(1_000))]]) == [
        "large",
        "deep",
    ]
    assert gone(queue=deque(range(1_000)), table={n: [] for n in range(1_000)}) == [
        "queue",
        "table",
    ]


def test_modules_are_emptied_and_filled_again() -> None:
    loud = Loud()
    module = program(words=["a"], loud=loud)
    namespace = module.__dict__
    left = left_over.save([module])
    namespace.clear()
    del loud
    gc.collect()
    left.put_back()
    assert namespace["words"] == ["a"]
    assert namespace["__name__"] == "__main__"
    assert "loud" not in namespace


def test_names_of_other_modules_say_whose_they_are() -> None:
    helpers = types.ModuleType("helpers")
    helpers.__dict__["loud"] = Loud()
    assert left_over.save([program(), helpers]).gone == ("helpers.loud",)
