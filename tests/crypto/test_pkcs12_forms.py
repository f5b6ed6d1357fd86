"""PFX files in forms that foreign writers choose: encrypted parts, BER, bags nobody asked for, several protections."""

from __future__ import annotations

import pytest

from prro_cli.crypto import der, gost34311, oids
from prro_cli.crypto.containers import open_container
from prro_cli.crypto.containers.pbes2 import Family
from prro_cli.crypto.containers.write import Protection, write_pbes2, write_pfx, write_pkcs8
from prro_cli.crypto.errors import UnsupportedError, WrongPasswordError
from prro_cli.crypto.secret import Secret
from tests.crypto.throwaway import PFX_PASSWORD, make_person, stream

ROUNDS = 3
SECRET_BAG = "1.2.840.113549.1.12.10.1.5"
OLD_PROTECTION = "1.2.840.113549.1.12.1.6"  # pbeWithSHAAnd40BitRC2-CBC, the habit of old OpenSSL and Java


def bags() -> list[bytes]:
    """The bags of the usual PFX: two keys, two certificates."""
    keys, certificates = make_person("olha")
    data = write_pfx(
        keys, [one.raw for one in certificates], PFX_PASSWORD, stream("p"), Protection(Family.GOST, ROUNDS)
    )
    auth_safe = der.parse(der.parse(data)[1][1][0].octets())
    return [bag.raw for bag in der.parse(auth_safe[0][1][0].octets())]


def content(data: bytes) -> bytes:
    return der.sequence(der.oid(oids.DATA), der.context(0, der.octet_string(data)))


def encrypted(data: bytes, *, pieces: bool = False) -> bytes:
    """An encryptedData part under PBES2."""
    sealed = der.parse(write_pbes2(data, PFX_PASSWORD.encode(), stream("e"), Protection(Family.GOST, ROUNDS)))
    body = sealed[1].octets()
    halves = (der.octet_string(body[:100]), der.octet_string(body[100:]))
    value = der.context(0, *halves) if pieces else der.context(0, body, constructed=False)
    info = der.sequence(der.oid(oids.DATA), sealed[0].raw, value)
    return der.sequence(der.oid(oids.ENCRYPTED_DATA), der.context(0, der.sequence(der.integer(0), info)))


def pfx(*parts: bytes) -> bytes:
    """A PFX of these parts with a good MAC."""
    auth_safe = der.sequence(*parts)
    salt = bytes(range(32))
    key = gost34311.pkcs12_mac_key(PFX_PASSWORD.encode("utf-16-be"), salt, ROUNDS)
    digest = der.sequence(
        der.sequence(der.oid(oids.GOST34311), der.null()), der.octet_string(gost34311.hmac(key, auth_safe))
    )
    mac = der.sequence(digest, der.octet_string(salt), der.integer(ROUNDS))
    return der.sequence(der.integer(3), content(auth_safe), mac)


def indefinite(node: der.Node) -> bytes:
    """The same structure in BER: lengths left open, long octet strings in pieces."""
    if node.constructed:
        return bytes([node.tag, 0x80]) + b"".join(indefinite(child) for child in node) + b"\0\0"
    if node.tag == der.OCTET_STRING and len(node.content) > 100:
        first, rest = node.content[:99], node.content[99:]
        return b"\x24\x80" + der.octet_string(first) + der.octet_string(rest) + b"\0\0"
    return node.raw


def assert_opens(data: bytes, *, certificates: int = 2) -> None:
    keys, _ = make_person("olha")
    found = open_container(data, Secret(PFX_PASSWORD))
    assert [key.secret.reveal() for key in found.keys] == [key.secret.reveal() for key in keys]
    assert len(found.certificates) == certificates


@pytest.mark.parametrize("pieces", [False, True])
def test_keys_and_certificates_lie_in_encrypted_parts(pieces: bool) -> None:
    every = bags()
    assert_opens(pfx(encrypted(der.sequence(*every[2:]), pieces=pieces), content(der.sequence(*every[:2]))))
    assert_opens(pfx(encrypted(der.sequence(*every), pieces=pieces)))


def test_a_wrong_password_of_an_encrypted_part_without_a_mac() -> None:
    parts = der.parse(pfx(encrypted(der.sequence(*bags()))))
    bare = der.sequence(parts[0].raw, parts[1].raw)
    assert_opens(bare)
    with pytest.raises(WrongPasswordError):
        open_container(bare, Secret("other"))


def test_ber_as_java_and_iit_libraries_write_it() -> None:
    keys, certificates = make_person("olha")
    data = write_pfx(
        keys, [one.raw for one in certificates], PFX_PASSWORD, stream("p"), Protection(Family.GOST, ROUNDS)
    )
    assert_opens(indefinite(der.parse(data)))


def test_bags_of_unknown_kinds_are_passed_over() -> None:
    secret = der.sequence(der.oid("1.2.3.4"), der.context(0, der.octet_string(b"anything")))
    bag = der.sequence(der.oid(SECRET_BAG), der.context(0, secret), der.set_of())
    every = bags()
    assert_opens(pfx(content(der.sequence(bag, *every[:1], bag, *every[1:]))))


def test_parts_under_an_old_protection_do_not_hide_the_keys() -> None:
    every = bags()
    algorithm = der.sequence(der.oid(OLD_PROTECTION), der.sequence(der.octet_string(bytes(8)), der.integer(2048)))
    info = der.sequence(der.oid(oids.DATA), algorithm, der.context(0, bytes(64), constructed=False))
    part = der.sequence(der.oid(oids.ENCRYPTED_DATA), der.context(0, der.sequence(der.integer(0), info)))
    shrouded = der.sequence(algorithm, der.octet_string(bytes(64)))
    bag = der.sequence(der.oid(oids.PKCS12_SHROUDED_KEY_BAG), der.context(0, shrouded))
    data = pfx(part, content(der.sequence(bag, *every[:2])))
    assert_opens(data, certificates=0)
    assert any("1.2.840.113549.1.12.1.6" in text for text in open_container(data, Secret(PFX_PASSWORD)).warnings)
    with pytest.raises(UnsupportedError, match=r"1\.2\.840\.113549\.1\.12\.1\.6"):
        open_container(pfx(part, content(der.sequence(bag))), Secret(PFX_PASSWORD))


def test_a_plain_key_bag_beside_a_sealed_one() -> None:
    keys, _ = make_person("olha")
    plain = der.sequence(der.oid(oids.PKCS12_KEY_BAG), der.context(0, write_pkcs8(keys[0])))
    assert_opens(pfx(content(der.sequence(plain, bags()[1]))), certificates=0)
