"""The checks of the fiscal server, one concern a file; `order` says in which order they are made."""
