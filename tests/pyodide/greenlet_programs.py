"""What greenlets do: programs for the real module on a desktop, and for ours on the kernel."""

from tests.pyodide.same import Program

PROGRAMS: dict[str, Program] = {
    "values go to and fro": (
        """
        from greenlet import getcurrent, greenlet

        def echo(*args, **kwargs):
            while True:
                args = main.switch((args, kwargs))
                kwargs = {}

        main = getcurrent()
        one = greenlet(echo)
        print(one.switch(1, 2, a=3))
        print(one.switch(), one.switch(4), one.switch((5, 6)))
        back = greenlet(lambda: main.switch(1, a=2))
        print(back.switch())
        print(back.switch(7), back.dead)
        print(back.switch(8), back.switch(), back.switch(8, 9), back.switch(a=1))
        print(main.switch("itself"))
        """,
        [
            "((1, 2), {'a': 3})",
            "((), {}) (4, {}) ((5, 6), {})",
            "((1,), {'a': 2})",
            "7 True",
            "8 () (8, 9) {'a': 1}",
            "itself",
        ],
    ),
    "a life": (
        """
        from greenlet import getcurrent, greenlet

        def life():
            print("inside", bool(one), one.dead, getcurrent() is one, one.gr_frame)
            getcurrent().parent.switch()
            return "end"

        one = greenlet(life)
        print("pending", bool(one), one.dead, one.run is life)
        one.switch()
        print("suspended", bool(one), one.dead, hasattr(one, "run"), one.gr_frame.f_code.co_name)
        print(one.switch(), bool(one), one.dead, one.gr_frame)
        print(bool(getcurrent()), getcurrent().parent, getcurrent().dead)
        """,
        [
            "pending False False True",
            "inside True False True None",
            "suspended True False False life",
            "end False True None",
            "True None False",
        ],
    ),
    "exceptions pass to the parent": (
        """
        from greenlet import GreenletExit, getcurrent, greenlet

        def fail():
            raise LookupError("inner")

        def outer():
            try:
                greenlet(fail).switch()
            except LookupError as error:
                print("outer caught", error)
                raise KeyError("outer") from error

        one = greenlet(outer)
        try:
            one.switch()
        except KeyError as error:
            cause = error.__cause__
            print(repr(error), repr(cause), error.__context__ is cause, one.dead)

        def leave():
            raise GreenletExit("left")

        print(repr(greenlet(leave).switch()))
        try:
            raise ValueError("handled")
        except ValueError:
            try:
                greenlet(fail).switch()
            except LookupError as error:
                print(error.__context__)
        """,
        [
            "outer caught inner",
            "KeyError('outer') LookupError('inner') True True",
            "GreenletExit('left')",
            "None",
        ],
    ),
    "what is thrown in": (
        """
        from greenlet import GreenletExit, getcurrent, greenlet

        def stay():
            while True:
                try:
                    main.switch("ready")
                except ValueError as error:
                    print("caught", repr(error))

        main = getcurrent()
        one = greenlet(stay)
        one.switch()
        print(one.throw(ValueError), one.throw(ValueError, "text"), one.throw(ValueError, (1, 2)))
        print(one.throw(ValueError("made")))
        print(repr(one.throw()), one.dead)
        print(repr(one.throw(GreenletExit("again"))))
        for kind in (KeyError("dead"), KeyError):
            try:
                one.throw(kind)
            except KeyError as error:
                print(repr(error))
        young = greenlet(print)
        print(repr(young.throw()), young.dead, bool(young))
        young = greenlet(print)
        try:
            young.throw(OSError, "young")
        except OSError as error:
            print(repr(error), young.dead)
        for wrong in ((3,), (ValueError, 3, 4), (ValueError(), 4)):
            try:
                young.throw(*wrong)
            except TypeError as error:
                print(error)
        """,
        [
            "caught ValueError()",
            "caught ValueError('text')",
            "caught ValueError(1, 2)",
            "ready ready ready",
            "caught ValueError('made')",
            "ready",
            "GreenletExit() True",
            "GreenletExit('again')",
            "KeyError('dead')",
            "KeyError()",
            "GreenletExit() True False",
            "OSError('young') True",
            "exceptions must be classes, or instances, not int",
            "throw() third argument must be a traceback object",
            "instance exception may not have a separate value",
        ],
    ),
    "parents": (
        """
        from greenlet import getcurrent, greenlet

        def attempt(act):
            try:
                act()
            except Exception as error:
                print(type(error).__name__, error)

        main = getcurrent()
        first = greenlet(lambda: print("first") or 1)
        second = greenlet(lambda value: print("second", value) or value + 1, parent=first)
        third = greenlet(lambda: 5, second)
        # A parent that has not begun begins with what its child returns.
        print(second.parent is first, third.parent is second)
        first.run = lambda value: print("first", value) or value + 1
        print(third.switch())
        print(first.dead, second.dead, third.dead)
        attempt(lambda: setattr(first, "parent", third))
        attempt(lambda: setattr(first, "parent", 3))
        attempt(lambda: setattr(main, "parent", first))
        attempt(lambda: setattr(first, "run", print))
        attempt(lambda: greenlet().switch())
        attempt(lambda: greenlet(3).switch())
        attempt(lambda: setattr(first, "gr_context", 3))
        """,
        [
            "True True",
            "second 5",
            "first 6",
            "7",
            "True True True",
            "ValueError cyclic parent chain",
            "TypeError GreenletChecker: Expected any type of greenlet, not int",
            "AttributeError cannot set the parent of a main greenlet",
            "AttributeError run cannot be set after the start of the greenlet",
            "AttributeError run",
            "TypeError 'int' object is not callable",
            "TypeError greenlet context must be a contextvars.Context or None",
        ],
    ),
    "subclasses": (
        """
        from greenlet import getcurrent, greenlet

        class Counter(greenlet):
            def __init__(self, start):
                super().__init__()
                self.count = start

            def run(self, step):
                while step:
                    self.count += step
                    step = self.parent.switch(self.count)
                return "done"

        class Late(greenlet):
            @property
            def run(self):
                print("asked for run")
                return lambda *args: args

        counter = Counter(10)
        print(counter.switch(1), counter.switch(5), counter.switch(0), counter.count)
        print(Late().switch(1, 2))
        print(isinstance(getcurrent(), greenlet), greenlet.getcurrent() is getcurrent())
        """,
        ["11 16 done 16", "asked for run", "(1, 2)", "True True"],
    ),
    "generators by hand": (
        """
        from greenlet import getcurrent, greenlet

        def walk(tree):
            if isinstance(tree, list):
                for branch in tree:
                    walk(branch)
            else:
                getcurrent().parent.switch(tree)

        def leaves(tree):
            walker = greenlet(walk)
            leaf = walker.switch(tree)
            while not walker.dead:
                yield leaf
                leaf = walker.switch()

        print(list(leaves([1, [2, [3, [4]]], [], 5])))
        # Two at a time, each within its own recursion.
        print(list(zip(leaves([[1, 2], 3]), leaves(["a", ["b", ["c"]]]))))
        """,
        ["[1, 2, 3, 4, 5]", "[(1, 'a'), (2, 'b'), (3, 'c')]"],
    ),
    "a forgotten one cleans up": (
        """
        from greenlet import GreenletExit, getcurrent, greenlet

        def wait(name):
            try:
                getcurrent().parent.switch()
            except GreenletExit:
                print(name, "is to end; its parent is main:", getcurrent().parent is main)
                raise
            finally:
                print(name, "has cleaned up")

        main = getcurrent()
        one = greenlet(wait)
        one.switch("forgotten")
        del one
        print("after it")
        last = greenlet(wait)
        last.switch("at the end nothing")
        """,
        [
            "forgotten is to end; its parent is main: True",
            "forgotten has cleaned up",
            "after it",
        ],
    ),
    "each sees its own context variables": (
        """
        import contextvars
        from greenlet import getcurrent, greenlet

        var = contextvars.ContextVar("var", default="unset")

        def look(name):
            print(name, var.get())
            var.set(name)
            main.switch()
            print(name, var.get())

        main = getcurrent()
        var.set("main")
        empty, shared, copied = (greenlet(look) for _ in range(3))
        shared.gr_context = main.gr_context
        copied.gr_context = contextvars.copy_context()
        print(empty.gr_context, shared.gr_context is main.gr_context)
        for one in ("empty", "shared", "copied"):
            globals()[one].switch(one)
        print("main", var.get(), empty.gr_context[var], copied.gr_context[var])
        for one in (empty, shared, copied):
            one.switch()
        context = contextvars.Context()
        context.run(var.set, "context")

        def inside():
            later = greenlet(lambda: print("later", var.get()))
            later.gr_context = getcurrent().gr_context
            later.switch()

        context.run(inside)
        getcurrent().gr_context = context
        print(var.get())
        """,
        [
            "None True",
            "empty unset",
            "shared main",
            "copied main",
            "main shared empty copied",
            "empty empty",
            "shared shared",
            "copied copied",
            "later context",
            "context",
        ],
    ),
    "tracing": (
        """
        from greenlet import getcurrent, gettrace, greenlet, settrace

        def trace(event, args):
            origin, target = args
            print(event, names[origin], names[target], target is getcurrent())

        def work():
            main.switch()
            raise KeyError

        main = getcurrent()
        one = greenlet(work)
        names = {main: "main", one: "one"}
        print(settrace(trace), gettrace() is trace)
        one.switch()
        try:
            one.throw(ValueError)
        except ValueError:
            pass
        print(settrace(None) is trace, gettrace())
        """,
        [
            "None True",
            "switch main one True",
            "switch one main True",
            "throw main one True",
            "throw one main True",
            "True None",
        ],
    ),
    "a greenlet belongs to its thread": (
        """
        import threading
        from greenlet import error, getcurrent, greenlet

        def attempt(act):
            try:
                act()
            except (error, ValueError) as wrong:
                print(type(wrong).__name__, str(wrong).splitlines()[0])

        def other():
            print(getcurrent() is main, getcurrent().parent, getcurrent() is getcurrent())
            attempt(one.switch)
            attempt(one.throw)
            attempt(lambda: setattr(one, "parent", getcurrent()))

        main = getcurrent()
        one = greenlet(main.switch)
        one.switch()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        """,
        [
            "False None True",
            "error Cannot switch to a different thread",
            "error Cannot switch to a different thread",
            "ValueError parent cannot be on a different thread",
        ],
    ),
    "threads go on while one waits in a greenlet": (
        """
        import threading, time
        from greenlet import getcurrent, greenlet

        def ticker():
            for n in range(2):
                time.sleep(0.01)
                print("tick", n)
            ticked.set()

        def nap():
            ticked.wait()
            getcurrent().parent.switch(threading.current_thread() is threading.main_thread())
            with lock:
                return "locked"

        def hold():
            with lock:
                held.set()
                time.sleep(0.05)

        lock, held, ticked = threading.Lock(), threading.Event(), threading.Event()
        threads = [threading.Thread(target=target) for target in (ticker, hold)]
        for thread in threads:
            thread.start()
        held.wait()
        one = greenlet(nap)
        print(one.switch())
        print(one.switch())
        """,
        ["tick 0", "tick 1", "True", "locked"],
    ),
    "asyncio is the same in all greenlets of a thread": (
        """
        import asyncio
        from greenlet import getcurrent, greenlet

        async def spawn(function, *args):
            one = greenlet(function, getcurrent())
            one.gr_context = getcurrent().gr_context
            asked = one.switch(*args)
            while not one.dead:
                try:
                    answer = await asked
                except BaseException as error:
                    asked = one.throw(error)
                else:
                    asked = one.switch(answer)
            return asked

        def wait(awaitable):
            return getcurrent().parent.switch(awaitable)

        def work(name):
            task, loop = asyncio.current_task(), asyncio.get_running_loop()
            for n in range(2):
                wait(asyncio.sleep(0.01))
                print(name, n, asyncio.current_task() is task, asyncio.get_running_loop() is loop)
            try:
                wait(asyncio.wait_for(asyncio.sleep(9), 0.01))
            except TimeoutError:
                print(name, "timed out")
            return asyncio.current_task().get_name()

        async def main():
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(spawn(work, n), name=f"task {n}") for n in range(3)]
            print([task.result() for task in tasks])
            cancelled = asyncio.create_task(spawn(wait, asyncio.sleep(9)))
            await asyncio.sleep(0)
            cancelled.cancel()
            print(await asyncio.gather(cancelled, return_exceptions=True))

        asyncio.run(main())
        """,
        [
            "0 0 True True",
            "1 0 True True",
            "2 0 True True",
            "0 1 True True",
            "1 1 True True",
            "2 1 True True",
            "0 timed out",
            "1 timed out",
            "2 timed out",
            "['task 0', 'task 1', 'task 2']",
            "[CancelledError('')]",
        ],
    ),
    "hundreds suspended at once": (
        """
        import gc
        from greenlet import getcurrent, greenlet

        def dig(depth, number):
            if depth:
                return dig(depth - 1, number)
            keep = {"number": number}
            keep["self"] = keep
            main.switch()
            return keep["number"]

        main = getcurrent()
        for round in range(3):
            many = [greenlet(dig) for _ in range(200)]
            for number, one in enumerate(many):
                one.switch(number % 20, number)
            gc.collect()
            print([one.switch() for one in reversed(many)] == list(range(199, -1, -1)))
        """,
        ["True"] * 3,
    ),
    "recursion is counted in each": (
        """
        from greenlet import getcurrent, greenlet

        def dig():
            return dig()

        def work():
            try:
                dig()
            except RecursionError:
                getcurrent().parent.switch("RecursionError")
            return "fine"

        def halfway(depth):
            return halfway(depth - 1) if depth else greenlet(halfway).switch(600)

        one = greenlet(work)
        print(one.switch(), one.switch())
        """,
        ["RecursionError fine"],
    ),
    "what is handled is handled in one": (
        """
        import sys
        from greenlet import getcurrent, greenlet

        def look():
            print(sys.exception())
            try:
                raise KeyError("inner")
            except KeyError:
                main.switch()
                print(repr(sys.exception()))

        main = getcurrent()
        one = greenlet(look)
        try:
            raise ValueError("outer")
        except ValueError:
            one.switch()
            print(repr(sys.exception()))
        print(sys.exception())
        one.switch()
        """,
        ["None", "ValueError('outer')", "None", "KeyError('inner')"],
    ),
}
