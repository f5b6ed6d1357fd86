"""Run by the Python that has emupos: printer bytes on stdin, what they print as JSON on stdout."""

from __future__ import annotations

import json
import sys

from emupos.config import FontCell, PrinterProfile
from emupos.printer.escpos.model import PrintModel
from emupos.printer.escpos.tokenizer import Tokenizer

NAMES = {"cp1251": "WPC1251", "cp1125": "PC1125", "cp866": "PC866"}


def main(page: str, slot: int) -> None:
    """Feed everything, finish at the cut, print what was seen."""
    profile = PrinterProfile(
        type="printer",
        name="trial",
        dpi=203,
        width_dots=576,
        font_a=FontCell(width=12, height=24),
        font_b=FontCell(width=9, height=17),
        code_pages={0: "PC437", slot: NAMES[page]},
        default_code_page=0,
        drawer_sensor_open_level="high",
    )
    model, tokenizer = PrintModel("printer", profile), Tokenizer()
    tokens = tokenizer.feed(sys.stdin.buffer.read())
    cuts = [token for token in tokens if getattr(token, "name", "") == "GS V"]  # not the model's business there
    events = [event for token in tokens if token not in cuts for event in model.process(token)]
    seen = model.finish("cut")
    lines = seen.text.splitlines() if seen else []
    codes = [line.strip()[4:-1] for line in lines if line.strip().startswith("[qr ")]
    print(
        json.dumps(
            {
                "text": [line for line in lines if not line.strip().startswith("[")],
                "codes": codes,
                "cuts": len(cuts),
                "unknown": [str(event.data) for event in events if "unknown" in str(event.type)],
            }
        )
    )


main(sys.argv[1], int(sys.argv[2]))
