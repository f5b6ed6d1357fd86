"""Names and numbers of people become stable marks (`tin-1`, `person-2`); the same value is the same mark everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from prro_cli.home.desks import Cashier, Desk, Route

_SHORTEST_IN_TEXT = 4
"""Shorter values are replaced only where they stand alone: a person called «Ян» must not change every «Янтар»."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<!\d)\+?380\d{9}(?!\d)")
_SENSITIVE = re.compile(r"pass|secret|token|pin$|^pin|badge|login|user|seed|credential|phrase|api.?key|private", re.I)
HIDDEN = "***"


def sensitive(name: str) -> bool:
    """Whether a setting of that name may hold a secret."""
    return _SENSITIVE.search(name) is not None


class Mask:
    """Replaces what is known to be personal; `open` bundles (with documents) replace only the secrets' places."""

    def __init__(self, *, open_: bool = False) -> None:
        self._open = open_
        self._marks: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._pattern: re.Pattern[str] | None = None

    @classmethod
    def of(
        cls, desks: Iterable[Desk], cashiers: Iterable[Cashier], routes: Iterable[Route], home: Path, *, open_: bool
    ) -> Mask:
        """Everything personal that the configuration names."""
        mask = cls(open_=open_)
        mask.always(str(home), "HOME")
        for cashier in cashiers:
            mask.hide(cashier.badge)
        if not open_:
            for desk in desks:
                for kind in ("tin", "vat_number", "org", "outlet", "address", "server_code"):
                    mask.mark(kind.removesuffix("_number"), getattr(desk, kind))
            for cashier in cashiers:
                mask.mark("cashier", cashier.name)
                mask.mark("person", cashier.person)
                mask.mark("key", cashier.key)
            for route in routes:
                mask.mark("route", route.value)
        return mask

    def mark(self, kind: str, value: str | None) -> None:
        """Give a value its mark."""
        if value and value not in self._marks:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self.always(value, f"{kind}-{self._counts[kind]}")

    def hide(self, value: str | None) -> None:
        """A value that leaves no mark."""
        if value:
            self.always(value, HIDDEN)

    def always(self, value: str, mark: str) -> None:
        """A value with a mark of its own."""
        self._marks[value] = mark
        self._pattern = None

    def text(self, text: str) -> str:
        """A text with every known value replaced, and what looks like a mail address or a telephone number."""
        if text in self._marks:
            return self._marks[text]
        if self._pattern is None:
            long = sorted((v for v in self._marks if len(v) >= _SHORTEST_IN_TEXT), key=len, reverse=True)
            words = "|".join(re.escape(v) for v in long)
            self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else re.compile(r"(?!)")
        text = self._pattern.sub(lambda found: self._marks[found[0]], text)
        return _TELEPHONE.sub("telephone", _MAIL.sub("mail", text))

    def deep(self, value: Any) -> Any:
        """The same for every text inside JSON."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(k)): HIDDEN if sensitive(str(k)) and v else self.deep(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.deep(item) for item in value]
        return value
