"""The ends of time slices: when others run, and where none is cut."""

import signal
from collections.abc import Iterator
from types import FunctionType

import pytest

from asyncarium.kernel import slices
from asyncarium.kernel.scheduler import SLICES_IN_VIRTUAL_TIME, Scheduler
from tests.unit.conftest import Crew
from tests.unit.fake_host import START, FakeHost


@pytest.fixture
def installed(scheduler: Scheduler) -> Iterator[None]:
    previous = signal.getsignal(slices.SLICE_SIGNAL)
    slices.install(scheduler)
    yield
    signal.signal(slices.SLICE_SIGNAL, previous)


def end_slice() -> None:
    signal.raise_signal(slices.SLICE_SIGNAL)


def end_slice_in(module: str) -> None:
    """The same code, as if it were ``module``'s."""
    names = {"__name__": module, "signal": signal, "slices": slices}
    FunctionType(end_slice.__code__, names)()


@pytest.mark.usefixtures("installed")
def test_a_slice_breathes_where_it_can(host: FakeHost) -> None:
    end_slice()
    assert host.suspensions == [0]
    host.suspendable = False
    end_slice()
    assert host.suspensions == [0]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("module", ["asyncarium.kernel.locks", "importlib._bootstrap"])
def test_no_slice_divides_the_kernels_code(
    host: FakeHost, scheduler: Scheduler, module: str
) -> None:
    end_slice_in(module)
    assert host.suspensions == []
    assert scheduler.slice_is_overdue
    # Made up for at the end of the next wait.
    scheduler.park(START + 1)
    assert host.suspensions == [0]
    assert not scheduler.slice_is_overdue


@pytest.mark.usefixtures("installed")
def test_no_slice_divides_what_the_world_around_does(host: FakeHost, scheduler: Scheduler) -> None:
    seen: list[object] = []

    def serve() -> None:
        end_slice()
        seen.append(list(host.suspensions))

    scheduler.call_at(START + 1, serve)
    scheduler.park(START + 2)
    assert seen == [[]]
    assert host.suspensions == [0]
    assert host.retries == 0


@pytest.mark.usefixtures("installed")
def test_a_name_that_only_begins_so_is_the_programs(host: FakeHost) -> None:
    end_slice_in("asyncarium_of_mine")
    assert host.suspensions == [0]


@pytest.mark.usefixtures("installed")
def test_stop_reaches_a_program_that_computes(host: FakeHost) -> None:
    host.stop_at = START
    with pytest.raises(KeyboardInterrupt):
        end_slice()


def busy(scheduler: Scheduler, slices_of_work: int, name: str, order: list[str]) -> None:
    for _ in range(slices_of_work):
        scheduler.end_of_slice()
    order.append(name)


def test_in_virtual_time_short_work_is_not_divided(scheduler: Scheduler, crew: Crew) -> None:
    order: list[str] = []
    work = SLICES_IN_VIRTUAL_TIME - 1
    crew.run(
        lambda: busy(scheduler, work, "long", order), lambda: busy(scheduler, 0, "short", order)
    )
    assert order == ["long", "short"]


def test_in_virtual_time_a_spinning_thread_gives_way_at_last(
    scheduler: Scheduler, crew: Crew
) -> None:
    order: list[str] = []
    work = SLICES_IN_VIRTUAL_TIME
    crew.run(
        lambda: busy(scheduler, work, "long", order), lambda: busy(scheduler, 0, "short", order)
    )
    assert order == ["short", "long"]


def test_in_virtual_time_every_thread_has_all_its_slices(scheduler: Scheduler, crew: Crew) -> None:
    order: list[str] = []
    work = SLICES_IN_VIRTUAL_TIME - 1
    crew.run(
        lambda: busy(scheduler, work, "long", order),
        lambda: busy(scheduler, work, "as long", order),
        lambda: busy(scheduler, 0, "short", order),
    )
    assert order == ["long", "as long", "short"]


def test_in_virtual_time_slices_count_only_while_others_are_ready(
    scheduler: Scheduler, crew: Crew
) -> None:
    order: list[str] = []
    busy(scheduler, 2 * SLICES_IN_VIRTUAL_TIME, "alone", order)
    crew.start(lambda: order.append("thread"))
    busy(scheduler, 1, "together", order)
    crew.wait()
    assert order == ["alone", "together", "thread"]


def test_in_real_time_every_slice_is_the_next_ones_turn(real_time: Scheduler, crew: Crew) -> None:
    order: list[str] = []
    crew.run(
        lambda: busy(real_time, 2, "two", order),
        lambda: busy(real_time, 1, "one", order),
        lambda: busy(real_time, 0, "none", order),
    )
    assert order == ["none", "one", "two"]


def test_in_real_time_a_thread_that_computes_delays_no_deadline(
    real_time: Scheduler, host: FakeHost, crew: Crew
) -> None:
    def compute() -> None:
        for _ in range(50):
            host.advance(10**8)
            real_time.end_of_slice()

    crew.start(compute)
    real_time.park(START + 10**9)
    assert host.nanoseconds - START == 10**9
    crew.wait()


def test_stop_ends_the_main_threads_wait_while_another_spins(
    scheduler: Scheduler, host: FakeHost, crew: Crew
) -> None:
    order: list[str] = []
    crew.start(lambda: busy(scheduler, 10 * SLICES_IN_VIRTUAL_TIME, "spun", order))
    host.stop_at = START
    with pytest.raises(KeyboardInterrupt):
        crew.wait()
    assert order == []
    crew.wait()
    assert order == ["spun"]
