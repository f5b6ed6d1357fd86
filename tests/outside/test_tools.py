"""Signing, verifying and checking documents from outside, on what other software made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from prro_cli.crypto import oids
from prro_cli.crypto.cms_read import read_signed
from tests.outside.conftest import World
from tests.outside.driver import Till
from tests.outside.people import Identity, foreign
from tests.shared import shared_data

CONTENT = "Їжак з'їв ґедзя".encode()


@pytest.mark.parametrize("folder", ["bc", "bc_kupyna"])
def test_what_we_sign_fits_the_profile(world: World, tmp_path: Path, folder: str) -> None:
    shared_data(f"crypto/foreign/{folder}")
    till = world(person=None if folder == "bc" else foreign(folder, "fop", "Key-6.dat", "testpass", "1234567890"))
    source, signed = tmp_path / "order.xml", tmp_path / "order.p7s"
    source.write_bytes(CONTENT)
    till.must("sign", source, "--key", "olena", "--output", signed)
    assert till.server is not None
    content, key, _ = till.server.register.open_envelope(signed.read_bytes())
    assert (content, key) == (CONTENT, till.person.key_id)
    digest = oids.GOST34311 if folder == "bc" else oids.KUPYNA256
    assert read_signed(signed.read_bytes()).signer.digest_algorithm == digest
    verified = till.must("verify", signed, "--trust", till.person.authority)
    assert verified.data
    broken = tmp_path / "broken.p7s"
    broken.write_bytes(signed.read_bytes()[:-3] + b"abc")
    assert till.run("verify", broken, "--trust", till.person.authority).code == 3


@pytest.fixture
def bare(tmp_path: Path) -> Till:
    """A home in which nothing was ever set up."""
    nobody = Identity("", Path(), "", (), Path(), "")
    return Till(tmp_path / "home", nobody, tmp_path / "password")


def test_bad_signatures_are_refused(bare: Till) -> None:
    for folder in ("bc", "bc_kupyna"):
        found = sorted(shared_data(f"crypto/foreign/{folder}/cms").glob("BAD_*.p7s"))
        assert found
        for path in found:
            assert bare.run("verify", path).code == 3, path.name


def test_tickets_of_other_makers_are_verified(bare: Till) -> None:
    home = shared_data("crypto/foreign")
    for name, folder in [
        ("bc/cms/ticket_fiscal_style_ski_explicit_unsorted.p7s", "bc"),
        ("bc_kupyna/cms/ticket_kupyna_sig_gost_cert_ski_unsorted.p7s", "bc_kupyna"),
        ("bc_kupyna/cms/attached_gost_sig_kupyna_cert.p7s", "bc_kupyna"),
    ]:
        assert bare.run("verify", home / name, "--trust", home / folder / "ca" / "ca.cer").code == 0, name


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text, 0),
        (lambda text: text.replace("<ORDERNUM>", "<ORDERNUMBER>").replace("</ORDERNUM>", "</ORDERNUMBER>"), 3),
        (lambda text: text.replace("<PROVIDED>", "<PROVIDED>1", 1), 6),
    ],
    ids=["sound", "invalid", "contradicting"],
)
def test_document_check(bare: Till, tmp_path: Path, change: Callable[[str], str], code: int) -> None:
    source = shared_data("fiscal/examples/check01(Товар).xml").read_bytes().decode("cp1251")
    path = tmp_path / "check.xml"
    path.write_bytes(change(source).encode("cp1251"))
    answer = bare.run("document", "check", path)
    assert answer.code == code, answer
