"""Public keys in the four forms that certificates carry, recognised and never computed on."""

from __future__ import annotations

import json

import pytest

from prro_cli.crypto import der, oids
from prro_cli.crypto.curves import CURVES, M257, M431, Curve
from prro_cli.crypto.errors import MalformedError, UnsupportedError
from prro_cli.crypto.spki import (
    DEFAULT_DKE,
    build_algorithm,
    build_spki,
    curve_from_parameters,
    ec_binary,
    parse_parameters,
    parse_spki,
)
from tests.shared import shared_data

OTHER_DKE = bytes(reversed(DEFAULT_DKE))


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("dke", [None, DEFAULT_DKE, OTHER_DKE])
def test_all_forms_come_back(curve: Curve, named: bool, dke: bytes | None) -> None:
    key = parse_spki(der.parse(build_spki(curve, curve.base, named=named, dke=dke)))
    assert key.curve is curve
    assert key.point == curve.base
    assert key.dke == dke
    assert key.matches(curve, curve.base)
    parameters = parse_parameters(der.parse(build_algorithm(curve, named=named, dke=dke))[1])
    assert parameters.dke == dke


def test_the_s_box_of_certificates() -> None:
    data = shared_data("crypto/foreign/bc/fop/sign.cer").read_bytes()
    assert der.octet_string(DEFAULT_DKE) in data
    assert ec_binary(M257) in data


def test_explicit_parameters_of_the_key_agreement_curve() -> None:
    assert ec_binary(M431) in shared_data("crypto/foreign/bc_kupyna/fop/kep.cer").read_bytes()


def test_shared_curves_are_recognised_by_degree_and_order() -> None:
    data = json.loads(shared_data("crypto/vectors/curves.json").read_text())
    assert bytes.fromhex(data["dke_packed"]) == DEFAULT_DKE
    assert len(data["curves"]) == len(CURVES)
    for entry in data["curves"]:
        first = der.sequence(der.integer(entry["m"]), der.integer(1))
        rest = (der.integer(0), der.octet_string(b""), der.integer(int(entry["n"], 16)), der.octet_string(b""))
        explicit = curve_from_parameters(der.parse(der.sequence(der.sequence(first, *rest))))
        assert explicit is curve_from_parameters(der.parse(der.sequence(der.oid(entry["oid"]))))


def test_leading_version_of_bouncycastle_is_read() -> None:
    parts = ec_binary(M257)[2:]
    node = der.parse(der.sequence(der.sequence(der.context(0, der.integer(0)), parts)))
    assert curve_from_parameters(node) is M257
    with pytest.raises(UnsupportedError, match="version"):
        curve_from_parameters(der.parse(der.sequence(der.sequence(der.context(0, der.integer(1)), parts))))


def test_unknown_curves_are_refused() -> None:
    with pytest.raises(UnsupportedError):
        curve_from_parameters(der.parse(der.sequence(der.oid(f"{oids.DSTU4145_CURVES}.10"))))
    foreign = ec_binary(M257).replace(der.integer(M257.n), der.integer(M257.n + 2))
    with pytest.raises(UnsupportedError):
        curve_from_parameters(der.parse(der.sequence(foreign)))


def test_numbers_of_the_file_are_not_computed_on() -> None:
    """Another base point under a known order still means the named curve, as its own parameters say."""
    other = ec_binary(M257)[:-33] + bytes(33)
    assert curve_from_parameters(der.parse(der.sequence(other))).base == M257.base


@pytest.mark.parametrize(
    "parameters",
    [
        der.sequence(),
        der.sequence(der.oid(M257.oid), der.octet_string(bytes(63))),
        der.sequence(der.oid(M257.oid), der.octet_string(DEFAULT_DKE), der.null()),
        der.sequence(der.sequence(der.integer(257))),
        der.null(),
    ],
)
def test_broken_parameters(parameters: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_parameters(der.parse(parameters))


def test_foreign_algorithms_and_lengths() -> None:
    rsa = der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null()), der.bit_string(b"\x30\x00"))
    with pytest.raises(UnsupportedError, match="not DSTU 4145"):
        parse_spki(der.parse(rsa))
    short = der.sequence(build_algorithm(M257), der.bit_string(der.octet_string(bytes(32))))
    with pytest.raises(MalformedError, match="32 bytes"):
        parse_spki(der.parse(short))


def test_a_point_off_the_curve_is_refused_when_used() -> None:
    bad = 0
    for filling in range(16):
        octets = der.octet_string(bytes((filling,)) * 32 + b"\0")
        key = parse_spki(der.parse(der.sequence(build_algorithm(M257), der.bit_string(octets))))
        try:
            assert key.point
        except MalformedError:
            bad += 1
    assert bad


def test_a_point_of_a_wrong_order_is_refused_when_used() -> None:
    """The point of order two (x = 0) is on the curve, and no public key."""
    octets = der.octet_string(bytes(33))
    key = parse_spki(der.parse(der.sequence(build_algorithm(M257), der.bit_string(octets))))
    with pytest.raises(MalformedError, match="wrong order"):
        assert key.point
