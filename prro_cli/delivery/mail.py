"""E-mail through an SMTP server: verified TLS, one deadline for the whole talk, and an honest word about what left.

Until the last byte of the message is sent nothing can have been delivered; from then until the server's answer the
fate is uncertain (RFC 5321, 4.5.3.2.6), and a second message might arrive beside the first.
"""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import field
from pathlib import Path

from prro_cli.crypto.secret import Secret
from prro_cli.delivery.driver import Fate, Message, Outcome
from prro_cli.delivery.mime import mail_bytes
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.taxserver.deadline import Deadline, connect, resolve

PORTS = {"starttls": 587, "tls": 465, "none": 25}
_READY, _DONE, _GO_ON = 354, 250, 334


@dataclass(frozen=True, slots=True)
class Smtp:
    """One SMTP server and who sends there."""

    name: str
    host: str
    port: int
    security: str
    sender: str
    sender_name: str = ""
    user: str = ""
    secret: Callable[[], Secret] | None = field(default=None, repr=False)
    ca_file: Path | None = None
    helo: str = ""
    idempotent: bool = False
    attachments: tuple[str, ...] = ()

    def send(self, message: Message, seconds: float) -> Outcome:
        """See `Driver.send`."""
        data = mail_bytes(message, self.sender, self.sender_name)
        deadline = Deadline(seconds, time.monotonic)
        client = _Client(self, deadline)
        watch = threading.Timer(seconds, client.cut)
        watch.daemon = True
        watch.start()
        try:
            return self._talk(client, message.address, data)
        finally:
            watch.cancel()
            client.cut()
            client.close()

    def ping(self, seconds: float) -> str | None:
        """See `Driver.ping`: greeting, TLS and password, and nothing more."""
        client = _Client(self, Deadline(seconds, time.monotonic))
        watch = threading.Timer(seconds, client.cut)
        watch.daemon = True
        watch.start()
        try:
            refusal = self._greet(client)
            if refusal is None:
                client.quit()
            return refusal.reason if refusal is not None else ""
        except smtplib.SMTPResponseException as error:
            return _verdict(error.smtp_code, error.smtp_error).reason
        except ssl.SSLCertVerificationError as error:
            return f"the server's certificate was not accepted: {error.verify_message}"
        except (OSError, ValueError, smtplib.SMTPException) as error:
            return _words(error)
        finally:
            watch.cancel()
            client.cut()
            client.close()

    def _talk(self, client: _Client, address: str, data: bytes) -> Outcome:
        try:
            refusal = self._greet(client) or self._envelope(client, address)
            if refusal is not None:
                return refusal
            client.send(smtplib.quotedata(data.decode("ascii")).encode("ascii") + b".\r\n")
        except smtplib.SMTPResponseException as error:
            return _verdict(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            return Outcome(Fate.REFUSED, str(error))
        except ssl.SSLCertVerificationError as error:
            return Outcome(Fate.LATER, f"the server's certificate was not accepted: {error.verify_message}")
        except (OSError, ValueError, smtplib.SMTPException) as error:
            return Outcome(Fate.LATER, _words(error))
        try:
            code, text = client.getreply()
        except (OSError, ValueError, smtplib.SMTPException) as error:
            return Outcome(Fate.UNCERTAIN, f"the message was sent, the answer is lost: {_words(error)}")
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
        return Outcome(Fate.DELIVERED, provider_id=_queue_id(text)) if code == _DONE else _verdict(code, text)

    def _greet(self, client: _Client) -> Outcome | None:
        code, text = client.connect(self.host, self.port)
        if code // 100 != 2:
            return _verdict(code, text)
        client.ehlo_or_helo_if_needed()
        if self.security == "starttls":
            client.starttls(context=self.context())
            client.ehlo()
        if self.secret is not None:
            client.authenticate(self.user, self.secret())
        return None

    def _envelope(self, client: _Client, address: str) -> Outcome | None:
        for words in (f"MAIL FROM:<{self.sender}>", f"RCPT TO:<{address}>"):
            code, text = client.docmd(words)
            if code // 100 != 2:
                return _verdict(code, text)
        code, text = client.docmd("DATA")
        return None if code == _READY else _verdict(code, text)

    def context(self) -> ssl.SSLContext:
        """The system's trust and the given file's, verified names."""
        context = ssl.create_default_context()
        if self.ca_file is not None:
            context.load_verify_locations(cafile=str(self.ca_file))
        return context


class _Client(smtplib.SMTP):
    """smtplib over a socket that is bound to the deadline and can be cut from outside."""

    def __init__(self, driver: Smtp, deadline: Deadline) -> None:
        super().__init__(local_hostname=driver.helo or driver.sender.rpartition("@")[2])
        self._host = driver.host  # starttls verifies this name
        self._driver = driver
        self._deadline = deadline

    def _get_socket(self, host: str, port: int, timeout: object) -> socket.socket:
        plug = connect(resolve(host, port, self._deadline), self._deadline)
        plug.settimeout(self._deadline.left())
        if self._driver.security != "tls":
            return plug
        try:
            return self._driver.context().wrap_socket(plug, server_hostname=host)
        except BaseException:
            plug.close()
            raise

    def authenticate(self, user: str, secret: Secret) -> None:
        """AUTH PLAIN or LOGIN (RFC 4954) in UTF-8; the library's own refuses passwords that are not ASCII."""
        offered = self.esmtp_features.get("auth", "").upper().split()
        name, word = user.encode(), secret.reveal()
        if "PLAIN" in offered:
            code, text = self.docmd("AUTH", "PLAIN " + _base64(b"\0" + name + b"\0" + word))
        elif "LOGIN" in offered:
            code, text = self.docmd("AUTH", "LOGIN")
            for part in (name, word):
                if code == _GO_ON:
                    code, text = self.docmd(_base64(part))
        else:
            raise smtplib.SMTPNotSupportedError(say("the server takes neither AUTH PLAIN nor LOGIN"))
        if code // 100 != 2:
            raise smtplib.SMTPAuthenticationError(code, text)

    def cut(self) -> None:
        """End every wait of this talk now."""
        plug = self.sock
        if plug is not None:
            with suppress(OSError):
                plug.shutdown(socket.SHUT_RDWR)


def _verdict(code: int, text: bytes | str) -> Outcome:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    fate = Fate.LATER if code // 100 == 4 or code < 0 else Fate.REFUSED  # -1: not an SMTP answer at all
    return Outcome(fate, f"SMTP {code}: {' '.join(words.split())[:300]}")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:300]


def _queue_id(text: bytes) -> str | None:
    """The server's own name of the message, where its answer is one of the usual forms: `queued as ABC`."""
    words = text.decode("ascii", "replace").split()
    place = words.index("as") + 1 if "as" in words else len(words)
    return words[place][:64] if place < len(words) else None
