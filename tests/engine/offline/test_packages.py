"""Our packages before a reader that shares nothing with the engine; the official packet before the same reader."""

from __future__ import annotations

import dataclasses
import json

import pytest

from prro_cli.documents.kinds import Stamp
from prro_cli.documents.model import Check, Sent
from prro_cli.engine.offline.packages import largest_xml
from prro_cli.engine.way import record
from tests.engine.offline.plans import sale_plan
from tests.engine.offline.reader import Package, content, control_of, unframe
from tests.engine.offline.shop import DESK, shop
from tests.shared import shared_data


def test_packages_keep_every_rule_of_the_description() -> None:
    with shop(package_bytes=30_000) as s:
        s.open()
        s.link.up = False
        for number in range(60):
            s.clock.move(20)
            s.sale(600 + 60 * number)
        s.end_day()
        session = s.journal.current_session(DESK.name)
        assert session is not None
        seed = s.journal.unseal(session.seed_name).decode()
        s.link.up = True
        s.come_back()
        bodies = [body for path, body in s.link.bodies if path == "pck"]
        assert len(bodies) > 2
        whole: list[bytes] = []
        for body in bodies:
            assert len(body) <= 30_000
            documents = unframe(content(body))
            Package(documents).check(seed)
            whole += documents
        assert len(whole) == 64
        Package(whole).check(seed)


def test_never_more_than_a_hundred_documents_and_the_same_bytes_again() -> None:
    with shop(package_bytes=204_800) as s:
        s.open()
        s.link.up = False
        for _ in range(150):
            s.sale(600)
        s.link.up = True
        s.link.strikes = [("pck", "drop"), ("pck", "drop")]
        s.come_back()
        bodies = [body for path, body in s.link.bodies if path == "pck"]
        assert bodies[0] == bodies[1] == bodies[2]
        assert all(len(unframe(content(body))) <= 100 and len(body) <= 204_800 for body in bodies)
        s.agree()


def test_by_command_without_framing() -> None:
    with shop(package_channel="SendOflPackage") as s:
        s.open()
        s.link.up = False
        s.sale(600)
        s.link.up = True
        s.come_back()
        assert "pck" not in s.link.requests
        s.agree()


def test_by_command_the_documents_grow_by_a_third_and_still_fit() -> None:
    with shop(package_channel="SendOflPackage", package_bytes=100_000) as s:
        s.open()
        s.link.up = False
        for _ in range(90):
            s.sale(600)
        s.link.up = True
        s.come_back()
        sizes = [len(body) for path, body in s.link.bodies if path == "cmd" and b"SendOflPackage" in body]
        assert len(sizes) > 1 and max(sizes) <= 100_000
        s.agree()


@pytest.mark.parametrize("channel", ["pck", "SendOflPackage"])
def test_a_document_longer_than_the_size_aimed_at_goes_alone(channel: str) -> None:
    with shop(package_channel=channel, package_bytes=20_000) as s:
        assert 130_000 < largest_xml(s.post.rules) < 190_000
        s.open()
        s.link.up = False
        s.sale(600)
        long = sale_plan(s.post, 600)

        def build(stamp: Stamp) -> Sent:
            made = long.build(stamp)
            assert isinstance(made, Check)
            return dataclasses.replace(made, checkhead=dataclasses.replace(made.checkhead, comment="к" * 60_000))

        record(s.post, dataclasses.replace(long, build=build))
        s.sale(600)
        s.link.up = True
        s.come_back()
        s.agree()


@pytest.mark.parametrize("reading", ["include", "drop"])
def test_a_sum_of_nothing_in_the_control_number_is_a_switch_on_both_sides(reading: str) -> None:
    with shop(switches={"zero_sum_control": reading}, offline_zero_sum=reading) as s:
        s.open()
        s.link.up = False
        s.sale(600)
        s.sale(0)
        s.link.up = True
        s.come_back()
        s.agree()


@pytest.mark.parametrize("hash_mode", ["strict", "lenient"])
def test_the_chain_passes_both_readings(hash_mode: str) -> None:
    with shop(switches={"hash_mode": hash_mode}) as s:
        s.open()
        s.link.up = False
        s.sale(600)
        s.sale(1200)
        s.link.up = True
        s.come_back()
        s.agree()


def test_the_official_control_numbers_by_the_second_reader() -> None:
    rows = json.loads(shared_data("fiscal/control_number_vectors.json").read_text("utf-8"))
    assert len(rows) >= 8
    for row in rows:
        assert control_of(row["string"]) == row["control"], row["name"]
