def count_to_three_list():
    print("Filling the box")
    return [1, 2, 3]


def count_to_three():
    print("The body starts")
    yield 1
    yield 2
    yield 3
    print("The body ends")


box = count_to_three_list()
print(f"I have a box: {box}")

numbers = count_to_three()
print("I have a generator")
print(next(numbers))
for number in numbers:  # goes on where next() left off
    print(number)
