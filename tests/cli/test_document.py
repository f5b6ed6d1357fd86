"""`prro document check` and `show` on bare XML, base64, signed messages and packages."""

from __future__ import annotations

import base64
import dataclasses
from typing import Any

import pytest

from prro_cli.documents import writer
from prro_cli.documents.package import frame
from tests.documents import samples
from tests.provoking import provokes
from tests.shared import SHARED, shared_data

SALE = writer.write(samples.sale())
BROKEN = SALE.replace(b"<UNITCD>2009<", b"<UNITCD>0<")
CONTRADICTORY = writer.write(
    dataclasses.replace(samples.sale(), checkpay=(dataclasses.replace(samples.sale().checkpay[1], sum=1),))
)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    from prro_cli.cli import app

    monkeypatch.setitem(app.COMMANDS, "document", ("document", "Tools"))


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + body


def signed(content: bytes) -> bytes:
    """A signed message in form only: the commands look inside, they do not verify."""
    oid = lambda *b: _der(6, bytes(b))  # noqa: E731
    data, signed_data = (
        oid(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1),
        oid(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2),
    )
    digest = _der(0x30, oid(0x2A, 0x86, 0x24, 2, 1, 1, 1, 1, 2, 1))
    scheme = _der(0x30, oid(0x2A, 0x86, 0x24, 2, 1, 1, 1, 1, 3, 1, 1))
    signer = _der(0x30, _der(2, b"\x03"), _der(0x80, b"k" * 32), digest, scheme, _der(4, b"s" * 64))
    body = _der(
        0x30,
        _der(2, b"\x01"),
        _der(0x31, digest),
        _der(0x30, data, _der(0xA0, _der(4, content))),
        _der(0x31, signer),
    )
    return _der(0x30, signed_data, _der(0xA0, body))


@pytest.mark.parametrize(
    ("data", "code", "verdict"), [(SALE, 0, "sound"), (CONTRADICTORY, 6, "contradictory"), (BROKEN, 3, "invalid")]
)
@pytest.mark.parametrize("wrap", [bytes, base64.b64encode, signed, lambda d: base64.encodebytes(signed(d))])
def test_verdicts_through_any_wrapping(
    prro: Any, tmp_path: Any, data: bytes, code: int, verdict: str, wrap: Any
) -> None:
    file = tmp_path / "document"
    file.write_bytes(wrap(data))
    ran = prro("document", "check", file)
    assert (ran.code, ran.err) == (code, "")
    assert f"{file}: {verdict}" in ran.out
    assert prro("-q", "document", "check", file).out == verdict + "\n"


@provokes("PRRO-E0319")
def test_findings_name_the_element(prro: Any, tmp_path: Any) -> None:
    file = tmp_path / "broken.xml"
    file.write_bytes(BROKEN)
    ran = prro("document", "check", file)
    assert "CHECK/CHECKBODY/ROW[1]/UNITCD" in ran.out
    assert "[schema.value]" in ran.out
    envelope = prro("document", "check", file, "--json").envelope
    assert (envelope["ok"], envelope["error"]["exit_code"], envelope["data"]["verdict"]) == (False, 3, "invalid")
    assert envelope["data"]["documents"][0]["findings"][0]["element"] == "CHECK/CHECKBODY/ROW[1]/UNITCD"


def test_the_worst_of_several_files_decides(prro: Any, tmp_path: Any) -> None:
    files = []
    for number, data in enumerate((SALE, CONTRADICTORY, BROKEN)):
        files.append(tmp_path / str(number))
        files[-1].write_bytes(data)
    assert prro("document", "check", *files).code == 3
    envelope = prro("document", "check", *files[:2], "--json").envelope
    assert envelope["data"]["verdict"] == "contradictory"
    assert [d["verdict"] for d in envelope["data"]["documents"]] == ["sound", "contradictory"]


@provokes("PRRO-E0315")
def test_a_package_is_checked_document_by_document(prro: Any, tmp_path: Any) -> None:
    second = dataclasses.replace(
        samples.storno(), checkhead=dataclasses.replace(samples.storno().checkhead, ordernum=79)
    )
    first = signed(writer.write(samples.offline_begin()))
    file = tmp_path / "package"
    file.write_bytes(signed(frame([first, signed(writer.write(second))])))
    envelope = prro("document", "check", file, "--json").envelope
    found = envelope["data"]["documents"]
    assert [d["wrapping"] for d in found] == [["signed", "package", "signed"]] * 2
    assert [d["kind"] for d in found] == ["begin", "storno"]
    assert {f["rule"] for f in found[1]["findings"]} == {"order.number", "offline.chain"}


@provokes("PRRO-E0310")
@pytest.mark.parametrize(
    "data", [b"", b"\x30\x82", b"\x30\x03\x02\x01\x05", b"QUJD" * 3 + b"Q" * 5, b"hello", signed(b"nothing")]
)
def test_rubbish_is_invalid_not_a_crash(prro: Any, tmp_path: Any, data: bytes) -> None:
    file = tmp_path / "rubbish"
    file.write_bytes(data)
    ran = prro("document", "check", file)
    assert ran.code == 3
    assert "invalid" in ran.out
    assert prro("document", "show", file).code == 3


def test_show_prints_every_value_and_drives_no_terminal(prro: Any, tmp_path: Any) -> None:
    file = tmp_path / "sale.xml"
    text = SALE.decode("cp1251").replace("<VER>", "<EVIL>\x9b31m</EVIL><VER>").replace("windows-1251", "utf-8")
    file.write_text(text, encoding="utf-8")
    ran = prro("document", "show", file)
    assert ran.code == 0
    for word in ("CHECK (sale", "ORGNM", 'ТОВ "Ґанок & Діти"', "CHECKPAY", "ROW 2", "КАРТКА", "4790****1111", "EVIL"):
        assert word in ran.out
    assert "\x9b" not in ran.out
    data = prro("document", "show", file, "--json").envelope["data"]["documents"][0]
    assert data["elements"]["CHECKPAY"][1]["PAYSYS"][0]["NAME"] == "Visa"


@provokes("PRRO-E0401")
def test_stdin_and_missing_files(prro: Any, tmp_path: Any) -> None:
    text = SALE.decode("cp1251").replace("windows-1251", "utf-8")
    assert prro("document", "check", "-", stdin=text).code == 0
    assert prro("document", "check", tmp_path / "none").code == 4


EXAMPLES = sorted(p.name for p in (SHARED / "fiscal/examples").glob("*.xml")) or ["absent"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_official_examples_keep_their_exit_code(prro: Any, name: str) -> None:
    file = shared_data("fiscal/examples") / name
    known = ("Опис всіх" in name and name.startswith("check")) or name == "check01(Повернення).xml"
    assert prro("document", "check", file).code == (6 if known else 0)
    assert prro("document", "show", file).code == 0


def test_two_documents_compared(prro, tmp_path):
    old = tmp_path / "old.xml"
    new = tmp_path / "new.xml"
    text = "<CHECK><CHECKHEAD><ORGNM>А</ORGNM><VER>1</VER></CHECKHEAD></CHECK>"
    old.write_text(text, encoding="utf-8")
    new.write_text(text.replace("<ORGNM>А", "<ORGNM>Б"), encoding="utf-8")
    ran = prro("document", "diff", old, new, "--json")
    assert (ran.code, ran.data["equal"]) == (6, False)
    assert ran.data["difference"]["elements"] == [{"element": "CHECK/CHECKHEAD/ORGNM", "old": "А", "new": "Б"}]
    same = prro("document", "diff", old, "-", stdin=text)
    assert same.code == 0 and "say the same" in same.out
    assert "+    <ORGNM>Б</ORGNM>" in prro("document", "diff", old, new).out
