"""A ticket is believed only when it is the server's, answers our document, and says one clear thing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from prro_cli.crypto import issue
from prro_cli.taxserver.cms_seal import TAX_SERVICE_CODE, CmsSeal, ServerTrust, vouched
from prro_cli.taxserver.outcomes import OfflinePair, Refused, Registered, Unknown
from prro_cli.taxserver.refusals import RefusalForm
from prro_cli.taxserver.seals import SealError
from prro_cli.taxserver.tickets import judge_ticket
from tests.shared import shared_data
from tests.taxserver.world import EXCHANGE, LOCAL_NUMBER, NOW, UID, seal, signed, ticket_xml, world


def judge(raw: bytes, *, pinned: bool = True, accept_unsigned: bool = False) -> object:
    return judge_ticket(
        raw,
        uid=UID,
        local_number=LOCAL_NUMBER,
        seal=seal(pinned=pinned),
        exchange=EXCHANGE,
        now=NOW,
        accept_unsigned=accept_unsigned,
    )


def test_a_good_ticket_registers() -> None:
    raw = signed(ticket_xml())
    outcome = judge(raw)
    assert isinstance(outcome, Registered)
    assert outcome.certain
    assert outcome.warnings == ()
    ticket = outcome.ticket
    assert (ticket.uid, ticket.local_number, ticket.fiscal_number) == (UID, LOCAL_NUMBER, "4500000001")
    assert (ticket.date, ticket.time, ticket.pair, ticket.raw) == ("21112026", "095959", None, raw)
    assert ticket.signatory is not None
    assert ticket.signatory.trusted


def test_the_pair_of_an_opened_shift_is_kept_and_its_seed_not_shown() -> None:
    outcome = judge(signed(ticket_xml(OFFLINESESSIONID="269624", OFFLINESEED="584709474973155")))
    assert isinstance(outcome, Registered)
    assert outcome.ticket.pair is not None
    assert outcome.ticket.pair == OfflinePair("269624", "584709474973155")
    assert "584709474973155" not in repr(outcome)


@pytest.mark.parametrize("uid", [UID.lower(), "{" + UID + "}"])
def test_the_uid_may_come_in_either_case(uid: str) -> None:
    assert isinstance(judge(signed(ticket_xml(UID=uid))), Registered)


def test_an_unescaped_ampersand_and_a_missing_error_code_do_not_hurt() -> None:
    assert isinstance(judge(signed(ticket_xml(ERRORCODE=None))), Registered)
    outcome = judge(signed(ticket_xml(ORDERTAXNUM=None, ERRORCODE="9", ERRORTEXT="ТОВ Роги & Копита: помилка")))
    assert isinstance(outcome, Refused)
    assert "Роги & Копита" in outcome.refusal.text


def test_a_leading_zero_that_was_lost_is_put_back() -> None:
    outcome = judge(signed(ticket_xml(ORDERDATE="1112026", ORDERTIME="95959")))
    assert isinstance(outcome, Registered)
    assert (outcome.ticket.date, outcome.ticket.time) == ("01112026", "095959")


def test_an_error_ticket_refuses() -> None:
    text = "Номер документа повинен дорівнювати 879"
    outcome = judge(signed(ticket_xml(ORDERTAXNUM=None, ERRORCODE="7", ERRORTEXT=text)))
    assert isinstance(outcome, Refused)
    assert outcome.certain
    assert (outcome.code, outcome.expected_number, outcome.refusal.form) == (7, 879, RefusalForm.TICKET)


UNUSABLE = {
    "another document's UID": {"UID": "11111111-2222-3333-4444-555555555555"},
    "another local number": {"ORDERNUM": "879"},
    "no fiscal number": {"ORDERTAXNUM": None},
    "a strange fiscal number": {"ORDERTAXNUM": "null"},
    "an error and a number": {"ERRORCODE": "9"},
    "a negative error": {"ERRORCODE": "-1", "ORDERTAXNUM": None},
    "an unreadable error code": {"ERRORCODE": "zero"},
    "two error codes": {"ERRORCODE": "0</ERRORCODE><ERRORCODE>9"},
    "two numbers": {"ORDERTAXNUM": "1</ORDERTAXNUM><ORDERTAXNUM>2"},
    "a negative local number": {"ORDERNUM": "-878"},
    "an unreadable seed": {"OFFLINESESSIONID": "1", "OFFLINESEED": "secret"},
    "an error of another document": {"UID": "other", "ERRORCODE": "7", "ORDERTAXNUM": None},
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_ticket_that_is_not_clear_is_unknown(name: str) -> None:
    outcome = judge(signed(ticket_xml(**UNUSABLE[name])))
    assert isinstance(outcome, Unknown), outcome
    assert not outcome.certain
    assert outcome.reason == "ticket"


def test_broken_signatures_are_unknown() -> None:
    good = signed(ticket_xml())
    middle = good.index(b"4500000001")
    broken = {
        "changed": good[:middle] + b"4500000002" + good[middle + 10 :],
        "truncated": good[:-10],
        "longer": good + b"\0",
        "empty": b"",
        "bare xml": ticket_xml(),
        "bare xml with a BOM": b"\xef\xbb\xbf" + ticket_xml(),
        "not cms": b"\x30\x03\x02\x01\x01",
    }
    for name, raw in broken.items():
        outcome = judge(raw)
        assert isinstance(outcome, Unknown), name
        assert outcome.reason == "ticket-signature", name


@pytest.mark.parametrize(
    "content", [b"", b"<CHECK/>", b"{}", "КВИТАНЦІЯ".encode(), b"<!DOCTYPE x><TICKET/>", b"<TICKET/>"]
)
def test_a_signed_something_else_is_unknown(content: bytes) -> None:
    outcome = judge(signed(content))
    assert isinstance(outcome, Unknown)
    assert outcome.reason == "ticket"


def test_a_right_signature_of_somebody_else_is_unknown_when_pinned() -> None:
    outcome = judge(signed(ticket_xml(), world().impostor))
    assert isinstance(outcome, Unknown)
    assert outcome.reason == "ticket-signer"
    assert "11111111" in outcome.detail


def test_a_signer_of_another_authority_is_unknown_when_pinned() -> None:
    begin, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
    other = issue.create_root(issue.seal("Інший тестовий центр", "00000002"), issue.Style.GOST, begin, end)
    key = other.enrol(issue.seal("Тестова податкова служба", TAX_SERVICE_CODE), issue.Profile(begin, end))
    outcome = judge(signed(ticket_xml(), key))
    assert isinstance(outcome, Unknown)
    assert outcome.reason == "ticket-signer"
    assert "not in the bundle" in outcome.detail


def test_a_file_with_the_server_s_own_certificate_is_enough() -> None:
    for bundle in (world().server.certificate.raw, issue.bundle([world().root.certificate])):
        opened = CmsSeal(vouched(bundle), lambda: NOW).open(signed(ticket_xml()))
        assert opened.signatory.trusted
    signatory = CmsSeal(vouched(world().impostor.certificate.raw), lambda: NOW).open(signed(ticket_xml())).signatory
    assert signatory.pinned
    assert not signatory.trusted
    anyone = CmsSeal(vouched(world().impostor.certificate.raw, None), lambda: NOW)
    assert anyone.open(signed(ticket_xml(), world().impostor)).signatory.trusted


def test_nothing_pinned_is_a_warning_never_silence() -> None:
    for key, words in ((world().server, ["not pinned"]), (world().impostor, ["not pinned", "11111111"])):
        outcome = judge(signed(ticket_xml(), key), pinned=False)
        assert isinstance(outcome, Registered)
        assert all(word in outcome.warnings[0] for word in words)


def test_a_bare_ticket_needs_the_switch_and_warns() -> None:
    outcome = judge(ticket_xml(), accept_unsigned=True)
    assert isinstance(outcome, Registered)
    assert outcome.ticket.signatory is None
    assert "not signed" in outcome.warnings[0]


@pytest.mark.parametrize(("date", "time"), [("01011970", "000000"), ("99999999", "999999"), ("21112027", "095959")])
def test_a_strange_time_is_a_warning(date: str, time: str) -> None:
    outcome = judge(signed(ticket_xml(ORDERDATE=date, ORDERTIME=time)))
    assert isinstance(outcome, Registered)
    assert len(outcome.warnings) == 1


def test_a_ticket_as_the_server_signs_since_2026_is_opened() -> None:
    folder = "crypto/foreign/bc_kupyna/cms/"
    good = shared_data(folder + "ticket_kupyna_sig_gost_cert_ski_unsorted.p7s").read_bytes()
    assert b"<TICKET>" in CmsSeal(ServerTrust(), lambda: NOW).open(good).content
    for bad in ("BAD_digest_alg_mismatch.p7s", "BAD_signature_flipped_kupyna.p7s"):
        with pytest.raises(SealError):
            CmsSeal(ServerTrust(), lambda: NOW).open(shared_data(folder + bad).read_bytes())
