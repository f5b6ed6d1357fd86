"""The answer to a document is lost and the server stays away: the long campaign over every kind of document."""

from __future__ import annotations

import pytest

from tests.outside.conftest import World
from tests.outside.stranger import Fault
from tests.outside.stranger_state import Variant
from tests.outside.test_contract import clean, open_shift, settle

AND_THEN_NOTHING = [
    (f"doc:{kind}", action)
    for kind in ("open", "sale", "return", "reversal", "cash-in", "cash-out", "z", "close")
    for action in ("drop-before", "drop-after")
]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "action"), AND_THEN_NOTHING)
def test_a_lost_reply_and_then_no_server(world: World, kind: str, action: str) -> None:
    """The answer is lost and the server stays away: work goes on offline, the double is revoked on the way back."""
    till = world(Variant())
    assert till.server is not None
    open_shift(till)
    first = till.sell()
    assert till.run("shift", "close").code == 0
    till.server.faults.append(Fault(kind, action, then_dead=True))
    till.run("shift", "open")
    if till.server.dead:
        till.server.dead = False
        settle(till)
        till.run("shift", "open", "--if-needed")
    till.sell()
    till.write("return", "return", "--receipt", first.document["fiscal_number"], "--all", total=9000)
    till.write("sale", "sale", "--item", "name=Чай,price=20.00,tax=А", total=2000)
    till.run("reversal")
    till.write("cash-in", "cash", "in", "100.00", total=10000)
    till.write("cash-out", "cash", "out", "30.50", total=3050)
    till.run("shift", "close")
    till.server.dead = False
    settle(till)
    till.run("shift", "close", "--if-needed")
    settle(till)
    assert till.server.register.book.shift is None and not till.server.register.book.session.is_open
    open_shift(till)
    clean(till)


@pytest.mark.slow
def test_a_server_that_keeps_the_number_of_a_revoked_double(world: World) -> None:
    """Open question 1 of the description: the program cannot know; it stops for a person and loses nothing."""
    till = world(Variant(revoke_frees_number=False))
    assert till.server is not None
    open_shift(till)
    till.server.faults.append(Fault("doc:sale", "drop-after", then_dead=True))
    assert till.sell().document["state"] == "offline"
    till.server.dead = False
    assert till.run("go-online").code in (0, 40)
    assert [entry.kind for entry in till.entries()][:2] == ["open", "sale"]
    waiting = [line for line in till.history() if line["kind"] == "sale" and line["state"] in ("offline", "registered")]
    assert [line["total"] for line in waiting] == ["90.00"]
    assert till.must("journal", "verify").data["sound"] is True
