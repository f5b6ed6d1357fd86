"""36 hours, 168 hours, the month's border, October's hour: to the second, by a virtual clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.values import kyiv
from tests.sandbox.world import Client, Offline, total


def begin(client: Client, moment: str | None = None) -> Offline:
    if moment:
        client.box.set_time(datetime.fromisoformat(moment).replace(tzinfo=kyiv()))
    if client.state()["ShiftState"] == 0:
        client.open()
    offline = client.session()
    offline.add(102)
    return offline


def deposit_after(offline: Offline, **time: int) -> None:
    offline.client.box.advance(int(timedelta(**time).total_seconds()))
    offline.add(0, 2, total("1.00"))


@pytest.mark.parametrize(("extra", "status"), [(-1, 200), (0, 200), (1, 400)])
def test_36_hours(client: Client, extra: int, status: int) -> None:
    offline = begin(client)
    deposit_after(offline, hours=36, seconds=extra)
    offline.client.box.advance(90_000)
    offline.add(103)  # the end itself does not count
    answer = offline.deliver()
    assert answer.status == status, answer.text
    if status == 400:
        assert (answer.code, "36 годин" in answer.text) == (10, True)
    else:
        assert client.state()["OfflineSessionsMonthlyDuration"] == str(36 * 60 + (1 if extra > 0 else 0))


def spend(client: Client, hours: int, *, day: int) -> None:
    offline = begin(client, f"2026-03-{day:02d}T00:00:00")
    deposit_after(offline, hours=hours)
    offline.add(103)
    assert offline.deliver().status == 200


@pytest.mark.parametrize(("seconds", "status"), [(24 * 3600, 200), (24 * 3600 + 1, 400)])
def test_168_hours_in_a_month(client: Client, seconds: int, status: int) -> None:
    for day in (1, 3, 5, 7):
        spend(client, 36, day=day)
    offline = begin(client, "2026-03-10T00:00:00")
    deposit_after(offline, seconds=seconds)
    offline.add(103)
    answer = offline.deliver()
    assert answer.status == status, answer.text
    if status == 400:
        assert "168 годин" in answer.text
        return
    offline = begin(client, "2026-03-20T00:00:00")
    offline.add(103)
    assert offline.deliver().code == 10  # nothing is left of the month, so not even a begin is taken
    offline = begin(client, "2026-04-01T00:00:00")
    deposit_after(offline, hours=1)
    offline.add(103)
    assert offline.deliver().status == 200
    assert client.state()["OfflineSessionsMonthlyDuration"] == "60"


@pytest.mark.parametrize(("border", "march", "april"), [("exclude", "0", "0"), ("full", "600", "600")])
def test_a_session_across_the_border_of_a_month(client: Client, border: str, march: str, april: str) -> None:
    client.box.switch("month_border", border)
    offline = begin(client, "2026-03-31T20:00:00")
    deposit_after(offline, hours=10)
    offline.add(103)
    assert offline.deliver().status == 200
    assert client.state()["OfflineSessionsMonthlyDuration"] == april
    client.box.set_time(datetime(2026, 3, 31, 23, tzinfo=kyiv()))
    assert client.state()["OfflineSessionsMonthlyDuration"] == march


def test_limits_only_reported(client: Client) -> None:
    client.box.switch("limits", "report")
    offline = begin(client)
    deposit_after(offline, hours=40)
    offline.add(103)
    assert offline.deliver().status == 200
    assert client.state()["OfflineSessionsMonthlyDuration"] == "2400"


@pytest.mark.parametrize(("mode", "status"), [("tolerant", 200), ("naive", 400)])
def test_the_repeated_hour_of_october(box: Sandbox, mode: str, status: int) -> None:
    box.switch("autumn_hour", mode)
    client = Client(box)
    box.set_time(datetime(2026, 10, 25, 3, 50, tzinfo=kyiv(), fold=0))
    client.open()
    box.advance(20 * 60)
    assert box.clock.now().strftime("%H:%M") == "03:10"
    assert client.send(0, 2, total("1.00")).status == status


def test_the_hour_that_spring_leaves_out(client: Client) -> None:
    offline = begin(client, "2026-03-29T02:30:00")
    deposit_after(offline, hours=1)
    offline.add(103)
    assert offline.deliver().status == 200
    assert client.state()["OfflineSessionsMonthlyDuration"] == "60"


def test_the_clock_of_the_sandbox(client: Client) -> None:
    assert client.command("ServerState", signed=False).json["Timestamp"] == "2026-03-10T10:00:00.0000000+02:00"
    client.box.advance(-60)
    assert client.command("ServerState", signed=False).headers["Date"] == "Tue, 10 Mar 2026 07:59:00 GMT"
    client.box.freeze(stopped=False)
    assert client.box.clock.now().minute == 59
