"""`{field}` in templates: plain replacement, an unknown name is an error, nothing is ever evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_FIELD = re.compile(r"\{([a-z_]+)(:number)?\}")


def unknown_fields(template: str, known: Mapping[str, str] | frozenset[str]) -> list[str]:
    """Names in braces that nothing stands for."""
    return sorted({name for name, _ in _FIELD.findall(template) if name not in known})


def fill(template: str, fields: Mapping[str, str], escape: Callable[[str], str] = str) -> str:
    """The template with its fields; unknown ones stay as they are (they were refused before)."""
    return _FIELD.sub(lambda found: escape(fields.get(found[1], found[0])), template)


def fill_tree(value: Any, fields: Mapping[str, str]) -> Any:
    """A JSON tree with its texts filled; a text that is only `{phone:number}` becomes a whole number."""
    if isinstance(value, str):
        whole = _FIELD.fullmatch(value)
        filled = fill(value, fields)
        return int(filled) if whole is not None and whole[2] and filled.isdigit() else filled
    if isinstance(value, Mapping):
        return {name: fill_tree(inner, fields) for name, inner in value.items()}
    return [fill_tree(inner, fields) for inner in value] if isinstance(value, list) else value


def texts_of(value: Any) -> list[str]:
    """All texts of a tree, for checking."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [text for one in inner for text in texts_of(one)]


def dig(tree: Any, path: str) -> Any:
    """`data.0.success` in a JSON answer; None where it leads nowhere."""
    for step in path.split("."):
        if isinstance(tree, Mapping):
            tree = tree.get(step)
        elif isinstance(tree, list) and step.isdigit() and int(step) < len(tree):
            tree = tree[int(step)]
        else:
            return None
    return tree
