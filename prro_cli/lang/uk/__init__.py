"""Українською: що каже програма; ключ — англійський текст у коді. Кожна таблиця — одна кімната."""

from __future__ import annotations

from prro_cli.lang.uk import (
    cli,
    details,
    documents,
    errors,
    journal,
    knowledge,
    labels,
    offline,
    rooms,
    sandbox,
    screens,
    settings,
    story,
    support,
    till,
    usage,
)

TABLE: dict[str, str] = {
    **errors.TABLE,
    **usage.TABLE,
    **screens.TABLE,
    **knowledge.TABLE,
    **support.TABLE,
    **till.TABLE,
    **offline.TABLE,
    **journal.TABLE,
    **documents.TABLE,
    **rooms.TABLE,
    **labels.TABLE,
    **sandbox.TABLE,
    **cli.TABLE,
    **story.TABLE,
    **details.TABLE,
    **settings.TABLE,
}
