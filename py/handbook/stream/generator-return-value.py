def one_token():
    yield "Hello"
    return 1  # how many tokens there were


def relay():
    # Passes every item on, then gives back what was returned.
    count = yield from one_token()
    print(f"Return value: {count}")


print("By hand")
stream = one_token()
print(f"Item: {next(stream)}")
try:
    next(stream)
except StopIteration as stop:
    print(f"Return value: {stop.value}")

print("Through yield from")
for token in relay():
    print(f"Item: {token}")
