"""Text of `prro go-online`."""

from __future__ import annotations

from prro_cli.render.text.sync import text_answer

__all__ = ["text_answer"]
