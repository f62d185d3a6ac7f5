"""Runs modules side by side: each lane is a thread with a place of its own."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.conformance.modules import ModuleRun, Outcome, Plan, run_module
from tests.conformance.places import Place, PlaceLostError


def run_modules(
    modules: list[str],
    open_place: Callable[[], AbstractContextManager[Place]],
    plan: Plan,
    lanes: int,
) -> list[ModuleRun]:
    """Run ``modules`` in their order, ``lanes`` at a time; progress goes to standard error.

    A module that loses its place has failed, and its lane goes on with a new one.
    """
    todo: queue.SimpleQueue[str] = queue.SimpleQueue()
    for module in modules:
        todo.put(module)
    runs: list[ModuleRun] = []
    errors: list[BaseException] = []

    def lane() -> None:
        try:
            while not todo.empty():
                with open_place() as place:
                    _work(todo, place, plan, runs)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=lane, daemon=True) for _ in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return runs


def _work(todo: queue.SimpleQueue[str], place: Place, plan: Plan, runs: list[ModuleRun]) -> None:
    """Run modules until none is left or the place is lost."""
    while True:
        try:
            module = todo.get_nowait()
        except queue.Empty:
            return
        try:
            run = run_module(module, place, plan)
        except PlaceLostError as error:
            name = f"{module}.(import)"
            run = ModuleRun(module, [name], {name: Outcome("failed", str(error))})
            runs.append(run)
            return
        runs.append(run)
        failed = sum(one.status == "failed" for one in run.outcomes.values())
        print(f"  {module}: {len(run.outcomes)} ran, {failed} failed", file=sys.stderr)
