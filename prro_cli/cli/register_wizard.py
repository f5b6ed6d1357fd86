"""`prro register wizard`: 20-ОПП → accepted → 1-ПРРО → 5-ПРРО → visible → desk → test shift, resumable anywhere.

Where it stands is read from the journal, the configuration and the fiscal server each time; the wizard itself
remembers nothing but the answers. So it does not matter at which step it was killed. It never sends a form twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.declared import Option, command
from prro_cli.cli.face import Face
from prro_cli.cli.filing import ledger_of, signers_at
from prro_cli.cli.register_answers import Answers, answers_of
from prro_cli.cli.register_app import app
from prro_cli.cli.register_send import PasswordLine, Passwords
from prro_cli.errors.base import ExitCode
from prro_cli.errors.filing import FormRefusedByGatewayError, FormResultUnknownError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.cli.filing import Signers
    from prro_cli.cli.register_visible import Seen
    from prro_cli.journal.registrations import Registration
    from prro_cli.registration.ledger import Ledger
    from prro_cli.registration.prepare import Prepared

STEPS = ("20-ОПП", "1-ПРРО", "5-ПРРО", "visible", "desk", "test shift")
PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step and where it stands: `done`, `waiting` or `open`."""

    name: str
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class WizardAnswer:
    """How far it came; `waiting_for` is null when the shop can sell."""

    schema: ClassVar[str] = "prro.register.wizard/1"
    desk: str
    steps: tuple[Step, ...]
    fiscal_number: str | None
    waiting_for: str | None
    next: tuple[str, ...]


@command(
    app,
    "wizard",
    schema=WizardAnswer.schema,
    example="prro register wizard --answers shop.toml --password-file pw --yes",
)
def wizard(
    face: Face,
    answers: Annotated[
        Path | None, Option("--answers", metavar="FILE", help="TOML with all answers; else those kept, or questions.")
    ] = None,
    wait: Annotated[int, Option("--wait", metavar="SECONDS", min=0, help="Wait so long for each receipt.")] = 0,
    retry: Annotated[bool, Option("--retry", help="Prepare a refused form anew from the corrected answers.")] = False,
    password_file: Passwords = None,
    password_fd: PasswordLine = None,
) -> Answer:
    """From a taxpayer with a key to a shop with an open test shift (channels never tried live). Run it until done."""
    given = answers_of(face, answers, password_file, password_fd)
    with ledger_of(face, "register wizard") as ledger, ExitStack() as stack:
        run = _Run(face, ledger, given, wait, retry, stack)
        waiting = run.forms() or run.see() or run.desk()
    if waiting is None:
        run.test_shift()
    return run.answer(waiting)


class _Run:
    """One run of the wizard, step by step."""

    def __init__(self, face: Face, ledger: Ledger, answers: Answers, wait: int, retry: bool, stack: ExitStack) -> None:
        self._stack = stack
        self._signers: Signers | None = None
        self._face = face
        self._ledger = ledger
        self._answers = answers
        self._wait = wait
        self._retry = retry
        self._done: list[Step] = []
        self._seen: Seen | None = None
        self._number: str | None = None

    # --- the three forms

    def forms(self) -> str | None:
        """Bring each form to "accepted"; what one waits for, if one waits."""
        builders: dict[str, Callable[[], dict[str, Any]]] = {
            "20-ОПП": self._object,
            "1-ПРРО": self._register,
            "5-ПРРО": self._keys,
        }
        for form, build in builders.items():
            last = self._last(form)
            if last is None or last.state != "accepted":
                last = self._bring(form, build, last)
            if last.state != "accepted":
                self._done.append(Step(form, "waiting", f"{last.file_name}: {last.state}"))
                return f"receipts for {form}"
            self._done.append(Step(form, "done", last.file_name))
            if form == "1-ПРРО":
                self._number = last.fiscal_number
        return None

    def _last(self, form: str) -> Registration | None:
        mine = [one for one in self._ledger.journal.registrations(form) if one.purpose == self._answers.desk]
        return mine[-1] if mine else None

    def _bring(self, form: str, build: Callable[[], dict[str, Any]], last: Registration | None) -> Registration:
        """As far as it goes now: prepared, sent, its receipts fetched."""
        from prro_cli.cli.register_receipt import poll
        from prro_cli.cli.register_send import confirm, read_prepared, submit

        channel = self._answers.channel
        if last is not None and last.state == "refused" and not self._retry:
            detail = self._ledger.reason(last) or self._words(last)
            raise FormRefusedByGatewayError(
                channel=last.channel or channel, detail=detail, file_name=last.file_name,
                next_steps=(f"prro register show {last.file_name}",
                            say("correct the answers, then: prro register wizard --answers FILE --retry")),
            )  # fmt: skip
        if last is None or last.state in ("refused", "prepared"):
            if last is None or last.state == "refused":
                prepared = self._prepared(form, build())
            else:
                prepared = read_prepared(self._face, self._ledger.form_bytes(last))
            self._kept(prepared)
            confirm(self._face, prepared, channel)
            last = submit(self._face, self._ledger, prepared, channel, self._opened(), self._answers.desk)
        if last.waiting and last.channel:
            _, trouble = poll(self._face, self._ledger, [last.file_name], self._opened(), self._wait)
            if trouble:
                self._face.note(trouble)
        return self._judged(last)

    def _opened(self) -> Signers:
        """The keys of the signers, opened once for all forms of this run."""
        if self._signers is None:
            self._signers = self._stack.enter_context(signers_at(self._face, self._answers.common()))
        return self._signers

    def _judged(self, form: Registration) -> Registration:
        now = self._ledger.journal.registration(form.file_name)
        assert now is not None, "it was just there"
        if now.state == "unknown":
            raise FormResultUnknownError(
                channel=now.channel or "",
                detail=self._ledger.reason(now) or say("the answer is lost"),
                file_name=now.file_name,
            )
        if now.state == "refused":
            self._retry = False
            return self._bring(now.form, dict, now)
        return now

    def _words(self, form: Registration) -> str:
        """What the refusing receipt says."""
        for event in reversed(self._ledger.journal.registration_events(form.file_name)):
            if event.kind == "registration.receipt":
                text, remarks = self._ledger.receipt_text(event.payload)
                return "; ".join((text.replace("\n", " "), *remarks))
        return say("no reason is known")

    def _prepared(self, form: str, given: dict[str, Any]) -> Prepared:
        from prro_cli.cli.register_forms import prepared_from
        from prro_cli.cli.register_sources import gather

        common = self._answers.common()
        name = {"20-ОПП": "20-opp", "1-ПРРО": "1-prro", "5-ПРРО": "5-prro"}[form]
        given = {key: value for key, value in given.items() if value not in (None, "")}
        return prepared_from(self._face, gather(self._face, name, given, common), common)

    def _kept(self, prepared: Prepared) -> None:
        """In the journal first: what lies in `forms/filed` alone would count as filed by later forms."""
        from prro_cli.cli.register_send import facts_of_form
        from prro_cli.cli.register_write import keep

        facts = facts_of_form(prepared, self._answers.desk)
        self._ledger.prepare(prepared.file_name, prepared.xml, facts)
        keep(self._face, prepared)

    def _object(self) -> dict[str, Any]:
        return {"office": self._answers.office, "objects": [_words(self._answers.object)]}

    def _register(self) -> dict[str, Any]:
        row = _words(self._answers.object)
        identity = row.get("object_id") or f"{str(row.get('type', '')).zfill(3)}{str(row.get('number', '')).zfill(5)}"
        return {
            "object_id": identity, "signs_as": self._answers.signer, "vat": self._answers.vat_number,
            **{key: str(value) for key, value in _words(self._answers.register).items()},
        }  # fmt: skip

    def _keys(self) -> dict[str, Any]:
        from prro_cli.cli.register_rows import rows_of_cashiers

        keys = [f"{one['key']}={one.get('role', 'cashier')}" for one in self._answers.cashiers if one.get("key")]
        files = [f"{one['cert']}={one.get('role', 'cashier')}" for one in self._answers.cashiers if one.get("cert")]
        return {"keys": rows_of_cashiers(self._face, files, keys, "upper"), "signs_as": self._answers.signer}

    # --- what follows from them

    def see(self) -> str | None:
        """Wait until the fiscal server shows the register and the key of the cashier."""
        from prro_cli.cli.register_visible import ask_server, record, visible
        from prro_cli.cli.secrets import PasswordOptions

        forms = [form for form in map(self._last, STEPS[1:3]) if form is not None]
        if self._defined() and all(form.visible_at for form in forms):
            self._done.append(Step("visible", "done", self._number or ""))
            return None
        end = self._face.environment.ticks() + self._wait
        while True:
            self._seen = ask_server(self._face, self._answers.seller, self._answers.server, self._password())
            shown = {form.form: visible(self._ledger, form, self._seen) for form in forms}
            if not all(shown.values()) and self._answers.seller != self._answers.key:
                # A cashier's own certificate does not name the taxpayer: then only the taxpayer's key sees the keys.
                options = PasswordOptions(next(iter(self._answers.passwords), None))
                whole = ask_server(self._face, self._answers.key, self._answers.server, options)
                self._seen = self._seen.with_(whole)
                shown = {form.form: visible(self._ledger, form, self._seen) for form in forms}
            for form in forms:
                record(self._ledger, form, self._seen)
            last = self._last("1-ПРРО")
            self._number = last.fiscal_number if last else None
            if all(shown.values()):
                self._done.append(Step("visible", "done", self._number or ""))
                return None
            if self._face.environment.ticks() >= end:
                break
            time.sleep(PAUSE)
        hidden = ", ".join(name for name, answer in shown.items() if not answer)
        self._done.append(Step("visible", "waiting", say("the fiscal server does not show {hidden}", hidden=hidden)))
        return say("the fiscal server to show {hidden}", hidden=hidden)

    def _defined(self) -> bool:
        from prro_cli.home.desks import desks_of

        return self._answers.desk in desks_of(self._face.settings.config)

    def desk(self) -> str | None:
        """Define the desk and its cashier, in the words of the fiscal server where it gave them."""
        from prro_cli.cli import cashier as cashiers
        from prro_cli.cli import desk as desks
        from prro_cli.cli.register_receipt import desk_values
        from prro_cli.home.desks import cashiers_of, desks_of

        name, seller = self._answers.desk, self._answers.seller
        form = self._last("1-ПРРО")
        assert form is not None, "it was accepted"
        if seller not in cashiers_of(self._face.settings.config):
            cashiers.add(self._face, name=seller, key=seller)
        if not self._defined():
            values = desk_values(self._ledger, form)
            if values is None:
                self._done.append(Step("desk", "waiting", say("no receipt names the fiscal number")))
                return "the fiscal number: prro register receipt import FILE, or prro desk discover"
            values |= self._as_registered(values["fiscal_number"])
            desks.add(
                self._face, name=name, server=self._answers.server, tsp=self._answers.tsp, trust=self._answers.trust,
                **values,
            )  # fmt: skip
        if desks_of(self._face.settings.config)[name].cashier is None:
            desks.set_(self._face, name=name, cashier=seller)
        self._done.append(Step("desk", "done", name))
        return None

    def _as_registered(self, number: int) -> dict[str, Any]:
        """Outlet and address letter by letter, as they must stand on documents."""
        for one in self._seen.objects if self._seen else ():
            if any(register.fiscal_number == str(number) for register in one.registrars):
                return {"outlet": one.name, "address": one.address, "org": one.organisation, "tin": one.tin}
        return {}

    def test_shift(self) -> None:
        """Open the first shift as a test shift, unless the desk has had one."""
        from prro_cli.cli import shift
        from prro_cli.cli.journal_access import open_journal

        with open_journal(self._face, read_only=True) as journal:
            first = journal.last_shift(self._answers.desk)
        if first is None:
            inner = Face(replace(self._face.options, desk=self._answers.desk), self._face.environment)
            options = self._password()
            shift.open_(
                inner, test=True, if_needed=True, cashier=self._answers.seller, online_only=True,
                password_file=options.file, password_fd=options.fd,
            )  # fmt: skip
        self._done.append(Step("test shift", "done", self._answers.desk))

    def _password(self) -> Any:
        """Of the cashier's key: the last file given belongs to it, or the one for all."""
        from prro_cli.cli.secrets import PasswordOptions

        files = self._answers.passwords
        return PasswordOptions(files[-1] if files else None, None if files else self._answers.password_fd)

    def answer(self, waiting: str | None) -> Answer:
        """How far it came."""
        names = [step.name for step in self._done]
        rest = [Step(name, "open", "") for name in STEPS if name not in names]
        steps = ("prro register wizard", "prro register status") if waiting else (
            f"prro --desk {self._answers.desk} sale --item name=Проба,price=1.00",
            f"prro --desk {self._answers.desk} shift close",
        )  # fmt: skip
        result = WizardAnswer(self._answers.desk, (*self._done, *rest), self._number, waiting, steps)
        return Answer(
            result, identifier=self._number or "", desk=self._answers.desk,
            exit_code=ExitCode.ATTENTION if waiting else ExitCode.OK,
        )  # fmt: skip


def _words(table: Any) -> dict[str, Any]:
    """A table of the answers under the names of the form."""
    return {str(key).replace("-", "_"): value for key, value in table.items()}
