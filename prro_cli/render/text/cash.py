"""Text of `prro cash`."""

from prro_cli.render.text.written import show_written as text_in
from prro_cli.render.text.written import show_written as text_out

__all__ = ["text_in", "text_out"]
