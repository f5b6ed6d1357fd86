"""Text of `prro sandbox`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import later, say, word
from prro_cli.render.terminal import Out
from prro_cli.values import format_time

if TYPE_CHECKING:
    from prro_cli.cli.sandbox import (
        Arrived,
        Provisioned,
        SandboxFaults,
        SandboxState,
        SandboxSwitches,
        SandboxTime,
        Serving,
    )

REMARK = later("rehearsal only: this is not the tax service")


def text_serve(result: Serving, out: Out) -> None:
    """Where it answers."""
    out.line(say("sandbox: {url}", url=result.url), "head")
    out.pairs(
        [
            ("", say(REMARK)),
            ("page", result.page),
            ("state", result.state),
            ("time", format_time(result.time)),
            ("registers", " ".join(map(str, result.registers)) or say("none yet: prro sandbox provision")),
            ("switches", " ".join(f"{name}={value}" for name, value in result.switches.items())),
            ("faults", " ".join(result.faults)),
        ],
        indent=2,
    )
    out.line(say("Ctrl-C stops it"))


def text_provision(result: Provisioned, out: Out) -> None:
    """What was made."""
    out.line(say("provisioned for {server}", server=result.server), "head")
    out.line(say(REMARK))
    out.table(
        ("key", "kind", "role", "person", "file"),
        [(key.name, key.kind, key.role, key.person, key.file) for key in result.keys],
    )
    out.table(
        ("register", "taxpayer", "outlet", "offline", "desk"),
        [
            (r.fiscal_number, r.org, r.outlet, say("yes") if r.offline else say("no"), r.desk or "")
            for r in result.registers
        ],
    )
    out.pairs([("password of all keys", result.password_file), ("authority", result.trust)])
    out.line(say("next: {command}", command="prro sandbox serve"))


def text_state(result: SandboxState, out: Out) -> None:
    """Registers, shifts and the last requests."""
    state = result.state
    out.line(say("sandbox {url}, {time}", url=state["url"], time=state["time"]), "head")
    out.line(say(REMARK))
    out.table(
        ("register", "next", "documents", "shift", "offline session"),
        [
            (
                item["number"],
                item["next_local"],
                len(item["documents"]),
                word("open" if any(s["close_doc"] is None for s in item["shifts"]) else "closed"),
                " ".join(f"{s['id']}:{s['next_number']}" for s in item["sessions"] if s["state"] != "closed"),
            )
            for item in state["registers"]
        ],
    )
    out.table(
        ("at", "request", "status", "code", "fault"),
        [(r["at"], r["target"], r["status"], r["code"] or "", r["fault"] or "") for r in state["requests"][:20]],
    )


def text_fault(result: SandboxFaults, out: Out) -> None:
    """The faults that wait, or the kinds there are."""
    if result.kinds:
        out.table(("fault", "what it does"), [(kind, say(meaning)) for kind, meaning in result.kinds.items()])
        return
    for fault in result.faults:
        out.line(fault)
    if not result.faults:
        out.line(say("no faults"))


def text_switch(result: SandboxSwitches, out: Out) -> None:
    """All switches, where they stand and what they mean."""
    rows = [(name, value, say(result.meanings.get(name, ""))) for name, value in result.switches.items()]
    out.table(("switch", "value", "meaning"), rows)


def text_clock(result: SandboxTime, out: Out) -> None:
    """The time."""
    out.line(format_time(result.time))


def text_newcomer(result: Arrived, out: Out) -> None:
    """Who came, and what to do next."""
    out.line(f"{result.org}, {result.tin}", "head")
    rows = [(k.name, k.person, k.number, k.subject_key_id) for k in result.keys]
    out.table((say("key"), say("person"), say("number"), say("key identifier")), rows)
    out.line(say("gateway {url}", url=result.gateway))
    out.line(f"→ prro register wizard --answers {result.answers} --password-file {result.password_file}", "strong")
