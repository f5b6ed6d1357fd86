"""Writes prro_cli/crypto/comb_m257.py: the comb of the M257 base point, so that a till does not build it per sale.

python scripts/generate_comb.py > prro_cli/crypto/comb_m257.py
"""

from __future__ import annotations

import base64
import textwrap

from prro_cli.crypto.curves import M257
from prro_cli.crypto.dstu4145 import build_base_comb

TEETH = 8


def main() -> None:
    """Print the module."""
    comb = build_base_comb(M257, TEETH)
    size = M257.field_bytes
    octets = b"".join(M257.field.narrow(part).to_bytes(size, "little") for point in comb.table for part in point)
    lines = textwrap.wrap(base64.b64encode(octets).decode(), 104)
    print('"""The comb of the base point of M257, made by scripts/generate_comb.py; a test compares them."""')
    print("\nfrom __future__ import annotations\n")
    print(f"TEETH = {comb.teeth}\nCOLUMNS = {comb.columns}")
    print("# Entries (x, l), each element 33 bytes little-endian, in base64.")
    print("TABLE = (")
    for line in lines:
        print(f'    "{line}"')
    print(")")


if __name__ == "__main__":
    main()
