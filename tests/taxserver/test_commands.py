"""The requests of the commands, member by member."""

from __future__ import annotations

import json

import pytest

from prro_cli.taxserver import commands
from prro_cli.taxserver.enums import RequestType
from prro_cli.taxserver.outcomes import OfflinePair


def test_the_requests_are_those_of_the_description() -> None:
    from datetime import UTC, datetime

    day = datetime(2026, 11, 21, tzinfo=UTC)
    pair = OfflinePair("12", "345")
    table = [
        (commands.schemas(), False, {}),
        (commands.operators(), True, {}),
        (
            commands.registrar_state(4000000001, returning=pair, with_tax_object=True),
            True,
            {"NumFiscal": 4000000001, "OfflineSessionId": "12", "OfflineSeed": "345", "IncludeTaxObject": True},
        ),
        (commands.document_info(4000000001, 7), True, {"NumFiscal": 4000000001, "NumLocal": 7}),
        (commands.last_shift_totals(1), True, {"NumFiscal": 1}),
        (commands.shift_by_id(1, 2), True, {"NumFiscal": 1, "ShiftId": 2}),
        (
            commands.shifts(1, day, day),
            True,
            {"NumFiscal": 1, "From": "2026-11-21T00:00:00+00:00", "To": "2026-11-21T00:00:00+00:00"},
        ),
        (commands.documents(1, shift_id=5), True, {"NumFiscal": 1, "ShiftId": 5}),
        (commands.documents(1, open_fiscal_number="9"), True, {"NumFiscal": 1, "OpenShiftFiscalNum": "9"}),
        (
            commands.document_file(1, RequestType.SIGNED_BY_SERVER_XML, local_number=3, cabinet_url=True),
            False,
            {"RegistrarNumFiscal": 1, "NumLocal": 3, "Type": 2, "AcquireCabinetUrl": True},
        ),
        (
            commands.document_file(
                1, RequestType.AVAILABILITY, z_report=True, fiscal_number="1.2.3", set_timestamp=True
            ),
            True,
            {"RegistrarNumFiscal": 1, "NumFiscal": "1.2.3", "Type": 0, "SetTimestamp": True},
        ),
        (
            commands.raw_document(1, z_report=True, local_number=3, original=True, set_timestamp=True),
            True,
            {"RegistrarNumFiscal": 1, "NumLocal": 3, "Original": True, "SetTimestamp": True},
        ),
        (
            commands.device_register(1, "d" * 64, forced=True),
            True,
            {"NumFiscal": 1, "DeviceId": "d" * 64, "Forced": True},
        ),
    ]
    for built, must_sign, members in table:
        request = json.loads(built.to_json("u"))
        assert request == {"Command": built.name, "UID": "u"} | members
        assert built.signed is must_sign


def test_ambiguous_requests_are_not_built() -> None:
    with pytest.raises(ValueError, match="local number"):
        commands.raw_document(1)
    with pytest.raises(ValueError, match="local number"):
        commands.raw_document(1, fiscal_number="1", local_number=1)
    with pytest.raises(ValueError, match="opening document"):
        commands.documents(1)
    with pytest.raises(ValueError, match="64"):
        commands.device_register(1, "short")
