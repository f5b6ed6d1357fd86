"""prro: an open-source Ukrainian software cash register (ПРРО) for the terminal."""

__version__ = "0.1.0"
