"""What `prro sandbox provision` puts into a home: desks, their taxes, cashiers, and the keys in the vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.cli.definitions import changed_config, checked_name
from prro_cli.cli.face import Face
from prro_cli.cli.trusted import keep_authorities
from prro_cli.errors.desks import DefinitionExistsError
from prro_cli.home.desks import Cashier, Desk, Tax, cashiers_of, desks_of, put_cashier, put_desk

if TYPE_CHECKING:
    from prro_cli.crypto.vault import Vault
    from prro_cli.sandbox.newcomer import Newcomer
    from prro_cli.sandbox.provision import Provision, ProvisionedKey, ProvisionedRegister

KEY_PREFIX = "sandbox-"
ROLES = {"cashier": "cashier", "senior": "senior", "seal": "cashier", "head": "owner"}
VAT_TAXES = (
    Tax("А", 0, 2000, "ПДВ"),
    Tax("Б", 0, 700, "ПДВ"),
    Tax("В", 0, 0, "ПДВ"),
    Tax("Г", 1, 500, "Акциз"),
)
"""The letters of the official examples; the entrepreneur pays no VAT and has none."""


def furnish(face: Face, made: Provision, name: str, *, every: bool) -> dict[int, str]:
    """Import the keys and define one desk, or one for each register; desk names by fiscal number."""
    from prro_cli.crypto.x509 import load_certificates

    checked_name(name)
    registers = made.registers if every else made.registers[:1]
    names = {item.number: name if place == 0 else f"{name}-{place + 1}" for place, item in enumerate(registers)}
    _refuse_strangers(face, made, names)
    _import_keys(face, made)
    keep_authorities(face, load_certificates(made.trust.read_bytes()))
    with changed_config(face) as config:
        for key in made.keys:
            desks = tuple(names[item.number] for item in registers if item.tin == key.tin)
            if desks:
                put_cashier(config, Cashier(key.name, KEY_PREFIX + key.name, key.person, ROLES[key.role], desks=desks))
        for item in registers:
            put_desk(config, _desk(made, item, names[item.number]))
    return names


def _refuse_strangers(face: Face, made: Provision, names: dict[int, str]) -> None:
    """Nothing that belongs to a real register is overwritten."""
    desks, cashiers = desks_of(face.settings.config), cashiers_of(face.settings.config)
    for number, name in names.items():
        if name in desks and desks[name].fiscal_number != number:
            raise DefinitionExistsError(noun="desk", name=name)
    for key in made.keys:
        if key.name in cashiers and cashiers[key.name].key != KEY_PREFIX + key.name:
            raise DefinitionExistsError(noun="cashier", name=key.name)


def _desk(made: Provision, register: ProvisionedRegister, name: str) -> Desk:
    people = [key for key in made.keys if key.tin == register.tin and key.role in ("cashier", "head")]
    return Desk(
        name=name,
        server=made.server,
        tin=register.tin,
        org=register.org,
        outlet=register.outlet,
        address=register.address,
        fiscal_number=register.number,
        local_number=register.local,
        vat_number=register.vat,
        tsp=made.tsp,
        trust=str(made.trust),
        server_code=made.server_code,
        cashier=people[0].name if people else None,
        taxes=VAT_TAXES if register.vat else (),
    )


def _import_keys(face: Face, made: Provision) -> None:
    from prro_cli.crypto.vault import Vault

    vault = Vault(face.home.create().keys_dir)
    for key in made.keys:
        _import(vault, made, key)


def _import(vault: Vault, made: Provision, key: ProvisionedKey) -> None:
    from prro_cli.crypto.containers import open_container
    from prro_cli.crypto.pairing import vault_header
    from prro_cli.crypto.secret import Secret
    from prro_cli.crypto.x509 import Certificate

    password = Secret(made.password_path.read_text().strip())
    opened = open_container(key.path.read_bytes(), password)
    certificate = Certificate(key.certificate_path.read_bytes())
    header = vault_header(KEY_PREFIX + key.name, opened.keys, [certificate], source=key.path.name)
    vault.add(header, tuple(opened.keys), password, replace=True)


def settle_newcomer(face: Face, made: Newcomer) -> Path:
    """Import a newcomer's keys, point the channels at the sandbox's gateway, and write answers for the wizard."""
    import tomli_w

    from prro_cli.cli.register_sources import FORMS_DIR, RECIPIENTS_DIR
    from prro_cli.crypto.containers import open_container
    from prro_cli.crypto.pairing import vault_header
    from prro_cli.crypto.secret import Secret
    from prro_cli.crypto.vault import Vault
    from prro_cli.crypto.x509 import load_certificates
    from prro_cli.home.paths import DIRECTORY_MODE, write_private
    from prro_cli.sandbox.authority import SERVER_CODE

    vault = Vault(face.home.create().keys_dir)
    for key in made.keys:
        opened = open_container(key.path.read_bytes(), Secret(made.password_path.read_text().strip()))
        header = vault_header(key.name, opened.keys, opened.certificates, source=key.path.name)
        vault.add(header, tuple(opened.keys), Secret(made.password_path.read_text().strip()), replace=True)
    keep_authorities(face, load_certificates(made.trust.read_bytes()))
    folder = face.home.path / FORMS_DIR / RECIPIENTS_DIR
    for part in (folder.parent, folder):
        part.mkdir(mode=DIRECTORY_MODE, exist_ok=True)
    write_private(folder / "sandbox-gateway.cer", made.recipient.read_bytes())
    with changed_config(face) as config:
        section: dict[str, Any] = config.setdefault("settings", {}).setdefault("registration", {})
        section["rest-url"] = f"{made.gateway}/cabinet/public/api/exchange"
        section["cabinet-url"] = f"{made.gateway}/ws/public_api"
        section["receipt-code"] = SERVER_CODE
        section["soap-url"] = f"{made.gateway}/WebSrvGate/gate.asmx"
    answers = made.directory / "answers.toml"
    write_private(answers, tomli_w.dumps(_answers(made)).encode())
    return answers


def _answers(made: Newcomer) -> dict[str, Any]:
    """Everything that `prro register wizard` asks."""
    return {
        "desk": "shop", "key": "head", "channel": "rest", "server": made.server, "tsp": made.tsp,
        "trust": str(made.trust), "office-code": 2659, "office": "ГУ ДПС у м. Києві",
        "object": {
            "type": 321, "number": 1, "title": "Крамниця", "katottg": "UA80000000000126643", "place": "м. Київ",
            "street": "вул. Навчальна, 5", "state": 2, "right": 8,
        },
        "register": {"register-name": "Каса 1", "local-number": "1", "kind": "stationary", "offline": "offline"},
        "cashiers": [{"key": "cashier", "role": "cashier"}],
    }  # fmt: skip
