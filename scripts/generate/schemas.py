"""A JSON Schema for every `schema` name, from the types of the frozen result dataclasses."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
import sys
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import prro_cli.cli

NAME = re.compile(r"prro(\.[a-z0-9-]+)+/\d+")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ERROR_ONLY = "prro.error/1"
_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    type(None): {"type": "null"},
    bytes: {"type": "string", "pattern": "^([0-9a-f]{2})*$"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def file_name(schema: str) -> str:
    """`prro.key.add/1` → `prro_cli/schemas/prro.key.add-1.json`."""
    return f"prro_cli/schemas/{schema.replace('/', '-')}.json"


def files() -> dict[str, str]:
    """All schemas by path."""
    found = {file_name(name): _text(envelope(cls)) for name, cls in result_classes().items()}
    found[file_name(ERROR_ONLY)] = _text(envelope(None))
    return found


def result_classes() -> dict[str, type]:
    """Every result class by the name of its schema; two different classes with one name are an error.

    A class that others are made from is not an answer itself and is left out.
    """
    found: dict[str, type] = {}
    for module in _modules():
        for value in vars(module).values():
            name = vars(value).get("schema") if isinstance(value, type) and is_dataclass(value) else None
            if not isinstance(name, str) or not NAME.fullmatch(name):
                continue
            if found.setdefault(name, value) is not value:
                raise SystemExit(f"{name} is the schema of {found[name].__qualname__} and of {value.__qualname__}")
    bases = {base for cls in found.values() for base in cls.__mro__[1:]}
    return {name: cls for name, cls in sorted(found.items()) if cls not in bases}


def _modules() -> list[Any]:
    names = [m.name for m in pkgutil.walk_packages(prro_cli.cli.__path__, "prro_cli.cli.")]
    for name in names:
        importlib.import_module(name)
    return [module for name, module in sorted(sys.modules.items()) if name.startswith("prro_cli.")]


def envelope(cls: type | None) -> dict[str, Any]:
    """The whole object on stdout: the command's data when `error` is null, anything the error tells otherwise."""
    definitions: dict[str, Any] = {}
    data: dict[str, Any] = {"type": "object"} if cls is None else _reference(cls, definitions)
    name = ERROR_ONLY if cls is None else str(vars(cls)["schema"])
    return {
        "$schema": DIALECT,
        "$id": f"urn:{name.replace('/', ':')}",
        "title": name,
        "description": inspect.getdoc(cls) if cls else "A call that could not be understood.",
        **_object(
            {
                "schema": {"const": name},
                "ok": {"type": "boolean"},
                "desk": {"type": ["string", "null"]},
                "data": {"type": "object"},
                "warnings": {
                    "type": "array",
                    "items": _object({key: {"type": "string"} for key in ("id", "text", "hint")}),
                },
                "error": {"anyOf": [{"type": "null"}, _error()]},
                "meta": _meta(),
            }
        ),
        "if": {"properties": {"error": {"type": "null"}}},
        "then": {"properties": {"data": data}},
        "else": {"properties": {"ok": {"const": False}}},
        **({"$defs": definitions} if definitions else {}),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _error() -> dict[str, Any]:
    texts = {key: {"type": "string"} for key in ("title", "cause", "state")}
    return _object(
        {
            "id": {"type": "string", "pattern": "^PRRO-E[0-9]{4,5}$"},
            "exit_code": {"type": "integer"},
            **texts,
            "next": {"type": "array", "items": {"type": "string"}},
            "document": {"type": ["string", "null"]},
        }
    )


def _meta() -> dict[str, Any]:
    return _object(
        {
            "version": {"type": "string"},
            "duration_ms": {"type": "integer", "minimum": 0},
            "mode": {"enum": ["online", "offline", None]},
            "test": {"type": "boolean"},
        }
    )


def _reference(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}
        hints = typing.get_type_hints(cls, globalns=_namespace(cls))
        shown = {f.name.rstrip("_"): _schema(hints[f.name], definitions) for f in fields(cls)}
        definitions[cls.__name__] = {"description": inspect.getdoc(cls) or "", **_object(shown)}
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _namespace(cls: type) -> dict[str, Any]:
    """The module's names with those it imports for type checkers only."""
    module = sys.modules[cls.__module__]
    names = dict(vars(module))
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            imports = [one for one in node.body if isinstance(one, (ast.Import, ast.ImportFrom))]
            exec(compile(ast.Module(imports, []), module.__name__, "exec"), names)  # our own import statements
    return names


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any or kind is object:
        return {}
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(one, definitions) for one in arguments]}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if origin is tuple and arguments and arguments[-1] is not Ellipsis:
        rows = [_schema(one, definitions) for one in arguments]
        return {"type": "array", "prefixItems": rows, "minItems": len(rows), "maxItems": len(rows)}
    if origin is not None and issubclass(origin, (Sequence, set, frozenset)):
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if isinstance(kind, type):
        return _of_class(kind, definitions)
    raise SystemExit(f"no JSON Schema for the type {kind!r}")


def _of_class(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    if is_dataclass(kind):
        return _reference(kind, definitions)
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if issubclass(kind, PurePath):
        return {"type": "string"}
    if issubclass(kind, dict):
        return {"type": "object"}
    if issubclass(kind, (list, tuple)):
        return {"type": "array"}
    raise SystemExit(f"no JSON Schema for the class {kind!r}")


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
