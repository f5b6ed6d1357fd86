"""Reads an ordinary call without Typer; for anything unusual it says so, and Typer reads (and explains) it instead.

Where both readers understand a call they understand the same: a test puts the same calls to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

from prro_cli.cli.declared import Argument, Command, Declared, Group, Option


class UnusualError(Exception):
    """A call that Typer shall read: help is wished, something is wrong, or it is written in an uncommon way."""


def read_options(parameters: list[Declared], words: list[str]) -> tuple[dict[str, Any], list[str]]:
    """The options at the front of the words, and the words from the first that is none."""
    named = _by_flag(parameters)
    given: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            return _complete(parameters, given), [word, *rest]
        _take_option(named, word, rest, given)
    return _complete(parameters, given), []


def find(group: Group, words: list[str]) -> tuple[Command, list[str]]:
    """The command that the words name below a group, and the words after it."""
    if group.help is None:
        return group.commands[0], words
    if not words:
        raise UnusualError
    first, *rest = words
    if first in group.groups:
        return find(group.groups[first], rest)
    command = group.find(first)
    if command is None:
        raise UnusualError
    return command, rest


def read_call(command: Command, words: list[str]) -> dict[str, Any]:
    """The arguments of a command's function."""
    parameters = command.parameters()
    named = _by_flag(parameters)
    given: dict[str, Any] = {}
    places: list[str] = []
    rest = iter(words)
    for word in rest:
        if word.startswith("-") and word != "-":
            _take_option(named, word, rest, given)
        else:
            places.append(word)
    _take_places(parameters, places, given)
    return _complete(parameters, given)


def _by_flag(parameters: list[Declared]) -> dict[str, tuple[Declared, bool]]:
    """Flag → parameter, and whether the flag says yes (`--stop/--run`: the second one says no)."""
    named: dict[str, tuple[Declared, bool]] = {}
    for parameter in parameters:
        if isinstance(parameter.meta, Argument):
            continue
        if not isinstance(parameter.meta, Option):
            raise UnusualError
        switch = bool in _types(parameter.annotation)
        long = "--" + parameter.name.replace("_", "-")
        for flag in parameter.meta.flags or ((f"{long}/--no-{long[2:]}",) if switch else (long,)):
            yes, _, no = flag.partition("/")
            named[yes] = parameter, True
            if no:
                named[no] = parameter, False
    return named


def _take_option(
    named: dict[str, tuple[Declared, bool]], word: str, rest: Iterator[str], given: dict[str, Any]
) -> None:
    flag, equals, value = word.partition("=")
    if flag not in named:
        raise UnusualError
    parameter, yes = named[flag]
    if parameter.meta.more.get("is_eager") or (equals and not flag.startswith("--")):
        raise UnusualError
    if parameter.meta.more.get("count"):
        _refuse(bool(equals))
        given[parameter.name] = given.get(parameter.name, 0) + 1
        return
    many = _many(parameter.annotation)
    _refuse(parameter.name in given and many is None)
    if bool in _types(parameter.annotation):
        _refuse(bool(equals))
        given[parameter.name] = yes
        return
    text = value if equals else next(rest, None)
    if text is None or (text.startswith("-") and text != "-"):
        raise UnusualError
    if many is None:
        given[parameter.name] = _converted(parameter, text)
    else:
        given.setdefault(parameter.name, []).append(_converted(parameter, text))


def _take_places(parameters: list[Declared], places: list[str], given: dict[str, Any]) -> None:
    arguments = [p for p in parameters if isinstance(p.meta, Argument)]
    for i, parameter in enumerate(arguments):
        if _many(parameter.annotation) is not None:
            _refuse(i + 1 < len(arguments))
            if places:
                given[parameter.name] = [_converted(parameter, text) for text in places]
            return
        if places:
            given[parameter.name] = _converted(parameter, places.pop(0))
    _refuse(bool(places))


def _complete(parameters: Iterable[Declared], given: dict[str, Any]) -> dict[str, Any]:
    for parameter in parameters:
        if parameter.name not in given:
            _refuse(parameter.required)
            given[parameter.name] = parameter.default
    return given


def _converted(parameter: Declared, text: str) -> Any:
    """A word as the parameter's type; what does not fit is for Typer to explain."""
    [kind] = [t for t in _types(_many(parameter.annotation) or parameter.annotation) if t is not type(None)] or [None]
    if kind is str:
        return text
    _refuse(not text)
    if kind is Path:
        return Path(text)
    if kind is not int or not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise UnusualError
    number, more = int(text), parameter.meta.more
    _refuse(number < more.get("min", number) or number > more.get("max", number))
    return number


def _types(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)


def _many(annotation: Any) -> Any:
    """The type of the members where an option may be repeated."""
    for one in _types(annotation):
        if get_origin(one) is list:
            return get_args(one)[0]
    return None


def _refuse(unusual: bool) -> None:
    if unusual:
        raise UnusualError
