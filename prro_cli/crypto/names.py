"""Distinguished names: the bytes for comparing, the attributes for reading."""

from __future__ import annotations

from functools import cached_property

from prro_cli.crypto import der, oids
from prro_cli.crypto.errors import LimitError, MalformedError

MAX_ATTRIBUTES = 64
MAX_TEXT = 1024


class Name:
    """An X.501 name. Two names are the same when their bytes are."""

    def __init__(self, node: der.Node) -> None:
        self._node = node
        self.raw = node.raw

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Name) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __str__(self) -> str:
        return ", ".join(f"{oids.NAME_LABELS.get(name, name)}={text}" for name, text in self.attributes)

    def __repr__(self) -> str:
        return f"<Name {self}>"

    @cached_property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """Identifier and text of each attribute, in the order written."""
        found = []
        for part in self._node:
            for entry in part.expect(der.SET):
                found.append((entry.expect(der.SEQUENCE)[0].oid(), readable(entry[1])))
                if len(found) > MAX_ATTRIBUTES:
                    raise LimitError(f"a name of more than {MAX_ATTRIBUTES} attributes")
        return tuple(found)

    def get(self, name: str) -> str:
        """The text of the first attribute with this identifier, or an empty text."""
        return next((text for oid, text in self.attributes if oid == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """The texts of all attributes with this identifier."""
        return tuple(text for oid, text in self.attributes if oid == name)

    @property
    def common_name(self) -> str:
        """CN."""
        return self.get(oids.COMMON_NAME)

    @property
    def organisation(self) -> str:
        """O."""
        return self.get(oids.ORGANIZATION)

    @property
    def display(self) -> str:
        """What a person would call it."""
        return self.common_name or self.organisation or str(self)


def readable(node: der.Node) -> str:
    """The text for display; broken letters are replaced rather than making the certificate unreadable."""
    try:
        text = node.text()
    except MalformedError:
        text = "" if node.constructed else node.content.decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:MAX_TEXT])


def build_name(*attributes: tuple[str, str]) -> bytes:
    """The DER of a name; texts that PrintableString can hold and must hold by custom are written so."""
    parts = []
    for name, text in attributes:
        value = der.printable(text) if name in (oids.COUNTRY, oids.SERIAL_NUMBER) else der.utf8(text)
        parts.append(der.set_of(der.sequence(der.oid(name), value)))
    return der.sequence(*parts)
