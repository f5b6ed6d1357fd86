"""A throw-away authority, a server that signs tickets, and a client's parts, for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from prro_cli.crypto import cms, issue, oids
from prro_cli.crypto.cms import CertifiedKey
from prro_cli.crypto.cms_read import SidForm
from prro_cli.crypto.trust import TrustStore
from prro_cli.taxserver.client import FiscalServer, ServerSettings
from prro_cli.taxserver.cms_seal import TAX_SERVICE_CODE, CmsSeal, ServerTrust
from prro_cli.taxserver.http_wire import HttpWire
from prro_cli.taxserver.outcomes import Exchange

NOW = datetime(2026, 11, 21, 8, 0, 0, tzinfo=UTC)  # 10:00:00 in Kyiv
UID = "0F5CD3A1-6B1E-4A5D-9C1B-0123456789AB"
LOCAL_NUMBER = 878
REQUEST_UID = "b2c4e4d2-0000-4000-8000-000000000001"
EXCHANGE = Exchange("doc", 0.1)

_START, _END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """Everybody who signs here."""

    root: issue.Authority
    server: CertifiedKey
    impostor: CertifiedKey
    stamping: CertifiedKey
    cashier: CertifiedKey
    store: TrustStore


@cache
def world() -> World:
    """One world per process: making keys costs a moment."""
    root = issue.create_root(issue.seal("Тестовий центр", "00000001"), issue.Style.GOST, _START, _END)
    profile = issue.Profile(_START, _END)
    stamping = issue.Profile(_START, _END, extended=(oids.EKU_TIME_STAMPING,))
    return World(
        root=root,
        server=root.enrol(issue.seal("Тестова податкова служба", TAX_SERVICE_CODE), profile),
        impostor=root.enrol(issue.seal("Інша установа", "11111111"), profile),
        stamping=root.enrol(issue.seal("Тестові позначки часу", "22222222"), stamping),
        cashier=root.enrol(issue.person("Тестова", "Олена", "1234567890"), profile),
        store=TrustStore.vouching([root.certificate]),
    )


def signed(content: bytes, key: CertifiedKey | None = None) -> bytes:
    """As the fiscal server signs: its signer identifier, its order of attributes."""
    options = cms.Options(signing_time=NOW, sid=SidForm.KEY_ID_EXPLICIT, sorted_attributes=False)
    return cms.sign(content, key or world().server, options)


def ticket_xml(**changes: str | None) -> bytes:
    """A ticket for our document; a value of None leaves the element out."""
    fields: dict[str, str | None] = {
        "UID": UID,
        "ORDERDATE": "21112026",
        "ORDERTIME": "095959",
        "ORDERNUM": str(LOCAL_NUMBER),
        "ORDERTAXNUM": "4500000001",
        "OFFLINESESSIONID": None,
        "OFFLINESEED": None,
        "ERRORCODE": "0",
        "ERRORTEXT": None,
        "VER": "1",
    } | changes
    body = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if value is not None)
    return f'<?xml version="1.0" encoding="windows-1251"?>\r\n<TICKET>{body}</TICKET>'.encode("cp1251")


def seal(*, pinned: bool = True) -> CmsSeal:
    return CmsSeal(ServerTrust(world().store if pinned else None), lambda: NOW)


def client(
    base_url: str,
    *,
    pinned: bool = True,
    seconds: float = 0.8,
    environment: dict[str, str] | None = None,
    **how: object,
) -> FiscalServer:
    """A client with real parts and short deadlines."""
    settings = ServerSettings(
        base_url=base_url,
        document_seconds=seconds,
        command_seconds=seconds,
        package_seconds=seconds,
        **how,  # type: ignore[arg-type]
    )
    return FiscalServer(
        HttpWire(environment=environment or {}),
        seal(pinned=pinned),
        now=lambda: NOW,
        new_uid=lambda: REQUEST_UID,
        settings=settings,
    )
