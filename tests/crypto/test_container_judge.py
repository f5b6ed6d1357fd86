"""BouncyCastle and Java themselves open what we write: envelopes, Key-6.dat, PFX, .zs2 and Java keystores."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from prro_cli.crypto.containers.pbes2 import Family
from prro_cli.crypto.containers.write import JksEntry, Protection, write_jks, write_key6, write_pfx, write_pkcs8
from prro_cli.crypto.enveloped import Sender, Suite, encrypt
from tests.crypto.bouncy import classpath
from tests.crypto.throwaway import make_person, stream

SOURCE = Path(__file__).parent / "foreign" / "ContainerJudge.java"
PASSWORD = "пароль-7"


def ask(folder: Path, questions: list[tuple[str, ...]]) -> list[str]:
    """One answer for each question; skips where Java or BouncyCastle is missing."""
    if shutil.which("javac") is None or shutil.which("java") is None:
        pytest.skip("Java is not installed, so there is no foreign judge")
    jars = classpath()
    subprocess.run(
        ["javac", "-encoding", "UTF-8", "-cp", jars, "-d", str(folder), str(SOURCE)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    command = ["java", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-XX:TieredStopAtLevel=1"]
    done = subprocess.run(
        [*command, "-cp", os.pathsep.join((str(folder), jars)), "ContainerJudge"],
        input="".join("\t".join(question) + "\n" for question in questions).encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    answers = done.stdout.decode().splitlines()
    assert len(answers) == len(questions), done.stderr.decode()
    return answers


def numbers(name: str) -> list[str]:
    return [f"{key.secret.reveal():x}" for key in make_person(name)[0]]


def envelopes(folder: Path) -> tuple[list[tuple[str, ...]], list[str]]:
    """Messages in every form, and what BouncyCastle must find in them."""
    keys, certificates = make_person("gateway")
    own_keys, own_certificates = make_person("olha")
    (folder / "sender.cer").write_bytes(own_certificates[1].raw)
    questions, expected = [], []
    for suite in Suite:
        for form in ("one-time", "static", "no-ukm"):
            for size in (0, 5, 32, 45, 1000):
                sender = None if form == "one-time" else Sender(own_keys[1], own_certificates[1])
                content = stream(f"{form}{size}")(size)
                message = folder / f"{suite.value}-{form}-{size}.p7"
                message.write_bytes(
                    encrypt(content, certificates[1], sender=sender, suite=suite, with_ukm=form != "no-ukm")
                )
                named = "-" if sender is None else str(folder / "sender.cer")
                questions.append(("envelope", str(message), f"{keys[1].secret.reveal():x}", named))
                expected.append(f"OK {content.hex()}")
    return questions, expected


def containers(folder: Path) -> tuple[list[tuple[str, ...]], list[str]]:
    """Containers of every kind we write, and the private numbers in them."""
    keys, certificates = make_person("olha")
    first, second = numbers("olha")
    raw = [certificate.raw for certificate in certificates]
    plain = write_pkcs8(keys[0], second=keys[1])
    questions, expected = [], []
    (folder / "Key-6.dat").write_bytes(write_key6(plain, PASSWORD.encode()))
    questions.append(("key6", str(folder / "Key-6.dat"), PASSWORD))
    expected.append(f"OK {first}")
    for family in (Family.GOST, Family.KUPYNA):
        path = folder / f"{family.name}.pfx"
        path.write_bytes(write_pfx(keys, raw, PASSWORD, stream("judge"), Protection(family, 50)))
        questions.append(("pfx", str(path), PASSWORD))
        expected.append(f"OK {first} {second}")
        questions.append(("pfx", str(path), PASSWORD + "x"))
        expected.append("BAD Refused the MAC of the PFX")
    store = write_jks(JksEntry("key", write_pkcs8(keys[0]), tuple(raw)), "store7", stream("jks"), key_password="key777")
    (folder / "our.jks").write_bytes(store)
    questions.append(("jks", str(folder / "our.jks"), "store7", "key777", "key"))
    expected.append(f"OK {first} 2")
    return questions, expected


def test_bouncycastle_opens_what_we_write(tmp_path: Path) -> None:
    questions, expected = envelopes(tmp_path)
    more_questions, more_expected = containers(tmp_path)
    answers = ask(tmp_path, questions + more_questions)
    wrong = [
        (q, a)
        for q, a, e in zip(questions + more_questions, answers, expected + more_expected, strict=True)
        if a.strip() != e.strip()
    ]
    assert not [f"{Path(q[1]).name}: {a[:100]}" for q, a in wrong]
