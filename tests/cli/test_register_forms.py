"""`prro register 20-opp | 1-prro | 5-prro | check | forms` as people and scripts use them."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prro_cli.cli.app import run
from prro_cli.cli.environment import Environment
from prro_cli.crypto import issue, transport
from prro_cli.crypto.enveloped import Recipient, decrypt
from prro_cli.crypto.issue import Profile, Style
from prro_cli.forms import reader
from prro_cli.forms.model import Form1, Form5, Form20
from tests.cli.keyfiles import KeyFolder, add_words, key_folder
from tests.cli.test_timestamp import provider as provider
from tests.cli.till import check_envelope
from tests.conftest import Ran
from tests.crypto.pki import BEGIN, END, Counted, make_pki
from tests.provoking import provokes

OFFICE = ("--office-code", "2659")
COMPANY = ("--tin", "12345678", "--name", "ТОВ «П’ятниця»", "--signer-tin", "1234567890", "--signer-name", "Приклад І.")
SHOP = 'type=321,number=1,title=Магазин,place="м. Київ",street="вул. Прикладна, 1",state=2,right=8'
KATOTTG = "UA80000000001078669"
REGISTER = ("--kind", "stationary", "--register-name", "Каса 1", "--signs-as", "head")
PLACE = ("--object-id", "32100001", "--katottg", KATOTTG, "--unit", "Магазин", "--address", "м. Київ")


class Terminal(io.StringIO):
    """A stream with a person at its end."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> KeyFolder:
    """A folder with key files, a home with the key `fop`, and the tax service's certificates."""
    path = tmp_path_factory.mktemp("register")
    folder = key_folder(path, Style.GOST)
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        words = ["--home", str(path / "home"), *map(str, add_words(folder))]
        run(words, Environment(io.StringIO(), out, io.StringIO(), {}))
    assert not ended.value.code, out.getvalue()
    (signing, agreement) = gateway_keys()
    (path / "sign.cer").write_bytes(signing.certificate.raw)
    (path / "agree.cer").write_bytes(agreement.certificate.raw)
    return folder


def gateway_keys() -> Any:
    subject = issue.seal("ОТРИМАНО ЕК", "43005393")
    return make_pki(Style.GOST).ca.enrol_pair(subject, Profile(BEGIN, END), entropy=Counted("gateway"))


@pytest.fixture
def register(shop: KeyFolder, tmp_path: Path, prro: Callable[..., Ran]) -> Callable[..., Ran]:
    """`register("1-prro", …)` with --json, in an empty home (with the key of `shop` where `key` is given)."""

    def call(*words: object, key: bool = False, stdin: str = "") -> Ran:
        home = tmp_path / "home"
        if key and not home.exists():
            home.mkdir(mode=0o700)
            (home / "keys").symlink_to(shop.path / "home" / "keys")
        ran = prro("--home", home, "register", *words, "--json", stdin=stdin)
        check_envelope(json.loads(ran.out))
        return ran

    return call


def body(ran: Ran) -> Any:
    """The body of the form that a command showed."""
    assert ran.code == 0, ran.out
    return reader.read_declar(ran.data["xml"].encode("cp1251")).body


def test_20_opp_from_options(register: Callable[..., Ran]) -> None:
    ran = register("20-opp", *OFFICE, "--office", "ГУ ДПС", *COMPANY[:4], *COMPANY[6:], "--object", SHOP)
    form = body(ran)
    assert isinstance(form, Form20)
    row = form.objects[0]
    assert (row.action, row.object_id, row.title, row.state) == (1, "32100001", "Магазин", 2)
    assert ran.data["code"] == "J1312005" and ran.data["written"] == [] and ran.data["seal"] is None
    assert ran.data["file_name"].startswith("26590012345678J1312005100010000111")
    assert {f["rule"] for f in ran.data["findings"]} == {"20-opp.katottg"}


def test_several_objects_and_a_change_of_purpose(register: Callable[..., Ran]) -> None:
    closing = "action=close,type=321,object-id=32100001,place=Київ,street=вул. 1,state=7,right=8"
    opening = "action=new,type=247,number=1,place=Київ,street=вул. 1,state=2,right=8,account-here=yes"
    form = body(
        register(
            "20-opp", *OFFICE, "--office", "X", *COMPANY[:4], *COMPANY[6:], "--object", closing, "--object", opening
        )
    )
    assert [(r.action, r.object_id, r.account_here) for r in form.objects] == [
        (6, "32100001", None),
        (1, "24700001", True),
    ]


@provokes("PRRO-E0261")
def test_what_happens_offline_must_be_said(register: Callable[..., Ran]) -> None:
    words = ("1-prro", *OFFICE, *COMPANY, *REGISTER, *PLACE)
    ran = register(*words)
    assert ran.code == 2 and ran.envelope["error"]["id"] == "PRRO-E0261"
    assert register(*words, "--yes").code == 2
    for said, element in (("none", "M051"), ("M052", "M052"), ("reserve", "M053")):
        ran = register(*words, "--offline", said)
        assert f"<{element}>1</{element}>" in ran.data["xml"]


@pytest.mark.parametrize(
    ("action", "element", "more"),
    [
        ("register", "M011", ("--local-number", "1")),
        ("cancel", "M012", ("--local-number", "1", "--fiscal-number", "4000000001")),
        ("M013", "M013", ("--local-number", "1", "--fiscal-number", "4000000001")),
        ("resume", "M014", ("--local-number", "1", "--fiscal-number", "4000000001")),
        ("change", "M015", ("--local-number", "1", "--fiscal-number", "4000000001")),
    ],
)
def test_every_action(register: Callable[..., Ran], action: str, element: str, more: tuple[str, ...]) -> None:
    words = ("1-prro", *OFFICE, *COMPANY, *REGISTER, *PLACE, "--offline", "offline", "--action", action, *more)
    assert f"<{element}>1</{element}>" in register(*words).data["xml"]


@provokes("PRRO-E0371")
def test_what_would_be_refused_is_not_prepared_unless_forced(register: Callable[..., Ran]) -> None:
    words = ("1-prro", *OFFICE, *COMPANY, *REGISTER, "--offline", "offline", "--local-number", "1", *PLACE[:4])
    ran = register(*words)
    assert (ran.code, ran.envelope["error"]["id"]) == (3, "PRRO-E0371")
    assert "R03G3S" in ran.envelope["error"]["cause"]
    forced = register(*words, "--force")
    assert forced.code == 0
    assert "1-prro.section-3" in {f["rule"] for f in forced.data["findings"]}


@provokes("PRRO-E0372")
def test_all_missing_fields_are_named_at_once(register: Callable[..., Ran]) -> None:
    ran = register("1-prro", *OFFICE, "--offline", "offline", "--kind", "tank")
    names = {field["name"] for field in ran.envelope["data"]["fields"]}
    assert ran.code == 3 and names >= {"--name", "--tin", "--kind", "--register-name", "--signer-tin", "--signs-as"}
    no_office = register(
        "5-prro", *COMPANY, "--signs-as", "head", "--row", "name=А,tin=1234567890,key-id=x,role=cashier"
    )
    assert (no_office.code, no_office.envelope["data"]["fields"][0]["name"]) == (3, "--office-code")


def test_fields_from_a_file_and_options_over_it(register: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "form.toml"
    file.write_text(
        'office_code = 915\nname = "З файлу"\ntin = "12345678"\nsigner-tin = "1234567890"\nsigner_name = "П"\n'
        'kind = "M042"\nregister_name = "Каса"\nlocal_number = 12\noffline = "none"\nsigns_as = "representative"\n'
        'object_id = "32100001"\nunit = "Магазин"\naddress = "Київ"\nfilled = 2026-11-20\n'
        f'katottg = "{KATOTTG}"\n',
        encoding="utf-8",
    )
    form = body(register("1-prro", "--file", file, "--name", "З опції"))
    assert isinstance(form, Form1)
    assert (form.name, form.kind, form.local_number, form.filled.isoformat()) == (
        "З опції",
        "mobile",
        "12",
        "2026-11-20",
    )
    rows = {"office_code": "2659", "office": "X", "name": "А", "tin": "12345678", "signer_name": "П"}
    rows["objects"] = [  # type: ignore[assignment]
        {"type": 321, "number": 7, "place": "Київ", "street": "вул. 1", "state": 2, "right": 8}
    ]
    form = body(register("20-opp", "--file", "-", stdin=json.dumps(rows)))
    assert form.objects[0].object_id == "32100007"


@provokes("PRRO-E0374")
@pytest.mark.parametrize("text", ["colour = 'red'", "not toml", "[1]", '{"a": ', "\x00", '{"nam": "x"}'])
def test_bad_files_are_named(register: Callable[..., Ran], tmp_path: Path, text: str) -> None:
    file = tmp_path / "form.toml"
    file.write_text(text, encoding="utf-8")
    ran = register("1-prro", "--file", file)
    assert (ran.code, ran.envelope["error"]["id"]) == (3, "PRRO-E0374")


@provokes("PRRO-E0363")
def test_a_bad_row_is_named(register: Callable[..., Ran]) -> None:
    for text in ("type", "type=321,type=322", ""):
        assert register("20-opp", *OFFICE, "--object", text).envelope["error"]["id"] == "PRRO-E0363"
    ran = register("20-opp", *OFFICE, "--office", "X", *COMPANY[:4], "--signer-name", "П", "--object", "colour=red")
    assert "colour" in ran.envelope["error"]["cause"] and ran.code == 3


def test_a_key_fills_in_the_taxpayer_and_the_signer(register: Callable[..., Ran]) -> None:
    ran = register("1-prro", "--key", "fop", *OFFICE, *REGISTER[:4], *PLACE, "--offline", "offline", key=True)
    form = body(ran)
    assert (form.tin, form.signer_tin, form.signs_as) == ("1234567890", "1234567890", "head")
    assert form.name == form.signer_name and form.name.startswith("Тестенко")
    assert ran.data["code"] == "F1316605" and ran.data["derived"] is True
    assert form.local_number == "1"


def test_cashiers_from_certificates_and_keys(register: Callable[..., Ran], shop: KeyFolder) -> None:
    certificates = shop / "certificates"
    ran = register(
        "5-prro", *OFFICE, *COMPANY, "--signs-as", "head",
        "--cashier-cert", f"{certificates / 'employee.cer'}=senior", "--cashier-cert", certificates / "seal.cer",
        "--cashier-key", "fop=Припинення роботи",
        "--row", f"name=Ще хтось,tin=0987654321,key-id={'AB' * 32},role=cashier",
        key=True,
    )  # fmt: skip
    form = body(ran)
    assert isinstance(form, Form5)
    pki = make_pki(Style.GOST)
    assert [r.role for r in form.keys] == ["Старший касир", "Касир", "Припинення роботи", "Касир"]
    assert form.keys[0].key_id == (pki.employee.certificate.subject_key_id or b"").hex().upper()
    assert (form.keys[0].tin, form.keys[1].tin, form.keys[2].tin) == ("2345678901", "99999999", "1234567890")
    assert form.keys[1].name == "ТОВ «Тест»" and form.number == 1
    lower = register(
        "5-prro", *OFFICE, *COMPANY, "--signs-as", "head", "--cashier-cert", certificates / "employee.cer",
        "--key-id-case", "lower",
    )  # fmt: skip
    assert body(lower).keys[0].key_id == form.keys[0].key_id.lower()
    agreement = register("5-prro", *OFFICE, *COMPANY, "--cashier-cert", certificates / "fop_agreement.cer")
    assert "for signing" in agreement.envelope["error"]["cause"]


def test_from_20_opp_to_1_prro_to_its_change(register: Callable[..., Ran], tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = register(
        "20-opp", *OFFICE, "--office", "ГУ", *COMPANY[:4], *COMPANY[6:], "--object", f"{SHOP},katottg={KATOTTG}",
        "--output", out,
    )  # fmt: skip
    assert [Path(w["path"]).suffix for w in first.data["written"]] == [".XML", ".txt"]
    form, text = (Path(w["path"]) for w in first.data["written"])
    assert form.read_bytes() == first.data["xml"].encode("cp1251") and form.stat().st_mode & 0o077 == 0
    assert "T1RXXXXG3[1]  3. Тип об’єкта оподаткування: 321 (магазин)" in text.read_text(encoding="utf-8")
    assert {w["id"] for w in first.envelope["warnings"]} == {"not-sealed"}
    rest = ("--tin", "12345678", "--signer-tin", "1234567890", *REGISTER, "--offline", "offline")
    second = register("1-prro", *rest, "--output", out)
    made = body(second)
    assert (made.object_id, made.katottg, made.unit) == ("32100001", KATOTTG, "Магазин")
    assert made.address == "м. Київ, вул. Прикладна, 1" and made.local_number == "1" and second.data["findings"] == []
    again = register("1-prro", *rest, "--local-number", "1")
    assert (again.code, "R04G12S" in again.envelope["error"]["cause"]) == (3, True)
    third = register("1-prro", *rest)
    assert body(third).local_number == "2" and third.data["file_name"][25:32] == "0100002"
    anew = register("1-prro", *rest, "--local-number", "1", "--count", "100001")
    assert anew.data["file_name"] == second.data["file_name"] and anew.data["findings"] == []
    differs = register("1-prro", *rest, "--unit", "Кафе")
    assert "20-ОПП" in differs.envelope["error"]["cause"]
    assert not list(out.glob("*.container"))


def test_overwriting_is_asked(register: Callable[..., Ran], tmp_path: Path) -> None:
    words = (
        "5-prro",
        *OFFICE,
        *COMPANY,
        "--signs-as",
        "head",
        "--row",
        f"name=А,tin=1234567890,key-id={'AB' * 32},role=cashier",
    )
    words = (*words, "--output", tmp_path / "out", "--count", "5")
    assert register(*words).code == 0
    assert register(*words).code == 5
    assert register(*words, "--yes").code == 0
    assert register(*words, "--dry-run").data["written"] == []


def test_signed_and_encrypted(register: Callable[..., Ran], shop: KeyFolder, tmp_path: Path) -> None:
    words = (
        "1-prro",
        "--key",
        "fop",
        *OFFICE,
        *REGISTER[:4],
        *PLACE,
        "--offline",
        "offline",
        "--output",
        tmp_path / "out",
    )
    ran = register(*words, "--recipient", shop / "agree.cer", "--password-file", shop / "pw", key=True)
    form = body(ran)
    assert ran.data["seal"]["layout"] == "nested" and ran.data["seal"]["signers"] == [form.name]
    [container] = [Path(w["path"]) for w in ran.data["written"] if w["what"] == "container"]
    key = gateway_keys()[1]
    opened = transport.unwrap(
        container.read_bytes(), lambda data: decrypt(data, [Recipient(key.private, key.certificate)]).content
    )
    assert (opened.content or b"").decode("cp1251") == ran.data["xml"]


@provokes("PRRO-E5061", "PRRO-E0461", "PRRO-E0262")
def test_sealing_that_cannot_be(register: Callable[..., Ran], shop: KeyFolder, tmp_path: Path) -> None:
    words = ("1-prro", *OFFICE, *REGISTER[:4], *PLACE, "--offline", "offline", "--output", tmp_path / "out")
    key = ("--key", "fop", "--password-file", shop / "pw")
    wrong = register(*words, *key, "--recipient", shop / "sign.cer", key=True)
    assert (wrong.code, wrong.envelope["error"]["id"]) == (50, "PRRO-E5061")
    absent = register(*words, *key, "--signer", "fop", key=True)
    assert (absent.code, absent.envelope["error"]["id"]) == (4, "PRRO-E0461")
    nobody = register(*words, *COMPANY, "--signs-as", "head", "--recipient", shop / "agree.cer", key=True)
    assert (nobody.code, nobody.envelope["error"]["id"]) == (2, "PRRO-E0262")
    assert register(*words, *key, "--recipient", shop / "agree.cer", "--layout", "round", key=True).code == 2
    assert not (tmp_path / "out").exists()


@provokes("PRRO-E0373")
def test_check(register: Callable[..., Ran], prro: Callable[..., Ran], tmp_path: Path) -> None:
    words = ("1-prro", *OFFICE, *COMPANY, *REGISTER, *PLACE, "--offline", "offline", "--local-number", "1")
    data = register(*words).data
    path = tmp_path / data["file_name"]
    path.write_bytes(data["xml"].encode("cp1251"))
    sound = register("check", path)
    assert (sound.code, sound.data["forms"][0]["verdict"]) == (0, "sound")
    assert sound.data["forms"][0]["file_name"] == path.name
    path.write_bytes(data["xml"].replace("<M052>", "<R04G2S>4000000001</R04G2S>\n<M052>").encode("cp1251"))
    odd = register("check", path)
    assert (odd.code, odd.data["forms"][0]["verdict"]) == (6, "contradictory")
    path.write_bytes(data["xml"].replace("<M052>1</M052>", "").encode("cp1251"))
    bad = register("check", path)
    assert (bad.code, bad.envelope["error"]["id"]) == (3, "PRRO-E0373")
    assert bad.envelope["data"]["forms"][0]["findings"][0]["rule"].startswith("schema.")
    other = tmp_path / path.name.replace("J1316605", "J1391802")
    other.write_bytes(data["xml"].encode("cp1251"))
    assert "file.name" in {f["rule"] for f in register("check", other).data["forms"][0]["findings"]}


def test_forms_shows_validity_and_what_lies_in_the_home(
    register: Callable[..., Ran], shop: KeyFolder, tmp_path: Path
) -> None:
    data = register("forms").data
    assert [f["codes"][0] for f in data["forms"] if f["in_force"]] == ["J1312005", "J1316605", "J1391802"]
    assert not any(r["usable"] for r in data["recipients"])
    folder = tmp_path / "home" / "forms" / "recipients"
    folder.mkdir(parents=True)
    (tmp_path / "home").chmod(0o700)
    for name in ("sign.cer", "agree.cer"):
        (folder / name).write_bytes((shop / name).read_bytes())
    (folder / "broken.cer").write_bytes(b"\x30\x03abc")
    ran = register("forms", "--on", "2026-11-25")
    rows = {Path(r["file"]).name: r for r in ran.data["recipients"] if r["file"]}
    assert (rows["agree.cer"]["usable"], rows["sign.cer"]["usable"]) == (True, False)
    assert ran.envelope["warnings"][0]["id"] == "recipient-unreadable"
    assert not any(r["usable"] for r in register("forms", "--on", "2050-01-01").data["recipients"])


def test_of_several_recipients_the_one_published_for_the_channel(
    register: Callable[..., Ran], shop: KeyFolder, tmp_path: Path
) -> None:
    words = (
        "1-prro",
        "--key",
        "fop",
        *OFFICE,
        *REGISTER[:4],
        *PLACE,
        "--offline",
        "offline",
        "--output",
        tmp_path / "o",
    )
    words = (*words, "--password-file", shop / "pw", "--yes", "--count", "3")
    assert register(*words, key=True).data["seal"] is None
    folder = tmp_path / "home" / "forms" / "recipients"
    folder.mkdir()
    (folder / "one.cer").write_bytes((shop / "agree.cer").read_bytes())
    assert register(*words, key=True).data["seal"]["recipient"] == "ОТРИМАНО ЕК"
    second = make_pki(Style.GOST).fop_agreement.certificate
    (folder / "STS_2025_2.cer").write_bytes(second.raw)
    assert register(*words, key=True).envelope["error"]["id"] == "PRRO-E5061"
    (folder / "one.cer").rename(folder / "EK_S_NEW_2025_2.cer")
    chosen = register(*words, key=True).data["seal"]["recipient_serial"]
    assert chosen == f"{gateway_keys()[1].certificate.serial:x}" != f"{second.serial:x}"


def on_terminal(home: Path, answers: str, *words: str) -> Ran:
    """A command with a person who types these answers."""
    out, err = io.StringIO(), Terminal()
    with pytest.raises(SystemExit) as ended:
        run(["--home", str(home), "register", *words], Environment(Terminal(answers), out, err, os.environ))
    return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def test_a_dialogue_fills_in_a_form(prro: Callable[..., Ran], tmp_path: Path) -> None:
    answers = "\n".join(
        ["2", "ТОВ «Діалог»", "12345678", "", "32100001", "UA1", KATOTTG, "Магазин", "м. Київ", "", "M041", "Каса",
         "1", "4000000001", "", "офлайн", "2", "керівник / підприємець", "1234567890", "Приклад", "20.11.2026",
         "0915", ""]
    )  # fmt: skip
    ran = on_terminal(tmp_path / "home", answers, "1-prro")
    assert ran.code == 0, ran.err
    assert "M012  1. Дія: Скасування реєстрації" in ran.out and "HNAME" in ran.out and "C_STI_ORIG" in ran.out
    assert "wanted a code of the КАТОТТГ" in ran.err and "'офлайн' is not one of none (M051)" in ran.err
    assert "is missing; one of none (M051)" in ran.err  # Enter decides nothing about section 5
    assert "file name 09150012345678J1316605" in ran.out and "nothing was written and nothing was sent" in ran.out


def test_a_dialogue_with_rows(prro: Callable[..., Ran], tmp_path: Path) -> None:
    row = ["", "321", "Магазин", "32100001", "", "м. Київ", "", "вул. 1", "2", "8", "", ""]
    answers = "\n".join(
        ["ГУ ДПС", "12345678", "ТОВ", *row, "yes", *row[:3], "32100002", *row[4:], "no", "Приклад", "", ""]
    )
    ran = on_terminal(tmp_path / "home", answers, "20-opp", "--office-code", "2659")
    assert ran.code == 0, ran.err
    assert ran.out.count("row ") >= 2 and "32100002" in ran.out and "is missing" in ran.err


def test_the_end_of_the_answers_is_a_refusal(prro: Callable[..., Ran], tmp_path: Path) -> None:
    assert on_terminal(tmp_path / "home", "register\nТОВ\n", "1-prro").code == 5
    assert on_terminal(tmp_path / "home", "", "1-prro", "--no-input").code == 2


def test_text_for_people(prro: Callable[..., Ran], tmp_path: Path) -> None:
    words = ("1-prro", *OFFICE, *COMPANY, *REGISTER, *PLACE, "--offline", "offline", "--local-number", "1")
    ran = prro("--home", tmp_path / "home", "register", *words)
    assert ran.code == 0 and "R04G12S  локальний номер: 1" in ran.out
    assert "PERIOD_TYPE" not in ran.out and "valid by the schema J1316605" in ran.out
    written = prro("--home", tmp_path / "home", "register", *words, "--output", tmp_path / "o")
    assert "cabinet.tax.gov.ua" in written.out and "sign it in the cabinet" in written.err
    quiet = prro("--home", tmp_path / "home", "register", *words, "--local-number", "8", "--quiet")
    assert quiet.out.strip().endswith("2659.XML")
    assert "EK_S_NEW_2025_2" in prro("--home", tmp_path / "home", "register", "forms").out


def test_a_known_object_is_changed_by_saying_what_changed(register: Callable[..., Ran], tmp_path: Path) -> None:
    head = (*OFFICE, "--office", "ГУ", *COMPANY[:4], *COMPANY[6:])
    assert register("20-opp", *head, "--object", f"{SHOP},katottg={KATOTTG}", "--output", tmp_path / "out").code == 0
    row = body(register("20-opp", *head, "--object", "object-id=32100001,state=3")).objects[0]
    assert (row.action, row.state, row.title, row.type_code, row.katottg) == (3, 3, "Магазин", "321", KATOTTG)
    closed = body(register("20-opp", *head, "--object", "object-id=32100001,action=close,state=6")).objects[0]
    assert (closed.action, closed.state, closed.street) == (6, 6, "вул. Прикладна, 1")
    stranger = register("20-opp", *head[:4], "--tin", "87654321", *head[6:], "--object", "object-id=32100001,state=3")
    assert stranger.code == 3


def test_look_alike_letters_of_codes_are_put_right(register: Callable[..., Ran]) -> None:
    words = (*REGISTER, *PLACE, "--offline", "offline", "--local-number", "1", "--signer-tin", "AB123456")
    ran = register(
        "1-prro", *OFFICE, "--tin", "ab 123456", "--name", "П", "--signer-name", "П", *words, "--katottg",
        KATOTTG.replace("A", "А").lower(),
    )  # fmt: skip
    form = body(ran)
    assert (form.tin, form.signer_tin, form.katottg) == ("АВ123456", "АВ123456", KATOTTG)
    assert ran.data["file_name"].startswith("265900АВ123456F13")
    assert ran.envelope["warnings"][0]["id"] == "characters-replaced"


def test_a_broken_container_is_a_clear_error(register: Callable[..., Ran], shop: KeyFolder, tmp_path: Path) -> None:
    words = (
        "1-prro",
        "--key",
        "fop",
        *OFFICE,
        *REGISTER[:4],
        *PLACE,
        "--offline",
        "offline",
        "--output",
        tmp_path / "o",
    )
    ran = register(*words, "--recipient", shop / "agree.cer", "--password-file", shop / "pw", key=True)
    [path] = [Path(w["path"]) for w in ran.data["written"] if w["what"] == "container"]
    assert "encrypted for the tax service" in register("check", path).envelope["error"]["cause"]
    whole = path.read_bytes()
    for data in (whole[:100], whole[:-1], b"UA1_SIGN\0\xff\xff\xff\xff", whole[:20] + bytes(50) + whole[70:]):
        path.write_bytes(data)
        for command in (("check", path), ("1-prro", "--from", path, "--offline", "offline")):
            error = register(*command).envelope["error"]
            assert error["id"] in ("PRRO-E0361", "PRRO-E0374"), error


def test_two_signers_with_their_own_passwords(register: Callable[..., Ran], shop: KeyFolder, tmp_path: Path) -> None:
    from tests.cli.keyfiles import PASSWORD

    words = (
        "1-prro",
        "--key",
        "fop",
        *OFFICE,
        *REGISTER[:4],
        *PLACE,
        "--offline",
        "offline",
        "--output",
        tmp_path / "o",
    )
    words = (*words, "--recipient", shop / "agree.cer", "--signer", "fop", "--signer", "fop")
    good, bad = shop.secret("good", PASSWORD), shop.secret("bad", "не той")
    ran = register(*words, "--password-file", good, key=True)
    assert len(ran.data["seal"]["signers"]) == 2
    wrong = register(*words, "--yes", "--password-file", bad, key=True)
    assert (wrong.code, wrong.envelope["error"]["id"]) == (50, "PRRO-E5001")
    assert register(*words, "--yes", "--password-file", good, "--password-file", bad, key=True).code == 2


def test_signatures_may_be_stamped(
    register: Callable[..., Ran],
    shop: KeyFolder,
    tmp_path: Path,
    provider: str,
) -> None:
    words = (
        "1-prro",
        "--key",
        "fop",
        *OFFICE,
        *REGISTER[:4],
        *PLACE,
        "--offline",
        "offline",
        "--output",
        tmp_path / "o",
    )
    words = (*words, "--recipient", shop / "agree.cer", "--password-file", shop / "pw", "--tsp")
    ran = register(*words, provider, key=True)
    assert ran.code == 0, ran.out
    [path] = [Path(w["path"]) for w in ran.data["written"] if w["what"] == "container"]
    from prro_cli.crypto.cms_verify import verify

    outer = transport.parse(path.read_bytes()).payload.data
    assert verify(outer, at=END).stamp is not None
    assert register(*words, "soon", "--yes", key=True).code == 2


def test_signatures_of_somebody_else_are_told(register: Callable[..., Ran], shop: KeyFolder, tmp_path: Path) -> None:
    company = ("--tin", "12345678", "--name", "ТОВ", "--signer-tin", "2222222222", "--signer-name", "Хтось")
    words = ("1-prro", "--signer", "fop", *OFFICE, *company, *REGISTER, *PLACE, "--offline", "offline")
    words = (*words, "--recipient", shop / "agree.cer", "--password-file", shop / "pw")
    ran = register(*words, "--output", tmp_path / "o", key=True)
    assert {"signer-not-named", "signer-of-another"} <= {w["id"] for w in ran.envelope["warnings"]}


def test_a_receipt_of_a_form_uploaded_by_hand_is_taken_in(register: Callable[..., Ran], tmp_path: Path) -> None:
    words = ("1-prro", *OFFICE, *COMPANY, *REGISTER, *PLACE, "--offline", "offline", "--local-number", "1")
    name = register(*words, "--output", tmp_path / "out").data["file_name"]
    (tmp_path / "kvt2.txt").write_text(
        f"{name}\nДОКУМЕНТ ПРИЙНЯТО. ПРРО з локальним номером '1' призначено фіскальний номер '4000123456'.",
        encoding="utf-8",
    )
    ran = register("receipt", "import", tmp_path / "kvt2.txt")
    assert ran.code in (0, 6), ran.out
    assert ran.data["forms"][0]["state"] == "accepted" and ran.data["forms"][0]["fiscal_number"] == "4000123456"
    anew = register(*words, "--output", tmp_path / "out", "--count", "100001", "--yes")
    assert (anew.code, anew.envelope["error"]["id"]) == (5, "PRRO-E0575")
    cancel = register(
        "1-prro", *OFFICE, "--tin", "12345678", "--action", "cancel", "--fiscal-number", "4000123456", *REGISTER,
        "--offline", "offline", "--signer-tin", "1234567890",
    )  # fmt: skip
    form = body(cancel)
    assert (form.action, form.local_number, form.unit, form.register_name) == ("cancel", "1", "Магазин", "Каса 1")
    wrong = register(*words[:1], "--action", "change", *words[1:-1], "9", "--fiscal-number", "4000123456")
    assert "keeps its local number" in wrong.envelope["error"]["cause"]
