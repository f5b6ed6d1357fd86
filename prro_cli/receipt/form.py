"""The form of each kind of paper: which parts stand on it, in which order, under which title and inscription.

This is the one place to edit when the order changes; what a part says stands where the part is made (parts, goods,
money, zparts). Order and wording follow the annex of order No 13 of 21.01.2016
in the edition of No 601 and No 632 of 2024 (form ФКЧ-1, ФКЧ-2), as far as it could be read; what could not be is
marked. A part is printed only where the document has it: no change, no «РЕШТА».
"""

from __future__ import annotations

from typing import Final

from prro_cli.documents.kinds import Kind
from prro_cli.record import dataclass

_TOP: Final = ("logo", "header", "copy", "test", "seller", "outlet", "address", "tax_number", "cashier", "standing")
_END: Final = ("rule", "number", "moment", "code", "mode", "control", "register", "inscription", "copy", "footer")
_MONEY: Final = (
    "slips",  # 12–17: acquirer, device, commission, operation, card, payment system; only of a linked terminal
    "payments",  # 18 form, sum and currency; 19 means
    "total",  # 20 (from here on the numbering of the annex is not certain)
    "taxes",  # ПДВ, then other taxes, a row for each letter and rate
    "rounding",
    "due",
    "change",
)
_GOODS: Final = (
    *_TOP, "title", "origin", "terminal", "rule", "goods", "duty_free", "rule", *_MONEY, "comment", *_END,
)  # fmt: skip
_SLIP: Final = (*_TOP, "title", "origin", "rule", "total", "comment", *_END)
_REPORT: Final = (*_TOP, "title", "shift", "rule", "report", *_END)


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of paper: its title (none on a plain sale), its parts in order, its inscription and number word."""

    title: str
    parts: tuple[str, ...]
    inscription: str
    number: str = "ЧЕК №"


FISCAL: Final = "ФІСКАЛЬНИЙ ЧЕК"
OUTGOING: Final = "ВИДАТКОВИЙ ЧЕК"
SERVICE: Final = "СЛУЖБОВИЙ ЧЕК"
REPORT: Final = "ФІСКАЛЬНИЙ ЗВІТНИЙ ЧЕК"
TEST: Final = "ТЕСТОВИЙ НЕФІСКАЛЬНИЙ ДОКУМЕНТ"
COPY: Final = "КОПІЯ"

FORMS: Final[dict[Kind, Form]] = {
    Kind.SALE: Form("", _GOODS, FISCAL),
    Kind.RETURN: Form("ПОВЕРНЕННЯ", _GOODS, OUTGOING),
    Kind.STORNO: Form("СТОРНУВАННЯ ПОПЕРЕДНЬОГО ЧЕКА", _SLIP, FISCAL),
    Kind.DEPOSIT: Form("СЛУЖБОВЕ ВНЕСЕННЯ", _SLIP, SERVICE),
    Kind.ISSUE: Form("СЛУЖБОВА ВИДАЧА", _SLIP, SERVICE),
    Kind.CASH_WITHDRAWAL: Form("ВИДАЧА ГОТІВКИ", _GOODS, FISCAL),
    Kind.TRANSFER: Form("ПЕРЕКАЗ КОШТІВ", _GOODS, FISCAL),
    Kind.PAWNSHOP: Form("ЛОМБАРД", _GOODS, FISCAL),
    Kind.CURRENCY: Form("ОБМІН ВАЛЮТИ", _GOODS, FISCAL),
    Kind.CURRENCY_ADVANCE: Form("АВАНС", _GOODS, SERVICE),
    Kind.CURRENCY_DEPOSIT: Form("ПІДКРІПЛЕННЯ", _GOODS, SERVICE),
    Kind.CURRENCY_COLLECTION: Form("ІНКАСАЦІЯ", _GOODS, SERVICE),
    Kind.OPEN: Form("ВІДКРИТТЯ ЗМІНИ", _SLIP, SERVICE, "ДОКУМЕНТ №"),
    Kind.CLOSE: Form("ЗАКРИТТЯ ЗМІНИ", _SLIP, SERVICE, "ДОКУМЕНТ №"),
    Kind.BEGIN: Form("ПОЧАТОК ОФЛАЙН СЕСІЇ", _SLIP, SERVICE, "ДОКУМЕНТ №"),
    Kind.END: Form("ЗАВЕРШЕННЯ ОФЛАЙН СЕСІЇ", _SLIP, SERVICE, "ДОКУМЕНТ №"),
    Kind.ZREP: Form("Z-ЗВІТ", _REPORT, REPORT, "Z-ЗВІТ №"),
}
X_REPORT: Final = Form(
    "X-ЗВІТ",
    (*_TOP, "title", "shift", "rule", "report", "rule", "moment", "register", "inscription", "footer"),
    SERVICE,
)
UNKNOWN_KIND: Final = Form("", _GOODS, FISCAL)
"""A DOCTYPE that no table knows is laid out like a sale."""

STANDINGS: Final = {"reversed": "СТОРНОВАНО", "revoked": "ВІДКЛИКАНО"}
"""What became of a document after it was issued."""
ISSUED: Final = ("registered", "offline", *STANDINGS)
NOT_ISSUED: Final = "ДОКУМЕНТ НЕ ЗАРЕЄСТРОВАНО"
"""In the place of the inscription, while nobody knows whether the tax server has it, or where it refused it."""
