"""Somebody who knows nothing but reads: tries to sell, looks at `status` and `doctor`, and does what they print.

Words in capitals are filled in by the person (a file on the table, a number on the registration paper); commands that
are not prro's are done as far as they are commands of a shell here, or by the person. Nothing else is known.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.support.broken.world import SALE, Ran, Shop

KEYLESS = (
    "status", "journal", "explain", "why", "key list", "key show", "config", "desk", "cashier", "offline status",
    "offline limits", "stuck list", "stuck show", "backup", "printer", "tax", "metrics", "shift status", "receipt",
)  # fmt: skip
NOT_A_REPAIR = frozenset({"backup", "drill", "timers", "delivery"})
MOST_STEPS = 14


@dataclass
class Diary:
    """What was read and done, for the one who reads a failed test."""

    lines: list[str] = field(default_factory=list)
    person: str = ""
    """The printed advice that only a person outside of the machine can follow."""

    def note(self, text: str) -> None:
        self.lines.append(text)

    def __str__(self) -> str:
        return "\n".join(self.lines)


def follow(shop: Shop) -> Diary:
    """Until the home is healthy, or nothing new is printed."""
    diary, done = Diary(), set[str]()
    for _ in range(MOST_STEPS):
        advice = list(_advice(shop, diary))
        if not advice:
            diary.note("healthy")
            return diary
        step = next((one for one in advice if one not in done), None)
        if step is None:
            diary.person = advice[0]
            return diary
        done.add(step)
        changed = _do(shop, step, diary, {step})
        if changed:
            done = {step}
    return diary


def _advice(shop: Shop, diary: Diary) -> Iterator[str]:
    """Printed next steps in the order a tired person meets them; none of them means healthy."""
    sold = shop.signing(*SALE)
    diary.note(f"sale: {_told(sold)}")
    status = shop.run("status", "--check")
    diary.note(f"status: {_told(status)}")
    doctor = shop.signing("doctor")
    checks = (doctor.envelope["data"] or {}).get("checks", ())
    bad = [c for c in checks if c["level"] in ("failed", "attention") and c["name"] not in NOT_A_REPAIR]
    diary.note(f"doctor: {_told(doctor)} {[(c['name'], c['text'], c['next']) for c in bad]}")
    if sold.code == 0 and status.code == 0 and not bad:
        return
    if status.code:
        yield from _next(status)
    bad.sort(key=lambda check: check["level"] != "failed")
    yield from (check["next"] for check in bad)
    yield from _next(doctor)
    if sold.code:
        yield from _next(sold)
        if sold.envelope["error"]:
            explained = shop.run("explain", sold.envelope["error"]["id"])
            yield from (step for one in explained.data["explanations"] for step in one["next"])


def _next(ran: Ran) -> list[str]:
    envelope = ran.envelope
    return list(envelope["error"]["next"] if envelope["error"] else envelope["data"].get("next", ()))


def _told(ran: Ran) -> str:
    envelope = ran.envelope
    if envelope["error"]:
        return f"{ran.code} {envelope['error']['id']} {envelope['error']['cause']} → {envelope['error']['next']}"
    return f"{ran.code} {envelope['data'].get('judgement', '')} {envelope['data'].get('next', '')}"


def _do(shop: Shop, step: str, diary: Diary, tried: set[str], depth: int = 0) -> bool:
    """Do one printed step; what the command then prints is followed at once. True: it may have helped."""
    act = next((act for start, act in shop.acts.items() if step.startswith(start)), None)
    if act is not None:
        act()
        diary.note(f"the person does: {step}")
    found = re.search(r"(?:^|: )((?:prro|chmod) .*)", step)
    if found is None:
        diary.note(f"no command: {step}")
        return act is not None
    words = _filled(shop, found[1])
    if words is None:
        diary.note(f"cannot be filled in: {step}")
        return False
    if words[0] == "chmod":
        subprocess.run(words, check=True)
        diary.note(f"done: {shlex.join(words)}")
        return True
    ran = _run(shop, words[1:])
    diary.note(f"{'  ' * depth}{shlex.join(words)}: {_told(ran)}")
    if depth < 4:
        inner = [*_next(ran), *_deeper(ran)]
        helped = ran.code == 0
        for one in inner[:3]:
            if one not in tried and "--help" not in one and not one.startswith(("prro status", "prro doctor")):
                tried.add(one)
                helped = _do(shop, one, diary, tried, depth + 1) or helped
        return helped
    return ran.code == 0


def _deeper(ran: Ran) -> list[str]:
    """Commands inside an answer: a way out of a stuck document, the next step of a comparison."""
    data = ran.envelope["data"]
    found = list((data.get("comparison") or {}).get("next", ()))
    for document in data.get("documents", ()) if isinstance(data.get("documents"), list) else ():
        if isinstance(document, dict) and document.get("ways"):
            found.append(document["ways"][0].get("command", ""))
    found += (data.get("restored") or {}).get("next", ()) if isinstance(data.get("restored"), dict) else []
    return [one for one in found if one]


def _filled(shop: Shop, step: str) -> list[str] | None:
    """The words with the person's own in the place of capitals; None where nobody knows what to write."""
    text = re.sub(r"\b[A-Z][A-Z_-]{2,}\b", lambda m: shop.fills.get(m[0], m[0]), step)
    text = re.sub(r" \(.*\)$", "", text)
    words = shlex.split(text)
    return None if any(re.fullmatch(r"[A-Z][A-Z_-]{2,}", word) for word in words) else words


def _run(shop: Shop, words: list[str]) -> Ran:
    if words[:1] == ["--home"]:
        new, words = words[1], words[2:]
        ran = shop.prro("--home", new, "--yes", *words, "--json")
        if ran.code == 0:
            from pathlib import Path

            keys = shop.home / "sandbox"
            shop.home = Path(new)
            (shop.home / "sandbox").symlink_to(keys)
        return ran
    line = " ".join(words)
    if line.startswith(KEYLESS):
        return shop.run("--yes", *words)
    return shop.run("--yes", *words, "--password-file", shop.password)
