"""Crashes at every effect, judged by a checker that knows nothing of the program."""
