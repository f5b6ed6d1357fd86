"""The registry of digests: names, identifiers, the signatures they belong to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prro_cli.crypto import digests
from prro_cli.crypto.backend import PurePython, find_backend, use_backend
from prro_cli.crypto.errors import UnsupportedError
from prro_cli.crypto.gost34311 import gost34311
from prro_cli.crypto.kupyna import kupyna_hash

UA = "1.2.804.2.1.1.1"
TABLE = [
    ("gost34311", f"{UA}.1.2.1", f"{UA}.1.3.1.1", 32),
    ("kupyna256", f"{UA}.1.2.2.1", f"{UA}.1.3.6.1.1", 32),
    ("kupyna384", f"{UA}.1.2.2.2", f"{UA}.1.3.6.2.1", 48),
    ("kupyna512", f"{UA}.1.2.2.3", f"{UA}.1.3.6.3.1", 64),
]


@pytest.fixture(params=["pure", "found"])
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    use_backend(PurePython() if request.param == "pure" else find_backend())
    yield request.param
    use_backend(None)


@pytest.mark.parametrize(("name", "oid", "signature", "size"), TABLE)
def test_a_name_leads_to_its_digest(name: str, oid: str, signature: str, size: int) -> None:
    digest = digests.by_name(name)
    assert (digest.name, digest.oid, digest.signature_oid, digest.size) == (name, oid, signature, size)


@pytest.mark.parametrize("name", [row[0] for row in TABLE])
def test_the_function_gives_so_many_bytes(name: str, backend: str) -> None:
    digest = digests.by_name(name)
    value = digest.function(b"receipt")
    assert len(value) == digest.size
    own = gost34311(b"receipt") if name == "gost34311" else kupyna_hash(int(name[6:]), b"receipt")
    assert value == own


def test_the_table_is_complete() -> None:
    assert [digest.name for digest in digests.ALL] == [row[0] for row in TABLE]


def test_strangers_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="gost34311, kupyna256"):
        digests.by_name("md5")
