"""The Ukrainian national signature in pure Python. A room of its own: it imports nothing from the rest of the program."""
