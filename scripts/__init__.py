"""Tools of the project; `make.py` regenerates everything that follows from the code."""
