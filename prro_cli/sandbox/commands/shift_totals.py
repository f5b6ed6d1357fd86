"""LastShiftTotals: the server's draft of the Z-report."""

from __future__ import annotations

from typing import Any

from prro_cli.sandbox.commands.call import Call
from prro_cli.sandbox.currency import CurrencyDetail, CurrencyTotals
from prro_cli.sandbox.jsonform import Amount
from prro_cli.sandbox.refusals import NoDataError
from prro_cli.sandbox.totals import CashTotals, SectionTotals, ShiftTotals, totals_of


def last_shift_totals(call: Call) -> dict[str, Any]:
    """State of the last shift and, while it is open, its totals."""
    books = call.court.books
    shift = books.last_shift(call.register().number)
    if shift is None:
        raise NoDataError
    z = books.entry(shift.z_doc) if shift.z_doc else None
    still_open = shift.close_doc is None
    return {
        "ShiftState": int(still_open),
        "ZRepPresent": z is not None,
        "Testing": shift.testing,
        "Opened": shift.opened,
        "OpenName": shift.open_name,
        "OpenSubjectKeyId": shift.open_ski,
        "Closed": shift.closed,
        "CloseName": shift.close_name,
        "CloseSubjectKeyId": shift.close_ski,
        "ZRepFiscalNum": z.fiscal if z else None,
        "Totals": totals_json(totals_of(books, shift, call.court.switches)) if still_open else None,
    }


def totals_json(totals: ShiftTotals) -> dict[str, Any]:
    """The totals in the live form: sections that had nothing are null (except the sales)."""
    return {
        "Real": _section(totals.sales),
        "Ret": None if totals.returns.empty else _section(totals.returns),
        "Cash": _cash(totals.cash) if totals.cash.orders else None,
        "Currency": _currency(totals.currency) if totals.currency.documents else None,
        "ServiceInput": Amount(totals.service_input),
        "ServiceOutput": Amount(totals.service_output),
    }


def _section(section: SectionTotals) -> dict[str, Any]:
    return {
        "Sum": Amount(section.sum),
        "PwnSumIssued": Amount(section.pawn_issued),
        "PwnSumReceived": Amount(section.pawn_received),
        "RndSum": Amount(section.rounding),
        "NoRndSum": Amount(section.unrounded),
        "TotalCurrencySum": Amount(section.transfer_sum),
        "TotalCurrencyCommission": Amount(section.transfer_commission),
        "OrdersCount": section.orders,
        "PwnOrdersCountIssued": section.pawn_issued_orders,
        "PwnOrdersCountReceived": section.pawn_received_orders,
        "TotalCurrencyCost": section.transfers,
        "PayForm": [
            {"PayFormCode": code, "PayFormName": name, "Sum": Amount(value)}
            for (code, name), value in sorted(section.pay_forms.items())
        ],
        "Tax": [
            {
                "Type": kind,
                "Name": tax.name,
                "Letter": letter,
                "Prc": Amount(rate),
                "Sign": sign,
                "Turnover": Amount(tax.turnover),
                "TurnoverDiscount": Amount(tax.turnover_discount),
                "SourceSum": Amount(tax.source),
                "Sum": Amount(tax.sum),
            }
            for (kind, letter, rate, sign), tax in section.taxes.items()
        ],
    }


def _cash(cash: CashTotals) -> dict[str, Any]:
    return {"Sum": Amount(cash.sum), "Commission": Amount(cash.commission), "OrdersCount": cash.orders}


def _currency(totals: CurrencyTotals) -> dict[str, Any]:
    return {
        "TotalInAdvance": Amount(totals.in_advance),
        "TotalInAttach": Amount(totals.in_attach),
        "TotalSurrCollection": Amount(totals.collection),
        "Commission": Amount(totals.commission),
        "CalcDocsCnt": totals.documents,
        "AcceptedN": Amount(totals.accepted),
        "IssuedN": Amount(totals.issued),
        "CommissionN": Amount(totals.commission),
        "TransfersCnt": 0,
        "Details": [_detail(code, detail) for code, detail in sorted(totals.details.items())],
    }


def _detail(code: int, detail: CurrencyDetail) -> dict[str, Any]:
    return {
        "ValCd": code,
        "ValSymCd": detail.symbol,
        "BuyValI": Amount(detail.buy_foreign),
        "SellValI": Amount(detail.sell_foreign),
        "BuyValN": Amount(detail.buy_national),
        "SellValN": Amount(detail.sell_national),
        "StorBuyValI": Amount(detail.storno_buy_foreign),
        "StorSellValI": Amount(detail.storno_sell_foreign),
        "StorBuyValN": Amount(detail.storno_buy_national),
        "StorSellValN": Amount(detail.storno_sell_national),
        "CInValI": Amount(detail.converted_in),
        "COutValI": Amount(detail.converted_out),
        "Commission": Amount(detail.commission),
        "InAdvance": Amount(detail.in_advance),
        "InAttach": Amount(detail.in_attach),
        "SurrCollection": Amount(detail.collection),
        "StorCInValI": Amount(detail.storno_converted_in),
        "StorCOutValI": Amount(detail.storno_converted_out),
        "StorCommission": Amount(detail.storno_commission),
    }
