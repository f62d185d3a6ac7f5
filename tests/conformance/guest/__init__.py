"""What runs inside the interpreter, next to the suite."""
