"""Text of `prro document`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prro_cli.lang import later, say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.document import DocumentCheck, DocumentDiff, DocumentShow

_STYLES = {later("sound"): "good", later("contradictory"): "warn", later("invalid"): "bad"}
_LEVELS = {later("error"): "bad", later("contradiction"): "warn", later("warning"): "dim"}


def _safe(text: str) -> str:
    """Foreign text for a terminal: one line, no control characters (a file must not drive the terminal)."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split("\n")))


def text_check(result: DocumentCheck, out: Out) -> None:
    """A verdict a document, and its findings under it."""
    several = len({(d.file, d.number) for d in result.documents}) > len({d.file for d in result.documents})
    for document in result.documents:
        where = f"{document.file} [{document.number}]" if several else document.file
        details = ", ".join(p for p in (document.kind, *document.wrapping, _safe(document.fiscal_number or "")) if p)
        verdict = out.style(say(document.verdict), _STYLES[document.verdict])
        out.line(f"{where}: {verdict}" + (f" ({details})" if details else ""))
        for finding in document.findings:
            level = out.style(say(finding.level), _LEVELS[finding.level])
            element = f" {_safe(finding.element)}" if finding.element else ""
            out.line(f"  {level}{element}: {_safe(finding.message)} [{finding.rule}]")


def text_show(result: DocumentShow, out: Out) -> None:
    """Elements and values, tables row by row."""
    for document in result.documents:
        details = ", ".join(p for p in (document.kind, *document.wrapping, say(document.verdict)) if p)
        out.line(f"{_safe(document.root)} ({details})", "head")
        _elements(document.elements, out, 2)
        for kept in document.leftovers:
            out.line(say("  kept aside: {name}: {text}", name=_safe(kept.element), text=_safe(kept.message)), "warn")


def text_diff(result: DocumentDiff, out: Out) -> None:
    """A unified difference, nothing but that."""
    if result.equal:
        out.line(say("the two documents say the same"), "good")
    for line in result.difference.unified.splitlines():
        out.line(_safe(line), "good" if line.startswith("+") else "bad" if line.startswith("-") else None)


def _elements(elements: dict[str, Any], out: Out, indent: int) -> None:
    leaves: list[tuple[str, object]] = []
    for name, value in elements.items():
        if isinstance(value, str):
            leaves.append((_safe(name), _safe(value)))
            continue
        out.pairs(leaves, indent)
        leaves = []
        out.line(" " * indent + _safe(name), "strong")
        for number, part in enumerate(value if isinstance(value, list) else [value], 1):
            if isinstance(value, list):
                out.line(
                    f"{' ' * (indent + 2)}ROW {number}" + (f"  {_safe(part)}" if isinstance(part, str) else ""), "dim"
                )
            if isinstance(part, dict):
                _elements(part, out, indent + (4 if isinstance(value, list) else 2))
    out.pairs(leaves, indent)
