"""The three forms and their common head, declared once (registration 1.2 to 1.5; captions are the forms' own).

F forms: the schema of the J form with C_DOC `F13` and HTIN of a person (GUESS; see `FormCode.derived`).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

from prro_cli.forms import simple
from prro_cli.forms.codes import FormCode
from prro_cli.forms.declare import Choice, Field, Links, Option, Rows, Section
from prro_cli.record import dataclass

DOC = "13"
SUB_20_OPP, SUB_1_PRRO, SUB_5_PRRO = "120", "166", "918"

CASHIER, SENIOR, ENDED = "Касир", "Старший касир", "Припинення роботи"
ROLES = (CASHIER, SENIOR, ENDED)
"""Column 4 of 5-ПРРО; the schema does not list them, the form's footnote does."""

ACTIONS = Choice(
    "1. Дія",
    Option("register", "M011", "Реєстрація"),
    Option("cancel", "M012", "Скасування реєстрації"),
    Option("reregister", "M013", "Перереєстрація"),
    Option("resume", "M014", "Відновлення роботи"),
    Option("change", "M015", "Зміни (крім перереєстрації)"),
)
KINDS = Choice(
    "4. Тип ПРРО",
    Option("stationary", "M041", "стаціонарний"),
    Option("mobile", "M042", "пересувний"),
    Option("self-service", "M043", "каса самообслуговування"),
    Option("internet", "M044", "інтернет торгівля"),
)
OFFLINE = Choice(
    "5. У разі відсутності зв’язку між ПРРО та фіскальним сервером здійснення розрахункових операцій",
    Option("none", "M051", "не здійснюється (ПРРО не працює в режимі офлайн)"),
    Option("offline", "M052", "здійснюється (ПРРО може працювати в режимі офлайн)"),
    Option("reserve", "M053", "здійснюється (застосовується резервний РРО згідно з п.13 розділу V Порядку)"),
)
SIGNER_1 = Choice(
    "6. Підписант", Option("head", "M11", "керівник / підприємець"), Option("representative", "M12", "представник")
)
SIGNER_5 = Choice(
    "3. Підписант", Option("head", "M01", "керівник / підприємець"), Option("representative", "M02", "представник")
)
_TIN_CAPTION = "податковий номер / серія (за наявності) та номер паспорта"
_HTIN = Field("HTIN", simple.TIN_PERSON, _TIN_CAPTION, legal=simple.TIN_LEGAL)
_HKBOS = Field("HKBOS", simple.TIN_PERSON, "РНОКПП або серія (за наявності) та номер паспорта підписанта")
_HBOS = Field("HBOS", simple.NON_EMPTY, "прізвище, ім’я, по батькові (за наявності) підписанта")
_HFILL = Field("HFILL", simple.DATE, "дата")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedDoc:
    """One linked document of a head; kept when it is read, never written by us."""

    c_doc: Annotated[str, Field("C_DOC", simple.C_DOC, "форма")]
    c_doc_sub: Annotated[str, Field("C_DOC_SUB", simple.C_DOC_SUB, "підтип")]
    c_doc_ver: Annotated[str, Field("C_DOC_VER", simple.C_DOC_VER, "версія")]
    c_doc_type: Annotated[int, Field("C_DOC_TYPE", simple.NON_NEGATIVE, "номер нового звітного")]
    c_doc_cnt: Annotated[int, Field("C_DOC_CNT", simple.NON_NEGATIVE, "номер однотипного")]
    c_doc_stan: Annotated[int, Field("C_DOC_STAN", simple.STATE, "стан")]
    file_name: Annotated[str, Field("FILENAME", simple.FILE_NAME, "ім’я файлу")]
    number: int | None = None
    link_type: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(Section):
    """DECLARHEAD, the same in every form."""

    tin: Annotated[str, Field("TIN", simple.TIN, _TIN_CAPTION)]
    c_doc: Annotated[str, Field("C_DOC", simple.TEXT, "код документа")]
    c_doc_sub: Annotated[str, Field("C_DOC_SUB", simple.TEXT, "підтип документа")]
    c_doc_ver: Annotated[str, Field("C_DOC_VER", simple.TEXT, "версія документа")]
    c_doc_type: Annotated[int, Field("C_DOC_TYPE", simple.NON_NEGATIVE, "номер нового звітного (уточнюючого)")]
    c_doc_cnt: Annotated[int, Field("C_DOC_CNT", simple.NON_NEGATIVE, "номер однотипного документа в періоді")]
    c_reg: Annotated[int, Field("C_REG", simple.OFFICE_PART, "код області податкового органу")]
    c_raj: Annotated[int, Field("C_RAJ", simple.OFFICE_PART, "код району податкового органу")]
    period_month: Annotated[int, Field("PERIOD_MONTH", simple.MONTH, "місяць")]
    period_type: Annotated[int, Field("PERIOD_TYPE", simple.PERIOD_TYPE, "тип періоду")]
    period_year: Annotated[int, Field("PERIOD_YEAR", simple.YEAR, "рік")]
    c_sti_orig: Annotated[int, Field("C_STI_ORIG", simple.OFFICE, "код податкового органу")]
    c_doc_stan: Annotated[int, Field("C_DOC_STAN", simple.STATE, "стан документа")]
    linked_docs: Annotated[tuple[LinkedDoc, ...], Links("LINKED_DOCS", "пов’язані документи")] | None = None
    d_fill: Annotated[date, Field("D_FILL", simple.DATE, "дата заповнення")]
    software: Annotated[str, Field("SOFTWARE", simple.TEXT, "програма", nillable=True)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form1(Section):
    """1-ПРРО, Заява про реєстрацію програмного реєстратора розрахункових операцій."""

    action: Annotated[str, ACTIONS]
    name: Annotated[str, Field("HNAME", simple.NON_EMPTY, "найменування / прізвище, ім’я, по батькові")]
    tin: Annotated[str, _HTIN]
    vat: Annotated[str, Field("HNPDV", simple.VAT, "ІПН (для платників ПДВ)", nillable=True)] | None = None
    object_id: (
        Annotated[str, Field("R03G1S", simple.NON_BLANK, "ідентифікатор об’єкта оподаткування", nillable=True)] | None
    ) = None
    katottg: Annotated[str, Field("HKATOTTG", simple.KATOTTG, "код території (КАТОТТГ)", nillable=True)] | None = None
    unit: Annotated[str, Field("R03G3S", simple.NON_BLANK, "назва ГО", nillable=True)] | None = None
    address: Annotated[str, Field("R03G4S", simple.NON_BLANK, "адреса розміщення ГО", nillable=True)] | None = None
    payment_system: (
        Annotated[str, Field("R03G5S", simple.NON_BLANK, "назва платіжної системи", nillable=True)] | None
    ) = None
    kind: Annotated[str, KINDS]
    register_name: Annotated[str, Field("R04G11S", simple.NON_BLANK, "назва ПРРО")]
    local_number: Annotated[str, Field("R04G12S", simple.DIGITS, "локальний номер")]
    fiscal_number: Annotated[str, Field("R04G2S", simple.DIGITS, "фіскальний номер", nillable=True)] | None = None
    offline: Annotated[str, OFFLINE]
    signs_as: Annotated[str, SIGNER_1]
    signer_tin: Annotated[str, _HKBOS]
    signer_name: Annotated[str, _HBOS]
    filled: Annotated[date, _HFILL]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """One person (or seal) whose key signs receipts."""

    name: (
        Annotated[
            str,
            Field(
                "T1RXXXXG1S",
                simple.TEXT,
                "прізвище, ім’я, по батькові (за наявності) відповідальної особи",
                nillable=True,
                required=True,
            ),
        ]
        | None
    ) = None
    tin: Annotated[str, Field("T1RXXXXG2S", simple.TIN, _TIN_CAPTION, nillable=True, required=True)] | None = None
    key_id: (
        Annotated[
            str,
            Field(
                "T1RXXXXG3S", simple.TEXT, "ідентифікатор ключа суб’єкта господарювання", nillable=True, required=True
            ),
        ]
        | None
    ) = None
    role: Annotated[str, Field("T1RXXXXG4S", simple.TEXT, "тип підпису", nillable=True, required=True)] | None = None
    rownum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form5(Section):
    """5-ПРРО, Повідомлення … щодо … сертифікатів відкритих ключів, які застосовуються в ПРРО."""

    dated: Annotated[date, Field("HDATE", simple.DATE, "дата")]
    number: Annotated[int, Field("HNUM", simple.COUNTER, "№ повідомлення")]
    tin: Annotated[str, _HTIN]
    name: Annotated[str, Field("HNAME", simple.NON_EMPTY, "найменування (або прізвище, ім’я, по батькові)")]
    keys: Annotated[tuple[KeyRow, ...], Rows("2. Дані про осіб, яким делеговано право підпису електронних документів")]
    signs_as: Annotated[str, SIGNER_5]
    signer_tin: Annotated[str, _HKBOS]
    signer_name: Annotated[str, _HBOS]
    filled: Annotated[date, _HFILL]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRow:
    """One object of taxation: a shop, a kiosk, a café."""

    action: (
        Annotated[
            int,
            Field("T1RXXXXG2", simple.CODE_1, "2. Код ознаки надання інформації", required=True, codes="object-action"),
        ]
        | None
    ) = None
    type_code: (
        Annotated[
            str, Field("T1RXXXXG3", simple.CODE_3, "3. Тип об’єкта оподаткування", required=True, codes="object-type")
        ]
        | None
    ) = None
    title: (
        Annotated[str, Field("T1RXXXXG4S", simple.OBJECT_NAME, "4. Найменування об’єкта оподаткування", nillable=True)]
        | None
    ) = None
    object_id: (
        Annotated[str, Field("T1RXXXXG5", simple.OBJECT_ID, "5. Ідентифікатор об’єкта оподаткування", required=True)]
        | None
    ) = None
    katottg: Annotated[str, Field("T1RXXXXG6S", simple.KATOTTG, "6. Код КАТОТТГ", nillable=True)] | None = None
    place: (
        Annotated[str, Field("T1RXXXXG7S", simple.TEXT, "7. Область, район, населений пункт", required=True)] | None
    ) = None
    street: (
        Annotated[
            str,
            Field("T1RXXXXG8S", simple.OBJECT_ADDRESS, "8. Вулиця, номер будинку/офіса/квартири", required=True),
        ]
        | None
    ) = None
    state: (
        Annotated[
            int,
            Field("T1RXXXXG9", simple.CODE_2, "9. Стан об’єкта оподаткування", required=True, codes="object-state"),
        ]
        | None
    ) = None
    right: (
        Annotated[
            int,
            Field(
                "T1RXXXXG10",
                simple.CODE_2,
                "10. Вид права на об’єкт оподаткування",
                required=True,
                codes="object-right",
            ),
        ]
        | None
    ) = None
    account_here: (
        Annotated[
            bool,
            Field("T1RXXXXG11", simple.TICK, "11. Прошу взяти на облік за неосновним місцем обліку", nillable=True),
        ]
        | None
    ) = None
    registered_number: (
        Annotated[
            str, Field("T1RXXXXG12S", simple.TEXT, "12. Реєстраційний номер об’єкта оподаткування", nillable=True)
        ]
        | None
    ) = None
    rownum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form20(Section):
    """20-ОПП, Повідомлення про об'єкти оподаткування."""

    office: Annotated[str, Field("HSTI", simple.NON_EMPTY, "найменування контролюючого органу")]
    tin: Annotated[str, _HTIN]
    name: Annotated[str, Field("HNAME", simple.NON_EMPTY, "найменування або прізвище, ім’я та по батькові")]
    objects: Annotated[tuple[ObjectRow, ...], Rows("Відомості про об’єкти оподаткування платника податків")]
    signer_name: Annotated[str, _HBOS]
    filled: Annotated[date, _HFILL]


Body: TypeAlias = Form20 | Form1 | Form5
BODIES: dict[str, type[Form20] | type[Form1] | type[Form5]] = {
    SUB_20_OPP: Form20,
    SUB_1_PRRO: Form1,
    SUB_5_PRRO: Form5,
}
NAMES: dict[str, str] = {SUB_20_OPP: "20-ОПП", SUB_1_PRRO: "1-ПРРО", SUB_5_PRRO: "5-ПРРО"}


@dataclass(frozen=True, slots=True)
class Declar:
    """One form, ready to be written."""

    head: Head
    body: Body

    @property
    def code(self) -> FormCode:
        """The code of the form; ValueError where the head names none (the reader keeps whatever it found)."""
        return FormCode.parse(f"{self.head.c_doc}{self.head.c_doc_sub}{self.head.c_doc_ver:0>2}")

    @property
    def form(self) -> str:
        """`20-ОПП`, `1-ПРРО` or `5-ПРРО`."""
        return next(NAMES[sub] for sub, cls in BODIES.items() if isinstance(self.body, cls))
