"""BouncyCastle as a judge: compiles `foreign/BouncyJudge.java` once in a test session and asks it questions."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "foreign" / "BouncyJudge.java"
JAR_FOLDERS = (Path("/usr/share/java"), Path("/usr/local/share/java"))
GIVEN_JARS = os.environ.get("PRRO_BOUNCY_JARS")  # at import: each test runs without the variables of the shell
JARS = ("bcprov.jar", "bcutil.jar", "bcpkix.jar")


def classpath() -> str:
    """The jars of BouncyCastle; skips the calling test where they are not installed."""
    if GIVEN_JARS:
        return GIVEN_JARS
    for folder in JAR_FOLDERS:
        jars = [folder / name for name in JARS]
        if all(jar.exists() for jar in jars):
            return os.pathsep.join(map(str, jars))
    pytest.skip("BouncyCastle is not installed (Debian: libbcprov-java libbcpkix-java libbcutil-java)")


@lru_cache(maxsize=1)
def _compiled(jars: str) -> str:
    folder = tempfile.mkdtemp(prefix="prro-judge-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run(
        ["javac", "-encoding", "UTF-8", "-cp", jars, "-d", folder, str(SOURCE)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


def judge(questions: list[tuple[str, ...]]) -> list[str]:
    """One answer for each question: a line that begins with OK or BAD."""
    if shutil.which("javac") is None or shutil.which("java") is None:
        pytest.skip("Java is not installed, so there is no foreign judge")
    jars = classpath()
    path = os.pathsep.join((_compiled(jars), jars))
    asked = "".join("\t".join(question) + "\n" for question in questions)
    done = subprocess.run(
        [
            "java",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            path,
            "BouncyJudge",
        ],
        input=asked.encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    answers = done.stdout.decode().splitlines()
    assert len(answers) == len(questions), done.stderr.decode()
    return answers
