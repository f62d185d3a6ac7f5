class MyContextManager:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        print(f"Entering context: {self.name}")
        return self  # this is what "as" receives

    def __exit__(self, exc_type, exc_value, traceback):
        print(f"Exiting context: {self.name}")
        return False  # don't hide an exception from the body


with MyContextManager("example") as manager:
    print("Inside the context block")
    print(f"Using: {manager.name}")
