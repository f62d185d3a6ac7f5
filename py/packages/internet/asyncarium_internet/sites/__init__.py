"""What there is on the practice internet: a module for each host."""
