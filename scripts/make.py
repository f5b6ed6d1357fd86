"""Everything that follows from the command tree, the error classes and the settings: written, or checked.

python scripts/make.py           writes completions/, man/, prro_cli/schemas/ and the generated pages of docs/
python scripts/make.py --check   exits 1 and names the files that are not what the code says
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.generate.everything import generated, stale  # noqa: E402


def main(words: list[str]) -> int:
    """Write or check; the exit code."""
    files = generated()
    old = stale(ROOT, files)
    if "--check" in words:
        for path in old:
            print(f"stale: {path}")
        if old:
            print("run: python scripts/make.py, then commit what it wrote")
        return 1 if old else 0
    for path in old:
        target = ROOT / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[path].encode())
        else:
            target.unlink()
        print(f"{'written' if path in files else 'removed'}: {path}")
    print(f"{len(files)} files, {len(old)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
