"""What every container format shares: the result, the limits, the effort a file may cost, password bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING, TypeVar

from prro_cli.crypto.errors import LimitError, WrongPasswordError
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.crypto.keys import PrivateKey
    from prro_cli.crypto.secret import Secret
    from prro_cli.crypto.x509 import Certificate

Form = TypeVar("Form")
Result = TypeVar("Result")

Progress = Callable[[int, int], None]
"""Called with (rounds done, rounds in all) while a key derivation runs."""

ABSOLUTE_ROUNDS = 200_000
HONEST_ROUNDS = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a container may cost. Derivations run in Python, so a round is expensive and an attacker's number
    must not be believed.

    The order of work bounds the rest: the structure is read completely first, every claimed count is checked
    before any derivation, and the first derivation decides about the password. A file whose maker does not
    know the password therefore costs at most one derivation of `rounds` rounds; `total_rounds` bounds what a
    file may cost whose maker does (two keys, the MAC, and room for more bags).
    `native_rounds` is for derivations done by the C library of Python (SHA), a thousand times faster.
    """

    file_bytes: int = 1 << 20
    rounds: int = 12_000
    total_rounds: int = 64_000
    native_rounds: int = ABSOLUTE_ROUNDS
    bags: int = 32


DEFAULT_LIMITS = Limits()


class Effort:
    """Counts the derivation rounds that one container claims, and reports progress over all of them."""

    __slots__ = ("_done", "_limits", "_planned", "_progress")

    def __init__(self, limits: Limits, progress: Progress | None = None) -> None:
        self._limits = limits
        self._progress = progress
        self._planned = 0
        self._done = 0

    def plan(self, rounds: int, *, native: bool = False) -> None:
        """Admit a derivation, or refuse it with the number that the file claims."""
        allowed = min(self._limits.native_rounds if native else self._limits.rounds, ABSOLUTE_ROUNDS)
        if not 0 < rounds <= allowed:
            raise LimitError(
                f"the file claims {rounds} rounds of key derivation; honest files have {HONEST_ROUNDS}, the "
                f"limit here is {allowed}. If the file is yours, raise the limit (at most {ABSOLUTE_ROUNDS})"
            )
        if not native:
            self._planned += rounds
        if self._planned > self._limits.total_rounds:
            raise LimitError(
                f"the parts of the file claim {self._planned} rounds of key derivation together, more than "
                f"{self._limits.total_rounds}"
            )

    def step(self, rounds: int) -> Progress | None:
        """The callback for one derivation of so many rounds, in terms of the whole file."""
        if self._progress is None:
            return None
        report, before = self._progress, self._done
        self._done += rounds

        def inner(done: int, total: int) -> None:
            report(before + done * rounds // max(total, 1), max(self._planned, before + rounds))

        return inner


@dataclass(frozen=True, slots=True)
class Container:
    """An opened container: its format, its keys in the order of the file, the certificates inside."""

    format: str
    keys: tuple[PrivateKey, ...]
    certificates: tuple[Certificate, ...] = ()
    warnings: tuple[str, ...] = ()

    def drop(self) -> None:
        """Forget all private numbers."""
        for key in self.keys:
            key.drop()


@dataclass(frozen=True, slots=True)
class Request:
    """One attempt to open a container: the passwords, the limits, the effort spent."""

    password: Secret
    key_password: Secret | None
    limits: Limits
    effort: Effort = field(repr=False)

    @property
    def inner_password(self) -> Secret:
        """The password of the keys where a store has another one of its own."""
        return self.key_password if self.key_password is not None else self.password


def byte_forms(password: Secret) -> tuple[bytes, ...]:
    """The bytes that programs make of a password: UTF-8 first, windows-1251 for old IIT software.

    The second form exists only for passwords with letters outside ASCII (signature.md 3.1: a guess).
    """
    raw = password.reveal()
    if raw.isascii():
        return (raw,)
    try:
        old = raw.decode("utf-8").encode("cp1251")
    except UnicodeError:
        return (raw,)
    return (raw, old)


def utf16_forms(password: Secret) -> tuple[bytes, ...]:
    """The password as UTF-16BE (Java, PKCS#12); bytes that are not UTF-8 are taken as windows-1251."""
    raw = password.reveal()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1251", errors="replace")
    return (text.encode("utf-16-be", errors="surrogatepass"),)


def first_that_opens(forms: tuple[Form, ...], attempt: Callable[[Form], Result]) -> Result:
    """The result of the first password form that opens; the last refusal if none does."""
    for form in forms[:-1]:
        try:
            return attempt(form)
        except WrongPasswordError:
            continue
    return attempt(forms[-1])
