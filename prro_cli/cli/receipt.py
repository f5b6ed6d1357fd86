"""`prro receipt`: what the buyer gets."""

from __future__ import annotations

from prro_cli.cli.face import noun

app = noun("Receipts: sent to buyers.")
