"""Bad keys in the vault, made by the sandbox's own authority."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from prro_cli.crypto import issue
from prro_cli.crypto.pairing import vault_header
from prro_cli.crypto.secret import Secret
from prro_cli.crypto.vault import Vault
from tests.support.broken.world import Shop

NAME = "sandbox-olena"


def put_key(shop: Shop, *, tin: str, days: int) -> str:
    """A key of this taxpayer that ends in so many days takes the place of the good one; the words for the good file."""
    assert shop.box is not None
    now = datetime.now(UTC)
    profile = issue.Profile(now - timedelta(days=730), now + timedelta(days=days))
    subject = issue.employee("Навчальна", "Олена Петрівна", "3000000026", "ТОВ", tin)
    made = shop.box.authorities().gost.enrol(subject, profile)
    header = vault_header(NAME, [made.private], [made.certificate])
    password = Secret(shop.password.read_text().strip())
    Vault(shop.home / "keys").add(header, (made.private,), password, replace=True)
    keys = shop.home / "sandbox" / "keys"
    return f"{keys}/olena-Key-6.dat --cert {keys}/olena.cer"
