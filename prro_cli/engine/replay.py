"""Idempotency: one key, one request, one document, however often the caller asks (issue 4, item 6)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from prro_cli.errors.selling import KeyReusedError

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post


def request_hash(operation: str, canonical: Mapping[str, Any]) -> str:
    """The hash of what was asked for, from a form in which equal requests are equal."""
    text = json.dumps([operation, canonical], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def replayed(post: Post, key: str | None, wanted: str) -> str | None:
    """The document that this key stands for already; other content under the same key is refused."""
    if key is None:
        return None
    known = post.journal.idempotent(post.name, key)
    if known is None:
        return None
    if known.request_hash != wanted:
        raise KeyReusedError(key=key, made=known.document, document=known.document)
    return known.document
