"""A progress bar on one line of stderr, drawn at most ten times a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO


def bar(title: str, stream: TextIO, columns: int = 30) -> Callable[[int, int], None]:
    """A function to call with (done, whole); the line is cleared at the end."""
    drawn = 0.0

    def draw(done: int, whole: int) -> None:
        nonlocal drawn
        now = time.monotonic()
        if done < whole and now - drawn < 0.1:
            return
        drawn = now
        filled = columns * done // max(whole, 1)
        text = f"\r{title} [{'#' * filled}{'.' * (columns - filled)}] {100 * done // max(whole, 1):3d} %"
        stream.write("\r\x1b[K" if done >= whole else text)
        stream.flush()

    return draw
