"""The noun `prro register`; its commands add themselves to it (`register.py` lists their modules)."""

from __future__ import annotations

from prro_cli.cli.declared import noun

app = noun(
    "Registration forms 20-ОПП, 1-ПРРО and 5-ПРРО. Built from official descriptions; never tried at the live gateways."
)
