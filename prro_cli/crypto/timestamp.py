"""RFC 3161 time stamps: asking for one, judging the answer, and (for the sandbox) making one.

No network here: `obtain` takes a callable that carries the request. Time stamps travel over plain http by
design, so an answer counts only after its signature, imprint and nonce were checked.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from datetime import datetime

from prro_cli.crypto import cms, der, oids
from prro_cli.crypto.algorithms import algorithm_identifier, algorithm_name, hash_bytes, read_algorithm
from prro_cli.crypto.cms_check import check_signer
from prro_cli.crypto.cms_read import SidForm, read_signed
from prro_cli.crypto.errors import MalformedError, SignatureInvalidError, UnsupportedError
from prro_cli.crypto.x509 import Certificate
from prro_cli.record import dataclass

REQUEST_TYPE = "application/timestamp-query"
GRANTED = (0, 1)
MAX_RESPONSE = 64 * 1024

FAILURES = {
    0: "unknown or unsupported digest",
    2: "bad request",
    5: "bad data format",
    14: "the time source is not available",
    15: "unaccepted policy",
    16: "unaccepted extension",
    17: "additional information is not available",
    25: "system failure",
}


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """What a token says. `verify_token` gives one only after all checks; `read_token` gives an unverified one."""

    token: bytes
    time: datetime
    serial: int
    policy: str
    digest_algorithm: str
    imprint: bytes
    nonce: int | None
    certificate: Certificate | None  # of the time-stamping authority; None while unverified


@dataclass(frozen=True, slots=True)
class Request:
    """A TimeStampReq."""

    digest_algorithm: str
    imprint: bytes
    nonce: int | None = None
    want_certificate: bool = True
    policy: str | None = None

    def encode(self) -> bytes:
        """The DER to be posted."""
        return der.sequence(
            der.integer(1),
            _imprint(self.digest_algorithm, self.imprint),
            b"" if self.policy is None else der.oid(self.policy),
            b"" if self.nonce is None else der.integer(self.nonce),
            der.boolean(True) if self.want_certificate else b"",
        )


def request_for(message: bytes, *, nonce: int | None = None, digest: str | None = None) -> Request:
    """The request for a stamp over the signature of a message, by the digest of that signature or another."""
    own_digest, signature = cms.signature_value(message)
    algorithm = digest or own_digest
    return Request(algorithm, hash_bytes(algorithm, signature), nonce)


def parse_request(data: bytes) -> Request:
    """What somebody asks a time-stamping authority for."""
    root = der.parse(data, max_size=MAX_RESPONSE).expect(der.SEQUENCE)
    if root[0].integer() != 1:
        raise UnsupportedError("a time-stamp request of an unknown version")
    algorithm, imprint = _read_imprint(root[1])
    policy, nonce, want = None, None, False
    for node in list(root)[2:]:
        if node.tag == der.OID and policy is None:
            policy = node.oid()
        elif node.tag == der.INTEGER and nonce is None:
            nonce = node.integer()
        elif node.tag == der.BOOLEAN:
            want = node.boolean()
        else:
            raise UnsupportedError("a time-stamp request with extensions")
    return Request(algorithm, imprint, nonce, want, policy)


def token_of_response(data: bytes) -> bytes:
    """The token of a TimeStampResp; a refusal is an `UnsupportedError` with what the authority says."""
    root = der.parse(data, ber=True, max_size=MAX_RESPONSE).expect(der.SEQUENCE)
    status = root[0].expect(der.SEQUENCE)
    code = status[0].integer()
    if code not in GRANTED:
        raise UnsupportedError(f"the time-stamping authority refused: {_refusal(status, code)}")
    if len(root) != 2:
        raise MalformedError("a granted time-stamp answer without a token")
    return root[1].raw


def _refusal(status: der.Node, code: int) -> str:
    texts = [f"status {code}"]
    for node in list(status)[1:]:
        if node.tag == der.BIT_STRING:
            texts += [FAILURES.get(bit, f"failure {bit}") for bit in sorted(node.bit_flags())]
        elif node.tag == der.SEQUENCE:
            texts += [item.text()[:200] for item in list(node)[:4]]
    return ", ".join(texts)


def read_token(token: bytes) -> TimeStamp:
    """What the token says, with nothing verified."""
    message = read_signed(token)
    if message.content_type != oids.TST_INFO or message.content is None:
        raise MalformedError("not a time-stamp token but another signed message")
    info = der.parse(message.content).expect(der.SEQUENCE)
    if info[0].integer() != 1:
        raise UnsupportedError("a time-stamp token of an unknown version")
    algorithm, imprint = _read_imprint(info[2])
    nonce = next((node.integer() for node in list(info)[5:] if node.tag == der.INTEGER), None)
    return TimeStamp(
        token=token,
        time=info[4].expect(der.GENERALIZED_TIME).time(),
        serial=info[3].integer(),
        policy=info[1].oid(),
        digest_algorithm=algorithm,
        imprint=imprint,
        nonce=nonce,
        certificate=None,
    )


def verify_token(token: bytes, stamped: bytes, *, certificates: Iterable[Certificate] = ()) -> TimeStamp:
    """The stamp, if its signature is right, it is over these bytes, and its maker may stamp time.

    Whether the maker is trusted is a matter of `trust.build_chain` with the certificate in the result.
    """
    stamp = read_token(token)
    if not hmac.compare_digest(stamp.imprint, hash_bytes(stamp.digest_algorithm, stamped)):
        raise SignatureInvalidError("the time stamp was made for other data")
    message = read_signed(token)
    try:
        checked = check_signer(message, message.signer, certificates=certificates)
    except SignatureInvalidError as error:
        raise SignatureInvalidError(f"the time stamp is not valid: {error}") from error
    maker = checked.certificate
    if oids.EKU_TIME_STAMPING not in maker.extended_usage:
        raise SignatureInvalidError("the time stamp was made with a certificate that may not stamp time")
    if not maker.valid_at(stamp.time):
        raise SignatureInvalidError("the certificate of the time stamp was not valid at the stamped time")
    return TimeStamp(
        token,
        stamp.time,
        stamp.serial,
        stamp.policy,
        stamp.digest_algorithm,
        stamp.imprint,
        stamp.nonce,
        maker,
    )


def verify_response(
    data: bytes, request: Request, stamped: bytes, *, certificates: Iterable[Certificate] = ()
) -> TimeStamp:
    """The verified stamp of an answer that fits the request."""
    stamp = verify_token(token_of_response(data), stamped, certificates=certificates)
    if (stamp.digest_algorithm, stamp.imprint) != (request.digest_algorithm, request.imprint):
        raise SignatureInvalidError(
            f"the time stamp is over {algorithm_name(stamp.digest_algorithm)}, which was not asked for"
        )
    if request.nonce is not None and stamp.nonce != request.nonce:
        raise SignatureInvalidError("the time stamp answers another request: its nonce differs")
    return stamp


def obtain(
    message: bytes,
    fetch: Callable[[bytes], bytes],
    *,
    nonce: int | None = None,
    digest: str | None = None,
    certificates: Iterable[Certificate] = (),
) -> bytes:
    """The message with a time stamp over its signature; `fetch` posts a request and gives the answer."""
    request = request_for(message, nonce=nonce, digest=digest)
    signature = cms.signature_value(message)[1]
    stamp = verify_response(fetch(request.encode()), request, signature, certificates=certificates)
    return cms.add_time_stamp(message, stamp.token)


@dataclass(frozen=True, slots=True)
class TokenStyle:
    """How a token is written; real authorities differ in these."""

    policy: str = oids.POLICY_TSA_UA
    digest: str | None = None
    sid: SidForm = SidForm.ISSUER_SERIAL
    sorted_attributes: bool = True


DEFAULT_STYLE = TokenStyle()


def make_token(
    request: Request, key: cms.SigningKey, at: datetime, serial: int, style: TokenStyle = DEFAULT_STYLE
) -> bytes:
    """A token for the request, signed by a throw-away time-stamping authority."""
    info = der.sequence(
        der.integer(1),
        der.oid(request.policy or style.policy),
        _imprint(request.digest_algorithm, request.imprint),
        der.integer(serial),
        der.generalized_time(at),
        b"" if request.nonce is None else der.integer(request.nonce),
    )
    options = cms.Options(
        digest=style.digest,
        content_type=oids.TST_INFO,
        sid=style.sid,
        sorted_attributes=style.sorted_attributes,
        with_certificate=request.want_certificate,
    )
    return cms.sign(info, key, options)


def make_response(token: bytes) -> bytes:
    """The answer that grants a token."""
    return der.sequence(der.sequence(der.integer(0)), token)


def make_refusal(text: str, failure: int = 2) -> bytes:
    """The answer that refuses."""
    bits = (1 << (31 - failure)).to_bytes(4, "big")
    return der.sequence(
        der.sequence(der.integer(2), der.sequence(der.utf8(text)), der.bit_string(bits)),
    )


def _imprint(algorithm: str, digest: bytes) -> bytes:
    return der.sequence(algorithm_identifier(algorithm), der.octet_string(digest))


def _read_imprint(node: der.Node) -> tuple[str, bytes]:
    if len(node.expect(der.SEQUENCE)) != 2:
        raise MalformedError("a broken imprint")
    return read_algorithm(node[0]), node[1].octets()
