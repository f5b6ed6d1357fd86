"""The checks of `prro doctor`, by what they look at; the table of all of them is `prro_cli.support.doctor`."""
