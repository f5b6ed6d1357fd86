"""Chains: trusted only when a pinned root is reached and nothing is wrong on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from prro_cli.crypto import issue
from prro_cli.crypto.issue import AUTHORITY, Profile, Style
from prro_cli.crypto.trust import (
    MAX_ATTEMPTS,
    NOT_CHAINED,
    NOT_PINNED,
    NOT_REVOCATION,
    TrustStore,
    build_chain,
    fingerprint,
)
from prro_cli.crypto.x509 import Certificate, load_certificates
from tests.crypto.pki import BEGIN, END, NOW, USUAL, Counted, make_pki
from tests.shared import shared_data


def shared(*names: str) -> list[Certificate]:
    """Certificates of shared files."""
    return [c for name in names for c in load_certificates(shared_data(f"crypto/{name}").read_bytes())]


@pytest.mark.parametrize("style", Style)
def test_a_good_chain(style: Style) -> None:
    pki = make_pki(style)
    report = build_chain(pki.fop.certificate, pki.store, NOW)
    assert report.trusted
    assert report.complete
    assert report.chain == (pki.fop.certificate, pki.ca.certificate, pki.root.certificate)
    assert report.root == pki.root.certificate
    assert report.problems == ()
    assert report.not_checked == (NOT_REVOCATION,)
    assert "the root is pinned" in report.checked


def test_the_test_chain_of_the_central_authority() -> None:
    leaf, ca, root = shared(
        "public/czo/czo_test_kupyna_sign.cer", "public/czo/czo_test_ca_2601.cer", "public/czo/czo_test_root_2601.cer"
    )
    at = datetime(2026, 6, 1, tzinfo=UTC)
    report = build_chain(leaf, TrustStore.vouching((root, ca)), at)
    assert report.trusted
    assert report.chain == (leaf, ca, root)
    late = build_chain(leaf, TrustStore.vouching((root, ca)), datetime(2027, 5, 1, tzinfo=UTC))
    assert not late.trusted
    assert "expired on 2027-04-24" in late.problems[0]


@pytest.mark.parametrize("folder", ["bc", "bc_kupyna"])
def test_foreign_chains(folder: str) -> None:
    root, ca = shared(f"foreign/{folder}/ca/root.cer", f"foreign/{folder}/ca/ca.cer")
    for name in ("fop", "cashier", "seal"):
        for kind in ("sign", "kep"):
            (leaf,) = shared(f"foreign/{folder}/{name}/{kind}.cer")
            assert build_chain(leaf, TrustStore.vouching((root, ca)), NOW).trusted


def test_an_unpinned_root_is_said_and_not_trusted() -> None:
    pki = make_pki(Style.KUPYNA)
    store = TrustStore((pki.root.certificate, pki.ca.certificate))
    report = build_chain(pki.fop.certificate, store, NOW)
    assert not report.trusted
    assert report.complete
    assert report.problems == ()
    assert report.not_checked == (NOT_REVOCATION, NOT_PINNED)


def test_a_missing_issuer() -> None:
    pki = make_pki(Style.KUPYNA)
    report = build_chain(pki.fop.certificate, TrustStore.vouching((pki.root.certificate,)), NOW)
    assert not report.trusted
    assert report.root is None
    assert NOT_CHAINED in report.not_checked
    assert "not in the bundle" in report.problems[0]


def test_a_pinned_provider_is_enough() -> None:
    pki = make_pki(Style.KUPYNA)
    store = TrustStore((pki.ca.certificate, pki.root.certificate), frozenset({fingerprint(pki.ca.certificate)}))
    report = build_chain(pki.fop.certificate, store, NOW)
    assert report.trusted
    assert report.chain == (pki.fop.certificate, pki.ca.certificate)


def test_before_and_after() -> None:
    pki = make_pki(Style.KUPYNA)
    before = build_chain(pki.fop.certificate, pki.store, BEGIN - timedelta(days=1))
    assert len(before.problems) == 3
    assert "not valid before 2026-01-01" in before.problems[0]
    assert "expired" in build_chain(pki.fop.certificate, pki.store, END + timedelta(days=1)).problems[0]


def test_a_person_cannot_issue_certificates() -> None:
    pki = make_pki(Style.KUPYNA)
    cheat = issue.Authority(pki.fop, Style.KUPYNA)
    victim = cheat.enrol(issue.person("Жертва", "Тест", "9999999999"), USUAL, entropy=Counted("victim"))
    store = TrustStore((*pki.store.certificates, pki.fop.certificate), pki.store.pinned)
    report = build_chain(victim.certificate, store, NOW)
    assert not report.trusted
    assert any("is not an authority" in text for text in report.problems)
    assert any("may not sign certificates" in text for text in report.problems)


def test_path_length_is_kept() -> None:
    pki = make_pki(Style.KUPYNA)
    below = issue.create_authority(pki.ca, issue.Subject("Тестовий зайвий КНЕДП"), BEGIN, END, entropy=Counted("below"))
    leaf = below.enrol(issue.person("Внук", "Тест", "1"), USUAL, entropy=Counted("leaf"))
    store = TrustStore((*pki.store.certificates, below.certificate), pki.store.pinned)
    report = build_chain(leaf.certificate, store, NOW)
    assert len(report.chain) == 4
    assert any("so high" in text for text in report.problems)
    assert not report.trusted


def test_a_forged_issuer_of_the_same_name_is_passed_over() -> None:
    pki = make_pki(Style.KUPYNA)
    twin = issue.create_authority(
        pki.root,
        issue.Subject("Тестовий КНЕДП", organisation_identifier="NTRUA-99999998"),
        BEGIN,
        END,
        entropy=Counted("twin"),
    )
    store = TrustStore((twin.certificate, *pki.store.certificates), pki.store.pinned)
    assert build_chain(pki.fop.certificate, store, NOW).chain[1] == pki.ca.certificate


def test_two_authorities_that_certify_each_other_end() -> None:
    first = issue.create_root(issue.Subject("Тест А"), Style.KUPYNA, BEGIN, END, entropy=Counted("A"))
    second = issue.create_root(issue.Subject("Тест Б"), Style.KUPYNA, BEGIN, END, entropy=Counted("B"))
    profile = Profile(BEGIN, END, AUTHORITY, is_authority=True)
    crossed = []
    for above, below, name in ((first, second, "Тест Б"), (second, first, "Тест А")):
        key = below.certificate.public_key
        assert key is not None
        subject = issue.Subject(name)
        crossed.append(above.issue(subject, key.curve, key.point, profile, entropy=Counted(name)))
    leaf = first.enrol(issue.person("Лист", "Тест", "1"), USUAL, entropy=Counted("L")).certificate
    report = build_chain(leaf, TrustStore(tuple(crossed)), NOW)
    assert not report.trusted
    assert len(report.chain) <= 3


def test_work_is_bounded() -> None:
    pki = make_pki(Style.KUPYNA)
    subject = issue.Subject("Тестовий КНЕДП", organisation_identifier="NTRUA-99999998")
    key = pki.ca.certificate.public_key
    assert key is not None
    profile = Profile(BEGIN, END, AUTHORITY, path_length=0, is_authority=True)
    copies = [
        pki.root.issue(subject, key.curve, key.point, profile, entropy=Counted(f"copy {i}"))
        for i in range(MAX_ATTEMPTS + 1)
    ]
    report = build_chain(pki.fop.certificate, TrustStore(tuple(copies)), NOW)
    assert not report.trusted
    assert any("too many candidates" in text for text in report.problems)


def test_a_broken_root_is_noticed() -> None:
    pki = make_pki(Style.KUPYNA)
    raw = bytearray(pki.root.certificate.raw)
    raw[-1] ^= 1
    broken = Certificate(bytes(raw))
    report = build_chain(pki.fop.certificate, TrustStore.vouching((pki.ca.certificate, broken)), NOW)
    assert not report.trusted
    assert any("did not sign itself" in text for text in report.problems)
