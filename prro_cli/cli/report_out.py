"""Where the rows of a report go beside the answer: a CSV file or stdout, and bars for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from prro_cli.cli.declared import Option
from prro_cli.cli.face import Face
from prro_cli.cli.files import STREAM, write_stream
from prro_cli.errors.desks import DefinitionWrongError
from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.render.answer import Answer

Csv = Annotated[
    Path | None, Option("--csv", metavar="FILE", help="Also write the rows to this new CSV file; - is stdout alone.")
]
Chart = Annotated[bool, Option("--chart", help="Draw the sums as bars below; for people, not in JSON.")]


def reported(face: Face, answer: Answer, csv: Path | None, bars: tuple[tuple[str, int], ...]) -> Answer | None:
    """The answer; the bars below it; nothing more where the rows themselves went to stdout."""
    if csv == STREAM:
        return None
    if not bars:
        return answer
    from prro_cli.render.chart import show_chart

    face.emit(answer)
    face.show(lambda out: show_chart(bars, out))
    return None


def written(face: Face, path: Path | None, heads: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> str | None:
    """The CSV file, UTF-8 with a mark so that spreadsheets read Ukrainian (a stream has none); never over a file."""
    if path is None:
        return None
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    if path == STREAM:
        if face.options.json:
            raise UsageError(detail=say("--json and --csv - both want stdout"))
        write_stream(face, text.getvalue().encode())
        return None
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            file.write(text.getvalue())
    except OSError as error:
        raise DefinitionWrongError(field="csv", detail=f"{path}: {error.strerror}") from None
    return str(path)


def _harmless(cell: object) -> object:
    """A name that a spreadsheet would take for a formula is told to be text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=@\t+" and cell else cell
