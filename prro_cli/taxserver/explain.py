"""From an outcome that is no success to the error that a person reads."""

from __future__ import annotations

from typing import Any

from prro_cli.errors import PrroError
from prro_cli.errors import server as errors
from prro_cli.lang import kept, later, say
from prro_cli.taxserver.outcomes import (
    Failure,
    NoData,
    NotDelivered,
    NotTaxServer,
    ServerNotWell,
    Unknown,
)
from prro_cli.taxserver.refusals import FiscalCode, Refusal

_BY_CODE: dict[FiscalCode, type[errors.ServerRefusedError]] = {
    FiscalCode.TRANSACTIONS_REGISTRAR_ABSENT: errors.RegisterAbsentError,
    FiscalCode.OPERATOR_ACCESS_NOT_GRANTED: errors.NoAccessError,
    FiscalCode.INVALID_TIN: errors.WrongTaxpayerError,
    FiscalCode.SHIFT_ALREADY_OPENED: errors.ShiftIsOpenError,
    FiscalCode.SHIFT_NOT_OPENED: errors.ShiftIsNotOpenError,
    FiscalCode.LAST_DOCUMENT_MUST_BE_ZREP: errors.ZReportFirstError,
    FiscalCode.CHECK_LOCAL_NUMBER_INVALID: errors.LocalNumberError,
    FiscalCode.ZREP_ALREADY_REGISTERED: errors.SecondZReportError,
    FiscalCode.DOCUMENT_VALIDATION_ERROR: errors.DocumentRefusedError,
    FiscalCode.PACKAGE_VALIDATION_ERROR: errors.PackageRefusedError,
    FiscalCode.INVALID_QUERY_PARAMETER: errors.WrongParameterError,
    FiscalCode.CRYPTOGRAPHY_ERROR: errors.SignatureRefusedError,
    FiscalCode.NO_CONTENT: errors.NoServerDataError,
}

NOTHING_LEFT = later("nothing was delivered; the server has nothing of this")
MUST_ASK = later("it was sent to somebody; the tax server will be asked about it before anything else is sent")


def as_error(outcome: Failure | NoData, *, document: str | None = None, state: str | None = None) -> PrroError:
    """The error for an outcome; `state` may say more than the default about the register."""
    common: dict[str, Any] = {"document": document, "state": state, "data": exchange_data(outcome)}
    if isinstance(outcome, NotDelivered):
        return errors.NotConnectedError(
            detail=kept(outcome.detail), trouble=outcome.trouble.value, phase=outcome.phase.value, **common
        )
    if isinstance(outcome, Unknown):
        return errors.UnknownResultError(detail=kept(outcome.detail), reason=outcome.reason, **common)
    if isinstance(outcome, ServerNotWell):
        return errors.ServerNotWellError(status=outcome.status, detail=kept(outcome.detail), **common)
    if isinstance(outcome, NotTaxServer):
        common["state"] = state or say(NOTHING_LEFT if outcome.certain else MUST_ASK)
        return errors.NotTaxServerError(detail=kept(outcome.detail), reason=outcome.reason, **common)
    if isinstance(outcome, NoData):
        return errors.NoServerDataError(text=say("the server answered that there is none"), **common)
    kind = _BY_CODE.get(outcome.refusal.known, errors.ServerRefusedError) if outcome.refusal.known else None
    refusal = outcome.refusal
    common["data"]["server_error"] = refusal_data(refusal)
    if not outcome.certain and state is None:
        common["state"] = say(MUST_ASK)
    return (kind or errors.ServerRefusedError)(
        code=refusal.code if refusal.code is not None else "",
        name=refusal.name,
        text=refusal.text,
        **common,
    )


def exchange_data(outcome: Failure | NoData) -> dict[str, Any]:
    """What a script may want to know of the call; never the raw answer (it may hold a session's secret)."""
    exchange = outcome.exchange
    return {
        "channel": exchange.channel,
        "http_status": exchange.status,
        "duration_ms": round(exchange.seconds * 1000),
        "certain": outcome.certain,
    }


def refusal_data(refusal: Refusal) -> dict[str, Any]:
    """The server's error for `data.server_error`."""
    return {
        "code": refusal.code,
        "name": refusal.name,
        "text": refusal.text,
        "expected_number": refusal.expected_number,
        "failing_index": refusal.failing_index,
        "failing_offset": refusal.failing_offset,
        "key_id": refusal.key_id,
    }
