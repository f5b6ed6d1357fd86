"""How the fiscal server says no: its codes, the form of the text, and the HTTP statuses of section 1.4."""

from __future__ import annotations

from typing import Final

NAMES: Final[dict[int, str]] = {
    0: "Ok",
    1: "TransactionsRegistrarAbsent",
    2: "OperatorAccessToTransactionsRegistrarNotGranted",
    3: "InvalidTin",
    4: "ShiftAlreadyOpened",
    5: "ShiftNotOpened",
    6: "LastDocumentMustBeZRep",
    7: "CheckLocalNumberInvalid",
    8: "ZRepAlreadyRegistered",
    9: "DocumentValidationError",
    10: "PackageValidationError",
    11: "InvalidQueryParameter",
    12: "CryptographyError",
    13: "NoContent",
}
"""Error codes of the API description, section "Коди помилок"."""

LISTED_STATUS: Final[dict[int, int]] = {1: 404, 2: 401}
"""Statuses that the API's own list gives to codes; practice is 400 for everything (switch `status_codes`)."""


class RefusalError(Exception):
    """A request is refused with one of the server's codes.

    `keep` tells the transaction around it to commit what was done before (a package whose first documents stay
    registered, switch `package_atomic`); normally a refusal changes nothing. `located` says that the text names the
    document of the package already. `waivable` marks trouble with a certificate or an access right, which a senior
    cashier's outer signature heals (API 08.2025, offline package).
    """

    def __init__(self, code: int, text: str, *, waivable: bool = False) -> None:
        self.code = code
        self.text = text
        self.waivable = waivable
        self.keep = False
        self.located = False
        super().__init__(f"{code} {NAMES[code]}: {text}")

    @property
    def body(self) -> str:
        """The text of the answer, as the real server words it."""
        return f"Код помилки: {self.code} {NAMES[self.code]}\r\n{self.text}"

    def located_at(self, index: int, offset: int) -> RefusalError:
        """The same refusal with the line that names the failing document of a package (counted from 0)."""
        if self.located:
            return self
        line = f"Помилка обробки документа за № {index} в пакеті, дислокація {offset}:"
        other = RefusalError(self.code, f"{line}\r\n{self.text}", waivable=self.waivable)
        other.located = True
        return other


class HttpRefusalError(Exception):
    """The request does not even reach the documents: wrong method, address, type or size."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self.text = text
        super().__init__(f"HTTP {status}: {text}")


class NoDataError(Exception):
    """A command found nothing: 204 with an empty body, or code 13 with `resultAsJson`."""
