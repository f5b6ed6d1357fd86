#!/usr/bin/env python3
"""One file for a technician's USB stick: `prro.pyz`, started as `python3 prro.pyz …`.

It holds prro and everything it needs, as installed in the Python that builds it; nothing is downloaded. `cryptography`
and Pillow are machine code, which cannot be run from inside a zip: at its first start the file unpacks itself once into
the user's cache (PRRO_PYZ_CACHE chooses another place), whole or not at all. So it is bound to the system and the
Python version it was built on; on any other it says so and does nothing. Build one for each.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = ("__pycache__", "tests", "test")
EPOCH = (1980, 1, 1, 0, 0, 0)

MAIN = '''\
"""Unpacks itself once and starts prro; written to be understood by every Python 3."""
import os, shutil, sys, sysconfig, tempfile, zipfile
BUILT_FOR, BUILD = {built_for!r}, {build!r}
def fail(text):
    sys.stderr.write("prro.pyz: " + text + "\\n"); sys.exit(1)
def tag():
    return "%d.%d %s" % (sys.version_info[0], sys.version_info[1], sysconfig.get_platform())
def cache():
    chosen = os.environ.get("PRRO_PYZ_CACHE")
    if chosen:
        return chosen
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return os.path.join(base or os.path.join(os.path.expanduser("~"), ".cache"), "prro-pyz")
def unpacked():
    root = cache(); place = os.path.join(root, BUILD)
    if os.path.isdir(place):
        return place
    os.makedirs(root, mode=0o700, exist_ok=True)
    draft = tempfile.mkdtemp(prefix=BUILD + ".", dir=root)
    try:
        with zipfile.ZipFile(sys.argv[0]) as packed:
            packed.extractall(draft, [n for n in packed.namelist() if n.startswith("site/")])
        try:
            os.rename(os.path.join(draft, "site"), place)
        except OSError:
            if not os.path.isdir(place):  # else another start was faster
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place
if tag() != BUILT_FOR:
    fail("built for Python " + BUILT_FOR + ", this is " + tag() + "; build one here: scripts/zipapp.py")
try:
    found = unpacked()
except OSError as error:
    fail("cannot unpack into " + cache() + ": " + str(error) + "; PRRO_PYZ_CACHE=DIR chooses another place")
sys.path.insert(0, found)
from prro_cli.__main__ import main
sys.exit(main())
'''


def closure(name: str, seen: set[str]) -> Iterator[metadata.Distribution]:
    """The installed distribution and what it requires here, without extras."""
    from packaging.requirements import Requirement

    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return
    seen.add(key)
    found = metadata.distribution(name)
    yield found
    for text in found.requires or ():
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            yield from closure(wanted.name, seen)


def files() -> Iterator[tuple[str, Path]]:
    """(name inside, file) of everything: our own package from this clone, the rest as installed."""
    for path in sorted((ROOT / "prro_cli").rglob("*")):
        if path.is_file() and not set(path.parts) & set(SKIPPED):
            yield path.relative_to(ROOT).as_posix(), path
    for distribution in closure("prro", set()):
        if distribution.metadata["Name"] == "prro":
            continue
        for entry in distribution.files or ():
            path = Path(str(distribution.locate_file(entry)))
            if ".." not in entry.parts and not set(entry.parts) & set(SKIPPED) and path.is_file():
                yield entry.as_posix(), path


def build(output: Path) -> str:
    """Write the file; its build id."""
    content = dict(files())
    digest = hashlib.sha256()
    for name in sorted(content):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content[name].read_bytes()).digest())
    built_for = f"{sys.version_info.major}.{sys.version_info.minor} {sysconfig.get_platform()}"
    identity = digest.hexdigest()[:16]
    draft = output.with_name(output.name + ".part")
    with draft.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            text = MAIN.format(built_for=built_for, build=identity)
            packed.writestr(zipfile.ZipInfo("__main__.py", EPOCH), text, zipfile.ZIP_DEFLATED)
            for name in sorted(content):
                info = zipfile.ZipInfo(f"site/{name}", EPOCH)
                packed.writestr(info, content[name].read_bytes(), zipfile.ZIP_DEFLATED)
    draft.chmod(0o755)
    draft.replace(output)
    return identity


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / "prro.pyz", metavar="FILE")
    output: Path = parser.parse_args().output.absolute()
    output.parent.mkdir(parents=True, exist_ok=True)
    identity = build(output)
    print(f"{output}: {output.stat().st_size / 1e6:.1f} MB, build {identity}")


if __name__ == "__main__":
    main()
