"""The gateway's own key for encryption, and messages sealed with it: forms are encrypted to it, receipts from it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from prro_cli.sandbox.authority import BEGIN, END, SERVER_CODE

if TYPE_CHECKING:
    from prro_cli.crypto.cms import CertifiedKey
    from prro_cli.crypto.x509 import Certificate
    from prro_cli.sandbox.authority import Authorities

NAME: Final = "gateway"


def load_or_create(connection: sqlite3.Connection, authorities: Authorities) -> CertifiedKey:
    """The key-agreement key of this state file's gateway, made at first use."""
    from prro_cli.crypto import issue, oids
    from prro_cli.crypto.cms import CertifiedKey
    from prro_cli.crypto.curves import M431
    from prro_cli.crypto.keys import private_key
    from prro_cli.crypto.x509 import Certificate

    sql = "SELECT name, data FROM secrets WHERE name IN ('gateway.key', 'gateway.cer')"
    found = {row["name"]: bytes(row["data"]) for row in connection.execute(sql)}
    if len(found) == 2:
        key = private_key(M431, int.from_bytes(found["gateway.key"], "big"))
        return CertifiedKey(key, Certificate(found["gateway.cer"]))
    subject = issue.Subject(
        "Навчальний шлюз звітності prro sandbox (не ДПС). ОТРИМАНО",
        organisation="prro sandbox (навчальний сервер, не ДПС)",
        serial_number="3123957",
        directory=((oids.SDA_EDRPOU, SERVER_CODE),),
    )
    made = authorities.gost.enrol(subject, issue.Profile(BEGIN, END, issue.AGREEMENT), curve=M431)
    connection.execute("INSERT INTO secrets VALUES ('gateway.key', ?)", (made.scalar().to_bytes(64, "big"),))
    connection.execute("INSERT INTO secrets VALUES ('gateway.cer', ?)", (made.certificate.raw,))
    return made


def sealed(
    content: bytes, header: dict[str, str], signer: CertifiedKey, own: CertifiedKey, receiver: Certificate | None
) -> bytes:
    """A receipt as the tax service sends it (registration.md 2.6, layout 3): TRANSPORTABLE + CERTCRYPT +
    UA1_CRYPT( UA1_SIGN ); to a sender that gave no certificate for encryption, TRANSPORTABLE + UA1_SIGN.
    """
    from prro_cli.crypto import cms
    from prro_cli.crypto.enveloped import Sender, encrypt
    from prro_cli.crypto.transport import CERTIFICATE, ENCRYPTED, SIGNED, Section, pack

    signed = Section(SIGNED, cms.sign(content, signer))
    if receiver is None:
        return pack([signed], header)
    envelope = encrypt(pack([signed]), receiver, sender=Sender(own.private, own.certificate))
    return pack([Section(CERTIFICATE, own.certificate.raw), Section(ENCRYPTED, envelope)], header)
