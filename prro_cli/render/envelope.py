"""Results → the JSON envelope of `cli.md`: exactly one object on stdout, also on failure."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Any

from prro_cli import __version__
from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.errors.exit_words import FINDING, WORDS
from prro_cli.lang import say
from prro_cli.render.answer import Answer
from prro_cli.values import format_time


def plain(value: Any) -> Any:
    """A result as JSON values: dataclasses become objects, times RFC 3339, enums their lower-case value."""
    if value is None or isinstance(value, (str, bool)) or type(value) is int:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, frozenset, set)):
        return [plain(v) for v in value]
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def answer_envelope(answer: Answer, duration_ms: int) -> dict[str, Any]:
    """The envelope of a command that did its work."""
    well = answer.exit_code in (ExitCode.OK, ExitCode.ATTENTION)
    return {
        "schema": answer.result.schema,
        "ok": well,
        "desk": answer.desk,
        "data": plain(answer.result),
        "warnings": plain(answer.warnings),
        "error": None if well else _finding(answer),
        "meta": _meta(duration_ms, answer.mode, answer.test),
    }


def _finding(answer: Answer) -> dict[str, Any]:
    """The `error` of a command that did its work and found something wrong: a script that reads `error` where `ok` is
    false always finds one (cli.md, "Output"). Its id says the exit code: `prro explain` knows it."""
    meaning, advice = WORDS[answer.exit_code]
    steps = answer.next or tuple(notice.hint for notice in answer.warnings if notice.hint)
    return {
        "id": f"PRRO-E{answer.exit_code:02d}{FINDING}",
        "exit_code": int(answer.exit_code),
        "title": answer.title or say(meaning),
        "cause": answer.cause or "; ".join(notice.text for notice in answer.warnings) or answer.title or say(meaning),
        "state": say("the command did its work; `data` holds what it made or found"),
        "next": list(dict.fromkeys(steps)) or [say(advice)],
        "document": None,
    }


def error_envelope(error: PrroError, schema: str, desk: str | None, duration_ms: int) -> dict[str, Any]:
    """The envelope of a command that failed."""
    return {
        "schema": schema,
        "ok": False,
        "desk": desk,
        "data": plain(error.data),
        "warnings": [],
        "error": error.as_dict(),
        "meta": _meta(duration_ms, None, False),
    }


def _meta(duration_ms: int, mode: str | None, test: bool) -> dict[str, Any]:
    return {"version": __version__, "duration_ms": duration_ms, "mode": mode, "test": test}


def dump(envelope: dict[str, Any], encoding: str | None = "utf-8") -> str:
    """One line of JSON, Ukrainian letters as they are; escaped where the stream is not UTF-8, as JSON has to be."""
    plain_letters = (encoding or "utf-8").lower().replace("_", "-") in ("utf-8", "utf8")
    return json.dumps(envelope, ensure_ascii=not plain_letters, separators=(", ", ": "))
