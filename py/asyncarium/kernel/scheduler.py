"""Green threads: which one runs, and what happens while none can.

Every thread has a stack of its own (JSPI), and exactly one runs at a time. A
program that starts none is one thread, the main one, and never switches.

             unpark, or its deadline, or (main thread) a signal
        ┌──────────────────────────────────────────────┐
        ▼                                              │
      ready ──first in, first out──▶ running ──park──▶ parked
        ▲                               │ │
        └────── end of a time slice ────┘ └──▶ ended

When nobody is ready, the thread that parked last passes the time until
somebody is: it sleeps until the next deadline, or for ever if only the
outside world (a Stop, a line of input) could wake one.
"""

import heapq
import signal
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from asyncarium.kernel.clock import Clock, now
from asyncarium.kernel.host import Host

SLICES_IN_VIRTUAL_TIME = 20
"""In virtual time a thread is left to compute for so many slices before another one's turn.

Where a slice ends depends on the machine's speed. The same program must give
the same transcript on every machine, unless a thread really spins."""

SLICES_OF_SPINNING = 100
"""In virtual time a thread that computes for so many slices, while all others
sleep, is taken to wait for one of them (``while not done: pass``): time then
passes for it, which it does not for a thread that only computes."""

CANT_SWITCH = (
    "this call has to wait for another thread, and can't: "
    "Python was called back from JavaScript here, and its frames can't be suspended"
)


@dataclass(eq=False, slots=True)
class GreenThread:
    """One thread. ``frame`` is where it is parked, None while it runs or is ready.

    A ``lost`` one is parked for ever, whoever wakes it.
    """

    ident: int
    frame: FrameType | None = None
    woken: bool = False
    ticket: int = 0
    """Number of its latest park; an older deadline of it no longer counts."""
    lost: bool = False


Deadline = tuple[int, int, GreenThread | Callable[[], None]]
"""When, the number of the park (or of the call) that set it, and who is woken or called."""


@dataclass
class Outside:
    """What of the outside world could still wake a parked thread.

    Attributes:
        diagnose: called when no thread can ever go on by itself. Returns the
            error to raise in the main thread, or None to wait for a Stop.
        deliver: has the handler of a signal run; called in the main thread.
    """

    diagnose: Callable[[], BaseException | None]
    deliver: Callable[[int], None]


@dataclass
class Scheduler:
    """Runs green threads on `host` by `clock`.

    Attributes:
        host: the outside world.
        clock: passes the time.
        outside: what to do about signals and about a program that is stuck.
        main: the thread that runs the program's first line.
        current: the thread that runs.
        parked: the threads that wait, in the order they began to.
        slice_is_overdue: a slice ended in the middle of the kernel's own code;
            it is made up for when that is done.
        undivided: no slice may end now: something runs that was set by `call_at`.
        look_outside: while somebody outside may give the program more to do,
            as standard input may: asked whenever the outside world was let in.
            Nobody is stuck as long as it is there, and virtual time stands still.
        awaited: the same for what has been asked of the outside world.
    """

    host: Host
    clock: Clock
    outside: Outside
    main: GreenThread
    current: GreenThread = field(init=False)
    parked: dict[GreenThread, None] = field(default_factory=dict, init=False)
    slice_is_overdue: bool = field(default=False, init=False)
    undivided: bool = field(default=False, init=False)
    look_outside: Callable[[], None] | None = field(default=None, init=False)
    awaited: list[Callable[[], None]] = field(default_factory=list, init=False)
    _ready: deque[GreenThread] = field(default_factory=deque, init=False)
    _deadlines: list[Deadline] = field(default_factory=list, init=False)
    _readers: list[GreenThread] = field(default_factory=list, init=False)
    _tickets: int = field(default=0, init=False)
    _last_ident: int = field(init=False)
    _slices: int = field(default=0, init=False)
    _signals: list[int] = field(default_factory=list, init=False)
    _stuck: BaseException | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.current = self.main
        self._last_ident = self.main.ident

    # What a thread calls:

    def park(self, deadline: int | None = None) -> bool:
        """Leave the processor until `unpark`, or until ``deadline`` (nanoseconds, on `now`).

        The main thread also comes back when a signal came, after its handler
        has run; callers wait in a loop.

        Returns:
            whether it was unparked.

        Raises:
            BaseException: what a signal handler or `Outside.diagnose` raised.
            RuntimeError: another thread is to run, and this stack can't be left.
        """
        me = self.current
        self._tickets += 1
        me.ticket = self._tickets
        me.woken = False
        me.frame = sys._getframe(1)
        self.parked[me] = None
        if deadline is not None:
            heapq.heappush(self._deadlines, (deadline, me.ticket, me))
        try:
            self._run_another()
        finally:
            self._unpark(me)
        if self.slice_is_overdue:
            self.end_of_slice()
        if me is self.main:
            self._deliver()
        return me.woken

    def unpark(self, thread: GreenThread) -> None:
        """Make a parked thread ready. Does nothing to one that isn't parked."""
        if thread.frame is not None:
            thread.woken = True
            self._make_ready(thread)

    def yield_now(self) -> None:
        """Let every other ready thread run first."""
        if self._deadlines:
            self._wake_due()
        if self._ready:
            self._ready.append(self.current)
            self._run_another()
        if self.current is self.main:
            self._deliver()

    def wait_for_input(self) -> None:
        """Park until a line of standard input is there, or a signal came.

        Raises:
            RuntimeError: this host can't wait for one.
        """
        self.host.ask_for_input()
        me = self.current
        self._readers.append(me)
        try:
            self.park()
        finally:
            self._readers.remove(me)

    def ask_again_for_input(self) -> None:
        """If a thread waits for a line: the outside may have forgotten that."""
        if self._readers:
            self.host.ask_for_input()

    def call_at(self, deadline: int, function: Callable[[], None]) -> None:
        """Call ``function`` at ``deadline`` (on `now`), in whichever thread lets the time pass.

        It is the world around the program, a server at the other end for one:
        it must not raise, nor wait.
        """
        self._tickets += 1
        heapq.heappush(self._deadlines, (deadline, self._tickets, function))

    def start(self, function: Callable[[], None]) -> GreenThread:
        """A new thread that will run ``function``, which must not raise."""
        self._last_ident += 1
        thread = GreenThread(self._last_ident)

        def entry() -> None:
            function()
            self._end()

        self.host.prepare_thread(thread.ident, entry)
        self._ready.append(thread)
        return thread

    def end_of_slice(self) -> None:
        """The current thread has computed for a while: let the outside world in, and others run."""
        self.slice_is_overdue = False
        if not self.host.can_suspend():
            return
        self.host.suspend(0)
        self._notice_news()
        # Slices count only while another thread would like to run, now or later.
        sleeping = not self._ready and self._next_deadline() is not None
        self._slices = self._slices + 1 if self._ready or sleeping else 0
        if self.clock.virtual and sleeping and self._slices >= SLICES_OF_SPINNING:
            self._sleep_until_due()
        if not self.clock.virtual or self._slices >= SLICES_IN_VIRTUAL_TIME:
            self.yield_now()
        if self.current is self.main:
            self._deliver()

    def forget_others(self) -> None:
        """Never run any thread but the current one again."""
        for thread in (*self.parked, *self._ready):
            thread.lost = True
            thread.frame = None
        self.parked.clear()
        self._ready.clear()
        self._readers.clear()
        self._deadlines = [entry for entry in self._deadlines if callable(entry[2])]

    def send_signal(self, signum: int) -> None:
        """Have the main thread run the handler of ``signum``: at once, if it is the caller."""
        self._interrupt(signum)
        if self.current is self.main:
            self._deliver()

    # Between threads:

    def _end(self) -> None:
        """The current thread's last act, on its own stack."""
        self.current = self._next_ready()
        self.host.resume(self.current.ident)

    def _next_ready(self) -> GreenThread:
        self._slices = 0
        if not self._ready:
            self._pass_time()
        elif self._deadlines:
            # Real time passes while threads take turns, too.
            self._wake_due()
        return self._ready.popleft()

    def _run_another(self) -> None:
        me = self.current
        thread = self._next_ready()
        if thread is me:
            return
        if not self.host.can_suspend():
            self._ready.appendleft(thread)
            if me not in self._ready:
                raise RuntimeError(CANT_SWITCH)
            self._ready.remove(me)
            return
        self.current = thread
        self.host.switch(me.ident, thread.ident)
        # Whoever resumed this stack has set `current` back.

    def _make_ready(self, thread: GreenThread) -> None:
        self._unpark(thread)
        self._ready.append(thread)

    def _unpark(self, thread: GreenThread) -> None:
        thread.frame = None
        self.parked.pop(thread, None)

    def _pass_time(self) -> None:
        """Until a thread is ready."""
        self._notice_news()
        while not self._ready:
            expecting = self._readers or self.awaited or self.look_outside is not None
            if expecting and self.clock.virtual:
                # The reader's time is not the program's: the clock stands still meanwhile.
                self.host.suspend(None)
            elif not self._sleep_until_due() and (expecting or not self._is_stuck()):
                self.host.suspend(None)
            self._notice_news()

    def _sleep_until_due(self) -> bool:
        """Pass the time to the next deadline, or until the outside world has news.

        Returns:
            whether there is a deadline.
        """
        due = self._next_deadline()
        if due is None:
            return False
        if (left := due - now()) > 0:
            self.clock.pass_time(left)
        self._wake_due()
        return True

    def _next_deadline(self) -> int | None:
        deadlines = self._deadlines
        while deadlines and not _counts(deadlines[0]):
            heapq.heappop(deadlines)
        if len(deadlines) > 2 * len(self.parked) + 1_000:
            # Long deadlines of threads that were woken early would pile up.
            self._deadlines = deadlines = [entry for entry in deadlines if _counts(entry)]
            heapq.heapify(deadlines)
        return deadlines[0][0] if deadlines else None

    def _wake_due(self) -> None:
        time = now()
        while self._deadlines and self._deadlines[0][0] <= time:
            entry = heapq.heappop(self._deadlines)
            who = entry[2]
            if not isinstance(who, GreenThread):
                self._call(who)
            elif _counts(entry):
                self._make_ready(who)

    def _call(self, function: Callable[[], None]) -> None:
        self.undivided = True
        try:
            function()
        finally:
            self.undivided = False

    def _notice_news(self) -> None:
        if self.host.take_stop():
            self._interrupt(signal.SIGINT)
        if self._readers and self.host.has_input():
            # All of them: who finds none left waits again.
            for thread in self._readers:
                self.unpark(thread)
        for look in (*self.awaited, *filter(None, [self.look_outside])):
            look()

    def _interrupt(self, signum: int) -> None:
        self._signals.append(signum)
        if self.main.frame is not None:
            self._make_ready(self.main)

    def _is_stuck(self) -> bool:
        """Nothing inside can wake anybody. Raises in the main thread if that is an error."""
        if self.main.frame is None:
            return False
        self._stuck = self.outside.diagnose()
        if self._stuck is None:
            return False
        self._make_ready(self.main)
        return True

    def _deliver(self) -> None:
        if self._stuck is not None:
            stuck, self._stuck = self._stuck, None
            raise stuck
        while self._signals:
            self.outside.deliver(self._signals.pop(0))


def _counts(entry: Deadline) -> bool:
    """Whether the thread still waits in the park that set this deadline."""
    _deadline, ticket, who = entry
    return not isinstance(who, GreenThread) or (who.frame is not None and who.ticket == ticket)
