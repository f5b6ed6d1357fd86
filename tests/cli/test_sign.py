"""`prro sign`, `verify`, `unwrap`, `encrypt`, `decrypt`: the tools on their own, also judged by foreign ones."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from prro_cli.crypto import cms, oids
from prro_cli.crypto.cms_read import read_signed
from prro_cli.crypto.issue import Style
from prro_cli.crypto.transport import SIGNED, Section, pack
from tests.cli.keyfiles import KeyFolder, add_words, key_folder
from tests.crypto.bouncy import judge
from tests.provoking import provokes
from tests.shared import shared_data

CONTENT = "<?xml version='1.0'?><CHECK>Їжа № 1</CHECK>\r\n\0".encode("cp1251", "replace") + bytes(range(256))


@pytest.fixture(params=list(Style), ids=[style.name.lower() for style in Style])
def folder(prro, tmp_path, request) -> KeyFolder:
    """A folder with a document, and its key in the vault; once for each style of key."""
    return _furnished(prro, tmp_path, request.param)


@pytest.fixture
def gost(prro, tmp_path) -> KeyFolder:
    """The same in one style."""
    return _furnished(prro, tmp_path, Style.GOST)


def _furnished(prro, path: Path, style: Style) -> KeyFolder:
    folder = key_folder(path, style)
    (folder / "doc").write_bytes(CONTENT)
    assert prro(*add_words(folder)).code == 0
    return folder


def sign_words(folder: KeyFolder, *more: object) -> tuple[object, ...]:
    return ("sign", folder / "doc", "--key", "fop", "--password-file", folder / "pw", *more)


def test_signed_verified_unwrapped(prro, folder):
    ran = prro(*sign_words(folder, "--json"))
    assert (ran.code, ran.data["output"]) == (0, str(folder / "doc.p7s"))
    assert ran.data["digest"] == {"GOST": "GOST 34.311", "KUPYNA": "Kupyna-256"}[_style(folder).name]
    verified = prro("verify", folder / "doc.p7s", "--trust", folder / "ca.p7b", "--json")
    assert (verified.code, verified.data["trusted"], verified.data["layers"]) == (0, True, ["signed", "content"])
    one = verified.data["signatures"][0]
    assert (one["tax_number"], one["role"], one["time_source"]) == ("1234567890", "entrepreneur", "signer")
    assert any("revocation" in text for text in one["not_checked"])
    assert prro("unwrap", folder / "doc.p7s", "--output", folder / "inside").code == 0
    assert (folder / "inside").read_bytes() == CONTENT


def _style(folder: KeyFolder) -> Style:
    kupyna = folder.pki.fop.certificate.digest_algorithm != oids.GOST34311
    return Style.KUPYNA if kupyna else Style.GOST


def test_a_foreign_judge_accepts_what_we_sign(prro, folder):
    questions: list[tuple[str, ...]] = []
    for place, options in enumerate(((), ("--no-signing-time",), ("--digest", "kupyna256"), ("--digest", "gost34311"))):
        output = folder / f"{place}.p7s"
        assert prro(*sign_words(folder, "--output", output, *options)).code == 0
        questions.append(("cms", str(output)))
    output = folder / "detached.p7s"
    assert prro(*sign_words(folder, "--output", output, "--detached")).code == 0
    questions += [("cms", str(output), str(folder / "doc")), ("cms", str(output), str(folder / "pw"))]
    answers = judge(questions)
    assert [answer[:2] for answer in answers] == ["OK", "OK", "OK", "OK", "OK", "BA"]


@provokes("PRRO-E0303")
def test_detached_needs_its_content(prro, gost):
    prro(*sign_words(gost, "--detached", "--output", gost / "d.p7s"))
    assert prro("verify", gost / "d.p7s", "--json").code == 2
    ran = prro("verify", gost / "d.p7s", "--content", gost / "doc", "--json")
    assert (ran.code, ran.data["content_bytes"]) == (0, len(CONTENT))
    assert prro("verify", gost / "d.p7s", "--content", gost / "pw", "--json").code == 3
    assert prro("unwrap", gost / "d.p7s", "--json").code == 3


def test_options_and_settings_decide_the_digest_and_the_time(prro, gost, monkeypatch):
    prro(*sign_words(gost, "--no-signing-time"))
    signer = read_signed((gost / "doc.p7s").read_bytes()).signer
    assert (signer.signing_time, signer.digest_algorithm) == (None, oids.GOST34311)
    monkeypatch.setenv("PRRO_SIGNATURE_DIGEST", "kupyna256")
    monkeypatch.setenv("PRRO_SIGNATURE_VERIFY", "true")
    assert prro("--yes", *sign_words(gost, "--json")).data["digest"] == "Kupyna-256"
    assert prro("--yes", *sign_words(gost, "--digest", "md5", "--json")).code == 2


def test_nothing_is_overwritten_unasked(prro, gost):
    (gost / "doc.p7s").write_bytes(b"mine")
    assert prro(*sign_words(gost, "--json")).code == 5
    assert (gost / "doc.p7s").read_bytes() == b"mine"
    assert prro("--yes", *sign_words(gost)).code == 0
    assert prro("unwrap", gost / "doc.p7s", "-o", gost / "doc", "--json").code == 5


def test_stdout_holds_the_bytes_and_nothing_else(prro, gost):
    """As a process, because only there stdout is binary."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}

    def run(*words: object, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        call = [sys.executable, "-m", "prro_cli", *map(str, words)]
        return subprocess.run(call, input=data, capture_output=True, env=environment, timeout=60, check=True)

    signing = ("--key", "fop", "--password-file", gost / "pw")
    message = run("sign", "-", "--output", "-", *signing, data=CONTENT).stdout
    assert read_signed(message).content == CONTENT
    assert run("unwrap", "-", data=message).stdout == CONTENT
    certificate = gost / "certificates" / "fop_agreement.cer"
    sealed = run("encrypt", "-", "--to", certificate, "--output", "-", data=CONTENT).stdout
    assert CONTENT not in sealed
    assert run("decrypt", "-", *signing, data=sealed).stdout == CONTENT


def test_json_and_stdout_do_not_mix(prro, gost):
    assert prro(*sign_words(gost, "--output", "-", "--json")).code == 2
    assert prro("sign", "-", "--key", "fop", "--json").code == 2
    prro(*sign_words(gost))
    ran = prro("unwrap", gost / "doc.p7s", "--json")
    assert base64.b64decode(ran.data["content"]) == CONTENT
    assert ran.envelope["warnings"][0]["id"] == "not-verified"


def test_mistakes(prro, gost):
    password = ("--password-file", gost / "pw")
    assert prro("sign", gost / "gone", "--key", "fop", *password, "--json").code == 4
    unknown = prro("sign", gost / "doc", "--key", "fpo", *password, "--json")
    assert (unknown.code, "did you mean fop?" in unknown.envelope["error"]["cause"]) == (4, True)
    wrong = gost.secret("wrong", "не той")
    assert prro("sign", gost / "doc", "--key", "fop", "--password-file", wrong, "--json").code == 50
    assert prro(*sign_words(gost, "--password-fd", 0, "--json")).code == 2
    assert prro(*sign_words(gost, "--tsp", "ftp://x", "--json")).code == 2
    assert not (gost / "doc.p7s").exists()
    assert prro("verify", gost / "doc", "--json").envelope["error"]["id"] == "PRRO-E0303"
    assert prro("decrypt", gost / "doc", "--key", "fop", *password, "--json").code == 3


@provokes("PRRO-E0305")
def test_any_change_is_noticed_and_named(prro, gost):
    prro(*sign_words(gost))
    message = bytearray((gost / "doc.p7s").read_bytes())
    message[message.index(CONTENT)] ^= 1
    (gost / "bad.p7s").write_bytes(message)
    ran = prro("verify", gost / "bad.p7s", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (3, "PRRO-E0305")
    assert "digest differs" in ran.envelope["error"]["cause"]


@provokes("PRRO-E0321")
def test_trust_is_asked_for_or_only_told(prro, gost, tmp_path_factory):
    prro(*sign_words(gost))
    other = key_folder(tmp_path_factory.mktemp("other"), Style.KUPYNA)
    ran = prro("verify", gost / "doc.p7s", "--trust", other / "ca.p7b", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (3, "PRRO-E0321")
    assert ran.data["verified"]["valid"] is True
    (Path(os.environ["PRRO_HOME"]) / "keys" / "trust").rename(gost / "away")
    told = prro("verify", gost / "doc.p7s", "--json")
    assert (told.code, told.data["trusted"]) == (0, False)
    assert told.envelope["warnings"][0]["id"] == "not-trusted"


def test_the_time_of_judging_can_be_given(prro, gost):
    prro(*sign_words(gost, "--no-signing-time"))
    words = ("verify", gost / "doc.p7s", "--trust", gost / "ca.p7b", "--json")
    assert prro(*words, "--at", "2027-01-01").code == 0
    assert prro(*words, "--at", "2050-01-01T00:00:00+02:00").code == 3
    assert prro(*words, "--at", "tomorrow").code == 2


def test_signed_out_of_validity_is_attention(prro, gost):
    when = gost.pki.fop.certificate.not_after.replace(year=2046)
    (gost / "late.p7s").write_bytes(cms.sign(CONTENT, gost.pki.fop, cms.Options(signing_time=when)))
    (Path(os.environ["PRRO_HOME"]) / "keys" / "trust").rename(gost / "away")
    ran = prro("verify", gost / "late.p7s", "--at", "2046-12-31", "--json")
    assert (ran.code, ran.envelope["ok"]) == (6, True)


def test_layers_are_followed_and_each_signature_told(prro, gost):
    inner = cms.sign(CONTENT, gost.pki.fop)
    outer = cms.sign(inner, gost.pki.seal)
    container = base64.encodebytes(pack([Section(SIGNED, outer)], {"CERTYPE": "UA1"}))
    (gost / "layers").write_bytes(container)
    ran = prro("verify", gost / "layers", "--json")
    assert ran.data["layers"] == ["base64", "transport", "signed", "signed", "content"]
    assert [one["role"] for one in ran.data["signatures"]] == ["seal", "entrepreneur"]
    broken = pack([Section(SIGNED, cms.sign(inner.replace(CONTENT, CONTENT[::-1]), gost.pki.seal))])
    (gost / "layers").write_bytes(broken)
    assert prro("verify", gost / "layers", "--json").code == 3


@pytest.mark.parametrize("suite", ["gost", "kalyna"])
@pytest.mark.parametrize("named", [True, False], ids=["static sender", "one-time key"])
def test_encrypted_and_decrypted(prro, gost, suite, named):
    sender = ("--key", "fop", "--password-file", gost / "pw", "--transport") if named else ()
    to = ("--to", gost / "certificates" / "fop_agreement.cer", "--suite", suite)
    ran = prro("encrypt", gost / "doc", *to, *sender, "--json")
    assert (ran.code, ran.data["output"], ran.data["suite"]) == (0, str(gost / "doc.p7e"), suite)
    assert CONTENT not in (gost / "doc.p7e").read_bytes()
    assert prro("verify", gost / "doc.p7e", "--json").code == 3
    assert prro("unwrap", gost / "doc.p7e", "--json").code == 3
    words = ("decrypt", gost / "doc.p7e", "--key", "fop", "--password-file", gost / "pw", "--output", gost / "back")
    ran = prro(*words, "--json")
    assert (ran.code, ran.data["sender"] is not None) == (0, named)
    assert (gost / "back").read_bytes() == CONTENT
    assert (gost / "back").stat().st_mode & 0o077 == 0


@provokes("PRRO-E5004", "PRRO-E5009")
def test_encryption_needs_the_right_certificate_and_key(prro, gost):
    prro("key", "add", gost / "seal.pk8", "--cert", gost / "certificates" / "seal.cer", "--password-file", gost / "pw")
    signing = gost / "certificates" / "fop.cer"
    assert prro("encrypt", gost / "doc", "--to", signing, "--json").code == 50
    assert prro("encrypt", gost / "doc", "--to", signing, "--suite", "aes", "--json").code == 2
    prro("encrypt", gost / "doc", "--to", gost / "certificates" / "fop_agreement.cer")
    ran = prro("decrypt", gost / "doc.p7e", "--key", "seal", "--password-file", gost / "pw", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (50, "PRRO-E5009")


def test_texts_for_people(prro, gost):
    assert "time-stamp" not in prro(*sign_words(gost)).out
    text = prro("verify", gost / "doc.p7s").out
    for word in ("valid and trusted", "who", "Тестенко", "when", "valid by", "not checked"):
        assert word in text


GOOD = ["attached_gost", "attached_gost_no_signingtime", "attached_kupyna", "attached_seal", "attached_unsorted_attrs"]


@pytest.mark.parametrize("name", ["dps_check.xml.signed", "dps_cmd_state.json.signed", "dps_zrep.xml.signed"])
def test_official_examples(prro, name):
    file = shared_data("crypto/public/dps-examples") / name
    ran = prro("verify", file, "--json")
    assert (ran.code, ran.data["valid"]) == (0, True)
    assert all(one["signer"] for one in ran.data["signatures"])
    assert prro("unwrap", file, "--json").data["bytes"] > 10


@pytest.mark.parametrize("name", GOOD)
def test_foreign_signatures_are_trusted_by_their_own_authority(prro, name):
    foreign = shared_data("crypto/foreign/bc")
    authorities = ("--trust", foreign / "ca" / "root.cer", "--trust", foreign / "ca" / "ca.cer")
    ran = prro("verify", foreign / "cms" / f"{name}.p7s", *authorities, "--json")
    assert (ran.code, ran.data["trusted"]) == (0, True), ran.out
    assert base64.b64decode(prro("unwrap", foreign / "cms" / f"{name}.p7s", "--json").data["content"]) == (
        (foreign / "cms" / "doc.xml").read_bytes()
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bc/cms/BAD_content_changed.p7s", "digest differs"),
        ("bc/cms/BAD_signature_flipped.p7s", "does not fit"),
        ("bc/cms/BAD_wrong_cert.p7s", "does not fit"),
        ("bc_kupyna/cms/BAD_digest_alg_mismatch.p7s", "does not go with"),
        ("bc_kupyna/cms/BAD_signature_flipped_kupyna.p7s", "does not fit"),
    ],
)
def test_bad_signatures_say_why(prro, name, reason):
    ran = prro("verify", shared_data("crypto/foreign") / name, "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (3, "PRRO-E0305")
    assert reason in ran.envelope["error"]["cause"]


def test_foreign_layers_and_envelopes(prro, gost):
    foreign = shared_data("crypto/foreign")
    document = (foreign / "bc" / "cms" / "doc.xml").read_bytes()
    own = foreign / "bc" / "fop"
    words = ("--cert", own / "sign.cer", "--cert", own / "kep.cer", "--password-file", gost / "pw")
    assert prro("key", "add", own / "two_keys_iit_attrs.pk8", *words, "--name", "bc").code == 0
    for suite in ("gost", "kalyna"):
        sealed = foreign / "uapki" / f"enveloped_to_fop_{suite}.p7"
        ran = prro("decrypt", sealed, "--key", "bc", "--password-file", gost / "pw", "--json")
        assert base64.b64decode(ran.data["content"]) == document
    assert prro("verify", foreign / "jkurwa" / "signed.transport", "--json").data["layers"][0] == "transport"
    gateway = foreign / "bc" / "gateway"
    words = ("--cert", gateway / "sign.cer", "--cert", gateway / "kep.cer", "--password-file", gost / "pw")
    prro("key", "add", gateway / "two_keys_iit_attrs.pk8", *words, "--name", "gateway")
    words = ("decrypt", foreign / "jkurwa" / "sign_encrypt_sign.transport", "--key", "gateway")
    ran = prro(*words, "--cert", own / "kep.cer", "--password-file", gost / "pw", "--json")
    assert ran.code == 0, ran.out
    assert "encrypted" in ran.data["layers"]
