"""Rows of 5-ПРРО from certificate files and from keys of the vault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prro_cli.cli.face import Face
from prro_cli.cli.register_sources import certificates_of
from prro_cli.cli.trusted import load_certificate_files
from prro_cli.errors.general import UsageError
from prro_cli.lang import say


def rows_of_cashiers(face: Face, files: Sequence[str], keys: Sequence[str], case: str) -> list[Any]:
    """One row per certificate file and per key, in the order given."""
    from prro_cli.registration.cashiers import row_from, split_role

    if case not in ("upper", "lower"):
        raise UsageError(detail=say("--key-id-case {case}: upper or lower is expected", case=case))
    now = face.environment.now()
    rows: list[Any] = []
    for text in files:
        name, role = split_role(text) if not Path(text).exists() else (text, split_role("")[1])
        certificates = load_certificate_files(face, [Path(name)])
        rows.append(row_from(certificates, name, role, now, upper=case == "upper"))
    for text in keys:
        name, role = split_role(text)
        rows.append(
            row_from(certificates_of(face, name), say("the key {name}", name=name), role, now, upper=case == "upper")
        )
    return rows
