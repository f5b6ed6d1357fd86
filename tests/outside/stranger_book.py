"""How a strange fiscal server judges documents: written from the public description alone, like `stranger_state`."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from lxml import etree

from prro_cli.crypto.cms_read import read_signed
from prro_cli.crypto.cms_verify import verify
from prro_cli.crypto.errors import CryptoError
from tests.outside.stranger_state import FINANCIAL, KYIV, Book, Entry, Facts, Paper, Refused, Session, Shift, Variant
from tests.outside.stranger_sums import control, receipt_fault, z_fault


class Register:
    """Judges documents of one register and remembers those it took."""

    def __init__(
        self,
        facts: Facts,
        keys: dict[str, bool],
        variant: Variant,
        schemas: Path | None,
        clock: Callable[[], datetime] = lambda: datetime.now(KYIV),
    ) -> None:
        self.facts, self.keys, self.variant, self.clock = facts, keys, variant, clock
        self.book = Book(variant.first_local)
        self.counter = 4_500_000_000
        self.schemas = {
            name: etree.XMLSchema(etree.parse(schemas / f"{name.lower()}01.xsd")) if schemas else None
            for name in ("CHECK", "ZREP")
        }

    # --- the envelope -------------------------------------------------------------------------------------
    def open_envelope(self, signed: bytes) -> tuple[bytes, str, str]:
        """Content, key identifier and name of the signer; refuses what the profile forbids."""
        try:
            message = read_signed(signed)
            if message.content is None or len(message.certificates) != 1 or message.foreign_parts:
                raise Refused(9, "Підпис має містити вміст і лише сертифікат підписувача")
            if message.signer.has_content_time_stamp:
                raise Refused(9, "Повідомлення не може містити позначку часу контента")
            verdict = verify(signed, at=self.clock())
        except CryptoError as error:
            raise Refused(12, f"Помилка перевірки підпису: {error}") from error
        if verdict.certificate.raw != message.certificates[0].raw:
            raise Refused(9, "Вкладено сертифікат не підписувача")
        key = verdict.certificate.subject_key_id
        return verdict.content, key.hex() if key else "", verdict.owner.name

    def read_paper(self, signed: bytes) -> Paper:
        """A document as it came, valid by the schema."""
        xml, key, name = self.open_envelope(signed)
        if b'encoding="windows-1251"' not in xml[:80].lower():
            raise Refused(9, "Кодування документа не windows-1251")
        try:
            root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise Refused(9, f"Помилки валідації XML: Error: {error}") from error
        schema = self.schemas.get(root.tag)
        if root.tag not in self.schemas or (schema is not None and not schema.validate(root)):
            raise Refused(9, f"Помилки валідації XML: Error: {schema.error_log.last_error if schema else root.tag}")
        return Paper(signed, xml, key, name, root)

    # --- judging ------------------------------------------------------------------------------------------
    def take_online(self, signed: bytes) -> Entry:
        """Register a document that came by itself."""
        paper = self.read_paper(signed)
        self._who(paper)
        if self.book.session.is_open:
            raise Refused(9, "На сервері відкрито офлайн сесію")
        if paper.flag("OFFLINE") or paper.kind in ("begin", "end") or paper.text("PREVDOCHASH"):
            raise Refused(9, "Офлайн документ приймається лише у пакеті")
        self._order(paper, self.book.next_local)
        self._shift_rules(paper)
        if abs((paper.when - self.clock()).total_seconds()) > self.variant.tolerance:
            raise Refused(9, f"Документ містить час {paper.when}, що не відповідає поточному часу фіскального сервера")
        self._content(paper)
        self.counter += 7
        return self._enter(paper, str(self.counter))

    def take_package(self, papers: list[tuple[int, bytes]]) -> Session | None:
        """Register documents one after another; the next pair if the session ended."""
        if not 0 < len(papers) <= 100:
            raise Refused(10, "Кількість документів у пакеті")
        before, ended = copy.deepcopy(self.book), False
        for index, (offset, signed) in enumerate(papers):
            try:
                if ended:
                    raise Refused(10, "Документ після завершення сесії")
                ended = self._take_offline(signed)
            except Refused as no:
                if self.variant.atomic:
                    self.book = before
                where = f"Помилка обробки документа за № {index} в пакеті, дислокація {offset}:\r\n"
                raise Refused(no.code, where + no.text, no.status) from no
        return self.book.session if ended else None

    def _take_offline(self, signed: bytes) -> bool:
        paper, session = self.read_paper(signed), self.book.session
        self._who(paper)
        number = session.done + 1
        if (paper.kind == "begin") != (number == 1) or not paper.flag("OFFLINE"):
            raise Refused(10, "Сесія починається документом 102, і лише один раз; усі документи OFFLINE")
        expected = self.book.next_local
        revokes = paper.flag("REVOKELASTONLINEDOC")
        if revokes and self.variant.revoke_frees_number:
            expected -= 1
        self._order(paper, expected)
        parts = [paper.text(n) for n in ("ORDERDATE", "ORDERTIME", "ORDERNUM", "CASHREGISTERNUM", "CASHDESKNUM")]
        total, previous = paper.root.findtext("CHECKTOTAL/SUM"), paper.text("PREVDOCHASH")
        parts += [text for text in (total, previous) if text]
        fiscal = f"{session.id}.{number}.{control(str(session.seed), parts)}"
        if paper.text("ORDERTAXNUM") != fiscal:
            raise Refused(10, f"Фіскальний номер {paper.text('ORDERTAXNUM')} не дорівнює {fiscal}")
        self._chain(paper, number)
        if paper.kind in ("begin", "end"):
            if paper.text("TESTING"):
                raise Refused(10, "TESTING не допускається у документах 102 та 103")
        else:
            self._shift_rules(paper)
        last = self.book.entries[-1].paper.when if self.book.entries else None
        if last and paper.when < last:
            raise Refused(10, f"Дата і час операції {fiscal} не може бути меншим часу попереднього документа")
        if paper.when > self.clock() + timedelta(seconds=self.variant.tolerance):
            raise Refused(10, f"Дата і час операції {fiscal} у майбутньому")
        self._content(paper)
        if revokes:
            self._revoke()
        entry = self._enter(paper, fiscal)
        session.done, session.last = number, entry
        session.begun = session.begun or paper.when
        if entry.kind in FINANCIAL:
            session.last_financial = entry
            session.minutes = int((paper.when - session.begun).total_seconds()) // 60
        if entry.kind == "end":
            self.book.month_minutes += session.minutes
            self.book.closed_session = session
            self.book.session = Session(session.id + 1, int(hashlib.sha256(fiscal.encode()).hexdigest(), 16) % 10**15)
        return entry.kind == "end"

    def _who(self, paper: Paper) -> None:
        if paper.text("CASHREGISTERNUM") != str(self.facts.fiscal):
            raise Refused(1, "ПРРО не зареєстрований", 404 if self.variant.access_status != 400 else 400)
        if paper.key not in self.keys:
            raise Refused(2, "Відсутній доступ до ПРРО для користувача", self.variant.access_status)
        if paper.text("TIN") != self.facts.tin:
            raise Refused(3, f"В документі зазначено код {paper.text('TIN')}, код одиниці {self.facts.tin}")

    def _order(self, paper: Paper, expected: int) -> None:
        if paper.text("ORDERNUM") != str(expected):
            raise Refused(
                7,
                f"Некоректний локальний номер документа {paper.text('ORDERNUM')} для ПРРО з фіскальним номером "
                f"{self.facts.fiscal}. Номер документа повинен дорівнювати {expected}",
            )

    def _shift_rules(self, paper: Paper) -> None:
        shift, kind = self.book.shift, paper.kind
        if kind == "open":
            if shift:
                who = f"Ідентифікатор ключа суб'єкта {shift.key}"
                raise Refused(4, f"Зміну на ПРРО {self.facts.fiscal} наразі відкрито особою {shift.name}. {who}")
            return
        if shift is None:
            raise Refused(5, "Зміну для ПРРО наразі не відкрито")
        if shift.key != paper.key and not self.keys[paper.key]:
            raise Refused(4, f"Зміну наразі відкрито особою {shift.name}. Ідентифікатор ключа суб'єкта {shift.key}")
        if kind == "close" and shift.z is None:
            raise Refused(6, "Останній документ, зареєстрований перед закриттям зміни, повинен бути Z-звітом")
        if kind == "z" and shift.z:
            raise Refused(8, "Z-звіт наразі зареєстрований для поточної зміни")
        if kind not in ("close", "z") and shift.z:
            raise Refused(8, "Після Z-звіту документи зміни не приймаються")
        if paper.flag("TESTING") != shift.testing:
            raise Refused(9, "Ознака TESTING документа не відповідає зміні")

    def _chain(self, paper: Paper, number: int) -> None:
        given, session = paper.text("PREVDOCHASH"), self.book.session
        if number <= 2 or session.last is None:
            if given:
                raise Refused(10, "PREVDOCHASH не допускається у перших двох документах сесії")
            return
        lawful = {hashlib.sha256(session.last.paper.signed).hexdigest()}
        if self.variant.chain == "lenient":
            for entry in (session.last, session.last_financial):
                lawful |= (
                    {hashlib.sha256(b).hexdigest() for b in (entry.paper.signed, entry.paper.xml)} if entry else set()
                )
            if session.last_financial is None or paper.kind == "end":
                lawful.add("")
        if given not in lawful:
            raise Refused(10, f"Геш попереднього документа {given} некоректний")

    def _content(self, paper: Paper) -> None:
        facts = self.facts
        wanted = {"ORGNM": facts.org, "POINTNM": facts.outlet, "POINTADDR": facts.address, "IPN": facts.ipn or ""}
        for name, value in {**wanted, "CASHDESKNUM": str(facts.local), "VER": "1"}.items():
            if paper.text(name) != value:
                raise Refused(9, f"{name} не відповідає реєстраційних даних: {paper.text(name)!r}, а не {value!r}")
        uid = paper.text("UID").lower()
        if len(uid) != 36 or any(e.paper.text("UID").lower() == uid for e in self.book.entries):
            raise Refused(9, f"UID {uid} не унікальний або не GUID")
        fault = self._receipt_fault(paper) if paper.root.tag == "CHECK" else self._z_fault(paper)
        if fault:
            raise Refused(9, fault)

    def _receipt_fault(self, paper: Paper) -> str | None:
        if paper.kind in ("sale", "return"):
            if paper.kind == "return" and not paper.text("ORDERRETCASHREGNUM"):
                sold = [e for e in self.book.entries if e.fiscal == paper.text("ORDERRETNUM") and e.kind == "sale"]
                if not sold or sold[0].storned or sold[0].revoked:
                    return f"Чек {paper.text('ORDERRETNUM')}, за яким здійснюється повернення, відсутній"
            return receipt_fault(paper)
        if paper.kind in ("cash-in", "cash-out"):
            return None if (paper.sum("CHECKTOTAL/SUM") or 0) > 0 and len(paper.root) == 2 else "Лише CHECKTOTAL/SUM"
        if len(paper.root) != 1:
            return "Документ цього типу складається лише із заголовка"
        if paper.kind == "reversal":
            last = self._last_for_storno()
            if last is None or last.fiscal != paper.text("ORDERSTORNUM") or last.kind not in ("sale", "return"):
                return "Сторнуватись може лише останній документ"
        return None

    def _z_fault(self, paper: Paper) -> str | None:
        return z_fault(paper, self.living()) if self.variant.z_check else None

    def _last_for_storno(self) -> Entry | None:
        skipped = {"begin", "end"} if self.variant.storno_across_begin else set()
        return next((e for e in reversed(self.book.entries) if e.kind not in skipped and not e.revoked), None)

    def _storned_by(self, paper: Paper) -> Entry:
        return next(e for e in self.book.entries if e.fiscal == paper.text("ORDERSTORNUM"))

    def living(self) -> list[Entry]:
        """The receipts of the open shift that count."""
        shift = self.book.shift
        return [e for e in self.book.entries if shift and e.shift == shift.id and not (e.revoked or e.storned)]

    def _revoke(self) -> None:
        last = self.book.entries[-1]
        if last.kind not in FINANCIAL:
            raise Refused(
                10, f"Останній документ поточної зміни (фіскальний номер {last.fiscal}) не може бути відкликаний"
            )
        last.revoked = True
        if last.kind == "reversal":
            self._storned_by(last.paper).storned = False
        if last.kind == "z" and self.book.shift:
            self.book.shift.z = None

    def _enter(self, paper: Paper, fiscal: str) -> Entry:
        book, shift = self.book, self.book.shift
        number = int(paper.text("ORDERNUM"))
        entry = Entry(number, fiscal, paper, paper.kind, shift.id if shift else 3_496_273 + len(book.shifts) + 1)
        if entry.kind == "open":
            book.shifts.append(Shift(entry.shift, entry, paper.key, paper.signer, paper.flag("TESTING")))
        elif entry.kind == "z" and shift:
            shift.z = entry
        elif entry.kind == "close" and shift:
            shift.closing = entry
        elif entry.kind == "reversal":
            self._storned_by(paper).storned = True
        book.entries.append(entry)
        book.next_local = number + 1
        return entry

    def roll_back(self, session_id: str, seed: str, command: str) -> None:
        """The client asks with the pair of a session whose end it does not know of: the closing is undone."""
        old, book = self.book.closed_session, self.book
        if not (self.variant.rollback and old and old.last and (session_id, seed) == (str(old.id), str(old.seed))):
            return
        if book.session.is_open or book.entries[-1] is not old.last:
            return
        book.entries.pop()
        book.next_local -= 1
        book.month_minutes -= old.minutes
        old.done, old.last = old.done - 1, book.entries[-1]
        book.session, book.closed_session, book.rolled_back = old, None, command
