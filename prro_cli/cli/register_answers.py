"""The answers of `prro register wizard`: one TOML file, or a dialogue on a terminal; kept in the home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.cli.face import Face
from prro_cli.errors.filing import AnswersWrongError
from prro_cli.home.desks import PRODUCTION_SERVER
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.cli.register_options import Common

MAX_ANSWERS = 256 * 1024
KEPT = "wizard.toml"
TEXTS = ("desk", "key", "channel", "server", "office", "tsp", "trust", "vat-number", "cashier", "recipient")
KNOWN = frozenset((*TEXTS, "signers", "office-code", "object", "register", "cashiers", "signer"))
NEEDED = ("desk", "key", "office-code", "office")


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything the wizard has to know."""

    desk: str
    key: str
    office_code: str
    office: str
    object: Mapping[str, Any]
    register: Mapping[str, Any]
    cashiers: tuple[Mapping[str, Any], ...]
    channel: str = "rest"
    server: str = PRODUCTION_SERVER
    signers: tuple[str, ...] = ()
    signer: str = "head"
    """Who signs as: `head` or `representative`."""
    cashier: str = ""
    tsp: str = "auto"
    trust: str | None = None
    vat_number: str | None = None
    recipient: Path | None = None
    passwords: tuple[Path, ...] = field(default=(), repr=False)
    password_fd: int | None = None

    def common(self) -> Common:
        """What the forms are prepared and sealed with."""
        from prro_cli.cli.register_options import Common

        return Common(
            key=self.key, signer=list(self.signers) or None, office_code=self.office_code, recipient=self.recipient,
            password_file=list(self.passwords) or None, password_fd=self.password_fd,
        )  # fmt: skip

    @property
    def seller(self) -> str:
        """The key of the cashier who opens the test shift."""
        keys = [str(one["key"]) for one in self.cashiers if one.get("key")]
        return self.cashier or (keys[0] if keys else self.key)


def answers_of(face: Face, file: Path | None, passwords: list[Path] | None, password_fd: int | None) -> Answers:
    """From the file, from what an earlier run kept, or from the person at the terminal; kept for the next run."""
    from prro_cli.cli.register_sources import FORMS_DIR

    kept = face.home.path / FORMS_DIR / KEPT
    source = file or (kept if kept.is_file() else None)
    if source is None:
        raw, name = _asked(face), say("the dialogue")
    else:
        raw, name = _read(face, source), str(source)
    answers = _checked(raw, name, source.parent if source else face.home.path, passwords, password_fd)
    if source != kept:
        _keep(face, kept, raw, source)
    return answers


def _read(face: Face, file: Path) -> dict[str, Any]:
    import tomllib

    from prro_cli.cli.files import read_input

    try:
        return tomllib.loads(read_input(face, file, MAX_ANSWERS).decode("utf-8-sig"))
    except ValueError as error:
        raise AnswersWrongError(file=file, detail=say("it is no TOML: {error}", error=error)) from None


def _keep(face: Face, kept: Path, raw: dict[str, Any], source: Path | None) -> None:
    """So that an interrupted wizard goes on with `prro register wizard` alone."""
    import tomli_w

    from prro_cli.home.paths import DIRECTORY_MODE, write_private

    face.home.create()
    kept.parent.mkdir(mode=DIRECTORY_MODE, exist_ok=True)
    for name in ("trust", "recipient"):
        if raw.get(name) and source is not None:
            raw = {**raw, name: str((source.parent / str(raw[name])).absolute())}
    write_private(kept, tomli_w.dumps(raw).encode())


def _checked(
    raw: dict[str, Any], name: str, base: Path, passwords: list[Path] | None, password_fd: int | None
) -> Answers:
    from prro_cli.cli.definitions import checked_name, nearest

    unknown = next((key for key in raw if key not in KNOWN), None)
    if unknown is not None:
        raise AnswersWrongError(
            file=name, detail=say("nobody knows {unknown!r}{nearest}", unknown=unknown, nearest=nearest(unknown, KNOWN))
        )
    missing = [key for key in NEEDED if raw.get(key) in (None, "")]
    if missing:
        raise AnswersWrongError(file=name, detail=f"missing: {', '.join(missing)}")
    for key in ("object", "register"):
        if not isinstance(raw.get(key), dict):
            raise AnswersWrongError(file=name, detail=say("the table [{key}] is missing", key=key))
    cashiers = raw.get("cashiers", [{"key": raw["key"], "role": "cashier"}])
    if not isinstance(cashiers, list) or not cashiers or not all(isinstance(one, dict) for one in cashiers):
        raise AnswersWrongError(file=name, detail=say("[[cashiers]] are tables with key (or cert) and role"))
    for one in cashiers:
        if (not one.get("key") and not one.get("cert")) or set(one) - {"key", "cert", "role"}:
            raise AnswersWrongError(file=name, detail=say("a cashier has key or cert, and role; not {one!r}", one=one))
    texts = {key.replace("-", "_"): str(raw[key]) for key in TEXTS if raw.get(key) not in (None, "")}
    if texts.get("recipient"):
        texts["recipient"] = base / texts["recipient"]  # type: ignore[assignment]
    if texts.get("trust"):
        texts["trust"] = str(base / texts["trust"])
    checked_name(texts["desk"], "desk")
    fields: dict[str, Any] = {
        **texts, "office_code": str(raw["office-code"]), "object": raw["object"], "register": raw["register"],
        "cashiers": tuple(cashiers), "signers": tuple(raw.get("signers", ())), "signer": str(raw.get("signer", "head")),
    }  # fmt: skip
    return Answers(**fields, passwords=tuple(passwords or ()), password_fd=password_fd)


def _asked(face: Face) -> dict[str, Any]:
    """The few things that cannot be read from the key's certificate."""
    from prro_cli.cli.register_ask import Asker
    from prro_cli.lang import say

    asker = Asker(face)
    if not asker.may_ask:
        raise AnswersWrongError(file="--answers", detail=say("no file was given, and there is nobody to ask"))
    ask = asker.line
    return {
        "desk": ask(say("Short name of the desk"), "shop"),
        "key": ask(say("Key of the taxpayer (prro key list)")),
        "channel": ask(say("Channel: rest, soap or mail (none was ever tried live)"), "rest"),
        "server": ask(say("Fiscal server"), PRODUCTION_SERVER),
        "office-code": ask(say("C_STI_ORIG: code of the tax office, such as 2659")),
        "office": ask(say("HSTI: name of the tax office")),
        "object": {
            "type": ask(say("20-ОПП col. 3: type of the object (2 кіоск, 247 кафе, 321 магазин)")),
            "number": ask(say("20-ОПП col. 5: own number of the object"), "1"),
            "title": ask(say("20-ОПП col. 4: name of the outlet")),
            "katottg": ask(say("20-ОПП col. 6: КАТОТТГ (UA and 17 digits)")),
            "place": ask(say("20-ОПП col. 7: region, district, settlement")),
            "street": ask(say("20-ОПП col. 8: street, house, office")),
            "state": ask(say("20-ОПП col. 9: state (2 in use, 8 rented)"), "2"),
            "right": ask(say("20-ОПП col. 10: right (1 own, 7 long lease, 8 short lease)"), "8"),
        },
        "register": {
            "register-name": ask(say("1-ПРРО: name of the ПРРО"), "Каса 1"),
            "local-number": ask(say("1-ПРРО: local number"), "1"),
            "kind": ask(say("1-ПРРО: stationary, mobile, self-service or internet"), "stationary"),
            "offline": ask(say("1-ПРРО: without the link: none (M051), offline (M052) or reserve (M053)")),
        },
        "cashiers": [
            {"key": ask(say("5-ПРРО: key of the cashier")), "role": ask(say("5-ПРРО: cashier or senior"), "cashier")}
        ],
    }
