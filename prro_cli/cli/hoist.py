"""Global options typed after the command, as people do: they are moved to the front before parsing (cli.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FLAGS = frozenset({"--json", "--yes", "-y", "--quiet", "-q", "--verbose", "-v", "-vv", "--no-input"})
WITH_VALUE = frozenset({"--desk", "--lang", "--home", "--color", "--timeout"})


def hoist(arguments: Sequence[str]) -> list[str]:
    """The same call with its global options in front; everything after `--` stays where it is."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in FLAGS:
            front.append(word)
        elif word in WITH_VALUE:
            front.append(word)
            front += [value for value in [next(words, None)] if value is not None]
        elif word.split("=", 1)[0] in WITH_VALUE and "=" in word:
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def with_defaults(words: list[str], defaults: Mapping[str, str]) -> list[str]:
    """The same call with the command that a noun typed alone stands for."""
    place = 0
    while place < len(words) and words[place].startswith("-"):
        place += 2 if words[place] in WITH_VALUE else 1
    if place >= len(words) or words[place] not in defaults:
        return words
    following = words[place + 1 : place + 2]
    if following and (not following[0].startswith("-") or following[0] == "--help"):
        return words
    return [*words[: place + 1], defaults[words[place]], *words[place + 1 :]]


def asked_for(option: str, words: list[str]) -> str | None:
    """The value of a global option in a hoisted call, before anybody has judged the call."""
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == option:
            return next(iter(words[place + 1 : place + 2]), None)
        if word.startswith(f"{option}="):
            return word.split("=", 1)[1]
    return None
