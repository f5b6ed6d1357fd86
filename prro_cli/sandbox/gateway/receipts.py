"""Writing receipts No 1 and No 2 as DECLAR (J/F1499102, J/F1499202), or as text; the XSDs are not published.

Wording follows what was seen in public code and texts of tax offices (registration.md 2.7).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from prro_cli.record import dataclass

STORED: Final = "ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РІВНІ. Очікуйте квитанцію №2."
ACCEPTED: Final = "Прийнято пакет. ДОКУМЕНТ ПРИЙНЯТО."
REFUSED: Final = "ДОКУМЕНТ НЕ ПРИЙНЯТО."
TITLES: Final = {"20-ОПП": "Повідомлення про об'єкти оподаткування", "1-ПРРО": "Заява про реєстрацію ПРРО",
                 "5-ПРРО": "Повідомлення щодо сертифікатів відкритих ключів"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """What one receipt says."""

    number: int
    form_file: str
    form_code: str
    form: str
    tin: str
    result: str
    registration_number: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """J or F, as the form has it."""
        return self.form_code[:1] if self.form_code[:1] in ("J", "F") else "J"

    @property
    def sub(self) -> str:
        """C_DOC_SUB: 991 for No 1, 992 for No 2."""
        return "991" if self.number == 1 else "992"

    def file_name(self, *, final: bool) -> str:
        """`2659…J1499102….KVT`, the final one `…_FINAL.KVT`."""
        stem = self.form_file.rpartition(".")[0] or self.form_file
        own = stem[:14] + f"{self.letter}14{self.sub}02" + stem[22:] if len(stem) == 43 else stem
        return own + ("_FINAL.KVT" if final else ".KVT")


def write(notice: Notice, now: datetime, charset: str) -> bytes:
    """The bytes of a receipt: `cp1251`, `utf8`, or `text` (plain lines)."""
    title = TITLES.get(notice.form, "Документ")
    if charset == "text":
        lines = [f"Квитанція №{notice.number}", f"Файл: {notice.form_file}", title, notice.result, *notice.remarks]
        return "\r\n".join(lines).encode("cp1251", errors="replace")
    encoding = "UTF-8" if charset == "utf8" else "windows-1251"
    schema = f"{notice.letter}14{notice.sub}02.xsd"
    number = f"<HNUMREG>{escape(notice.registration_number)}</HNUMREG>" if notice.registration_number else (
        '<HNUMREG xsi:nil="true"/>')  # fmt: skip
    rows = "".join(
        f'<T1RXXXXG1S ROWNUM="{place}">{escape(text)}</T1RXXXXG1S>' for place, text in enumerate(notice.remarks, 1)
    )
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\r\n'
        '<DECLAR xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:noNamespaceSchemaLocation="{schema}"><DECLARHEAD><TIN>{escape(notice.tin)}</TIN>'
        f"<C_DOC>{notice.letter}14</C_DOC><C_DOC_SUB>{notice.sub}</C_DOC_SUB><C_DOC_VER>2</C_DOC_VER>"
        "<C_DOC_TYPE>0</C_DOC_TYPE><C_DOC_CNT>1</C_DOC_CNT>"
        f"<PERIOD_MONTH>{now.month}</PERIOD_MONTH><PERIOD_TYPE>1</PERIOD_TYPE><PERIOD_YEAR>{now.year}</PERIOD_YEAR>"
        f"<D_FILL>{now:%d%m%Y}</D_FILL><SOFTWARE>prro sandbox (не ДПС)</SOFTWARE></DECLARHEAD>"
        f"<DECLARBODY><HFILENAME>{escape(notice.form_file)}</HFILENAME><HDOCKOD>{escape(notice.form_code)}</HDOCKOD>"
        f"<HDOCNAME>{escape(title)}</HDOCNAME><HRESULT>{escape(notice.result)}</HRESULT>{number}"
        f"<HTIME>{now:%d.%m.%Y %H:%M:%S}</HTIME>"
        f"<TEXT>prro sandbox: навчальна квитанція, не ДПС</TEXT>{rows}</DECLARBODY></DECLAR>"
    )
    return text.encode("utf-8" if charset == "utf8" else "cp1251", errors="xmlcharrefreplace")


def header(notice: Notice, *, final: bool, now: datetime) -> dict[str, str]:
    """The transport header of a receipt (наказ 499 and the tags seen in replies)."""
    return {
        "PRG_TYPE": "ZPGATE",
        "PRG_VER": "prro sandbox",
        "CERTYPE": "UA1",
        "SND_DATE": f"{now:%Y%m%d%H%M%S}",
        "FILENAME": notice.file_name(final=final),
        "SUBJECT": f"Квитанція №{notice.number} {notice.form_file}",
        "EDRPOU": notice.tin,
        "DOC_TYPE": f"{notice.letter}14{notice.sub}02",
        "KVTNUM": str(notice.number),
        "FINKVT": "1" if final else "0",
    }
