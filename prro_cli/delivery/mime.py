"""The bytes of an e-mail, made so that Ukrainian headers survive every supported Python.

`EmailMessage` with `policy.SMTP` loses the blank between encoded words up to 3.12 (peripherals 2.1, tested), so the
older classes and `compat32` are used. Nothing with a line break ever gets into a header.
"""

from __future__ import annotations

from email import policy
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate

from prro_cli.delivery.driver import Attachment, Message

_CRLF = policy.compat32.clone(linesep="\r\n")


def mail_bytes(message: Message, sender: str, sender_name: str) -> bytes:
    """A complete message; the same Message-ID at every repetition."""
    body = MIMEMultipart("alternative")
    body.attach(MIMEText(message.text, "plain", "utf-8"))
    if message.html:
        body.attach(MIMEText(message.html, "html", "utf-8"))
    mail = body
    if message.attachments:
        mail = MIMEMultipart("mixed")
        mail.attach(body)
        for attachment in message.attachments:
            mail.attach(_part(attachment))
    domain = sender.rpartition("@")[2]
    headers: dict[str, str | Header] = {
        "From": formataddr((Header(_line(sender_name), "utf-8").encode(), sender)) if sender_name else sender,
        "To": message.address,
        "Subject": Header(_line(message.subject), "utf-8"),
        "Date": formatdate(localtime=False),
        "Message-ID": f"<{message.message_id}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    for name, value in headers.items():
        mail[name] = value  # type: ignore[assignment]  # a Header is what compat32 wants
    return mail.as_bytes(policy=_CRLF)


def _part(attachment: Attachment) -> MIMEApplication | MIMEImage:
    kind, _, subtype = attachment.media_type.partition("/")
    part = (MIMEImage if kind == "image" else MIMEApplication)(attachment.data, subtype)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attachment.name))
    return part


def _line(text: str) -> str:
    """One line without control characters: a header cannot be begun from inside a name."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
