"""Framing survives the way there and back, hostile lengths are refused, splitting keeps order and both limits."""

from __future__ import annotations

import itertools
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.documents.package import (
    MAX_BYTES,
    MAX_DOCUMENTS,
    OUTER_SIGNATURE_ROOM,
    frame,
    frames,
    looks_framed,
    split,
)
from prro_cli.errors.documents import DocumentExceedsPackageError, PackageFormatError
from tests.provoking import provokes

ROOM = MAX_BYTES - OUTER_SIGNATURE_ROOM


@settings(deadline=None, max_examples=100)
@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=100))
def test_frames_there_and_back(documents: list[bytes]) -> None:
    found = frames(frame(documents))
    assert [f.document for f in found] == documents
    assert found[0].offset == 4
    assert all(frame(documents)[f.offset :].startswith(f.document) for f in found)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        b"\x05\x00\x00\x00abcd",
        b"\x00\x00\x00\x00",
        struct.pack("<i", -1) + b"abc",
        struct.pack("<i", 2**31 - 1) + b"abc",
        struct.pack(">i", 3) + b"abc",
        frame([b"abc"]) + b"\x00",
        frame([b"x"] * 101),
    ],
)
def test_hostile_frames_are_refused(data: bytes) -> None:
    with pytest.raises(PackageFormatError):
        frames(data)
    assert not looks_framed(data)


def test_a_package_is_recognised_by_its_signed_documents() -> None:
    assert looks_framed(frame([b"\x30\x03abc", b"\x30\x01a"]))
    assert not looks_framed(frame([b"<CHECK/>"]))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(min_value=1, max_value=ROOM - 4), max_size=130))
def test_splitting_keeps_order_and_limits(sizes: list[int]) -> None:
    documents = [b"%06d" % n + b"x" * max(0, size - 6) for n, size in enumerate(sizes)]
    packages = split(documents)
    assert [d for p in packages for d in p] == documents
    for package in packages:
        assert 0 < len(package) <= MAX_DOCUMENTS
        assert len(frame(package)) <= ROOM
    for before, after in itertools.pairwise(packages):
        assert len(before) == MAX_DOCUMENTS or len(frame((*before, after[0]))) > ROOM


def test_limits_are_exact() -> None:
    assert [len(p) for p in split([b"x"] * 250)] == [100, 100, 50]
    assert len(split([b"x" * (ROOM - 4)])) == 1
    half = b"x" * (ROOM // 2 - 4)
    assert [len(p) for p in split([half] * 4)] == [2, 2]
    assert [len(p) for p in split([half + b"x"] * 4)] == [1, 1, 1, 1]
    assert split([]) == []


@provokes("PRRO-E0316")
def test_a_document_too_large_for_any_package_is_named() -> None:
    with pytest.raises(DocumentExceedsPackageError, match="document 2 has"):
        split([b"x", b"x" * ROOM])
