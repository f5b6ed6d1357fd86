"""The story that `prro demo` tells, as data: it grows with the program."""

from __future__ import annotations

import shlex

from prro_cli.lang import later
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One command as a person types it; `remember` keeps its fiscal number for later steps."""

    shown: str
    remember: str = ""

    @property
    def words(self) -> list[str]:
        """The command as the shell would split it."""
        return shlex.split(self.shown)


@dataclass(frozen=True, slots=True)
class Scene:
    """A few commands that belong together, and what happens before them."""

    title: str
    tale: tuple[str, ...]
    steps: tuple[Step, ...]
    before: tuple[str, ...] = ()


STORY: tuple[Scene, ...] = (
    Scene(
        later("1  A register is provisioned"),
        (
            later("The embedded sandbox plays the tax service's fiscal server (it is not the tax service)."),
            later("Throw-away keys, one café, one registered ПРРО."),
        ),
        (Step("desk show"), Step("key list")),
        before=("link_up", "provision"),
    ),
    Scene(
        later("2  The day begins"),
        (later("Opening the shift is a document of its own, signed with the cashier's key."),),
        (Step("shift open"),),
    ),
    Scene(
        later("3  Sales: cash with change and rounding, a card, a discount"),
        (later("Cash is paid in multiples of 50 kopecks since 01.10.2025; the tax is reckoned from the exact sum."),),
        (
            Step(
                "sale --item 'name=Лате,qty=2,price=45.00,tax=А' --item 'name=Круасан,price=38.60,tax=А' --cash 150",
                "first",
            ),
            Step("receipt show {first} --format terminal"),
            Step("sale --item 'name=Обід дня,price=189.00,tax=А,discount=10%' --card 170.10", "second"),
            Step("receipt show {first}"),
        ),
    ),
    Scene(
        later("4  Something comes back, something was a mistake"),
        (later("A return is bound to its receipt: never more than was sold. Only the last receipt can be reversed."),),
        (
            Step("return --receipt {second} --all"),
            Step("sale --item 'name=Чай зелений,qty=3,price=30.00,tax=А'", "mistake"),
            Step("undo {mistake}"),
            Step("reversal"),
        ),
    ),
    Scene(
        later("5  Money in the drawer"),
        (later("Service deposits and issues are documents too."),),
        (Step("cash in 500.00"), Step("cash out 100.00"), Step("report x")),
    ),
    Scene(
        later("6  The internet is gone; the shop is open"),
        (
            later("The next sale goes on offline by itself: a session number, a control number, a chain of hashes."),
            later("The Z-report and the closing of the shift are lawful without a link too."),
        ),
        (
            Step("sale --item 'name=Борщ,price=95.00,tax=А' --cash 100", "offline"),
            Step("receipt show {offline} --format terminal"),
            Step("sale --item 'name=Вареники,qty=1.5,price=80.00,tax=А' --card 120.00"),
            Step("shift close"),
            Step("status"),
        ),
        before=("link_down",),
    ),
    Scene(
        later("7  The internet is back"),
        (later("What waits is sent in packages, strictly in order, and the next offline numbers are taken."),),
        (Step("go-online"), Step("why {offline}")),
        before=("link_up",),
    ),
    Scene(
        later("8  Nothing lost, doubled or unexplained"),
        (later("The tax server's books, the journal and every hash of it are compared."),),
        (Step("reconcile"), Step("journal list"), Step("status"), Step("journal verify")),
    ),
)
