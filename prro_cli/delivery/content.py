"""What a message says: fields from the stored document alone, templates of the home, and defaults.

Templates lie in `delivery/templates/DESK/` or `delivery/templates/`: `mail.subject`, `mail.txt`, `mail.html`,
`sms.txt`, `viber.txt`. The default SMS is in Latin letters: with the link it fits one part of 160 (peripherals 2.2).
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from prro_cli.delivery.driver import Attachment, Driver, Message
from prro_cli.delivery.filling import fill, unknown_fields
from prro_cli.documents.reader import read_document
from prro_cli.errors.delivery import NotForBuyersError, TemplateWrongError
from prro_cli.home.paths import Home
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import format_money, kyiv

if TYPE_CHECKING:
    from prro_cli.documents.model import Check
    from prro_cli.journal.rows import Document
    from prro_cli.journal.store import Journal

FOR_BUYERS = ("sale", "return", "cash_withdrawal")
ISSUED = ("registered", "offline")
FIELDS = frozenset(
    {"number", "sum", "link", "date", "time", "org", "outlet", "place", "register", "kind", "note", "test", "receipt"}
)
DEFAULTS = {
    "mail.subject": "{test}{kind} № {number} на {sum} грн, {org}",
    "mail.txt": "{test}{kind} № {number} на {sum} грн\n\n{receipt}\n\n"
    "Чек на сайті Державної податкової служби:\n{link}\n{note}",
    "mail.html": '<!doctype html><html lang="uk"><meta charset="utf-8"><title>{kind} № {number}</title>'
    '<body style="font-family:sans-serif"><p>{test}<b>{kind} № {number}</b> на <b>{sum} грн</b></p>{receipt}'
    '<p><a href="{link}">Чек на сайті Державної податкової служби</a></p><p>{note}</p></body></html>',
    "sms.txt": "{test}Chek {sum} UAH {link}{note}",
    "viber.txt": "{test}{kind} на {sum} грн {link}{note}",
}
_TEST = {"sms": "TEST ", "viber": "ТЕСТОВИЙ НЕФІСКАЛЬНИЙ ДОКУМЕНТ. ", "mail": "ТЕСТОВИЙ НЕФІСКАЛЬНИЙ ДОКУМЕНТ. "}
_OFFLINE = {
    "sms": " (pislia peredachi do DPS)",
    "viber": " (стане доступним після передачі)",
    "mail": "Чек видано офлайн: посилання стане доступним після передачі чека до податкової служби.",
}
_MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png"}
_PRE = '<pre style="font-family:monospace;font-size:14px;line-height:1.3">{}</pre>'
_KINDS = {"sale": "Фіскальний чек", "return": "Видатковий чек", "cash_withdrawal": "Чек видачі готівки"}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one message, before they have an address."""

    subject: str
    text: str
    html: str
    link: str
    fields: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...] = ()

    def addressed(self, channel: str, address: str, message_id: str, *, repeated: bool) -> Message:
        """The message."""
        return Message(
            channel, address, message_id, self.subject, self.text, self.html, self.link, self.attachments, self.fields,
            repeated,
        )  # fmt: skip


def require_for_buyers(document: Document) -> None:
    """Only receipts that stand are sent to buyers."""
    if document.kind not in FOR_BUYERS:
        raise NotForBuyersError(detail=say("it is a {kind}", kind=say(document.kind)), document=document.id)
    if document.state not in ISSUED or not document.effective:
        raise NotForBuyersError(
            detail=say("the receipt is {state}", state=say(document.shown_state)), document=document.id
        )


class Papers(Protocol):
    """The receipt itself, as the room `receipt` makes it with the desk's template."""

    def text(self, document: Document) -> str:
        """As fixed-width text."""
        ...

    def link(self, document: Document) -> str:
        """The link that its QR code holds."""
        ...

    def file(self, document: Document, kind: str) -> bytes:
        """As `pdf` or `png`."""
        ...


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes messages: templates of the home, fields and paper of the document."""

    journal: Journal
    home: Home
    papers: Papers

    def texts(self, document: Document, channel: str, driver: Driver | None = None) -> Texts:
        """The texts of a document for a channel."""
        fields = fields_of(document, _check(self.journal, document), channel, self.papers.link(document))
        receipt = self.papers.text(document).strip("\n") if channel == "mail" else ""
        text = fill(self._template(document, f"{channel}.txt"), {**fields, "receipt": receipt}).strip() + "\n" * bool(
            receipt
        )
        subject = page = ""
        attachments: tuple[Attachment, ...] = ()
        if channel == "mail":
            subject = fill(self._template(document, "mail.subject"), fields).strip()
            page = _page(self._template(document, "mail.html"), fields, receipt)
            attachments = self._attached(document, driver.attachments if driver is not None else ())
        if channel == "viber":
            note, test = (_OFFLINE["sms"] if document.offline else ""), (_TEST["sms"] if document.test else "")
            fields["sms_text"] = fill(
                self._template(document, "sms.txt"), {**fields, "note": note, "test": test}
            ).strip()
        return Texts(subject, text, page, fields["link"], tuple(sorted(fields.items())), attachments)

    def _attached(self, document: Document, kinds: tuple[str, ...]) -> tuple[Attachment, ...]:
        stem = f"chek-{document.fiscal_number}"
        return tuple(Attachment(f"{stem}.{k}", _MEDIA_TYPES[k], self.papers.file(document, k)) for k in kinds)

    def _template(self, document: Document, name: str) -> str:
        return template(self.home.delivery_dir / "templates", document.desk, name)


def fields_of(document: Document, check: Check, channel: str, link: str) -> dict[str, str]:
    """What templates may name."""
    moment = datetime.fromisoformat(document.time).astimezone(kyiv())
    head = check.checkhead
    number = document.fiscal_number or ""
    total = document.total or 0
    return {
        "number": number,
        "sum": format_money(total),
        "link": link,
        "date": f"{moment:%d.%m.%Y}",
        "time": f"{moment:%H:%M:%S}",
        "org": head.orgnm,
        "outlet": head.pointnm,
        "place": head.pointaddr or "",
        "register": str(head.cashregisternum),
        "kind": _KINDS.get(document.kind, "Чек"),
        "note": _OFFLINE[channel] if document.offline else "",
        "test": _TEST[channel] if document.test else "",
        "receipt": "",
    }


def _check(journal: Journal, document: Document) -> Check:
    from prro_cli.documents.model import Check

    read = read_document(journal.blob(document.xml) or b"")
    if not isinstance(read, Check):
        raise NotForBuyersError(detail=say("it is a {kind}", kind=say(document.kind)), document=document.id)
    return read


def _page(template: str, fields: Mapping[str, str], receipt: str) -> str:
    """HTML with every field escaped. The receipt is text of fixed width: mail programs drop styles and pictures."""
    before, mark, after = template.partition("{receipt}")
    escaped = [fill(part, fields, html.escape) for part in (before, after)]
    return escaped[0] + (_PRE.format(html.escape(receipt)) if mark else "") + escaped[1]


def template(folder: Path, desk: str, name: str) -> str:
    """The desk's own template, else the home's, else the default."""
    for path in (folder / desk / name, folder / name):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise TemplateWrongError(path=path, detail=str(error)) from None
        unknown = unknown_fields(text, FIELDS)
        if unknown:
            detail = say(
                "unknown fields {unknown}; known are {known}",
                unknown=", ".join(unknown),
                known=", ".join(sorted(FIELDS)),
            )
            raise TemplateWrongError(path=path, detail=detail)
        return text
    return DEFAULTS[name]
