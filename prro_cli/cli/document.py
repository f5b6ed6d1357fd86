"""`prro document`: check or read any fiscal document, bare, signed or in a package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.declared import Argument, command, noun
from prro_cli.cli.face import Face
from prro_cli.errors.base import ExitCode
from prro_cli.lang import say, told
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.cli.unwrap import Inside
    from prro_cli.documents.difference import Difference
    from prro_cli.documents.model import Document
    from prro_cli.documents.validator import Checked, Context
    from prro_cli.documents.xmltree import Node

app = noun("Check or read any fiscal document, signed or bare.")

SOUND, CONTRADICTORY, INVALID = "sound", "contradictory", "invalid"
_EXIT = {SOUND: ExitCode.OK, CONTRADICTORY: ExitCode.ATTENTION, INVALID: ExitCode.INVALID_DATA}
STDIN = "-"
MAX_FILE = 8 * 1024 * 1024  # a full package, signed twice and in base64, is below 1 MB


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding: how bad, where, which rule, in words."""

    level: str
    element: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """The verdict on one document of one file."""

    file: str
    number: int
    """Its place in the file: 1, or the place in a package."""
    wrapping: tuple[str, ...]
    kind: str | None
    uid: str | None
    fiscal_number: str | None
    verdict: str
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """All verdicts, and the worst of them."""

    schema: ClassVar[str] = "prro.document.check/1"
    verdict: str
    documents: tuple[CheckedDocument, ...]


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """One document as a tree of element names; tables are lists of rows."""

    number: int
    wrapping: tuple[str, ...]
    root: str
    kind: str | None
    elements: dict[str, Any]
    leftovers: tuple[FindingRow, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class DocumentShow:
    """The documents of a file."""

    schema: ClassVar[str] = "prro.document.show/1"
    file: str
    documents: tuple[ShownDocument, ...]


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    """What differs between two documents."""

    schema: ClassVar[str] = "prro.document.diff/1"
    old: str
    new: str
    equal: bool
    difference: Difference


@command(app, "check", schema=DocumentCheck.schema, example="prro document check receipt.xml")
def check(
    face: Face,
    files: Annotated[list[Path], Argument(help="XML, signed messages, packages, base64; - is stdin.")],
) -> Answer:
    """Validate fiscal documents: 0 sound, 6 valid but contradicting itself, 3 invalid; lists every finding."""
    documents = tuple(
        _verdict(file, number, inside, checked) for file in files for number, inside, checked in _checked(face, file)
    )
    worst = max((d.verdict for d in documents), key=(SOUND, CONTRADICTORY, INVALID).index)
    result = DocumentCheck(worst, documents)
    if worst == INVALID and face.options.json:
        raise _invalid(result)
    return Answer(result, identifier="\n".join(d.verdict for d in documents), exit_code=_EXIT[worst])


@command(app, "show", schema=DocumentShow.schema, example="prro document show receipt.xml")
def show(
    face: Face, file: Annotated[Path, Argument(help="XML, signed message, package, base64; - is stdin.")]
) -> Answer:
    """Print what is in a fiscal document, whatever it is wrapped in."""
    from prro_cli.errors.documents import DocumentUnreadableError

    shown = []
    for number, inside, checked in _checked(face, file):
        if checked.reading is None:
            raise DocumentUnreadableError(detail="; ".join(str(told(f.message)) for f in checked.findings))
        reading = checked.reading
        kept = tuple(FindingRow("kept aside", x.path, "", x.text) for x in reading.leftovers)
        elements = _plain(reading.root)
        shown.append(
            ShownDocument(
                number,
                inside.layers,
                reading.root.name,
                _kind(reading.document),
                elements if isinstance(elements, dict) else {},
                kept,
                _word(checked),
            )
        )
    names = [_names(d.elements) for d in shown]
    return Answer(
        DocumentShow(str(file), tuple(shown)), identifier="\n".join(fiscal or uid or "" for uid, fiscal in names)
    )


@command(app, "diff", schema=DocumentDiff.schema, example="prro document diff 12 13")
def diff(
    face: Face,
    old: Annotated[str, Argument(help="A file, -, or a document of the journal by number or id.")],
    new: Annotated[str, Argument(help="The other one.")],
) -> Answer:
    """What differs between two documents, signed or bare: a unified text and a list of elements. Exit 6 if any."""
    from prro_cli.documents.difference import difference

    told = difference(_document_of(face, old), _document_of(face, new), (old, new))
    equal = not told.elements
    code = ExitCode.OK if equal else ExitCode.ATTENTION
    identifier = "\n".join(change.element for change in told.elements)
    return Answer(DocumentDiff(old, new, equal, told), identifier, exit_code=code)


def _document_of(face: Face, name: str) -> bytes:
    """The XML of a file (taken out of its signature), or of a document in the journal."""
    if name == STDIN or Path(name).is_file():
        from prro_cli.cli.unwrap import unwrap

        inside = unwrap(_read(face, Path(name)))[0]
        return inside.data
    from prro_cli.cli.journal_access import open_journal
    from prro_cli.support.names import resolve

    with open_journal(face, read_only=True) as journal:
        return journal.blob(resolve(journal, name, face.options.desk, "journal show").xml) or b""


def _checked(face: Face, file: Path) -> Iterator[tuple[int, Inside, Checked]]:
    """Every document of a file with its findings; documents of a package also against the one before."""
    from prro_cli.cli.unwrap import unwrap
    from prro_cli.documents.validator import Checked, Finding, Level, check_xml

    data = _read(face, file)
    before: tuple[Inside, Checked] | None = None
    for number, inside in enumerate(unwrap(data), 1):
        if inside.problem:
            checked = Checked((Finding(Level.ERROR, "", "wrapping", inside.problem),), None)
        else:
            checked = check_xml(inside.data, _after(before) if before else None)
            if before and "package" in inside.layers:
                checked = _with_chain(checked, before[0])
        yield number, inside, checked
        before = (inside, checked)


def _read(face: Face, file: Path) -> bytes:
    from prro_cli.errors.documents import DocumentTooLargeError

    if str(file) == STDIN:
        buffer = getattr(face.environment.stdin, "buffer", None)
        data: bytes = buffer.read(MAX_FILE + 1) if buffer else face.environment.stdin.read().encode("utf-8")
    else:
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise DocumentTooLargeError(size=len(data), limit=MAX_FILE)
    return data


def _after(before: tuple[Inside, Checked]) -> Context | None:
    """What the document before says about the next one in a package."""
    from prro_cli.documents.kinds import moment_of
    from prro_cli.documents.model import Check, ZRep, head_of
    from prro_cli.documents.validator import Context

    document = before[1].reading.document if before[1].reading else None
    if not isinstance(document, (Check, ZRep)):
        return None
    return Context(previous=moment_of(document), ordernum=head_of(document).ordernum + 1)


def _with_chain(checked: Checked, before: Inside) -> Checked:
    """PREVDOCHASH must be the hash of the document before, signed or bare (of whichever, the server says nothing)."""
    from prro_cli.documents.model import Check, ZRep, head_of
    from prro_cli.documents.validator import Checked, Finding, Level

    document = checked.reading.document if checked.reading else None
    found = head_of(document).prevdochash if isinstance(document, (Check, ZRep)) else None
    if found is None or found in {hashlib.sha256(b).hexdigest() for b in (before.wrapped, before.data)}:
        return checked
    text = say("PREVDOCHASH is not the hash of the document before it in the package")
    return Checked((*checked.findings, Finding(Level.WARNING, "PREVDOCHASH", "offline.chain", text)), checked.reading)


def _verdict(file: Path, number: int, inside: Inside, checked: Checked) -> CheckedDocument:
    rows = tuple(FindingRow(f.level.value, f.path, f.rule, str(told(f.message))) for f in checked.findings)
    elements = _plain(checked.reading.root) if checked.reading else {}
    uid, fiscal = _names(elements if isinstance(elements, dict) else {})
    kind = _kind(checked.reading.document) if checked.reading else None
    return CheckedDocument(str(file), number, inside.layers, kind, uid, fiscal, _word(checked), rows)


def _word(checked: Checked) -> str:
    from prro_cli.documents.validator import Level

    return {Level.ERROR: INVALID, Level.CONTRADICTION: CONTRADICTORY}.get(checked.worst or Level.WARNING, SOUND)


def _kind(document: Document | None) -> str | None:
    from prro_cli.documents.kinds import kind_of
    from prro_cli.documents.model import Ticket

    if document is None or isinstance(document, Ticket):
        return None if document is None else "ticket"
    kind = kind_of(document)
    return kind.value if kind else None


def _names(elements: dict[str, Any]) -> tuple[str | None, str | None]:
    """UID and fiscal number, wherever the kind of document has them."""
    head = elements.get("CHECKHEAD") or elements.get("ZREPHEAD") or elements
    values = [head.get(name) if isinstance(head, dict) else None for name in ("UID", "ORDERTAXNUM")]
    uid, fiscal = (value if isinstance(value, str) else None for value in values)
    return uid, fiscal


def _plain(node: Node) -> Any:
    """A tree as JSON values: text, or elements by name, or the rows of a table."""
    if not node.children:
        return node.text
    if all(child.name == "ROW" for child in node.children):
        return [_plain(child) for child in node.children]
    values: dict[str, Any] = {}
    for child in node.children:
        name = child.name if child.name not in values else f"{child.name}[{child.number}]"
        values[name] = _plain(child)
    return values


def _invalid(result: DocumentCheck) -> Exception:
    from prro_cli.errors.documents import DocumentInvalidError
    from prro_cli.render.envelope import plain

    bad = [d for d in result.documents if d.verdict == INVALID]
    errors = [f"{f.element or d.file}: {f.message}" for d in bad for f in d.findings if f.level == "error"]
    return DocumentInvalidError(
        count=len(bad), all=len(result.documents), findings="; ".join(errors[:3]), data=plain(result)
    )
