# ruff: noqa: N999 - the module is found by the name of the command
"""Text of `prro return`."""

from prro_cli.render.text.written import show_written as text_answer

__all__ = ["text_answer"]
