"""The life of a form in the journal: prepared → sent → receipt 1 → receipt 2 → accepted | refused | no answer.

Before the first byte leaves, the container and the fact that a sending begins are one durable commit; from then on
the form counts as "unknown" until an answer says better, and nothing here ever sends twice by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from prro_cli.journal.events import NewEvent
from prro_cli.journal.registrations import STREAM, Registration
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.registration.channels.base import (
    Asked,
    Channel,
    Fetched,
    NotSent,
    Outcome,
    Outgoing,
    RawReceipt,
    Refused,
    Sent,
)
from prro_cli.registration.opening import Keys, Proof, ReceiptUnopenedError, open_receipt
from prro_cli.registration.receipts import Receipt, read_receipt, same_file
from prro_cli.values import kyiv

if TYPE_CHECKING:
    from collections.abc import Callable

    from prro_cli.journal.sealed import SealedSecret
    from prro_cli.journal.store import Journal

WORKING_DAYS = 2
"""Receipt No 2 comes not later than the next working day; a day beyond it, one has to look into the cabinet."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the journal says in clear of a form: nothing that names a person."""

    form: str
    tin: str
    action: str = ""
    object: str = ""
    local_number: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A receipt that was taken into the journal, or why it was not."""

    name: str
    receipt: Receipt | None = None
    proof: Proof = Proof.UNSIGNED
    signer: str = ""
    file_name: str = ""
    new: bool = False
    trouble: str = ""


def _working_days_later(moment: datetime, days: int) -> datetime:
    """The same hour so many working days later; holidays, which nobody can look up offline, count as working days."""
    while days:
        moment += timedelta(days=1)
        days -= moment.astimezone(kyiv()).weekday() < 5
    return moment


def _code(reason: str) -> str:
    """The word that an answer begins with; the rest may name people and is sealed."""
    return reason.partition(":")[0].strip()[:40] or "no reason"


UNPROTECTED = ("soap", "mail")
"""Ways on which anybody could put a receipt: plain http, letters."""


def _too_weak(proof: Proof, keys: Keys | None, source: str) -> str:
    """Why a receipt that came an unprotected way is not believed; empty where it is."""
    if source not in UNPROTECTED or proof is Proof.TRUSTED:
        return ""
    if proof is Proof.UNSIGNED:
        return say("it is not signed, and by {source} anybody could have sent it", source=source)
    if keys is not None and keys.store is not None:
        return say(
            "it is not signed by the tax service as far as the authorities of this home know, and came by {source}",
            source=source,
        )
    return ""


class Ledger:
    """All changes to forms; the caller holds no lock, each change takes it for its moment."""

    def __init__(self, journal: Journal, now: Callable[[], datetime], *, command: str, wait_seconds: float) -> None:
        self.journal = journal
        self._now = now
        self._command = command
        self._wait = wait_seconds

    def prepare(self, file_name: str, xml: bytes, facts: Facts) -> Registration:
        """Write down a form; the same bytes again change nothing."""
        known = self.journal.registration(file_name)
        digest = hashlib.sha256(xml).hexdigest()
        if known is not None and (known.state != "prepared" or known.xml_sha256 == digest):
            return known
        secret = self._sealed(file_name, "form", xml)
        payload = {
            "form": facts.form, "xml": digest, "action": facts.action, "tin": facts.tin, "object": facts.object,
            "local_number": facts.local_number, "purpose": facts.purpose,
        }  # fmt: skip
        self._append("prepared", file_name, {k: v for k, v in payload.items() if v}, secret)
        return self._found(file_name)

    def send(self, form: Registration, container: bytes, channel: Channel) -> Outcome:
        """Send a prepared form once: the fact first, then the call, then its outcome."""
        secret = self._sealed(form.file_name, "container", container)
        payload = {
            "channel": channel.name, "attempt": form.attempts + 1, "sha256": hashlib.sha256(container).hexdigest(),
        }  # fmt: skip
        self._append("sending", form.file_name, payload, secret)
        outcome = channel.send(Outgoing(form.file_name, form.tin or "", container))
        if isinstance(outcome, Sent):
            self._append("sent", form.file_name, {"ticket": outcome.ticket} if outcome.ticket else {})
        else:
            kind = (
                "unsent" if isinstance(outcome, NotSent) else "refused" if isinstance(outcome, Refused) else "unknown"
            )
            words = self._sealed(form.file_name, "answer", outcome.reason.encode())
            self._append(kind, form.file_name, {"reason": _code(outcome.reason)}, words)
        return outcome

    def take(self, raw: RawReceipt, keys: Keys | None, *, expected: str = "", source: str = "") -> Taken:
        """One receipt: opened, matched by file name, recorded with its original bytes; known ones change nothing.

        `expected` is the form a person says it is about: it stands in where a plain text names none.
        """
        try:
            opened = open_receipt(raw.data, self._now(), keys)
        except ReceiptUnopenedError as error:
            return Taken(raw.name, trouble=str(error))
        weak = _too_weak(opened.proof, keys, source)
        if weak:
            return Taken(raw.name, trouble=weak)
        receipt = read_receipt(opened.content, name=raw.name, header=opened.header, number=raw.number, final=raw.final)
        form = self._match(receipt.form_file) if receipt.form_file else self.journal.registration(raw.about or expected)
        if form is None:
            trouble = f"it is about {receipt.form_file or 'no form it names'}, which this home did not send"
            return Taken(raw.name, receipt, opened.proof, opened.signer, trouble=trouble)
        digest = hashlib.sha256(raw.data).hexdigest()
        taken = Taken(raw.name, receipt, opened.proof, opened.signer, form.file_name)
        if self._known(form.file_name, digest):
            return taken
        secret = self._sealed(form.file_name, "receipt", raw.data)
        payload: dict[str, object] = {
            "number": receipt.number, "verdict": receipt.verdict.value, "final": receipt.final,
            "proof": opened.proof.value, "sha256": digest, "source": source, "name": raw.name,
        }  # fmt: skip
        inside = self._sealed(form.file_name, "opened", opened.content)
        payload |= {"opened": inside.name, "opened_check": inside.check}
        for name in ("fiscal_number", "local_number", "registration_number"):
            if getattr(receipt, name):
                payload[name] = getattr(receipt, name)
        self._append("receipt", form.file_name, payload, secret, inside)
        return Taken(raw.name, receipt, opened.proof, opened.signer, form.file_name, new=True)

    def fetch(self, forms: Sequence[Registration], channel: Channel, keys: Keys | None) -> tuple[list[Taken], Fetched]:
        """Ask one channel for what these forms wait for, and take in what it gives."""
        asked = [Asked(form.file_name, form.tin or "", form.ticket or "") for form in forms]
        fetched = channel.fetch(asked)
        taken = [self.take(raw, keys, source=channel.name) for raw in fetched.receipts]
        for form in forms:
            now = self._found(form.file_name)
            if now.state == "unknown" and form.file_name in fetched.known:
                self._append("sent", form.file_name, {})
            elif now.waiting and now.state != "no_answer" and not fetched.trouble and self.overdue(now):
                self._append("no_answer", form.file_name, {"reason": say("the time for receipts is over")})
        return taken, fetched

    def settle(self, form: Registration, *, arrived: bool, reason: str) -> Registration:
        """What a person found out about a form with an unknown result: it arrived, or for certain it did not."""
        self._append("sent" if arrived else "unsent", form.file_name, {} if arrived else {"reason": reason})
        return self._found(form.file_name)

    def seen(self, form: Registration, *, visible: bool, fiscal_number: str | None = None) -> None:
        """Whether the fiscal server shows it, and under which number; recorded when it says something new."""
        news = fiscal_number if form.fiscal_number is None else None
        if visible != (form.visible_at is not None) or news:
            more = {"fiscal_number": news} if news else {}
            self._append("visible", form.file_name, {"visible": visible, **more})

    def overdue(self, form: Registration) -> bool:
        """Whether the time for receipts is over."""
        if form.sent_at is None:
            return False
        return self._now() > _working_days_later(datetime.fromisoformat(form.sent_at), WORKING_DAYS)

    def reason(self, form: Registration) -> str | None:
        """Why it stands where it stands, in the gateway's own words where there are some."""
        if form.reason is None:
            return None
        for event in reversed(self.journal.registration_events(form.file_name)):
            if event.payload.get("reason") is None:
                continue
            name = event.payload.get("secret")
            return self.journal.unseal(name).decode() if name else str(event.payload["reason"])
        return form.reason

    def form_bytes(self, form: Registration) -> bytes:
        """The XML as it was prepared."""
        return self.journal.unseal(form.xml_secret)

    def receipt_text(self, said: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
        """What a receipt that was taken says, for people: its text and its remarks."""
        found = read_receipt(self.journal.unseal(said["opened"]), name=said.get("name", ""), number=said["number"])
        return found.text, found.remarks

    def receipts_of(self, form: Registration) -> list[tuple[str, bytes]]:
        """When each receipt came, and its original bytes."""
        return [
            (event.at, self.journal.unseal(event.payload["secret"]))
            for event in self.journal.registration_events(form.file_name)
            if event.kind == "registration.receipt"
        ]

    def _match(self, name: str) -> Registration | None:
        return next((form for form in self.journal.registrations() if same_file(form.file_name, name)), None)

    def _known(self, file_name: str, digest: str) -> bool:
        return any(
            event.payload["sha256"] == digest
            for event in self.journal.registration_events(file_name)
            if event.kind == "registration.receipt"
        )

    def _found(self, file_name: str) -> Registration:
        found = self.journal.registration(file_name)
        assert found is not None, "a form that was just written is there"
        return found

    def _sealed(self, file_name: str, what: str, data: bytes) -> SealedSecret:
        digest = hashlib.sha256(data).hexdigest()[:32]
        return self.journal.seal(f"registration/{file_name}/{what}/{digest}", data)

    def _append(
        self, kind: str, file_name: str, payload: dict[str, object], secret: SealedSecret | None = None,
        *more: SealedSecret,
    ) -> None:  # fmt: skip
        members = {"file_name": file_name, **payload}
        if secret is not None:
            members |= {"secret": secret.name, "secret_check": secret.check}
        with self.journal.lock(STREAM, command=self._command, wait_seconds=self._wait):
            event = NewEvent("registration." + kind, members)
            self.journal.append(
                STREAM, self._now(), [event], secrets=[*((secret,) if secret is not None else ()), *more]
            )
