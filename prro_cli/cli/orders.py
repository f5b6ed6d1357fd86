"""What `sale` and `return` share: payments in words, files and stdin, routing by company or account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from prro_cli.cli.declared import Option
from prro_cli.cli.definitions import chosen_desk, named_desk
from prro_cli.cli.face import Face
from prro_cli.errors.desks import RouteNotFoundError
from prro_cli.errors.general import FileNotThereError, UsageError
from prro_cli.errors.orders import OrderUnreadableError
from prro_cli.home.desks import desks_of
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.engine.order_types import Payment
    from prro_cli.engine.recipients import Recipient
    from prro_cli.home.desks import Desk

STDIN = Path("-")
MAX_ORDER = 8_000_000

ItemWords = Annotated[
    list[str] | None,
    Option("--item", metavar="KEY=VALUE,…", help="A row: name, qty, price, tax, code …; repeat for several."),
]
OrderFile = Annotated[Path | None, Option("--file", metavar="FILE", help="The order as JSON; - is stdin.")]
Cash = Annotated[str | None, Option("--cash", metavar="SUM", help="Cash tendered, or paid back.")]
Card = Annotated[str | None, Option("--card", metavar="SUM", help="Paid by card.")]
SlipFile = Annotated[Path | None, Option("--slip", metavar="FILE", help="The bank terminal's data as JSON.")]
Pay = Annotated[list[str] | None, Option("--pay", metavar="form=CODE,…", help="Another means of payment.")]
Key = Annotated[str | None, Option("--key", metavar="ID", help="Idempotency key: the same order only once.")]
NoPrint = Annotated[bool, Option("--no-print", help="Do not print.")]
Send = Annotated[
    list[str] | None,
    Option("--send", metavar="CHANNEL:ADDR", help="Send the receipt: mail:ADDR, sms:TEL, viber:TEL; repeat."),
]
Company = Annotated[str | None, Option("--company", help="Choose the desk by the company's route.")]
Account = Annotated[str | None, Option("--account", help="Choose the desk by the account's route (IBAN).")]


def read_text(face: Face, path: Path) -> str:
    """A whole file or stdin, UTF-8, with or without the mark that Windows puts before it; never endless."""
    with _readable(path):
        if path == STDIN:
            found = face.environment.stdin.read(MAX_ORDER + 1).removeprefix("\ufeff")
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                found = file.read(MAX_ORDER + 1)
    if len(found) > MAX_ORDER:
        raise OrderUnreadableError(field=str(path), detail=say("it is longer than {most} characters", most=MAX_ORDER))
    return found


def read_lines(face: Face, path: Path) -> Iterator[str]:
    """Orders of a batch, one a line; empty lines are nothing."""
    lines = iter(face.environment.stdin.readline, "") if path == STDIN else _lines_of(path)
    return (line for line in map(_unmarked, lines) if line.strip())


def _unmarked(line: str) -> str:
    return line.removeprefix("\ufeff")


def _lines_of(path: Path) -> Iterator[str]:
    """The lines of a file of any length. Only line feeds part them: JSON lets U+2028 and the like stand in a text."""
    with _readable(path), path.open(encoding="utf-8-sig", newline="\n") as file:
        yield from file


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """A file that is not there, or is no text in UTF-8, is told by its name."""
    try:
        yield
    except FileNotFoundError:
        raise FileNotThereError(path=path, detail=say("no such file")) from None
    except UnicodeDecodeError as error:
        raise OrderUnreadableError(
            field=str(path), detail=say("it is not UTF-8: {reason}", reason=error.reason)
        ) from None


def read_object(text: str, field: str) -> dict[str, Any]:
    """A JSON object with the digits of its numbers kept, read as strictly as an order."""
    from prro_cli.engine.order import load_json

    value = load_json(text, field)
    if not isinstance(value, dict):
        raise OrderUnreadableError(field=field, detail=say("an object is expected"))
    return value


def payments_in_words(
    face: Face, cash: str | None, card: str | None, slip: Path | None, pay: list[str] | None, *, tendered: bool
) -> tuple[Payment, ...]:
    """`--cash`, `--card`, `--slip` and `--pay`; cash in a sale is what was tendered, so it may give change."""
    from prro_cli.engine.order import parse_payment
    from prro_cli.engine.order_read import payment_of

    found: list[Payment] = []
    if card is not None:
        members: dict[str, Any] = {"form": "card", "sum": _given(card, "--card")}
        if slip is not None:
            members["slip"] = read_object(read_text(face, slip), str(slip))
        found.append(payment_of(members, "--card"))
    elif slip is not None:
        raise UsageError(detail=say("--slip belongs to --card SUM"))
    found += [parse_payment(words) for words in pay or ()]
    if cash is not None:
        found.append(payment_of({"form": "cash", "provided" if tendered else "sum": _given(cash, "--cash")}, "--cash"))
    return tuple(found)


def _given(sum_: str, path: str) -> str:
    """A sum of the command line. An empty one is a shell variable that was never set: the whole sum must not become
    cash, or card, because of it."""
    from prro_cli.engine.order_fields import text

    return text(sum_, path, 128, required=True) or ""


def given_key(key: str | None) -> str | None:
    """`--key`; an empty one is a shell variable that was never set, and must not sell without protection."""
    from prro_cli.engine.order_fields import text

    return None if key is None else text(key, "--key", 128, required=True)


def given_recipients(send: list[str] | None, option: str = "--send") -> tuple[Recipient, ...]:
    """`--send`, or `--to`, checked before anything else happens."""
    from prro_cli.engine.recipients import parse_recipients

    return parse_recipients(send or (), option)


def routed_desk(face: Face, company: str | None, account: str | None) -> Desk:
    """The desk of a sale: by its route, else as always."""
    from prro_cli.home.desks import routes_of

    if company is None and account is None:
        return chosen_desk(face)
    kind, value = ("company", company) if company is not None else ("account", account)
    plain = (value or "").replace(" ", "") if kind == "account" else value or ""
    for route in routes_of(face.settings.config):
        if route.kind == kind and route.value == plain:
            return named_desk(desks_of(face.settings.config), route.desk)
    raise RouteNotFoundError(kind=kind, value=plain)
