"""BouncyCastle's opinion on our certificates and signed messages; skipped without Java or its jars."""

from __future__ import annotations

from pathlib import Path

from prro_cli.crypto import cms, oids, timestamp
from prro_cli.crypto.cms import Options
from prro_cli.crypto.cms_read import read_signed
from prro_cli.crypto.issue import Style
from tests.crypto.bouncy import judge
from tests.crypto.pki import NOW, make_pki

DOCUMENT = "<CHECK>Чек № 1</CHECK>".encode("cp1251")


class Asked:
    """Questions with the answers that are expected."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._questions: list[tuple[str, ...]] = []
        self._expected: list[str] = []

    def file(self, data: bytes) -> str:
        """A file for the judge."""
        path = self._folder / f"{len(list(self._folder.iterdir()))}.der"
        path.write_bytes(data)
        return str(path)

    def ask(self, expected: str, *words: str | bytes) -> None:
        """One question, bytes as files; `expected` is the beginning of the answer."""
        self._questions.append(tuple(self.file(word) if isinstance(word, bytes) else word for word in words))
        self._expected.append(expected)

    def settle(self) -> None:
        """Ask all at once and compare."""
        answers = judge(self._questions)
        for question, expected, answer in zip(self._questions, self._expected, answers, strict=True):
            assert answer.startswith(expected), (question, answer)


def test_certificates(tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    for style in Style:
        pki = make_pki(style)
        root, ca = pki.root.certificate.raw, pki.ca.certificate.raw
        asked.ask("OK", "certificate", root, root)
        asked.ask("OK", "certificate", ca, root)
        for key in (pki.fop, pki.fop_agreement, pki.employee, pki.seal, pki.tsa):
            asked.ask("OK", "certificate", key.certificate.raw, ca)
        changed = pki.fop.certificate.raw.replace(b"TINUA-1234567890", b"TINUA-1234567891")
        asked.ask("BAD Refused the signature does not verify", "certificate", changed, ca)
    asked.settle()


def test_signed_messages(tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    for style in Style:
        pki = make_pki(style)
        for key in (pki.fop, pki.employee, pki.seal):
            attached = cms.sign(DOCUMENT, key, Options(signing_time=NOW))
            detached = cms.sign(DOCUMENT, key, Options(detached=True))
            for digest in (oids.GOST34311, oids.KUPYNA256):
                asked.ask("OK", "cms", cms.sign(DOCUMENT, key, Options(digest=digest)))
            asked.ask("OK", "cms", attached)
            asked.ask("OK", "cms", detached, DOCUMENT)
            asked.ask("BAD Refused content", "cms", detached, DOCUMENT + b" ")
            asked.ask("BAD Refused content", "cms", attached.replace(b"CHECK", b"CHEQK"))
    asked.settle()


def test_time_stamps_and_stamped_messages(tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    for style in Style:
        pki = make_pki(style)
        message = cms.sign(DOCUMENT, pki.fop)
        token = timestamp.make_token(timestamp.request_for(message), pki.tsa, NOW, 1)
        stamped = cms.add_time_stamp(message, token)
        asked.ask("OK", "cms", token)
        asked.ask("OK", "cms", stamped)
        signer = read_signed(stamped).signer
        signed = signer.signed_bytes
        asked.ask("OK signature", "raw", signer.signature_algorithm, pki.fop.certificate.raw, signed, signer.signature)
    asked.settle()
