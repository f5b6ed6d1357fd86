"""Errors that carry everything: a stable id, the exit code, what happened, the register's state, the next command.

One class per case. The texts are templates filled from keyword arguments, so that a translation is a table of
templates and a test can check that nothing is missing. Ids are `PRRO-E` + two digits of the exit code + a serial
number; scripts match on ids and exit codes, never on texts.
"""

from prro_cli.errors.base import ExitCode, PrroError, registry

__all__ = ["ExitCode", "PrroError", "registry"]
