"""Every text for people that the program holds, found in the code itself: what a language has to know.

python -m tests.lang.collect          the texts that the Ukrainian tables do not know yet
python -m tests.lang.collect --stale  entries of the tables that nothing says any more
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TypeGuard

from tests.shared import ROOT, parsed

PACKAGE = ROOT / "prro_cli"
SAYING = ("say", "later", "both")
TEMPLATES = ("title", "cause_template", "state_template")


@cache
def everything() -> dict[str, str]:
    """Text → where it is from."""
    found: dict[str, str] = {}
    for source in (of_errors, of_help, of_support, of_code):
        for text, where in source():
            if any(letter.isalpha() for letter in bare(text)):
                found.setdefault(text, where)
    return found


def of_errors() -> Iterator[tuple[str, str]]:
    """Titles and templates of the error classes."""
    from prro_cli.errors.catalogue import every_error

    for id_, error in every_error().items():
        for name in TEMPLATES:
            yield getattr(error, name), id_
        for step in error.next_templates:
            if not step.startswith("prro ") or "(" in step:
                yield step, id_


def of_help() -> Iterator[tuple[str, str]]:
    """What `--help` says of commands, options and arguments."""
    from prro_cli.cli.app import COMMANDS, global_options, group_of
    from prro_cli.cli.declared import Command, Group, declared

    def of_parameters(parameters: list, where: str) -> Iterator[tuple[str, str]]:
        for parameter in parameters:
            if help_text := getattr(parameter.meta, "more", {}).get("help"):
                yield inspect.cleandoc(help_text), f"{where} {parameter.name}"

    def of_group(group: Group, where: str) -> Iterator[tuple[str, str]]:
        if group.help:
            yield inspect.cleandoc(group.help), where
        for command in group.commands:
            yield from of_command(command, where)
        for name, below in group.groups.items():
            yield from of_group(below, f"{where} {name}")

    def of_command(command: Command, where: str) -> Iterator[tuple[str, str]]:
        where = f"{where} {command.name}"
        yield inspect.cleandoc(command.function.__doc__ or ""), where
        yield from of_parameters(command.parameters(), where)

    yield from of_parameters(declared(global_options), "prro")
    for name, (_, panel) in COMMANDS.items():
        yield panel, "prro --help"
        yield from of_group(group_of(name), f"prro {name}")


def of_support() -> Iterator[tuple[str, str]]:
    """What `explain`, `doctor` and the lists of `sandbox` know: tables of texts that are said where they are shown."""
    from prro_cli.errors.exit_words import WORDS
    from prro_cli.home.settings import TABLE as SETTINGS
    from prro_cli.sandbox import faults, switches
    from prro_cli.support import http_statuses
    from prro_cli.support.doctor import CHECKS
    from prro_cli.support.folklore import SAYINGS
    from prro_cli.support.knowledge import KNOWN

    for one in (*KNOWN, *SAYINGS):
        yield from _told(one.title, one.title, one.cause, one.state, *one.next)
    for title, cause, state, steps in (
        *http_statuses.STATUSES.values(),
        http_statuses.REFUSED,
        http_statuses.NOT_WELL,
    ):
        yield from _told(title, title, cause, state, *steps)
    for check in CHECKS:
        yield from _told(check.id, check.title, (check.run.__doc__ or check.title).strip().splitlines()[0])
    for code, words in WORDS.items():
        yield from _told(code.name, *words)
    for one in (*faults.KINDS, *switches.TABLE):
        yield one.meaning, one.name
    for setting in SETTINGS:
        yield setting.help, setting.name


def _told(where: str, *texts: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        if not text.startswith("prro ") or "(" in text:
            yield text, where


def of_code() -> Iterator[tuple[str, str]]:
    """Literal arguments of `say(…)`, constants marked with `later(…)`, and the labels of screens."""
    for path in sorted(PACKAGE.rglob("*.py")):
        screen = "render/text" in path.as_posix()
        for node in ast.walk(parsed(path)):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if _is_said(node):
                for literal in _literals(node.args[0]):
                    yield literal, where
            elif screen:
                yield from ((label, where) for label in _labels(node))


def _is_said(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING


def _labels(node: ast.AST) -> Iterator[str]:
    """`Out.pairs` says the first of two, `Out.table` every head."""
    head = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "table"
    row = node.args[0] if head else node
    if not isinstance(row, ast.Tuple):
        return
    parts = [part for element in row.elts for part in _parts(element)]
    texts = [e.value if isinstance(e, ast.Constant) and isinstance(e.value, str) else None for e in parts]
    if len(texts) == 2 and texts[0] and not head:
        yield texts[0]
    elif head or (len(texts) > 2 and all(text is not None for text in texts)):
        yield from (text for text in texts if text)


def _parts(element: ast.expr) -> list[ast.AST]:
    """The element; of `*(("seller",) if sellers else ())` the texts."""
    if not isinstance(element, ast.Starred):
        return [element]
    return [node for node in ast.walk(element) if isinstance(node, ast.Constant)]


def said_in(path: Path) -> set[str]:
    """The texts and labels of one renderer that reach people in their language."""
    nodes = list(ast.walk(parsed(path)))
    labels = {label for node in nodes for label in _labels(node)}
    return labels | {literal for node in nodes if _is_said(node) for literal in _literals(node.args[0])}


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def fields_of(text: str) -> set[str]:
    """The `{names}` of a template."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def bare(text: str) -> str:
    """A template without its fields."""
    return "".join(piece for piece, _, _, _ in Formatter().parse(text))


def unsaid(path: Path) -> Iterator[tuple[int, str]]:
    """Words in a renderer that reach people without passing through `say`."""
    tree = parsed(path)
    covered: set[int] = set()
    for node in ast.walk(tree):
        if _is_said(node):
            covered |= {id(below) for below in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            covered.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in covered:
            words = [word for word in node.value.split() if word.isalpha() and len(word) > 2]
            if len(words) >= 2:
                yield node.lineno, node.value


DETAILS = ("detail", "state", "next_steps", "cause")
TALKING = ("Notice", "notice", "warn", "ask", "confirm", "progress", "prompt", "echo", "note", "tell", "getpass")


def unsaid_details(path: Path) -> Iterator[tuple[int, str]]:
    """English in what an error or a question is given, where it is raised or asked, without `say`."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            told = [given.value for given in node.keywords if given.arg in DETAILS]
            for argument in (*told, *(node.args if name in TALKING else ())):
                yield from _english(argument)


def _english(node: ast.AST) -> Iterator[tuple[int, str]]:
    if _is_said(node):
        return
    text = ""
    if isinstance(node, ast.JoinedStr):
        text = "".join(part.value if isinstance(part, ast.Constant) else " {} " for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    words = [word for word in text.split() if word.strip(",.:;()?").isalpha() and len(word.strip(",.:;()?")) > 1]
    if len(words) >= 2 and not text.startswith(COMMAND_LINES):
        yield node.lineno, text  # type: ignore[attr-defined]
    for below in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(below, ast.Constant)):
            yield from _english(below)


COMMAND_LINES = ("prro ", "pip install ", "systemctl ")


def main(words: list[str]) -> None:
    from prro_cli.lang.uk import TABLE

    texts = everything()
    if "--stale" in words:
        for text in TABLE:
            if text not in texts:
                print(repr(text))
        return
    for text, where in texts.items():
        if text not in TABLE:
            print(f"{where}\t{text!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
