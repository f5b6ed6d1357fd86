"""Errors of desks, cashiers, taxes and routes."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class DeskNotChosenError(PrroError):
    id = "PRRO-E0203"
    exit_code = ExitCode.USAGE
    title = "Which desk?"
    cause_template = "there are several desks: {names}"
    next_templates = ("repeat with --desk NAME, or set PRRO_DESK",)


class DeskNotFoundError(PrroError):
    id = "PRRO-E0403"
    exit_code = ExitCode.NOT_FOUND
    title = "There is no such desk"
    cause_template = "no desk named {name!r}{nearest}"
    next_templates = ("prro desk list", "prro desk add NAME …")


class CashierNotFoundError(PrroError):
    id = "PRRO-E0404"
    exit_code = ExitCode.NOT_FOUND
    title = "There is no such cashier"
    cause_template = "{detail}"
    next_templates = ("prro cashier list", "prro cashier add NAME --key KEY")


class NoDeskError(PrroError):
    id = "PRRO-E0405"
    exit_code = ExitCode.NOT_FOUND
    title = "No desk is set up yet"
    cause_template = "{home} defines no desk"
    next_templates = ("prro init", "prro desk add NAME …", "prro sandbox provision")


class RouteNotFoundError(PrroError):
    id = "PRRO-E0406"
    exit_code = ExitCode.NOT_FOUND
    title = "No route leads from there"
    cause_template = "no route for {kind} {value!r}"
    next_templates = ("prro route list", "prro route add --{kind} {value} --desk NAME")


class DefinitionWrongError(PrroError):
    id = "PRRO-E0306"
    exit_code = ExitCode.INVALID_DATA
    title = "The value does not fit"
    cause_template = "{field}: {detail}"
    next_templates = ("correct the value and repeat the command",)


class DefinitionExistsError(PrroError):
    id = "PRRO-E0503"
    exit_code = ExitCode.REFUSED
    title = "The name is taken"
    cause_template = "a {noun} named {name!r} is already there"
    next_templates = ("prro {noun} set {name} …", "prro {noun} list")


class DefinitionInUseError(PrroError):
    id = "PRRO-E0504"
    exit_code = ExitCode.REFUSED
    title = "It is still in use"
    cause_template = "{noun} {name!r}: {detail}"
    next_templates = ("{fix}",)
