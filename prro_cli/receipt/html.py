"""The paper as one HTML page that needs nothing else: no script, no foreign address, everything escaped."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape

from prro_cli.receipt import qr
from prro_cli.receipt.paper import Paper, Row, Weight

_STYLE = """
body { margin: 0; padding: 24px 12px; background: #e8e6e1; }
.paper { width: max-content; max-width: 100%; margin: 0 auto; padding: 22px 20px; background: #fff; color: #111;
  box-shadow: 0 2px 14px rgba(0, 0, 0, .22);
  font: 15px/1.36 "DejaVu Sans Mono", "JetBrains Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.row { display: flex; justify-content: space-between; white-space: pre; min-height: 1.36em; }
.centred { justify-content: center; }
.bold { font-weight: 700; }
.loud { font-weight: 700; font-size: 1.3em; }
.rule { height: 0; border-top: 1px dashed #555; margin: .55em 0; min-height: 0; }
.qr { display: block; width: 232px; height: 232px; margin: 6px auto; }
.logo { display: block; max-width: 70%; max-height: 120px; margin: 0 auto 10px; }
a { color: inherit; text-decoration: none; }
@media print { body { padding: 0; background: #fff; } .paper { box-shadow: none; } }
"""


def page(paper: Paper, columns: int = 42, *, picture: Callable[[str], bytes] | None = None) -> str:
    """A whole page. `picture` reads the logo; without it there is none (a mail shows no embedded pictures)."""
    rows = "\n".join(_row(row, picture) for row in paper.rows(columns))
    return (
        '<!DOCTYPE html>\n<html lang="uk">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(paper.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f'<body>\n<div class="paper" style="min-width: {columns}ch">\n{rows}\n</div>\n</body>\n</html>\n'
    )


def _row(row: Row, picture: Callable[[str], bytes] | None) -> str:
    if row.rule:
        return '<div class="row rule"></div>'
    if row.code:
        return f'<a href="{escape(row.code)}">{qr.svg(row.code)}</a>'
    if row.picture:
        return _logo(picture(row.picture)) if picture else ""
    classes = ["row", *(["centred"] if row.centred else []), *_weight(row.weight)]
    right = f"<span>{escape(row.right)}</span>" if row.right else ""
    return f'<div class="{" ".join(classes)}"><span>{escape(row.left)}</span>{right}</div>'


def _weight(weight: Weight) -> list[str]:
    return {Weight.PLAIN: [], Weight.BOLD: ["bold"], Weight.LOUD: ["loud"]}[weight]


def _logo(data: bytes) -> str:
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return f'<img class="logo" alt="" src="data:image/{kind};base64,{base64.b64encode(data).decode()}">'
