"""A day and a half at a till, with everything a journal can hold; for the tests of support."""

from __future__ import annotations

from typing import Any

from tests.cli.till import Till


def sell(till: Till, price: str, **more: Any) -> dict[str, Any]:
    """One coffee."""
    return till.sell({"items": [{"name": "Кава лате", "qty": "1", "price": price, "tax": "А"}], **more})


def a_day(till: Till) -> None:
    """Online, a return, money in, a reversal, lost answers, offline, the way back, Z; the next day is still open."""
    till.ok("shift", "open")
    first = sell(till, "50.00")
    till.ok("cash", "in", "100")
    sell(till, "12.30", payments=[{"form": "card"}])
    till.ok("return", "--receipt", first["fiscal_number"], "--all")
    sell(till, "7.00")
    till.ok("reversal")
    assert till.box is not None
    till.box.fault("lost-reply@doc")
    sell(till, "8.00")
    till.box.fault("lost-reply@doc")
    till.box.fault("reset:2+@cmd")
    assert sell(till, "9.00")["offline"] is True
    sell(till, "33.00")
    sell(till, "44.00")
    till.box.faults.clear()
    till.ok("go-online")
    till.ok("shift", "close")
    till.ok("shift", "open")
    sell(till, "10.00")
