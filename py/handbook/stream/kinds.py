import inspect


def plain():
    return 1


def gen():
    yield 1


async def coro():
    return 1


async def agen():
    yield 1


TESTS = (
    inspect.isgeneratorfunction,
    inspect.iscoroutinefunction,
    inspect.isasyncgenfunction,
)

for function in (plain, gen, coro, agen):
    passed = [test.__name__ for test in TESTS if test(function)]
    result = function()
    print(
        f"{function.__name__:6}"
        f"{' '.join(passed) or '-':21}"
        f"{type(result).__name__}"
    )
    if inspect.iscoroutine(result):
        result.close()  # never awaited: avoids the warning
