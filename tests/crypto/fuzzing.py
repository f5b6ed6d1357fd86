"""Mutated containers, certificates and messages: `python -m tests.crypto.fuzzing COUNT SEED` prints a JSON report.

A process of its own, so that its memory can be measured. Only `CryptoError` may come out of the crypto room;
anything else is reported with the seed that made it. Time is processor time of one call.
"""

from __future__ import annotations

import base64
import io
import json
import random
import re
import resource
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from prro_cli.crypto import cms, cms_verify, der, oids, transport, vault_format
from prro_cli.crypto.containers import iit, open_container, write
from prro_cli.crypto.containers.pbes2 import Family
from prro_cli.crypto.enveloped import Recipient, Suite, decrypt, encrypt
from prro_cli.crypto.errors import CryptoError
from prro_cli.crypto.pairing import vault_header
from prro_cli.crypto.secret import Secret
from prro_cli.crypto.transport import Section
from prro_cli.crypto.x509 import load_certificates
from tests.crypto.throwaway import AGREEMENT, NOW, make_certificate, make_key, make_person, stream

PASSWORD = "password"
SHORT_KEY6_ROUNDS = 3


@dataclass
class Report:
    """What a campaign found."""

    calls: int = 0
    opened: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    slowest_seconds: float = 0.0
    slowest_kind: str = ""
    seconds: float = 0.0
    peak_megabytes: float = 0.0
    grown_megabytes: float = 0.0
    foreign: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Target:
    """A sound input and the call that must survive its mutations."""

    kind: str
    data: bytes
    call: Callable[[bytes], object]


def look_at_certificates(data: bytes) -> None:
    """Read everything that is decoded lazily."""
    for certificate in load_certificates(data):
        _ = (certificate.extensions, certificate.owner, certificate.key_usage, certificate.subject_key_id)
        _ = (certificate.ocsp_urls, certificate.tsp_urls, certificate.crl_urls, certificate.is_ca)
        _ = (certificate.policies, certificate.qualified_statements, str(certificate.subject))
        if certificate.public_key is not None:
            _ = certificate.public_key.point


def zipped(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Key-6.dat", data)
    return target.getvalue()


def containers() -> list[Target]:
    keys, certificates = make_person("olha")
    raw = [one.raw for one in certificates]
    pair = write.write_pkcs8(keys[0], second=keys[1])
    gost, kupyna = (write.Protection(family, 3) for family in (Family.GOST, Family.KUPYNA))
    key6 = write.write_key6(pair, PASSWORD.encode())
    files = {
        "key6": key6,
        "pkcs8": pair,
        "pbes2 gost": write.write_pbes2(pair, PASSWORD.encode(), stream("f1"), gost),
        "pbes2 kupyna": write.write_pbes2(pair, PASSWORD.encode(), stream("f2"), kupyna),
        "pfx gost": write.write_pfx(keys, raw, PASSWORD, stream("f3"), gost),
        "pfx kupyna": write.write_pfx(keys, raw, PASSWORD, stream("f4"), kupyna),
        "jks": write.write_jks(write.JksEntry("key", pair, tuple(raw)), PASSWORD, stream("f5")),
        "pem": b"-----BEGIN PRIVATE KEY-----\n" + base64.encodebytes(pair) + b"-----END PRIVATE KEY-----\n",
        "zip": zipped(key6),
    }
    secret = Secret(PASSWORD)
    return [Target(kind, data, lambda given: open_container(given, secret)) for kind, data in files.items()]


def certificate_targets() -> list[Target]:
    made = [
        make_certificate("olha-sign", serial=3),
        make_certificate("olha-kep", make_person("olha")[0][1].curve, usage=AGREEMENT, serial=4),
        make_certificate("olha-sign", digest=oids.KUPYNA256, serial=3),
    ]
    return [Target("certificate", one.raw, look_at_certificates) for one in made]


def messages() -> list[Target]:
    keys, certificates = make_person("gateway")
    signing = make_certificate("olha-sign", serial=3)
    signed = cms.sign(b"<xml/>" * 20, cms.certify(make_key("olha-sign"), signing), cms.Options(signing_time=NOW))
    recipient = Recipient(keys[1])
    envelopes = [encrypt(b"<xml/>" * 9, certificates[1], suite=suite, random_bytes=stream("f6")) for suite in Suite]
    packed = transport.pack(
        [Section(transport.CERTIFICATE, certificates[1].raw), Section(transport.SIGNED, signed)], {"EDRPOU": "1"}
    )
    cost = vault_format.ScryptCost(n=1 << 8)
    vault = vault_format.write_file(vault_header("a", keys, certificates), keys, Secret("x"), stream("f7"), cost)
    return [
        Target("signed", signed, lambda given: cms_verify.verify(given, at=NOW)),
        *(Target("enveloped", one, lambda given: decrypt(given, [recipient])) for one in envelopes),
        Target("transport", packed, transport.unwrap),
        Target("transport base64", base64.encodebytes(packed), transport.unwrap),
        Target("vault", vault, lambda given: vault_format.open_file(vault_format.read_file(given), Secret("x"))),
    ]


def mutate(data: bytes, others: list[bytes], source: random.Random) -> bytes:
    """One to four changes: bits, bytes, lengths, cuts, repetitions, pieces of other inputs."""
    if data[:1] == b"\x30" and source.random() < 0.5:
        return mutate_inside(data, source)
    changed = bytearray(data)
    for _ in range(source.choice((1, 1, 1, 2, 4))):
        place = source.randrange(len(changed) or 1)
        match source.randrange(8):
            case 0 | 1:
                changed[place : place + 1] = bytes([(changed[place] if changed else 0) ^ 1 << source.randrange(8)])
            case 2:
                changed[place : place + 1] = bytes([source.choice((0, 1, 0x7F, 0x80, 0x84, 0xA0, 0x30, 0xFF))])
            case 3:
                # The head of a file holds the lengths, the counts and the names of algorithms.
                place = source.randrange(min(64, len(changed) or 1))
                changed[place : place + 1] = source.randbytes(1)
            case 4:
                del changed[place : place + source.choice((1, 2, 16, len(changed)))]
            case 5:
                changed[place:place] = source.randbytes(source.choice((1, 4, 32)))
            case 6:
                changed[place:place] = changed[place : place + source.choice((8, 64, 512))]
            case _:
                other = source.choice(others)
                start = source.randrange(len(other))
                changed[place : place + 32] = other[start : start + 32]
    return bytes(changed)


VALUES = (b"", b"\0", b"\x7f\xff", b"\x2f\x00", b"\x00\xff\xff\xff\xff", b"\xff" * 40, bytes(300))


def mutate_inside(data: bytes, source: random.Random) -> bytes:
    """Change one element of a DER structure and write all lengths around it anew: this gets past the reader."""
    nodes = walk(der.parse(data, ber=True))
    return rewritten(der.parse(data, ber=True), source.randrange(len(nodes)), source, [0])


def walk(node: der.Node) -> list[der.Node]:
    inside = [deeper for child in node for deeper in walk(child)] if node.constructed else []
    return [node, *inside]


def rewritten(node: der.Node, wanted: int, source: random.Random, seen: list[int]) -> bytes:
    here = seen[0] == wanted
    seen[0] += 1
    if not here:
        if not node.constructed:
            return node.raw
        return der.tlv(node.tag, *(rewritten(child, wanted, source, seen) for child in node))
    seen[0] += len(walk(node)) - 1
    match source.randrange(6):
        case 0:
            return b""
        case 1:
            return node.raw * source.choice((2, 3, 40))
        case 2:
            return der.tlv(source.choice((0x02, 0x03, 0x04, 0x05, 0x06, 0x30, 0x31, 0x80, 0xA0, 0xA1)), node.content)
        case 3:
            return der.tlv(node.tag, node.content[: source.randrange(len(node.content) + 1)])
        case _:
            return der.tlv(node.tag, source.choice((*VALUES, source.randbytes(len(node.content)))))


def run(count: int, seed: int) -> Report:
    """So many calls, spread evenly over the targets."""
    iit.HONEST_ROUNDS = write.HONEST_ROUNDS = SHORT_KEY6_ROUNDS  # otherwise every call would take half a second
    targets = containers() + certificate_targets() + messages()
    for target in targets:
        target.call(target.data)  # sound before it is mutated; also builds the tables that stay in memory
    everything = [target.data for target in targets]
    before = peak_kilobytes()
    report, errors = Report(), Counter[str]()
    begin = time.process_time()
    for number in range(count):
        target = targets[number % len(targets)]
        given = mutate(target.data, everything, random.Random(f"{seed}/{number}"))
        attempt(target, given, f"{target.kind} {seed}/{number}", report, errors)
    report.seconds = time.process_time() - begin
    report.errors = dict(errors)
    peak = peak_kilobytes()
    report.peak_megabytes, report.grown_megabytes = peak / 1024, (peak - before) / 1024
    return report


def peak_kilobytes() -> int:
    """The most memory this program held; `ru_maxrss` of a child begins with its parent's, so Linux is asked itself."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return int(found.group(1))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def attempt(target: Target, given: bytes, name: str, report: Report, errors: Counter[str]) -> None:
    """One call, judged."""
    report.calls += 1
    start = time.process_time()
    try:
        target.call(given)
        report.opened += 1
    except CryptoError as error:
        errors[type(error).__name__] += 1
    except Exception:
        report.foreign.append(f"{name}: {traceback.format_exc(limit=-3)}")
    spent = time.process_time() - start
    if spent > report.slowest_seconds:
        report.slowest_seconds, report.slowest_kind = spent, name


if __name__ == "__main__":
    print(json.dumps(asdict(run(int(sys.argv[1]), int(sys.argv[2])))))
