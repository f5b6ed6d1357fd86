"""Exit codes and the base class of every error a user can meet."""

from __future__ import annotations

from enum import IntEnum
from string import Formatter
from typing import Any, ClassVar

from prro_cli.lang import say


class ExitCode(IntEnum):
    """The promise to scripts (`cli.md`, "Exit codes"): a number never changes its meaning."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    INVALID_DATA = 3
    NOT_FOUND = 4
    REFUSED = 5
    ATTENTION = 6
    NO_CONNECTION = 10
    LOCKED = 11
    UNKNOWN_RESULT = 12
    SERVER_REFUSED = 13
    SERVER_NOT_WELL = 14
    OFFLINE_FORBIDDEN = 20
    OFFLINE_SESSION_LIMIT = 21
    OFFLINE_MONTH_LIMIT = 22
    OFFLINE_NUMBERS_OUT = 23
    OFFLINE_FIRST_ONLINE = 24
    SHIFT_STATE = 30
    KEY_REUSED = 31
    STUCK = 40
    KEY_UNUSABLE = 50
    CERTIFICATE_EXPIRED = 51
    JOURNAL_DAMAGED = 60
    DISK = 61
    PERMISSIONS = 62
    PERIPHERAL = 70
    INTERRUPTED = 130
    TERMINATED = 143


_REGISTRY: dict[str, type[PrroError]] = {}

UNTOUCHED = "nothing was changed, no number was taken, nothing was sent"


class PrroError(Exception):
    """Base of all errors shown to users; a subclass fills the class attributes with templates.

    `cause`, `state` and every line of `next` may hold `{name}` fields, given as keyword arguments when raised;
    `{document}` is the document it is about.
    """

    id: ClassVar[str] = ""
    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL
    title: ClassVar[str] = ""
    cause_template: ClassVar[str] = "{detail}"
    state_template: ClassVar[str] = UNTOUCHED
    next_templates: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        *,
        state: str | None = None,
        next_steps: tuple[str, ...] | None = None,
        document: str | None = None,
        data: dict[str, Any] | None = None,
        **fields: object,
    ) -> None:
        self.fields = fields
        texts = fields if document is None else {**fields, "document": document}
        self.cause = say(self.cause_template).format(**texts)
        self.state = say(self.state_template).format(**texts) if state is None else say(state)
        self.next = tuple(say(t).format(**texts) for t in self.next_templates) if next_steps is None else next_steps
        self.document = document
        self.data = data or {}
        super().__init__(self.cause)

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.__dict__.get("id"):
            return  # an intermediate class, never shown itself
        if cls.id in _REGISTRY:
            raise TypeError(f"error id {cls.id} is taken by {_REGISTRY[cls.id].__name__}")
        if not cls.id.startswith(f"PRRO-E{cls.exit_code:02d}"):
            raise TypeError(f"error id {cls.id} does not begin with its exit code {cls.exit_code:02d}")
        _REGISTRY[cls.id] = cls

    @classmethod
    def template_fields(cls) -> frozenset[str]:
        """Names of the keyword arguments its templates need."""
        templates = (cls.cause_template, cls.state_template, *cls.next_templates)
        return frozenset(name for t in templates for _, name, _, _ in Formatter().parse(t) if name)

    def as_dict(self) -> dict[str, Any]:
        """The `error` member of the JSON envelope."""
        return {
            "id": self.id,
            "exit_code": int(self.exit_code),
            "title": say(self.title),
            "cause": self.cause,
            "state": self.state,
            "next": list(self.next),
            "document": self.document,
        }


def registry() -> dict[str, type[PrroError]]:
    """Every error class by its id; importing `prro_cli.errors.catalogue` first makes it complete."""
    return dict(_REGISTRY)
