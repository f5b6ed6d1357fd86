"""Key-6.dat whose plain key ends on a block: the tail of the last block is then empty or missing."""

from __future__ import annotations

from prro_cli.crypto import der
from prro_cli.crypto.containers import iit, open_container
from prro_cli.crypto.containers.write import write_key6, write_pkcs8
from prro_cli.crypto.keys import PrivateKey, private_key
from prro_cli.crypto.secret import Secret
from tests.crypto.throwaway import make_key, make_person


def whole_blocks() -> tuple[bytes, PrivateKey]:
    """A plain key of whole blocks, by an identifier of the right length."""
    first, second = make_person("olha")[0]
    for size in range(32, 40):
        named = private_key(first.curve, first.secret.reveal(), key_id=bytes(size))
        plain = write_pkcs8(named, second=second)
        if len(plain) % iit.BLOCK == 0:
            return plain, first
    raise AssertionError("no length gives whole blocks")


def test_the_pad_may_be_missing() -> None:
    plain, key = whole_blocks()
    data = write_key6(plain, b"12345678")
    algorithm, body = der.parse(data)
    mac, pad = algorithm[1]
    assert not pad.octets()
    short = der.sequence(der.sequence(algorithm[0].raw, der.sequence(mac.raw)), body.raw)
    for form in (data, short):
        assert open_container(form, Secret("12345678")).keys[0].secret.reveal() == key.secret.reveal()


def test_a_single_key_without_attributes() -> None:
    key = make_key("olha-sign")
    found = open_container(write_key6(write_pkcs8(key), b"12345678"), Secret("12345678"))
    assert [one.secret.reveal() for one in found.keys] == [key.secret.reveal()]
