"""What the fiscal server shows of forms that were filed: `Objects`, `Operators`, `TransactionsRegistrarState`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from prro_cli.cli.face import Face
from prro_cli.cli.secrets import PasswordOptions
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.forms.model import Form1
    from prro_cli.journal.registrations import Registration
    from prro_cli.registration.ledger import Ledger
    from prro_cli.taxserver.answers import Operator, RegistrarState, TaxObject
    from prro_cli.taxserver.commands import Command

T = TypeVar("T")
SECONDS = 15
NOT_FOR_THIS_KEY = (1, 2)
"""TransactionsRegistrarAbsent, OperatorAccessToTransactionsRegistrarNotGranted: then there is nothing to see."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one key can see. Registers and keys that it may not work with are not shown to it."""

    objects: tuple[TaxObject, ...]
    operators: tuple[Operator, ...]
    states: dict[str, RegistrarState | None]
    """The state of each register, or None where the server gave none."""

    def register(self, fiscal_number: str) -> bool:
        """Whether the register is shown and not cancelled."""
        return any(one.fiscal_number == fiscal_number and not one.closed for o in self.objects for one in o.registrars)

    def with_(self, other: Seen) -> Seen:
        """What two keys see together: a taxpayer's key sees the operators, a cashier's key its registers."""
        operators = {one.subject_key_id.lower(): one for one in (*self.operators, *other.operators)}
        states = {**other.states, **self.states}
        return Seen((*self.objects, *other.objects), tuple(operators.values()), states)

    def key(self, ski: str) -> bool | None:
        """Whether the key is registered; True for a senior or None where it is not there."""
        found = [one for one in self.operators if one.subject_key_id.lower() == ski.lower()]
        return found[0].chief_cashier if found else None


def ask_server(face: Face, key: str, server: str, options: PasswordOptions) -> Seen:
    """Ask the three commands with one key; no data is an empty answer here, everything else an error."""
    from prro_cli.cli.asking import server_at
    from prro_cli.cli.vaults import digest_setting, open_key
    from prro_cli.crypto import cms
    from prro_cli.crypto.pairing import signing_pair
    from prro_cli.taxserver import commands
    from prro_cli.taxserver.explain import as_error
    from prro_cli.taxserver.outcomes import Answered, NoData, Refused

    wish = cms.Options(digest=digest_setting(face))
    seconds = float(face.options.timeout or SECONDS)
    opened = open_key(face, key, options)
    try:
        pair = signing_pair(opened.keys, opened.certificates, face.environment.now())
        with server_at(face, server.rstrip("/")) as client:

            def ask(question: Command[T]) -> T | None:
                answer = client.ask(question, lambda content: cms.sign(content, pair, wish), seconds=seconds)
                if isinstance(answer, Answered):
                    return answer.value
                if isinstance(answer, NoData) or (isinstance(answer, Refused) and answer.code in NOT_FOR_THIS_KEY):
                    return None
                raise as_error(answer, state=say("nothing was changed"))

            objects = ask(commands.objects()) or ()
            operators = ask(commands.operators())
            numbers = [one.fiscal_number for o in objects for one in o.registrars if not one.closed]
            states = {number: ask(commands.registrar_state(int(number))) for number in numbers}
    finally:
        opened.drop()
    return Seen(tuple(objects), tuple(operators.operators) if operators else (), states)


def shows_on_server(form: Registration) -> bool:
    """Whether the form changes anything that the fiscal server shows by itself."""
    return form.form in ("1-ПРРО", "5-ПРРО") or form.form == "20-ОПП"


def number_of(body: Form1, seen: Seen) -> str | None:
    """The fiscal number of a new register by object and local number, where no receipt told it (registration 2.5)."""
    from prro_cli.forms.rules import same_identifier

    found = [
        register.fiscal_number
        for one in seen.objects
        if one.object_id is not None and same_identifier(str(one.object_id), body.object_id or "")
        for register in one.registrars
        if not register.closed and register.local_number == int(body.local_number)
    ]
    return found[0] if body.action == "register" and len(set(found)) == 1 else None


def record(ledger: Ledger, form: Registration, seen: Seen) -> bool | None:
    """What the server shows of a form, written down; None where it cannot be told."""
    from prro_cli.forms.model import Form1
    from prro_cli.forms.reader import read_declar

    shown = visible(ledger, form, seen)
    if shown is None:
        return None
    body = read_declar(ledger.form_bytes(form)).body
    number = number_of(body, seen) if shown and isinstance(body, Form1) else None
    ledger.seen(form, visible=shown, fiscal_number=number)
    return shown


def visible(ledger: Ledger, form: Registration, seen: Seen) -> bool | None:
    """Whether the server shows what the form asked for; None where that cannot be told by this key."""
    from prro_cli.forms.model import ENDED, SENIOR, Form1, Form5
    from prro_cli.forms.reader import read_declar
    from prro_cli.forms.rules import same_identifier

    body = read_declar(ledger.form_bytes(form)).body
    if isinstance(body, Form1):
        number = form.fiscal_number or body.fiscal_number or number_of(body, seen) or ""
        if body.action == "cancel":
            return not seen.register(number) if number else None
        if not number or not seen.register(number):
            return False
        state = seen.states.get(number)
        return state is None or state.offline_supported is None or state.offline_supported == (body.offline != "none")
    if isinstance(body, Form5):
        return all(
            (seen.key(row.key_id or "") is None) if row.role == ENDED
            else seen.key(row.key_id or "") is (row.role == SENIOR)
            for row in body.keys
        )  # fmt: skip
    shown = [str(one.object_id) for one in seen.objects if one.object_id is not None]
    if not shown:
        return None  # an outlet is shown only once a register stands in it
    wanted = [row.object_id or "" for row in body.objects if row.action != 6]
    return all(any(same_identifier(one, identity) for one in shown) for identity in wanted)
