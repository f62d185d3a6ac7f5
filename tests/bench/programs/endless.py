print("hello")
while True:
    pass
