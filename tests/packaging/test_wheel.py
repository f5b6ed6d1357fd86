"""The wheel as a user gets it: what is in it, how big it is, and that it runs from a fresh environment."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from prro_cli import __version__
from prro_cli.cli.tree import read_tree
from tests.shared import ROOT

LIMIT = 1_800_000
"""Issue 9 wished 1 MB for a smaller program: sources as people read them, 130 man pages, 100 schemas and all
words in Ukrainian are more."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    build = f"WheelBuilder({str(ROOT)!r}).build(directory={str(folder)!r}, versions=['standard'])"
    code = f"from hatchling.builders.wheel import WheelBuilder; print(*{build})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.split()[-1])


def test_it_holds_the_program_its_pages_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        metadata = packed.read(f"prro-{__version__}.dist-info/METADATA").decode()
        scripts = packed.read(f"prro-{__version__}.dist-info/entry_points.txt").decode()
    assert wheel.name == f"prro-{__version__}-py3-none-any.whl"
    assert wheel.stat().st_size <= LIMIT, wheel.stat().st_size
    assert "prro = prro_cli.__main__:main" in scripts
    for extra in ("pdf", "xsd", "keyring"):
        assert f"Provides-Extra: {extra}\n" in metadata
    sources = {p.relative_to(ROOT).as_posix() for p in (ROOT / "prro_cli").rglob("*.py")}
    assert sources <= names
    schemas = {f"prro_cli/schemas/{c.schema.replace('/', '-')}.json" for c in read_tree().leaves()}
    assert schemas <= names
    shared = {n.partition(".data/data/share/")[2] for n in names if ".data/data/share/" in n}
    pages = {f"man/man{p.suffix[1:]}/{p.name}" for p in (ROOT / "man").iterdir()}
    assert len(pages) > 100 and pages <= shared
    completions = {
        "bash-completion/completions/prro",
        "zsh/site-functions/_prro",
        "fish/vendor_completions.d/prro.fish",
    }
    assert shared - pages == completions
    strangers = [n for n in names if re.search(r"(^|/)tests?/|\.prrokey|\.pyc|\.db$|\.env|\.p12$", n)]
    assert strangers == []
    assert all(n.startswith(("prro_cli/", f"prro-{__version__}.")) for n in names)


def test_the_version_stands_in_one_place():
    found = [
        path.relative_to(ROOT).as_posix()
        for path in [ROOT / "pyproject.toml", *(ROOT / "prro_cli").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
        if f'"{__version__}"' in path.read_text(encoding="utf-8")
    ]
    assert found == ["prro_cli/__init__.py"]


@pytest.mark.parametrize(
    "python", [pytest.param("3.11", marks=pytest.mark.slow), pytest.param("3.12", marks=pytest.mark.slow), "3.13"]
)
def test_every_file_is_understood_by_every_promised_python(python):
    """Compiled by that interpreter where there is one; only its grammar, nothing is installed."""
    owner = Path(f"~{getpass.getuser()}").expanduser()  # the tests' own HOME is an empty one
    places = sorted(owner.joinpath(".pyenv", "versions").glob(f"{python}.*/bin/python"))
    program = str(places[-1]) if places else shutil.which(f"python{python}")
    if program is None:
        pytest.skip(f"Python {python} is not installed here")
    code = (
        "import ast, pathlib, sys; [ast.parse(p.read_bytes(), str(p)) for p in pathlib.Path(sys.argv[1]).rglob('*.py')]"
    )
    done = subprocess.run(
        [program, "-I", "-c", code, str(ROOT / "prro_cli")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_it_installs_without_a_compiler_and_plays_the_demo(wheel, tmp_path):
    """A new environment from the registry, wheels only; as `pipx install` does it."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    binaries = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(binaries / "python"), "-m", "pip", "install", "-q", "--only-binary", ":all:", str(wheel)]
    subprocess.run(pip, check=True, timeout=280)
    program = str(binaries / "prro")
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout == f"prro {__version__}\n"
    played = subprocess.run([program, "demo", "--json"], capture_output=True, text=True, check=False, timeout=200)
    assert played.returncode == 0, played.stdout + played.stderr
    assert (tmp_path / "venv" / "share" / "man" / "man1" / "prro-sale.1").is_file()


@pytest.mark.slow
def test_one_file_for_a_stick_runs_without_anything_installed(tmp_path):
    stick = tmp_path / "prro.pyz"
    built = subprocess.run(
        [sys.executable, "scripts/zipapp.py", "--output", str(stick)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "MB, build " in built.stdout
    environment = {**os.environ, "PRRO_PYZ_CACHE": str(tmp_path / "cache")}
    line = [sys.executable, "-I", "-S", str(stick)]
    for words in (["--version"], ["demo", "--fast", "--quiet"]):
        done = subprocess.run(
            [*line, *words], env=environment, capture_output=True, text=True, check=False, timeout=200
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((tmp_path / "cache").iterdir())) == 1
    closed = {**environment, "PRRO_PYZ_CACHE": "/proc/nowhere"}
    refused = subprocess.run([*line, "--version"], env=closed, capture_output=True, text=True, check=False)
    assert refused.returncode == 1 and "PRRO_PYZ_CACHE" in refused.stderr and "Traceback" not in refused.stderr
