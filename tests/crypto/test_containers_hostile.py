"""Files that are no containers, or that claim what no honest file does: refused by name, at no cost;
and protection by foreign algorithms."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest

from prro_cli.crypto import der, oids
from prro_cli.crypto.containers import Limits, describe, open_container, pbes2
from prro_cli.crypto.containers.model import Effort
from prro_cli.crypto.containers.pbes2 import Family
from prro_cli.crypto.containers.write import JksEntry, Protection, write_jks, write_pfx, write_pkcs8
from prro_cli.crypto.errors import (
    CryptoError,
    LimitError,
    MalformedError,
    UnsupportedError,
    WrongPasswordError,
)
from prro_cli.crypto.secret import Secret
from tests.crypto.throwaway import make_certificate, make_key, make_person, our_pfx, stream

HOSTILE_SECONDS = 0.5
AES256_CBC = "2.16.840.1.101.3.4.1.42"
HMAC_SHA256 = "1.2.840.113549.2.9"


@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (b"", MalformedError, "empty"),
        (b"hello", MalformedError, "not a key container"),
        (b"\x30", MalformedError, "cut short"),
        (b"\x30\x84\xff\xff\xff\xff", MalformedError, "cut short"),
        (b"\x30\x80" * 300, LimitError, "nested"),
        (b"\xfe\xed\xfe\xed", MalformedError, "cut short"),
        (b"\xfe\xed\xfe\xed\0\0\0\2\xff\xff\xff\xff" + bytes(40), LimitError, "entries"),
        (b"\xce\xce\xce\xce" + bytes(40), UnsupportedError, "JCEKS"),
        (b"PK\x03\x04" + bytes(60), MalformedError, "ZIP"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA", MalformedError, "last line"),
        (bytes(1 << 21), LimitError, "limit"),
    ],
)
def test_no_container(data: bytes, error: type[CryptoError], text: str) -> None:
    with pytest.raises(error, match=text):
        open_container(data, Secret("x"))


def test_a_nameless_entry_in_an_archive() -> None:
    """Found by mutation: the archive reader of Python trips over it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("x", b"content")
    data = target.getvalue().replace(b"x", b"")
    directory = data.index(b"PK\x01\x02")
    data = data[:26] + b"\0\0" + data[28:directory] + data[directory:].replace(b"\x01\0\0\0\0\0", bytes(6), 1)
    end = data.rindex(b"PK\x05\x06")
    sizes = struct.pack("<II", end - directory, directory)
    with pytest.raises(MalformedError, match="ZIP"):
        open_container(data[: end + 12] + sizes + data[end + 20 :], Secret("x"))


def test_certificates_and_messages_are_named() -> None:
    certificate = make_certificate("olha-sign", serial=3).raw
    assert not describe(certificate).has_key
    with pytest.raises(UnsupportedError, match="certificate"):
        open_container(certificate, Secret("x"))
    message = der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, der.sequence()))
    with pytest.raises(UnsupportedError, match="CMS"):
        open_container(message, Secret("x"))


def hostile_pbes2(rounds: int, prf: str = oids.HMAC_GOST34311, aes: str = AES256_CBC) -> bytes:
    derivation = der.sequence(
        der.oid(oids.PBKDF2),
        der.sequence(der.octet_string(bytes(32)), der.integer(rounds), der.sequence(der.oid(prf), der.null())),
    )
    if prf == oids.KUPYNA_KMAC256:
        cipher = der.sequence(der.oid(oids.KALYNA256_CBC), der.sequence(der.octet_string(bytes(32))))
    elif prf == oids.HMAC_GOST34311:
        cipher = der.sequence(der.oid(oids.GOST28147_CFB), der.sequence(der.octet_string(bytes(8))))
    else:
        cipher = der.sequence(der.oid(aes), der.octet_string(bytes(16)))
    return der.sequence(
        der.sequence(der.oid(oids.PBES2), der.sequence(derivation, cipher)), der.octet_string(bytes(64))
    )


@pytest.mark.parametrize("rounds", [0, -1, 12_001, 190_000, 1 << 31, 1 << 2000])
@pytest.mark.parametrize("prf", [oids.HMAC_GOST34311, oids.KUPYNA_KMAC256])
def test_claimed_rounds_are_not_believed(rounds: int, prf: str) -> None:
    start = time.perf_counter()
    with pytest.raises(LimitError, match="rounds"):
        open_container(hostile_pbes2(rounds, prf), Secret("x"))
    assert time.perf_counter() - start < HOSTILE_SECONDS


def test_limit_can_be_raised_but_not_beyond_the_absolute_one() -> None:
    with pytest.raises(LimitError, match="1000"):
        open_container(hostile_pbes2(1000), Secret("x"), limits=Limits(rounds=100))
    with pytest.raises(WrongPasswordError):
        open_container(hostile_pbes2(300), Secret("x"), limits=Limits(rounds=400))
    with pytest.raises(LimitError, match="200000"):
        open_container(hostile_pbes2(200_001), Secret("x"), limits=Limits(rounds=10**9))


def test_bags_without_end_are_refused_before_any_derivation() -> None:
    key = make_key("olha-sign")
    data = write_pfx([key] * 40, [], "x", stream("many"), Protection(Family.GOST, 1))
    with pytest.raises(LimitError, match="bags"):
        open_container(data, Secret("x"))
    data = write_pfx([key] * 3, [], "x", stream("many"), Protection(Family.GOST, 30))
    with pytest.raises(LimitError, match="together"):
        open_container(data, Secret("x"), limits=Limits(total_rounds=100))


def test_a_pfx_that_is_not_ours_to_judge_costs_one_derivation() -> None:
    """A wrong password is noticed by the MAC, before the bags are derived."""
    calls: list[tuple[int, int]] = []
    data = our_pfx(Family.GOST, rounds=64)
    with pytest.raises(WrongPasswordError):
        open_container(data, Secret("no"), progress=lambda done, total: calls.append((done, total)))
    assert max(done for done, _ in calls) == 64 and calls[-1][1] == 192


def test_progress_runs_to_the_end() -> None:
    calls: list[tuple[int, int]] = []
    open_container(our_pfx(Family.GOST, rounds=64), Secret("пароль"), progress=lambda *step: calls.append(step))
    assert calls == sorted(calls) and calls[-1] == (192, 192)


def test_progress_can_stop_the_work() -> None:
    class StopError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        open_container(our_pfx(Family.GOST), Secret("пароль"), progress=stop)


def test_foreign_algorithms_under_aes_and_sha() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    rsa_like = ec.generate_private_key(ec.SECP256R1())
    data = rsa_like.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"x"),
    )
    with pytest.raises(WrongPasswordError):
        open_container(data, Secret("y"))
    with pytest.raises(UnsupportedError, match="ECDSA"):
        open_container(data, Secret("x"))


@pytest.mark.parametrize("prf", ["1.2.840.113549.2.7", "1.2.840.113549.2.9", "1.2.840.113549.2.11"])
def test_our_key_under_aes_and_sha(prf: str) -> None:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    skeleton = der.parse(hostile_pbes2(1000, prf))
    sealed = pbes2.read_sealed(skeleton[0], bytes(64), Effort(Limits()))
    key = pbes2._derive(sealed, b"x", Effort(Limits()))
    plain = write_pkcs8(make_key("olha-sign"))
    count = 16 - len(plain) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    body = encryptor.update(plain + bytes([count]) * count)
    data = der.sequence(skeleton[0].raw, der.octet_string(body))
    (opened,) = open_container(data, Secret("x")).keys
    assert opened.secret.reveal() == make_key("olha-sign").secret.reveal()


def test_old_ciphers_are_refused_by_name() -> None:
    for name, oid in (("3DES", "1.2.840.113549.3.7"), ("DES", "1.3.14.3.2.7"), ("RC2", "1.2.840.113549.3.2")):
        with pytest.raises(UnsupportedError, match=name):
            open_container(hostile_pbes2(1000, HMAC_SHA256, oid), Secret("x"))


@pytest.mark.parametrize("cut", [1, 5, 20, 100, 200, 500, 900])
@pytest.mark.parametrize("kind", ["pfx", "jks", "pk8"])
def test_truncated(kind: str, cut: int) -> None:
    keys, _ = make_person("olha")
    data = {
        "pfx": lambda: our_pfx(Family.GOST),
        "jks": lambda: write_jks(JksEntry("a", write_pkcs8(keys[0], second=keys[1])), "пароль", stream("jks")),
        "pk8": lambda: write_pkcs8(keys[0], second=keys[1]),
    }[kind]()
    with pytest.raises(MalformedError):
        open_container(data[: min(cut, len(data) - 1)], Secret("пароль"))
