"""The Ukrainian national signature in pure Python. It imports nothing from the rest of the program."""
