"""Finding troubles in any text: a pasted log with noise, JSON with escapes, a screen read aloud. Where, and what kind.

Only places are found here; `explain` says what they mean. Positions keep the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prro_cli.record import dataclass
from prro_cli.taxserver.refusals import FiscalCode

OURS = re.compile(r"PRRO-E\d{4,5}(?!\d)", re.ASCII | re.IGNORECASE)
CHECK = re.compile(r"PRRO-D\d{3}(?!\d)", re.ASCII | re.IGNORECASE)
_CODE = re.compile(
    r"Код\s+(?:помилки|ошибки)\s*[:=№]?\s*(\d{1,3})(?!\d)"
    r"|\b(?:server_)?Error[_ ]?Code\"?\s*[:=]?\s*\"?(\d{1,3})(?!\d)|<ERRORCODE>\s*(\d{1,3})\s*<"
    r"|\"server_error\"\s*:\s*\{\s*\"code\"\s*:\s*(\d{1,3})"
    r"|\b(?:error|помилка|ошибка)\s*[№#:]?\s*(1[0-3]|[1-9])(?![\d.])\b",
    re.IGNORECASE,
)
_NAMES = "|".join(code.wire_name for code in FiscalCode if code.wire_name not in ("Ok", "NoContent"))
_NAME = re.compile(rf"(?<!\w)(?:(\d{{1,2}})\s+)?({_NAMES})(?!\w)")
_HTTP = re.compile(
    r"\bHTTP(?:/\d(?:\.\d)?)?(?:[ -]?(?:status|code|error))*\W{1,4}(\d{3})\b"
    r"|\b(?:http_)?status(?:[_ ]?code)?\\?\"?\s*[:=]\s*(\d{3})\b|\breturned error:\s*(\d{3})\b"
    r"|\bстатус HTTP\W{0,3}(\d{3})\b",
    re.IGNORECASE,
)
_EXIT = re.compile(
    r"\bexit(?:ed|s)?(?:[ _-]?(?:code|status))?(?:\s+with(?:\s+(?:code|status))?)?\\?\"?\s*[:=]?\s*(\d{1,3})\b"
    r"|\b(?:rc|returncode|return code)\s*[:=]?\s*(\d{1,3})\b|код (?:виходу|выхода|завершення)\W{1,3}(\d{1,3})\b",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
LINES_OF_A_BODY = 4
MAX_BODY = 1500


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something at a place: `kind` is ours, check, server, http or exit; `body` is the text that belongs to it."""

    place: int
    kind: str
    value: str
    body: str = ""
    end: int = 0


def readable(text: str) -> str:
    """Escapes of JSON undone, and Ukrainian that was read in the wrong character set put right."""
    if "\\u" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
    text = text.replace("\\r\\n", "\n").replace("\\n", "\n").replace('\\"', '"')
    return "\n".join(_mended(line) for line in text.split("\n"))


def _mended(line: str) -> str:
    """`РљРѕРґ РїРѕРјРёР»РєРё` is `Код помилки`: UTF-8 that somebody took for windows-1251."""
    if line.count("Р") + line.count("С") < 5:
        return line
    try:
        mended = line.encode("cp1251").decode("utf-8")
    except UnicodeError:
        return line
    return mended


def sightings(text: str) -> list[Sighting]:
    """Everything with a number or a name of its own, in the order of the text."""
    found = [*_plain(text, OURS, "ours"), *_plain(text, CHECK, "check"), *_codes(text), *_numbers(text)]
    return sorted(found, key=lambda one: one.place)


def _plain(text: str, pattern: re.Pattern[str], kind: str) -> Iterator[Sighting]:
    for match in pattern.finditer(text):
        yield Sighting(match.start(), kind, match.group().upper(), end=match.end())


def _codes(text: str) -> Iterator[Sighting]:
    """Codes with the text that follows them; a symbolic name alone counts too."""
    matches = list(_CODE.finditer(text))
    taken: list[tuple[int, int]] = []
    for place, match in enumerate(matches):
        limit = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        body = _body(text[match.end() : min(limit, match.end() + MAX_BODY)])
        end = match.end() + len(body)
        taken.append((match.start(), end))
        yield Sighting(match.start(), "server", next(g for g in match.groups() if g), body, end)
    for match in _NAME.finditer(text):
        if not any(low <= match.start() < high for low, high in taken):
            code = next(one for one in FiscalCode if one.wire_name == match.group(2))
            body = _body(text[match.end() : match.end() + MAX_BODY])
            yield Sighting(match.start(), "server", str(int(code)), body, match.end() + len(body))


def _body(text: str) -> str:
    """The few lines of the server's answer, and not the log that goes on after it."""
    lines = text.split("\n")[:LINES_OF_A_BODY]
    return "\n".join(lines)


def _numbers(text: str) -> Iterator[Sighting]:
    for kind, pattern in (("http", _HTTP), ("exit", _EXIT)):
        for match in pattern.finditer(text):
            yield Sighting(match.start(), kind, next(g for g in match.groups() if g), end=match.end())
