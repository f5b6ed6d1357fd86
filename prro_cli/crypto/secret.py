"""Secrets have a type, so that no log, traceback or repr can show them by accident."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Secret bytes: the repr is `***`, equality is not offered, pickling is refused, `drop()` overwrites them."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes | bytearray | str) -> None:
        self._data = bytearray(data.encode() if isinstance(data, str) else data)

    def reveal(self) -> bytes:
        """The bytes themselves; call it at the last moment and keep no reference."""
        return bytes(self._data)

    def drop(self) -> None:
        """Overwrite what can be overwritten in Python, and forget it."""
        self._data[:] = bytes(len(self._data))
        self._data.clear()

    def __len__(self) -> int:
        return len(self._data)

    def __bool__(self) -> bool:
        return bool(self._data)

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled")
