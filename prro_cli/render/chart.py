"""A small bar chart for people at a terminal: names at the left, sums at the right, bars in eighths between."""

from __future__ import annotations

from collections.abc import Sequence

from prro_cli.lang import say
from prro_cli.render.terminal import Out
from prro_cli.values import format_money, width

EIGHTHS = " ▏▎▍▌▋▊▉█"
MOST_BARS = 31
_NAME = 26


def show_chart(bars: Sequence[tuple[str, int]], out: Out) -> None:
    """Bars for sums in kopecks; what is below nothing is drawn lighter, the smallest ones are told together."""
    if not bars:
        return
    shown = list(bars[:MOST_BARS])
    rest = bars[MOST_BARS:]
    if rest:
        shown.append((say("{count} more", count=len(rest)), sum(value for _, value in rest)))
    names = [_short(name) for name, _ in shown]
    sums = [format_money(value) for _, value in shown]
    wide, right = max(map(width, names)), max(map(len, sums))
    room = max(out.columns - wide - right - 4, 8)
    most = max((abs(value) for _, value in shown), default=0) or 1
    out.line()
    for name, text, (_, value) in zip(names, sums, shown, strict=True):
        gap = " " * (wide - width(name))
        drawn = bar(abs(value), most, room)
        drawn = drawn.replace("█", "░") if value < 0 else drawn
        shown_bar = out.style(drawn, "good" if value >= 0 else "warn") + " " * (room - len(drawn))
        out.line(f"{name}{gap}  {shown_bar}  {text:>{right}}")


def bar(value: int, most: int, room: int) -> str:
    """A bar of at most `room` columns; anything above nothing shows at least an eighth."""
    eighths = value * room * 8 // most
    eighths = max(eighths, 1) if value else 0
    whole, part = divmod(eighths, 8)
    return "█" * whole + (EIGHTHS[part] if part else "")


def _short(name: str) -> str:
    """A name in its column."""
    if width(name) <= _NAME:
        return name
    short = name
    while width(short) >= _NAME:
        short = short[:-1]
    return f"{short.rstrip()}…"
