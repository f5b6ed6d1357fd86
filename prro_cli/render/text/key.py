"""Text of `prro key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out
from prro_cli.values import kyiv

if TYPE_CHECKING:
    from prro_cli.cli.key import KeyAdded, KeyList, KeyPassword, KeyRemoved, KeyShown
    from prro_cli.cli.key_check import KeyChecked
    from prro_cli.cli.key_info import CertificateInfo, KeyInfo, KeyRow


def _dates(row: KeyRow | CertificateInfo) -> str:
    return " … ".join(f"{moment.astimezone(kyiv()):%Y-%m-%d}" for moment in (row.valid_from, row.valid_to))


def _validity(row: KeyRow) -> str:
    left = {"expired": say("expired"), "not-yet-valid": say("not yet valid")}.get(
        row.state, say("{days} days left", days=row.days_left)
    )
    return f"{_dates(row)}, {left}"


def _style(row: KeyRow) -> str:
    return "bad" if row.state != "valid" else "warn" if row.days_left <= 30 else "good"


def _key(info: KeyInfo, out: Out) -> None:
    row = info
    out.pairs(
        (
            ("name", row.name),
            ("role", row.role),
            ("person", row.person),
            ("tax number", row.tax_number),
            ("organisation", row.organisation),
            ("its number", row.organisation_number),
            ("validity", out.style(_validity(row), _style(row))),
            ("algorithm", row.algorithm),
            ("signs with", info.digest),
            ("key id", row.key_id),
            ("from file", info.source),
            ("cashiers", ", ".join(row.cashiers)),
        )
    )
    for certificate in info.certificates:
        _certificate(certificate, out)
    chain = info.chain
    verdict = say("trusted") if chain.trusted else say("not trusted") if chain.problems else say("not judged")
    out.line()
    out.pairs(
        (
            ("chain", out.style(verdict, "good" if chain.trusted else "warn")),
            ("issued by", " ← ".join(chain.path[1:])),
            ("problems", "; ".join(chain.problems)),
            ("not checked", "; ".join(map(say, chain.not_checked))),
        )
    )


def _certificate(certificate: CertificateInfo, out: Out) -> None:
    marks = [text for text, on in ((say("qualified"), certificate.qualified), (say("TEST"), certificate.test)) if on]
    out.line()
    out.pairs(
        (
            ("certificate", say("for {usage}", usage=", ".join(certificate.usage) or say("nothing known"))),
            ("  number", certificate.serial),
            ("  issuer", certificate.issuer),
            ("  validity", _dates(certificate)),
            ("  key id", certificate.key_id),
            ("  remarks", ", ".join(marks)),
        )
    )


def text_add(result: KeyAdded, out: Out) -> None:
    """What was imported."""
    facts = {"name": result.key.name, "format": result.format}
    done = say("replaced {name} ({format})", **facts) if result.replaced else say("added {name} ({format})", **facts)
    out.line(done, "good")
    _key(result.key, out)


def text_list(result: KeyList, out: Out) -> None:
    """One line for each key."""
    if not result.keys:
        out.line(say("no keys yet: prro key add FILE --name NAME"))
        return
    heads = ("name", "role", "owner", "tax number", "valid to", "days", "algorithm", "cashiers")
    rows = [
        (
            row.name,
            row.role,
            row.person or row.organisation,
            row.tax_number or row.organisation_number,
            f"{row.valid_to.astimezone(kyiv()):%Y-%m-%d}",
            row.days_left if row.state == "valid" else row.state,
            row.algorithm,
            ", ".join(row.cashiers),
        )
        for row in result.keys
    ]
    out.table(heads, rows, right=(5,))


def text_show(result: KeyShown, out: Out) -> None:
    """Everything about one key."""
    _key(result.key, out)


def text_check(result: KeyChecked, out: Out) -> None:
    """The verdict first."""
    row = result.key
    out.line(say("{name} can sign: {validity}", name=row.name, validity=_validity(row)), "good")
    out.pairs(
        (("checked", "; ".join(map(say, result.checked))), ("not checked", "; ".join(map(say, result.not_checked))))
    )


def text_remove(result: KeyRemoved, out: Out) -> None:
    """What is gone."""
    out.line(say("removed {name} from the vault", name=result.name))


def text_passwd(result: KeyPassword, out: Out) -> None:
    """Done."""
    out.line(say("the password of {name} is changed", name=result.name))
