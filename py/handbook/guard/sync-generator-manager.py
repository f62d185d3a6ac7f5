from contextlib import contextmanager


@contextmanager
def my_context(name):
    print(f"Entering context: {name}")
    try:
        yield name.upper()  # the body of the "with" runs here
    finally:
        print(f"Exiting context: {name}")


with my_context("example") as value:
    print(f"Inside with block, value: {value}")
