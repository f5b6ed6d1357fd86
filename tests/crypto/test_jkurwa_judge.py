"""jkurwa, which most programs of this kind use, opens what we write, and we open what it writes.

It is installed once by `npm install` in a copy of `foreign/jkurwa` (`.ci/run` does it); `PRRO_JKURWA` names
that folder. Without it the tests skip and say so.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from prro_cli.crypto import transport
from prro_cli.crypto.containers.pbes2 import Family
from prro_cli.crypto.containers.write import (
    JksEntry,
    Protection,
    write_jks,
    write_key6,
    write_pbes2,
    write_pfx,
    write_pkcs8,
)
from prro_cli.crypto.enveloped import Sender, encrypt
from prro_cli.crypto.transport import Section
from tests.crypto.throwaway import make_person, stream

SOURCE = Path(__file__).parent / "foreign" / "jkurwa" / "judge.js"
# Read at import: every test runs with an environment cleaned of PRRO_*.
FOLDER = Path(os.environ.get("PRRO_JKURWA", Path(__file__).parents[2] / ".tools" / "jkurwa"))
DOCUMENT = "<?xml version='1.0' encoding='windows-1251'?><Д>ТОВ «Ґанок»</Д>".encode("cp1251")


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def ask(*questions: dict[str, Any]) -> list[Any]:
    """The answers of jkurwa; skips where node or jkurwa is missing."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed, so jkurwa cannot judge")
    if not (FOLDER / "node_modules" / "jkurwa").is_dir():
        pytest.skip("jkurwa is not installed: copy tests/crypto/foreign/jkurwa, npm install there, set PRRO_JKURWA")
    done = subprocess.run(
        ["node", str(SOURCE), str(FOLDER)],
        input=json.dumps(questions).encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    answers = json.loads(done.stdout)
    assert all("ok" in answer for answer in answers), answers
    return [answer["ok"] for answer in answers]


def numbers(name: str) -> list[str]:
    return [f"{key.secret.reveal():x}" for key in make_person(name)[0]]


def material(name: str) -> dict[str, list[str]]:
    keys, certificates = make_person(name)
    return {
        "keys": [text(write_pkcs8(key)) for key in keys],
        "certificates": [text(one.raw) for one in certificates],
    }


def test_jkurwa_opens_our_containers() -> None:
    keys, certificates = make_person("olha")
    pair = write_pkcs8(keys[0], second=keys[1])
    gost = Protection(Family.GOST, 100)
    entry = JksEntry("key", pair, tuple(one.raw for one in certificates))
    files = {
        "Key-6.dat": write_key6(pair, b"secret"),
        "pk8": write_pbes2(write_pkcs8(keys[0]), b"secret", stream("pk8"), gost),
        "pfx": write_pfx(keys, [], "secret", stream("pfx"), gost),
        "jks": write_jks(entry, "secret", stream("jks")),
    }
    found = ask(*({"op": "open", "data": text(data), "password": "secret"} for data in files.values()))
    expected = {name: numbers("olha")[: 1 if name == "pk8" else 2] for name in files}
    assert dict(zip(files, found, strict=True)) == expected


def test_jkurwa_opens_our_envelope() -> None:
    """It understands the static sender with `ukm` only, which is why that is the default."""
    _, gateway = make_person("gateway")
    keys, certificates = make_person("olha")
    sender = Sender(keys[1], certificates[1])
    message = encrypt(DOCUMENT, gateway[1], sender=sender)
    packed = transport.pack(
        [Section(transport.CERTIFICATE, certificates[1].raw), Section(transport.ENCRYPTED, message)],
        {"EDRPOU": "1234567890"},
    )
    (found,) = ask({"op": "unwrap", "data": text(packed), **material("gateway")})
    assert base64.b64decode(found["content"]) == DOCUMENT
    assert found["layers"] == ["transport", "encrypted"] and found["error"] is None


def test_we_unwrap_what_jkurwa_packs() -> None:
    """Signed only: jkurwa needs its own fork of asn1.js to *write* an envelope (shared fixtures have such ones)."""
    question = {
        "op": "pack",
        "content": text(DOCUMENT),
        "commands": ["sign", "sign"],
        "headers": {"EDRPOU": "1234567890", "FILENAME": "T.XML"},
        **material("olha"),
    }
    found = transport.unwrap(base64.b64decode(ask(question)[0]))
    kinds = [layer.kind.value for layer in found.layers]
    assert kinds == ["transport", "signed", "transport", "signed", "content"]
    assert found.content == DOCUMENT
    assert found.layers[0].transport is not None
    assert found.layers[0].transport.header == {"EDRPOU": "1234567890", "FILENAME": "T.XML"}
