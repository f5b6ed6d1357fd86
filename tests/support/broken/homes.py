"""The twelve: each function breaks a shop as life does, and tells what its person can put into printed words."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing

from tests.support.broken.world import SALE, Shop

REGISTER = 4000700001


def journal_damaged(shop: Shop) -> None:
    """Bytes in the middle of journal.db were overwritten; a backup of this morning is there, the key file too."""
    path = shop.home / "journal.db"
    data = bytearray(path.read_bytes())
    for at in range(4096 * 2, len(data) - 4096, 4096):
        data[at : at + 64] = b"\x5a" * 64
    path.write_bytes(data)
    for name in ("journal.db-wal", "journal.db-shm"):
        (shop.home / name).unlink(missing_ok=True)
    new = shop.home.with_name("new-home")
    keys = shop.home / "sandbox" / "keys"
    shop.fills |= {
        "NEW-DIRECTORY": str(new), "FILE": f"{keys}/olena-Key-6.dat --cert {keys}/olena.cer",
        "FISCAL-NUMBER": str(REGISTER), "BACKUPS": str(shop.home / "backups"),
    }  # fmt: skip


def tables_damaged(shop: Shop) -> None:
    """A derived table was altered; the records themselves are sound."""
    with closing(sqlite3.connect(shop.home / "journal.db")) as connection:
        connection.execute("UPDATE documents SET total = 1 WHERE kind = 'sale'")
        connection.commit()


def seed_lost(shop: Shop) -> None:
    """The key file of sealed seeds was deleted while the desk is online."""
    (shop.home / "keys" / "journal.key").unlink()


def seed_lost_offline(shop: Shop) -> None:
    """The same in the middle of an offline session; then the link is back."""
    shop.cut()
    shop.ok(*SALE)
    (shop.home / "keys" / "journal.key").unlink()
    assert shop.signing(*SALE).code == 60
    shop.mend()


def clock_off(shop: Shop) -> None:
    """The machine's clock is a day behind; setting it by the network is a person's act."""
    assert shop.box is not None
    shop.box.advance(86400)
    box = shop.box
    shop.acts["sudo timedatectl"] = shop.acts["w32tm"] = shop.acts["sudo sntp"] = lambda: box.advance(-86400)


def wrong_key(shop: Shop) -> None:
    """The cashier's place in the vault holds the key of another taxpayer."""
    from tests.support.broken.keys import put_key

    good = put_key(shop, tin="3999999999", days=700)
    shop.fills["FILE"] = good


def expired_key(shop: Shop) -> None:
    """The certificate ended yesterday; the new key file lies on the table."""
    from tests.support.broken.keys import put_key

    shop.fills["FILE"] = put_key(shop, tin="40000018", days=-1)


def printer_gone(shop: Shop) -> None:
    """The receipt printer was switched off after it was set up; a person switches it on."""
    from tests.receipt.printers import printer

    alive = printer()
    fake = alive.__enter__()
    config = shop.home / "config.toml"
    text = config.read_text(encoding="utf-8")
    dead = "127.0.0.1:9"
    table = f'\n[printers.bar]\ntransport = "network"\naddress = "{dead}"\ntimeout = 2\n'
    config.write_text(text + table + '\n[settings.receipt]\nprinter = "bar"\n', encoding="utf-8")

    def switch_on() -> None:
        config.write_text(config.read_text(encoding="utf-8").replace(dead, fake.address), encoding="utf-8")

    shop.acts["prro printer test"] = switch_on
    shop.kept.append(alive)


def numbers_out(shop: Shop) -> None:
    """Offline until only the reserve of numbers is left; meanwhile the link came back."""
    assert shop.run("config", "set", "offline.numbers", "20").code == 0
    shop.cut()
    last = None
    for _ in range(20):
        last = shop.signing(*SALE)
        if last.code:
            break
    assert last is not None and last.code == 23, last.out
    shop.mend()


def refused_document(shop: Shop) -> None:
    """The server refuses a document in the middle of an offline package."""
    shop.cut()
    for _ in range(3):
        shop.ok(*SALE)
    shop.mend()
    assert shop.box is not None
    shop.box.fault("refuse-document=2:1@pck")
    assert shop.signing("go-online").code == 40


def rolled_back(shop: Shop) -> None:
    """The server undid the end of an offline session that was already delivered."""
    shop.cut()
    shop.ok(*SALE)
    shop.mend()
    shop.ok("go-online")
    assert shop.box is not None
    shop.box.fault("rollback=whole:1@any")


def two_devices(shop: Shop) -> None:
    """A copy of the home on another machine registered receipts meanwhile."""
    other = shop.home.with_name("other-machine")
    shutil.copytree(shop.home, other, ignore=shutil.ignore_patterns("sandbox"))
    shutil.copytree(shop.home / "sandbox" / "keys", other / "sandbox" / "keys")
    for _ in range(2):
        ran = shop.prro("--home", other, *SALE, "--password-file", shop.password, "--json")
        assert ran.code == 0, ran.out


def disk_full(shop: Shop, free: Callable[[int], None]) -> None:
    """Two megabytes are free; a person makes room."""
    free(2_000_000)
    shop.acts["df "] = lambda: free(10**11)


def permissions(shop: Shop) -> None:
    """Somebody ran chmod -R over the home."""
    for path in (shop.home, shop.home / "keys", *shop.home.glob("*.db"), *(shop.home / "keys").glob("*.prrokey")):
        path.chmod(path.stat().st_mode | 0o055)


HOMES: dict[str, Callable[..., None]] = {
    "journal damaged": journal_damaged,
    "tables damaged": tables_damaged,
    "seed lost": seed_lost,
    "seed lost offline": seed_lost_offline,
    "clock off by a day": clock_off,
    "wrong key": wrong_key,
    "expired key": expired_key,
    "printer gone": printer_gone,
    "numbers exhausted": numbers_out,
    "refused document": refused_document,
    "rolled-back session": rolled_back,
    "two devices": two_devices,
    "disk full": disk_full,
    "permissions": permissions,
}
