"""Control numbers, offline fiscal numbers, the hash chain, and the link of a receipt."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, date, datetime, time

import pytest

from prro_cli.documents.chain import Chain, ChainRule, document_hash
from prro_cli.documents.control import (
    control_number,
    control_string,
    control_string_of,
    offline_fiscal_number,
    with_offline_number,
)
from prro_cli.documents.kinds import CODES, Kind, head, kind_of, kind_of_codes, moment_of, zrep_head
from prro_cli.documents.link import Mac, choose_mac, receipt_link
from prro_cli.documents.model import CheckTotal, head_of
from prro_cli.errors.documents import ControlStringError, FieldValueError
from tests.documents import samples
from tests.provoking import provokes
from tests.shared import shared_data

SEED = "179625192271939"


def test_published_control_numbers() -> None:
    vectors = json.loads(shared_data("fiscal/control_number_vectors.json").read_text(encoding="utf-8"))
    assert len(vectors) >= 8
    for vector in vectors:
        assert control_number(vector["string"]) == vector["control"], vector["name"]


def test_control_number_of_the_worked_example() -> None:
    string = control_string(
        seed=SEED,
        orderdate=date(2020, 8, 20),
        ordertime=time(14, 23, 38),
        ordernum=10,
        cashregisternum=4000002411,
        cashdesknum=10,
        prevdochash="cdd68bb111f8993f3603f0179341571b35b73a07d5acee9b28fbfb714698e1b3",
    )
    assert string.startswith("179625192271939,20082020,142338,10,4000002411,10,cdd6")
    assert control_number(string) == 4758


def test_zero_becomes_one() -> None:
    zeros = (n for n in range(200_000) if _swapped(str(n)) % 10_000 == 0)
    assert control_number(str(next(zeros))) == 1


def _swapped(text: str) -> int:
    import binascii

    return int.from_bytes(binascii.crc32(text.encode()).to_bytes(4, "big"), "little")


def test_the_sum_belongs_to_the_string_where_the_document_has_one() -> None:
    assert ",140.00" in control_string_of(samples.sale(), SEED)
    assert control_string_of(samples.service(Kind.OPEN), SEED).count(",") == 5
    assert control_string_of(samples.zrep(), SEED).count(",") == 5
    zero = dataclasses.replace(samples.sale(), checktotal=CheckTotal(sum=0))
    assert control_string_of(zero, SEED).endswith(",0.00")
    assert not control_string_of(zero, SEED, zero_sum=False).endswith(",0.00")


def test_an_offline_document_gets_number_flag_and_hash() -> None:
    for document in (samples.sale(), samples.zrep()):
        numbered = with_offline_number(document, session="82563", seed=SEED, number=25, prevdochash="ab" * 32)
        part = head_of(numbered)
        control = control_number(control_string_of(numbered, SEED))
        assert part.ordertaxnum == f"82563.25.{control}"
        assert part.offline is True
        assert part.prevdochash == "ab" * 32


@pytest.mark.parametrize("seed", ["", "12x", "١٢"])
def test_a_seed_that_is_no_number_is_refused(seed: str) -> None:
    with pytest.raises(ControlStringError):
        control_string_of(samples.sale(), seed)
    with pytest.raises(ControlStringError):
        offline_fiscal_number(seed, 1, 1)


@provokes("PRRO-E0318")
def test_numbers_in_a_session_begin_with_one() -> None:
    with pytest.raises(ControlStringError):
        offline_fiscal_number("5", 0, 1)


PACKET = [Kind.BEGIN, Kind.OPEN, Kind.SALE, Kind.SALE, Kind.ZREP, Kind.CLOSE, Kind.END]


def test_chain_by_the_packet_rule() -> None:
    chain, hashes = Chain(), []
    for number, kind in enumerate(PACKET):
        hashes.append(chain.next_hash(kind))
        chain = chain.after(kind, b"document %d" % number)
    assert hashes[:2] == [None, None]
    assert hashes[2:] == [hashlib.sha256(b"document %d" % n).hexdigest() for n in range(1, 6)]
    assert chain.last == document_hash(b"document 6")


def test_chain_by_the_text_rule() -> None:
    chain, hashes = Chain(ChainRule.TEXT), []
    for number, kind in enumerate(PACKET):
        hashes.append(chain.next_hash(kind))
        chain = chain.after(kind, b"document %d" % number)
    settled = {n: hashlib.sha256(b"document %d" % n).hexdigest() for n in (2, 3)}
    assert hashes == [None, None, None, settled[2], settled[3], None, None]


def test_link_of_a_receipt() -> None:
    moment = datetime(2026, 3, 14, 22, 5, 9, tzinfo=UTC)
    link = receipt_link(fiscal_number="420.3.2598", register=4000999001, moment=moment, total=1250, mac="ab")
    assert link.endswith("check?id=420.3.2598&fn=4000999001&date=20260315&time=000509&sm=12.50&mac=ab")
    assert "mac" not in receipt_link(fiscal_number="1", register=2, moment=moment, total=3)


def test_mac_is_a_switch() -> None:
    assert choose_mac(Mac.NONE, prevdochash="a", own_hash="b") is None
    assert choose_mac(Mac.PREVIOUS, prevdochash="a", own_hash="b") == "a"
    assert choose_mac(Mac.OWN, prevdochash="a", own_hash="b") == "b"


@pytest.mark.parametrize("kind", list(CODES))
def test_heads_are_recognised_as_their_kind(kind: Kind) -> None:
    made = samples.service(kind)
    assert kind_of(made) is kind
    assert moment_of(made) == samples.MOMENT
    assert made.checkhead.testing is None


def test_kinds_beyond_the_map() -> None:
    assert kind_of(samples.zrep()) is Kind.ZREP
    assert kind_of_codes(0, None) is Kind.SALE
    assert kind_of_codes(0, 3) is Kind.DEPOSIT
    assert kind_of_codes(4, 1) is Kind.PAWNSHOP
    assert kind_of_codes(104, None) is None
    assert kind_of_codes(0, 9) is None


def test_testing_never_reaches_the_frame_of_a_session() -> None:
    stamp = dataclasses.replace(samples.STAMP, testing=True)
    assert head(Kind.SALE, samples.SHOP, stamp).testing is True
    assert zrep_head(samples.SHOP, stamp).testing is True
    assert head(Kind.BEGIN, samples.SHOP, stamp).testing is None
    assert head(Kind.END, samples.SHOP, stamp).testing is None


def test_a_head_refuses_what_its_kind_forbids() -> None:
    for wrong in ({"returned_number": "1"}, {"storned_number": "1"}, {"revoke_last_online": True}):
        with pytest.raises(FieldValueError):
            head(Kind.SALE, samples.SHOP, samples.STAMP, **wrong)
    with pytest.raises(FieldValueError):
        head(Kind.ZREP, samples.SHOP, samples.STAMP)
    naive = dataclasses.replace(samples.STAMP, moment=datetime(2026, 1, 1))
    with pytest.raises(FieldValueError):
        head(Kind.SALE, samples.SHOP, naive)
