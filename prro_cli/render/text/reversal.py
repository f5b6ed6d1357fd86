"""Text of `prro reversal`."""

from prro_cli.render.text.written import show_written as text_answer

__all__ = ["text_answer"]
