"""Підтримка: explain, why, undo, stuck, reconcile, doctor, drill, bundle, fleet — те, чого немає на екранах."""

# ruff: noqa: E501

from __future__ import annotations

TABLE: dict[str, str] = {
    "note": "примітка",
    "exit code {code}": "код завершення {code}",
    "receipt {number} is valid, but may not have reached its buyer": "чек {number} чинний, але міг не дійти до покупця",
    "it is registered as {number} and valid{test}; whether its paper came out is not known": "його зареєстровано як {number}, він чинний{test}; чи вийшов папір, невідомо",
}
