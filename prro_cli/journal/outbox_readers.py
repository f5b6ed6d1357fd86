# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""Questions about deliveries: receipts on their way to buyers."""

from __future__ import annotations

from typing import Any

from prro_cli.journal import rows
from prro_cli.journal.asking import Asking

_OUTBOX = f"SELECT {rows.DELIVERY_COLUMNS} FROM outbox "


class OutboxReaders(Asking):
    """The outbox, read."""

    def delivery(self, delivery: str) -> rows.Delivery | None:
        """A delivery by its id, or by a beginning of it that only one has."""
        found = self._rows(rows.delivery_row, _OUTBOX + "WHERE substr(id, 1, ?) = ? LIMIT 2", (len(delivery), delivery))
        return found[0] if len(found) == 1 else None

    def deliveries(self, wanted: rows.DeliveryFilter) -> list[rows.Delivery]:
        """Deliveries newest first."""
        parts, params = ["1"], list[Any]()
        for column, value in (("desk", wanted.desk), ("document", wanted.document), ("channel", wanted.channel)):
            if value is not None:
                parts.append(f"{column} = ?")
                params.append(value)
        if wanted.states is not None:
            parts.append(f"state IN ({', '.join('?' * len(wanted.states))})")
            params.extend(wanted.states)
        if wanted.remembered:
            parts.append("forgotten = 0")
        sql = f"{_OUTBOX}WHERE {' AND '.join(parts)} ORDER BY queued_event DESC LIMIT ?"
        return self._rows(rows.delivery_row, sql, (*params, -1 if wanted.limit is None else wanted.limit))

    def deliveries_due(self, now_unix: int, limit: int) -> list[rows.Delivery]:
        """What may be sent now, the longest due first."""
        sql = (
            _OUTBOX + "WHERE state IN ('queued', 'attempted') AND due_unix <= ? ORDER BY due_unix, queued_event LIMIT ?"
        )
        return self._rows(rows.delivery_row, sql, (now_unix, limit))

    def deliveries_lost(self, desk: str, limit: int = 1) -> list[rows.Delivery]:
        """What failed, or may not have arrived, newest first; by an index of its own, for `status`."""
        sql = _OUTBOX + "WHERE desk = ? AND state IN ('failed', 'unknown') ORDER BY queued_event DESC LIMIT ?"
        return self._rows(rows.delivery_row, sql, (desk, limit))

    def deliveries_remembered(self, after_event: int, limit: int) -> list[rows.Delivery]:
        """Deliveries whose address is still there, oldest first."""
        sql = _OUTBOX + "WHERE forgotten = 0 AND queued_event > ? ORDER BY queued_event LIMIT ?"
        return self._rows(rows.delivery_row, sql, (after_event, limit))

    def delivery_counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        return dict(self._all("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state"))
