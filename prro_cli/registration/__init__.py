"""Registering from the terminal: a form filled in, signed and encrypted (`filling`, `prepare`, `sealing`), sent and
followed up. The forms themselves are in `prro_cli.forms`; nothing here prints or asks.
"""
