"""JSON as the server writes it: sums as numbers with decimals, without a float ever having been one."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

REMARK = "prro sandbox: навчальний сервер, не фіскальний сервер ДПС"


class Amount(int):
    """Kopecks, written as hryvnias: 1317000 → `13170.0`, 1257 → `12.57`."""

    __slots__ = ()

    def written(self) -> str:
        """The number as the live server writes it: no needless zeros, but at least one decimal."""
        sign = "-" if self < 0 else ""
        whole, part = divmod(abs(int(self)), 100)
        digits = f"{part:02d}"
        return f"{sign}{whole}.{digits[0] if digits[1] == '0' else digits}"


def dumps(value: Any) -> str:
    """One JSON text; the standard encoder does everything but the sums."""
    if isinstance(value, Amount):
        return value.written()
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{dumps(v)}" for name, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(dumps(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def timestamp(moment: datetime) -> str:
    """Server time with seven fractional digits and an offset, as the live server writes it."""
    text = moment.isoformat(timespec="microseconds")
    return text[:26] + "0" + text[26:]
