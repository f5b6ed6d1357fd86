"""`prro key`: import of every format, what is said of a key, checks, replacement, removal, passwords."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from prro_cli.crypto.containers.pbes2 import Family
from prro_cli.crypto.containers.write import Protection, write_pfx
from prro_cli.crypto.issue import Profile, Style, entrepreneur
from tests.cli.keyfiles import FEW, PASSWORD, KeyFolder, add_words, key_folder
from tests.crypto.pki import Counted
from tests.provoking import provokes
from tests.shared import shared_data


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return key_folder(tmp_path)


def test_add_says_whose_what_for_how_long_and_what_was_not_checked(prro, folder):
    ran = prro(*add_words(folder), "--json")
    assert ran.code == 0
    key = ran.data["key"]
    assert (key["name"], key["role"], key["tax_number"]) == ("fop", "entrepreneur", "1234567890")
    assert key["person"] == "Тестенко Тест Тестович"
    assert key["algorithm"] == "DSTU 4145 M257, GOST 34.311"
    assert key["key_id"] == folder.pki.fop.certificate.subject_key_id.hex()
    assert [one["usage"] for one in key["certificates"]] == [["signing"], ["encryption"]]
    assert key["chain"]["trusted"]
    assert "revocation" in key["chain"]["not_checked"][0]
    assert key["days_left"] > 3000
    text = prro("key", "show", "fop").out
    assert "days left" in text
    assert "Тестовий КНЕДП ← Тестовий корінь" in text


def test_the_vault_is_private_and_the_file_untouched(prro, folder):
    before = (folder / "fop.pfx").read_bytes()
    path = Path(prro(*add_words(folder), "--json").data["path"])
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert (folder / "fop.pfx").read_bytes() == before


@provokes("PRRO-E0304")
def test_the_limit_of_rounds_is_the_users_to_set(prro, folder):
    refused = prro(*add_words(folder), "--max-rounds", FEW - 1, "--json")
    assert (refused.code, refused.envelope["error"]["id"]) == (3, "PRRO-E0304")
    assert "--max-rounds" in " ".join(refused.envelope["error"]["next"])
    assert prro(*add_words(folder), "--max-rounds", 200_001).code == 2
    assert prro(*add_words(folder), "--max-rounds", FEW).code == 0


def test_kupyna_key(prro, tmp_path):
    ran = prro(*add_words(key_folder(tmp_path, Style.KUPYNA)), "--json")
    assert (ran.code, ran.data["key"]["digest"]) == (0, "Kupyna-256")


def test_without_authorities_nothing_is_called_trusted(prro, folder):
    words = [word for word in add_words(folder) if word not in ("--trust", folder / "ca.p7b")]
    chain = prro(*words, "--json").data["key"]["chain"]
    assert chain["trusted"] is False
    assert "no authority was given (--trust), so the issuer was not checked" in chain["not_checked"]


def test_an_intermediate_authority_alone_is_what_is_vouched_for(prro, folder):
    words = [folder / "ca.txt" if word == folder / "ca.p7b" else word for word in add_words(folder)]
    chain = prro(*words, "--json").data["key"]["chain"]
    assert chain["trusted"] is True
    assert chain["path"][-1] == "Тестовий КНЕДП"


@provokes("PRRO-E0320")
def test_a_certificate_that_is_no_authority_vouches_for_nothing(prro, folder):
    words = add_words(folder, "fop", "--trust", folder / "certificates" / "fop.cer")
    words = [word for word in words if word != folder / "ca.p7b"]
    words.remove("--trust")
    ran = prro(*words, "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (3, "PRRO-E0320")
    assert prro("key", "list", "-q").out == ""


def test_certificates_beside_the_file_are_found(prro, folder):
    (folder / "seal.cer").write_bytes(folder.pki.seal.certificate.raw)
    (folder / "notes.pem").write_text("no certificate at all")
    ran = prro("key", "add", folder / "seal.pk8", "--password-file", folder / "pw", "--json")
    assert ran.code == 0
    assert (ran.data["key"]["name"], ran.data["key"]["role"]) == ("seal", "seal")
    assert "without any protection" in ran.envelope["warnings"][0]["text"]


def test_java_store_with_a_password_of_its_own_for_the_key(prro, folder):
    words = ("key", "add", folder / "employee.jks", "--name", "ganna", "--password-file", folder / "pw")
    assert prro(*words, "--json").code == 50
    inner = folder.secret("inner", "інший")
    ran = prro(*words, "--key-password-file", inner, "--json")
    assert (ran.code, ran.data["key"]["role"]) == (0, "employee")
    assert ran.data["key"]["organisation_number"] == "99999999"


@provokes("PRRO-E5008")
def test_a_key_for_encryption_alone_is_refused(prro, folder):
    keys = [folder.pki.fop_agreement.private]
    (folder / "kep.pfx").write_bytes(write_pfx(keys, [], PASSWORD, Counted("kep"), Protection(Family.GOST, FEW)))
    agreement = folder / "certificates" / "fop_agreement.cer"
    ran = prro("key", "add", folder / "kep.pfx", "--cert", agreement, "--password-file", folder / "pw", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (50, "PRRO-E5008")


@pytest.mark.parametrize(
    ("certificate", "error"), [(None, "PRRO-E5008"), ("seal.cer", "PRRO-E5004")], ids=["none", "of another key"]
)
def test_without_its_certificate_a_key_is_refused(prro, folder, certificate, error):
    given = () if certificate is None else ("--cert", folder / "certificates" / certificate)
    ran = prro("key", "add", folder / "fop.pfx", *given, "--password-file", folder / "pw", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (50, error)
    assert "--cert" in ran.envelope["error"]["next"][0]


@provokes("PRRO-E0502")
def test_mistakes_have_their_own_codes(prro, folder):
    wrong = folder.secret("wrong", "не той")
    words = add_words(folder)
    assert prro(*[wrong if word == folder / "pw" else word for word in words], "--json").code == 50
    assert prro("key", "add", folder / "gone.pfx", "--password-file", folder / "pw", "--json").code == 4
    not_a_key = prro("key", "add", folder / "ca.p7b", "--password-file", folder / "pw", "--json")
    assert (not_a_key.code, not_a_key.envelope["error"]["id"]) == (3, "PRRO-E0303")
    assert prro(*add_words(folder, "a/b"), "--json").code == 3
    assert prro("key", "add", folder.path, "--name", "x", "--password-file", folder / "pw", "--json").code == 3
    assert prro(*add_words(folder, "fop", "--role", "king"), "--json").code == 3
    assert prro("key", "list", "--json").data["keys"] == []
    prro(*words)
    again = prro(*words, "--json")
    assert (again.code, again.envelope["error"]["id"]) == (5, "PRRO-E0502")
    lost = prro("key", "show", "fap", "--json")
    assert (lost.code, lost.envelope["error"]["id"]) == (4, "PRRO-E0402")
    assert "did you mean fop?" in lost.envelope["error"]["cause"]
    cashier = prro("cashier", "add", "olena", "--key", "fap", "--json")
    assert (cashier.code, cashier.envelope["error"]["id"]) == (4, "PRRO-E0402")


@provokes("PRRO-E6210")
def test_a_vault_open_to_others_is_refused_with_the_fix(prro, folder):
    path = Path(prro(*add_words(folder), "--json").data["path"])
    path.chmod(0o644)
    ran = prro("key", "show", "fop", "--json")
    assert (ran.code, ran.envelope["error"]["next"]) == (62, [f"chmod 600 {path}"])


def test_list_and_quiet(prro, folder):
    prro(*add_words(folder))
    prro(*add_words(folder, "second"))
    assert prro("key", "list", "-q").out == "fop\nsecond\n"
    table = prro("key", "list").out.splitlines()
    assert table[0].split()[:3] == ["name", "role", "owner"]
    assert "Тестенко" in table[1]


@provokes("PRRO-E5001")
def test_check_opens_signs_verifies_and_judges(prro, folder):
    prro(*add_words(folder))
    ran = prro("key", "check", "--password-file", folder / "pw", "--json")
    assert ran.code == 0
    assert "a signature, made and verified" in ran.data["checked"]
    assert any("revocation" in text for text in ran.data["not_checked"])
    soon = prro("key", "check", "fop", "--password-file", folder / "pw", "--days", "36500", "--json")
    assert (soon.code, soon.envelope["warnings"][0]["id"]) == (6, "key-expires-soon")
    wrong = folder.secret("wrong", "не той")
    assert prro("key", "check", "fop", "--password-file", wrong, "--json").code == 50


def test_check_without_a_name_wants_exactly_one_key(prro, folder):
    assert prro("key", "check", "--json").code == 2
    prro(*add_words(folder))
    prro(*add_words(folder, "second"))
    ran = prro("key", "check", "--json")
    assert (ran.code, "fop, second" in ran.envelope["error"]["cause"]) == (2, True)


def _of_another_time(folder: KeyFolder, name: str, begin: datetime, end: datetime, number: str = "1234567890") -> None:
    subject = entrepreneur("Тестенко", "Тест Тестович", number, directory=True)
    key = folder.pki.ca.enrol(subject, Profile(begin, end), entropy=Counted(name))
    sealed = write_pfx(
        [key.private], [key.certificate.raw], PASSWORD, Counted(name + "!"), Protection(Family.GOST, FEW)
    )
    (folder / f"{name}.pfx").write_bytes(sealed)


@pytest.mark.parametrize(
    ("years", "state"), [((2019, 2021), "expired"), ((2090, 2091), "not-yet-valid")], ids=["expired", "too early"]
)
def test_a_certificate_out_of_its_time_is_added_with_a_warning_and_not_used(prro, folder, years, state):
    _of_another_time(folder, "old", *(datetime(year, 1, 1, tzinfo=UTC) for year in years))
    ran = prro("key", "add", folder / "old.pfx", "--password-file", folder / "pw", "--json")
    assert (ran.code, ran.data["key"]["state"]) == (0, state)
    assert ran.envelope["warnings"][0]["id"] == f"key-{state}"
    assert prro("key", "check", "old", "--password-file", folder / "pw", "--json").code == 51
    (folder / "a.txt").write_text("a")
    assert prro("sign", folder / "a.txt", "--key", "old", "--password-file", folder / "pw", "--json").code == 51


@provokes("PRRO-E0402")
def test_replace_keeps_the_cashier_and_asks_when_the_owner_differs(prro, folder):
    prro(*add_words(folder))
    prro("cashier", "add", "olena", "--key", "fop")
    year = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
    _of_another_time(folder, "new", *year)
    _of_another_time(folder, "stranger", *year, number="9876543210")
    ran = prro("key", "replace", "fop", folder / "new.pfx", "--password-file", folder / "pw", "--json")
    assert (ran.code, ran.data["replaced"], ran.data["key"]["cashiers"]) == (0, True, ["olena"])
    words = ("key", "replace", "fop", folder / "stranger.pfx", "--password-file", folder / "pw", "--json")
    ran = prro(*words)
    assert ran.code == 5
    assert "1234567890 → 9876543210" in ran.envelope["error"]["cause"]
    assert prro("key", "show", "fop", "--json").data["key"]["tax_number"] == "1234567890"
    assert prro("--yes", *words).data["key"]["tax_number"] == "9876543210"
    assert prro("key", "replace", "none", folder / "new.pfx", "--json").code == 4


@provokes("PRRO-E0504")
def test_remove_asks_and_spares_what_is_used(prro, folder):
    prro(*add_words(folder))
    prro("cashier", "add", "olena", "--key", "fop")
    used = prro("key", "remove", "fop", "--yes", "--json")
    assert (used.code, "olena" in used.envelope["error"]["cause"]) == (5, True)
    prro("cashier", "remove", "olena", "--yes")
    assert prro("key", "remove", "fop", "--json").code == 5
    path = Path(prro("key", "remove", "fop", "--yes", "--json").data["path"])
    assert not path.exists()
    assert prro("key", "list", "--json").data["keys"] == []


def test_passwd_and_a_vault_password_of_its_own(prro, folder):
    new, newer = folder.secret("new", "нове"), folder.secret("newer", "ще новіше")
    prro(*add_words(folder, "fop", "--new-password-file", new))
    assert prro("key", "check", "--password-file", folder / "pw").code == 50
    assert prro("key", "check", "--password-file", new).code == 0
    assert prro("key", "passwd", "fop", "--password-file", new, "--new-password-file", newer).code == 0
    assert prro("key", "check", "--password-file", new).code == 50
    assert prro("key", "check", "--password-file", newer).code == 0
    assert prro("key", "passwd", "fop", "--password-file", newer, "--json").code == 50


FOREIGN = [
    ("bc/fop", "Key-6.dat", "testpass"),
    ("bc/fop", "Key-6_single.dat", "Пароль1"),
    pytest.param("bc/fop", "key_pbes2_gost.pk8", "testpass", marks=pytest.mark.slow),
    pytest.param("bc/fop", "key_gost.pfx", "testpass", marks=pytest.mark.slow),
    ("bc/fop", "key_gost_with_certs.pfx", "testpass"),
    pytest.param("bc/fop", "key_gost.zs2", "testpass", marks=pytest.mark.slow),
    ("bc/fop", "key_kupyna_kalyna_1000it.zs2", "testpass"),
    pytest.param("bc/fop", "key_kupyna_kalyna.zs2", "testpass", marks=pytest.mark.slow),
    ("bc/fop", "privat_style.jks", "testpass"),
    ("bc/fop", "privat_style_kep_cert_first_keypw.jks", "storepass"),
    ("bc/fop", "sign.pk8", "testpass"),
    ("bc/fop", "two_keys_iit_attrs.pk8", "testpass"),
    ("bc/seal", "Key-6.dat", "sealpass"),
    ("bc/cashier", "Key-6.dat", "cashpass"),
    pytest.param("bc_kupyna/fop", "Key-6.dat", "testpass", marks=pytest.mark.slow),
    pytest.param("bc_kupyna/fop", "key_gost.pfx", "testpass", marks=pytest.mark.slow),
    pytest.param("bc_kupyna/fop", "key_kupyna_kalyna.zs2", "testpass", marks=pytest.mark.slow),
    ("bc_kupyna/fop", "privat_style.jks", "testpass"),
    pytest.param("jkurwa", "store_pbes2_jkurwa.pk8", "testpass", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("place", "name", "password"), FOREIGN)
def test_foreign_containers(prro, folder, place, name, password):
    foreign = shared_data("crypto/foreign")
    own = foreign / ("bc/fop" if place == "jkurwa" else place)
    more = ("--key-password-file", folder.secret("inner", "keypass")) if "keypw" in name else ()
    style = "bc_kupyna" if "kupyna" in place else "bc"
    trust = ("--trust", foreign / style / "ca" / "root.cer", "--trust", foreign / style / "ca" / "ca.cer")
    certificates = ("--cert", own / "sign.cer", "--cert", own / "kep.cer")
    secret = folder.secret("foreign", password)
    words = ("key", "add", foreign / place / name, *certificates, "--name", "k", "--password-file", secret)
    ran = prro(*words, *more, *trust, "--json")
    assert ran.code == 0, ran.out
    key = ran.data["key"]
    assert key["chain"]["trusted"], key["chain"]
    fop = "entrepreneur" if style == "bc" else "person"  # the style of 2026 names no organisation
    assert key["role"] == {"seal": "seal", "cashier": "employee"}.get(own.name, fop)
    assert "signing" in key["certificates"][0]["usage"]
    assert prro("key", "check", "k", "--password-file", secret, "--json").code == 0


def test_the_public_test_key_of_2020_is_told_to_be_expired(prro, folder):
    place = shared_data("crypto/public/e-rro")
    words = ("key", "add", place / "Key-6.dat", "--name", "e-rro", "--password-file", folder.secret("e", "tectfom"))
    ran = prro(*words, "--json")
    assert (ran.code, ran.data["key"]["state"]) == (0, "expired")
    assert len(ran.data["key"]["certificates"]) == 2
