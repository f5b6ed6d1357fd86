"""`prro verify`: who signed, when, valid by what, and what nobody checked.

Exit code 0: every signature is valid, and trusted if authorities were given with --trust. 3: a signature is wrong, or
valid but not trusted by the authorities that were given. 6: valid, but the certificate was outside its validity at the
time of signing. Without --trust the authorities kept in the home judge, and their verdict is only told.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.files import read_input
from prro_cli.cli.trusted import TrustFiles, home_trust_store, load_certificate_files
from prro_cli.errors.base import ExitCode
from prro_cli.errors.general import UsageError
from prro_cli.errors.keys import MalformedInputError, SignatureUntrustedError, from_crypto
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from prro_cli.crypto.cms_verify import Verdict
    from prro_cli.crypto.transport import Layer
    from prro_cli.crypto.trust import TrustStore
    from prro_cli.crypto.x509 import Certificate

app = verb()
MAX_SIGNERS = 8  # captures of 2020 hold the sender's and the server's signature in one message
NOT_VALID_THEN = later("the certificate was not valid at the time of signing")


@dataclass(frozen=True, slots=True)
class SignatureInfo:
    """One valid signature and what is known about it."""

    layer: int
    """How deep in the file: 0 is the outermost layer."""
    signer: str
    role: str
    tax_number: str
    organisation: str
    organisation_number: str
    serial: str
    issuer: str
    time: datetime
    time_source: str
    signing_time: datetime | None
    time_stamp: datetime | None
    time_stamp_by: str | None
    method: str
    trusted: bool
    chain: tuple[str, ...]
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]
    reasons: tuple[str, ...]
    """Why it is not trusted."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """A file whose signatures are all valid."""

    schema: ClassVar[str] = "prro.verify/1"
    file: Path
    valid: bool
    trusted: bool
    layers: tuple[str, ...]
    signatures: tuple[SignatureInfo, ...]
    content_bytes: int | None


@dataclass(frozen=True, slots=True)
class _Judge:
    at: datetime
    content: bytes | None
    store: TrustStore | None
    certificates: tuple[Certificate, ...]


@command(app, schema=Verified.schema, example="prro verify order.p7s --trust ca.p7b")
def verify(
    face: Face,
    file: Annotated[Path, Argument(metavar="FILE", help="A signed file, bare or in layers; - is stdin.")],
    content: Annotated[Path | None, Option("--content", help="What a detached signature belongs to.")] = None,
    cert: Annotated[
        list[Path] | None, Option("--cert", metavar="FILE", help="The signer's certificate, if it is not inside.")
    ] = None,
    trust: TrustFiles = None,
    at: Annotated[str | None, Option("--at", metavar="TIME", help="Judge as of this time (RFC 3339).")] = None,
) -> Answer:
    """Verify every signature of a file, through base64, transport containers and nested signatures."""
    from prro_cli.crypto.errors import CryptoError
    from prro_cli.crypto.transport import LayerKind, unwrap

    data = read_input(face, file)
    judge = _Judge(
        _moment(face, at),
        read_input(face, content) if content is not None else None,
        home_trust_store(face, trust),
        tuple(load_certificate_files(face, cert or [])),
    )
    try:
        unwrapped = unwrap(data)
        signatures = _signatures(unwrapped.layers, judge)
    except CryptoError as error:
        raise from_crypto(error, str(file)) from None
    kinds = tuple(layer.kind.value for layer in unwrapped.layers)
    if not signatures:
        sealed = unwrapped.layers[-1].kind is LayerKind.ENCRYPTED
        detail = (
            say("it is encrypted; decrypt it first (prro decrypt)") if sealed else say("there is no signature in it")
        )
        raise MalformedInputError(subject=file, detail=detail)
    inside = judge.content if kinds[-1] == LayerKind.DETACHED.value else unwrapped.content
    trusted = all(one.trusted for one in signatures)
    size = None if inside is None else len(inside)
    result = Verified(file, True, trusted, kinds, signatures, size)
    return _answer(result, asked=bool(trust))


def _signatures(layers: tuple[Layer, ...], judge: _Judge) -> tuple[SignatureInfo, ...]:
    """Every signature of every signed layer; a wrong one raises."""
    from prro_cli.crypto.cms_verify import verify_all
    from prro_cli.crypto.transport import LayerKind

    found: list[SignatureInfo] = []
    for depth, layer in enumerate(layers):
        if layer.kind not in (LayerKind.SIGNED, LayerKind.DETACHED):
            continue
        if layer.kind is LayerKind.DETACHED and judge.content is None:
            raise UsageError(
                detail=say("the signature is detached: it does not hold what was signed"),
                next_steps=("prro verify FILE --content ORIGINAL",),
            )
        verdicts = verify_all(
            layer.data,
            at=judge.at,
            content=judge.content if layer.kind is LayerKind.DETACHED else None,
            certificates=judge.certificates,
            store=judge.store,
            max_signers=MAX_SIGNERS,
        )
        found += [_info(depth, verdict) for verdict in verdicts]
    return tuple(found)


def _info(depth: int, verdict: Verdict) -> SignatureInfo:
    owner, stamp, chain = verdict.owner, verdict.stamp, verdict.chain
    return SignatureInfo(
        layer=depth,
        signer=owner.name,
        role=owner.role.value,
        tax_number=owner.person_number,
        organisation=owner.organisation,
        organisation_number=owner.organisation_number,
        serial=f"{verdict.certificate.serial:x}",
        issuer=verdict.certificate.issuer.display,
        time=verdict.moment,
        time_source=verdict.moment_source.name.lower(),
        signing_time=verdict.signing_time,
        time_stamp=stamp.time if stamp else None,
        time_stamp_by=stamp.certificate.subject.display if stamp and stamp.certificate else None,
        method=verdict.method,
        trusted=verdict.trusted,
        chain=tuple(one.subject.display for one in chain.chain) if chain else (),
        checked=verdict.checked,
        not_checked=verdict.not_checked,
        reasons=verdict.reasons,
        notes=verdict.notes,
    )


def _answer(result: Verified, *, asked: bool) -> Answer:
    """The exit code, as the text of this module promises."""
    doubts = tuple(dict.fromkeys(reason for one in result.signatures for reason in one.reasons))
    if asked and not result.trusted:
        raise SignatureUntrustedError(
            subject=result.file, detail="; ".join(doubts), data={"file": result.file, "verified": result}
        )
    then = any(NOT_VALID_THEN in one.reasons and one.time_source != "given" for one in result.signatures)
    hint = "" if asked else "prro verify FILE --trust CA.cer judges by the authorities you give"
    warnings = tuple(Notice("not-trusted", doubt, hint) for doubt in doubts)
    signers = "\n".join(one.signer for one in result.signatures)
    return Answer(result, identifier=signers, warnings=warnings, exit_code=ExitCode.ATTENTION if then else ExitCode.OK)


def _moment(face: Face, at: str | None) -> datetime:
    if at is None:
        return face.environment.now()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise UsageError(detail=say("--at {at}: a time such as 2026-11-21T10:00:00+02:00 is expected", at=at)) from None
    if moment.tzinfo is None:
        from prro_cli.values import kyiv

        return moment.replace(tzinfo=kyiv())
    return moment
