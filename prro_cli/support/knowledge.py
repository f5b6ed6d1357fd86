"""What the fiscal server's refusals mean for a desk: cause, what the register's state is then, what to do next.

The code decides; a phrase only narrows it down. Sources: API 08.2025, section 5, and texts seen from the live server.
A refused document is not registered and changes nothing at the server; its local number stays free.
"""

from __future__ import annotations

from prro_cli.record import dataclass

REFUSED = "the document was refused: it is not registered, and its local number is free again"
NOT_SENT = "nothing was registered; what waits offline keeps its place and its numbers"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One refusal; `phrase` (lower case) narrows a code down, an empty one is the code's general meaning."""

    code: int | None
    phrase: str
    title: str
    cause: str
    next: tuple[str, ...]
    state: str = REFUSED


_ABSENT = (
    "The register is not registered",
    "the fiscal number in the document belongs to no ПРРО of the tax service: wrong number, or the registration "
    "(1-ПРРО) is not accepted yet or was cancelled",
    ("prro desk show", "compare the fiscal number with receipt №2 of form 1-ПРРО"),
)

_WRONG_TIN = (
    "Wrong taxpayer code",
    "the taxpayer's code in the document or in the signer's certificate differs from that of the outlet",
    ("prro desk show", "prro key show", "prro desk set NAME --tin CODE"),
)

KNOWN: tuple[Knowledge, ...] = (
    Knowledge(0, "", "Accepted", "the server took the document; this is no error", ("prro status",), "registered"),
    Knowledge(1, "не зареєстрований", *_ABSENT),
    Knowledge(1, "", *_ABSENT),
    Knowledge(
        2,
        "",
        "The key has no access to the register",
        "the signer is not admitted to this ПРРО by form 5-ПРРО, or works under another taxpayer, or the shift was "
        "opened with another key and this person is no senior cashier",
        ("prro key show", "file form 5-ПРРО for this key", "prro shift status"),
    ),
    Knowledge(3, "в сертифікаті підпису визначено код", *_WRONG_TIN),
    Knowledge(3, "", *_WRONG_TIN),
    Knowledge(
        4,
        "відкрито особою",
        "Somebody else's shift is open",
        "the shift on this register was opened with another key; only that person, a senior cashier or the head may "
        "go on or close it",
        ("prro shift status", "let the person who opened it run: prro shift close"),
    ),
    Knowledge(
        4,
        "",
        "The shift is open already",
        "the server has an open shift for this register, perhaps from another device or from an answer that was lost",
        ("prro sync", "prro shift status"),
    ),
    Knowledge(
        5, "", "No shift is open", "a receipt or report came while no shift is open at the server", ("prro shift open",)
    ),
    Knowledge(
        6,
        "",
        "The Z-report is missing",
        "the last document before closing a shift must be the Z-report",
        ("prro shift close",),
    ),
    Knowledge(
        7,
        "",
        "Wrong local number",
        "the server expects another ORDERNUM: a document is missing in this journal (another device, a restored "
        "backup), or an earlier answer was lost",
        ("prro sync", "prro journal list", "prro status"),
    ),
    Knowledge(
        8,
        "",
        "The shift has its Z-report already",
        "a second Z-report came in one shift; an earlier answer was probably lost",
        ("prro sync", "prro shift close"),
    ),
    Knowledge(
        9,
        "не відповідає поточному часу фіскального сервера",
        "The time on the document is not now",
        "an online document must carry the server's present time: the clock of this machine is wrong",
        ("set the clock of this machine (NTP)", "prro doctor --only clock"),
    ),
    Knowledge(
        9,
        "термін дії сертифікату",
        "The certificate was not valid then",
        "the signer's certificate has expired or is not valid yet",
        ("prro key check", "prro key replace NAME FILE"),
    ),
    Knowledge(
        9,
        "кваліфікованим електронним підписом",
        "The signature has a wrong form",
        "what arrived is not one signed message of the kind the server takes (envelope, signature, one signer)",
        ("prro verify FILE", "prro key check"),
    ),
    Knowledge(
        9,
        "позначку часу контента",
        "A time-stamp that is not allowed",
        "the message carries a content-time-stamp, which is forbidden; only the signature may be stamped",
        ("sign with prro itself", "prro verify FILE"),
    ),
    Knowledge(
        9,
        "помилки валідації xml",
        "The document breaks the schema",
        "an element is missing, unknown, in the wrong place or ill-formed",
        ("prro document check FILE", "prro document show FILE"),
    ),
    Knowledge(
        9,
        "розрахована загальна сума",
        "The sums do not agree",
        "rows minus discounts plus taxes on top differ from the total of the receipt",
        ("prro document check FILE",),
    ),
    Knowledge(
        9,
        "сторнуватись може лише останній документ",
        "Only the last receipt can be reversed",
        "another document followed the receipt; what is lawful now is a return",
        ("prro return --receipt NUMBER --all",),
    ),
    Knowledge(
        9,
        "реєстраційних",
        "The head differs from the register",
        "name, outlet, address or local number in the head are not letter by letter those of the register",
        ("prro desk show", "prro desk set NAME --org … --outlet … --address …"),
    ),
    Knowledge(
        9,
        "",
        "The document is not valid",
        "schema, sums, time, head data or the signature's form did not pass",
        ("prro document check FILE", "prro desk show"),
    ),
    Knowledge(
        10,
        "не може бути відкликаний",
        "This document cannot be revoked",
        "the begin of the offline session asks to revoke the last online document, but only receipts and Z-reports "
        "can be revoked",
        ("prro go-online", "prro offline status"),
        NOT_SENT,
    ),
    Knowledge(
        10,
        "не може бути меншим часу попереднього",
        "Time runs backwards",
        "a document of the package is older than the one before it: the clock of this machine was set back",
        ("prro offline status", "prro doctor --only clock"),
        NOT_SENT,
    ),
    Knowledge(
        10,
        "",
        "The offline package is not valid",
        "the package or a document in it did not pass; the text names its place, counted from 0",
        ("prro offline status", "prro go-online"),
        NOT_SENT,
    ),
    Knowledge(
        11, "", "A wrong parameter", "a command asked for something the server does not understand", ("prro doctor",)
    ),
    Knowledge(
        12,
        "перевірки стану сертифіката",
        "The issuer's certificate service did not answer",
        "the server could not ask the issuer (OCSP) about the certificate; this is no fault of the desk",
        ("wait and repeat: prro sync", "prro status"),
    ),
    Knowledge(
        12,
        "",
        "The signature was not accepted",
        "the signature or the certificate failed the server's check",
        ("prro key check", "prro sync"),
    ),
    Knowledge(
        13,
        "",
        "No data",
        "the server has nothing to answer: no such document, or no access for this key",
        ("prro desk show", "prro key show"),
        "nothing was changed",
    ),
    Knowledge(
        None,
        "очікується значення 'content-type'",
        "Wrong kind of request",
        "the body came with a wrong Content-Type: something between this machine and the server changed it",
        ("look for a proxy on the way", "prro doctor"),
        "nothing was registered",
    ),
)
