"""`mail`: one container per message to the single address (наказ ДПА 499, §4); receipts from IMAP or saved letters.

Built from the official order of 2010, never tried live. The address to write to is published by the tax service and
could not be checked here, so there is no default.
"""

from __future__ import annotations

import email
import email.policy
import imaplib
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import field
from email.message import EmailMessage
from email.utils import make_msgid

from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.registration.channels.base import (
    Asked,
    Fetched,
    NotSent,
    Outcome,
    Outgoing,
    RawReceipt,
    Refused,
    Sent,
    Unknown,
)

MAX_BYTES = 10 * 1024 * 1024
MAX_LETTERS = 200
_READY = 354
_TAKEN = 250


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to speak with it: `starttls`, `tls` or `none`."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: Callable[[], str] = field(default=lambda: "", repr=False)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """From whom to whom, and where the receipts come to."""

    smtp: Server
    sender: str
    recipient: str
    imap: Server | None = None
    folder: str = "INBOX"
    seconds: float = 60


class MailChannel:
    """The channel `mail`."""

    name = "mail"

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def send(self, form: Outgoing) -> Outcome:
        """One letter with the container as its attachment."""
        if len(form.container) > MAX_BYTES:
            return Refused(
                say(
                    "the container has {count} bytes; a letter may have {most}",
                    count=len(form.container),
                    most=MAX_BYTES,
                )
            )
        letter = self._letter(form)
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            return NotSent(say("the mail server was not reached: {error}", error=error))
        try:
            return self._deliver(server, letter)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.close()

    def _letter(self, form: Outgoing) -> EmailMessage:
        letter = EmailMessage(policy=email.policy.SMTP)
        letter["From"], letter["To"] = self._settings.sender, self._settings.recipient
        letter["Subject"] = form.file_name
        letter["Message-ID"] = make_msgid(domain=self._settings.sender.rpartition("@")[2] or None)
        letter.add_attachment(form.container, maintype="application", subtype="octet-stream", filename=form.file_name)
        return letter

    def _connected(self) -> smtplib.SMTP:
        wanted = self._settings.smtp
        seconds = self._settings.seconds
        context = ssl.create_default_context()
        if wanted.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(wanted.host, wanted.port, timeout=seconds, context=context)
        else:
            server = smtplib.SMTP(wanted.host, wanted.port, timeout=seconds)
        try:
            if wanted.security == "starttls":
                server.starttls(context=context)
            if wanted.user:
                server.login(wanted.user, wanted.password())
        except BaseException:
            server.close()
            raise
        return server

    def _deliver(self, server: smtplib.SMTP, letter: EmailMessage) -> Outcome:
        """Until the server says 354 nothing left; after the final dot only its 250 is an answer."""
        try:
            server.ehlo_or_helo_if_needed()
            code, text = server.mail(self._settings.sender)
            if code == _TAKEN:
                code, text = server.rcpt(self._settings.recipient)
            if code not in (_TAKEN, 251):
                return NotSent(
                    say("the mail server refused: {code} {words}", code=code, words=_words(text)), unwell=True
                )
            code, text = server.docmd("DATA")
            if code != _READY:
                return NotSent(
                    say("the mail server refused: {code} {words}", code=code, words=_words(text)), unwell=True
                )
        except (OSError, smtplib.SMTPException) as error:
            return NotSent(say("the mail server broke off: {error}", error=error))
        try:
            data = smtplib._quote_periods(letter.as_bytes())  # type: ignore[attr-defined]
            server.send(data + (b"" if data.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, text = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Unknown(say("the mail server did not confirm the letter: {error}", error=error))
        if code == _TAKEN:
            return Sent(str(letter["Message-ID"]))
        return NotSent(
            say("the mail server refused the letter: {code} {words}", code=code, words=_words(text)), unwell=True
        )

    def fetch(self, asked: Sequence[Asked]) -> Fetched:
        """The attachments of the newest letters of the mailbox, which is only read."""
        wanted = self._settings.imap
        if wanted is None:
            return Fetched(trouble=say("no IMAP server is set (prro config set registration.imap-server HOST:PORT)"))
        try:
            box = self._box(wanted)
        except (OSError, imaplib.IMAP4.error) as error:
            return Fetched(trouble=say("the mailbox was not reached: {error}", error=error))
        found: list[RawReceipt] = []
        try:
            status, _ = box.select(f'"{self._settings.folder}"', readonly=True)
            if status != "OK":
                return Fetched(trouble=say("the mailbox has no folder {folder}", folder=self._settings.folder))
            _, numbers = box.search(None, "ALL")
            for number in (numbers[0] or b"").split()[-MAX_LETTERS:]:
                _, parts = box.fetch(number.decode("ascii"), "(BODY.PEEK[])")
                for part in parts:
                    if isinstance(part, tuple):
                        found += attachments(part[1])
        except (OSError, imaplib.IMAP4.error) as error:
            return Fetched(tuple(found), trouble=say("the mailbox broke off: {error}", error=error))
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                box.logout()
        return Fetched(tuple(found))

    def _box(self, wanted: Server) -> imaplib.IMAP4:
        seconds = self._settings.seconds
        context = ssl.create_default_context()
        if wanted.security == "tls":
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(wanted.host, wanted.port, ssl_context=context, timeout=seconds)
        else:
            box = imaplib.IMAP4(wanted.host, wanted.port, timeout=seconds)
        try:
            if wanted.security == "starttls":
                box.starttls(context)
            box.login(wanted.user, wanted.password())
        except BaseException:
            box.shutdown()
            raise
        return box


def attachments(letter: bytes) -> Iterator[RawReceipt]:
    """What is attached to a letter; a letter without attachments gives nothing."""
    message = email.message_from_bytes(letter, policy=email.policy.default)
    for part in message.walk():
        if part.is_multipart() or (part.get_content_maintype() == "text" and not part.get_filename()):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data:
            yield RawReceipt(part.get_filename() or "", data)


def looks_like_letter(data: bytes) -> bool:
    """Whether bytes are a saved letter (.eml)."""
    head = data[:4096].lower()
    return b"\nmime-version:" in b"\n" + head or (head.startswith((b"received:", b"return-path:", b"from:")))


def _words(text: object) -> str:
    return text.decode("utf-8", errors="replace") if isinstance(text, bytes) else str(text)
