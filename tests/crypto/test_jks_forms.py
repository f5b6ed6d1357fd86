"""Java keystores with several entries, as programs other than PrivatBank's fill them."""

from __future__ import annotations

import struct

import pytest

from prro_cli.crypto import der
from prro_cli.crypto.containers import jks, open_container
from prro_cli.crypto.containers.detect import JKS_MAGIC
from prro_cli.crypto.containers.write import write_pkcs8
from prro_cli.crypto.errors import UnsupportedError
from prro_cli.crypto.secret import Secret
from tests.crypto.throwaway import make_key, make_person

PASSWORD = "пароль"
RSA = der.sequence(
    der.integer(0), der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null()), der.octet_string(bytes(40))
)


def entry(alias: str, plain: bytes) -> bytes:
    sealed = jks.protect(plain, PASSWORD.encode("utf-16-be"), bytes(20))
    protected = der.sequence(der.sequence(der.oid(jks.SUN_PROTECTOR), der.null()), der.octet_string(sealed))
    name = alias.encode()
    head = struct.pack(">IH", jks.PRIVATE_KEY_TAG, len(name)) + name + bytes(8)
    return head + struct.pack(">I", len(protected)) + protected + struct.pack(">I", 0)


def trusted(alias: str, certificate: bytes) -> bytes:
    name = alias.encode()
    head = struct.pack(">IH", jks.CERTIFICATE_TAG, len(name)) + name + bytes(8)
    return head + struct.pack(">H", 5) + b"X.509" + struct.pack(">I", len(certificate)) + certificate


def store(*entries: bytes) -> bytes:
    body = JKS_MAGIC + struct.pack(">II", 2, len(entries)) + b"".join(entries)
    return body + jks.store_digest(PASSWORD.encode("utf-16-be"), body)


def test_two_keys_and_trusted_certificates_beside_them() -> None:
    keys, certificates = make_person("olha")
    parts = [entry(key.name, write_pkcs8(key)) for key in keys]
    data = store(trusted("ca", certificates[0].raw), parts[1], parts[0], trusted("own", certificates[1].raw))
    found = open_container(data, Secret(PASSWORD))
    assert [key.secret.reveal() for key in found.keys] == [key.secret.reveal() for key in reversed(keys)]
    assert found.certificates == certificates


def test_a_key_of_another_algorithm_does_not_hide_ours() -> None:
    key = make_key("olha-sign")
    found = open_container(store(entry("tls", RSA), entry("sign", write_pkcs8(key))), Secret(PASSWORD))
    assert [one.secret.reveal() for one in found.keys] == [key.secret.reveal()]
    assert any("RSA" in text for text in found.warnings)
    with pytest.raises(UnsupportedError, match="RSA"):
        open_container(store(entry("tls", RSA)), Secret(PASSWORD))
