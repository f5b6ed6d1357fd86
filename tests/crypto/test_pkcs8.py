"""PKCS#8 keys in the forms that writers give their attributes."""

from __future__ import annotations

import pytest

from prro_cli.crypto import der
from prro_cli.crypto.containers import pkcs8
from prro_cli.crypto.containers.write import write_pkcs8
from prro_cli.crypto.curves import M257, M431, Curve
from prro_cli.crypto.errors import MalformedError
from tests.crypto.throwaway import make_key, make_person

EMPTY = {
    "nothing": der.context(0),
    "an empty set": der.context(0, der.set_of()),
    "an empty sequence": der.context(0, der.sequence()),
}


@pytest.mark.parametrize("form", EMPTY)
def test_empty_attributes_are_no_attributes(form: str) -> None:
    key = make_key("olha-sign")
    parts = [part.raw for part in der.parse(write_pkcs8(key))]
    (found,) = pkcs8.read_keys(der.sequence(*parts, EMPTY[form]))
    assert found.secret.reveal() == key.secret.reveal()


@pytest.mark.parametrize("wrap", [lambda *parts: b"".join(parts), der.set_raw, der.sequence])
def test_attributes_stand_bare_in_a_set_or_in_a_sequence(wrap: object) -> None:
    keys, _ = make_person("olha")
    *parts, attributes = der.parse(write_pkcs8(keys[0], second=keys[1]))
    assert callable(wrap)
    holder = der.context(0, wrap(*(part.raw for part in attributes)))
    found = pkcs8.read_keys(der.sequence(*(part.raw for part in parts), holder))
    assert [key.secret.reveal() for key in found] == [key.secret.reveal() for key in keys]
    assert [key.key_id for key in found] == [key.key_id for key in keys]


@pytest.mark.parametrize("curve", [M257, M431], ids=["M257", "M431"])
def test_what_lies_beyond_the_field_is_filling(curve: Curve) -> None:
    key = make_key("long", curve)
    parts = [part.raw for part in der.parse(write_pkcs8(key))]
    filled = key.secret.reveal() | int.from_bytes(bytes(range(1, 64)), "little") << curve.m
    octets = filled.to_bytes((filled.bit_length() + 7) // 8, "little")
    (found,) = pkcs8.read_keys(der.sequence(*parts[:2], der.octet_string(octets)))
    assert found.secret.reveal() == key.secret.reveal()


def test_a_number_beyond_the_order_is_no_key() -> None:
    parts = [part.raw for part in der.parse(write_pkcs8(make_key("olha-sign")))]
    for number in (0, M257.n, (1 << M257.m) - 1):
        with pytest.raises(MalformedError, match="does not fit"):
            pkcs8.read_keys(der.sequence(*parts[:2], der.octet_string(number.to_bytes(33, "little"))))
