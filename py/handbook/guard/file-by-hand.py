by_hand = open("example.txt", "w")
try:
    by_hand.write("Hello, world!")
finally:
    by_hand.close()  # runs whether or not the writing failed

with open("example.txt", "w") as managed:
    managed.write("Hello, world!")
# Here the file is closed. No line of ours closed it.

with open("example.txt") as reader:
    print(reader.read())
print(by_hand.closed)
print(managed.closed)
