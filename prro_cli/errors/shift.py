"""Errors of the shift: not open, already open, somebody else's, too old, already with its Z-report."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class ShiftNotOpenError(PrroError):
    id = "PRRO-E3001"
    exit_code = ExitCode.SHIFT_STATE
    title = "No shift is open"
    cause_template = "desk {desk} has no open shift"
    next_templates = ("prro shift open",)


class ShiftAlreadyOpenError(PrroError):
    id = "PRRO-E3002"
    exit_code = ExitCode.SHIFT_STATE
    title = "A shift is already open"
    cause_template = "shift {number} of desk {desk} is open since {since}, opened by {cashier}"
    next_templates = ("prro shift status", "prro shift close")


class ShiftOfAnotherError(PrroError):
    id = "PRRO-E3003"
    exit_code = ExitCode.SHIFT_STATE
    title = "The shift belongs to another person"
    cause_template = "the shift was opened by {owner}; only they or a senior cashier may work in it"
    next_templates = ("prro shift close --cashier NAME_OF_THE_OWNER_OR_A_SENIOR", "prro cashier list")


class ShiftTooOldError(PrroError):
    id = "PRRO-E3004"
    exit_code = ExitCode.SHIFT_STATE
    title = "The shift is older than 24 hours"
    cause_template = "shift {number} is open since {since}; the setting shift.stale is refuse"
    next_templates = ("prro shift close", "prro config set shift.stale warn")


class ShiftHasZError(PrroError):
    id = "PRRO-E3005"
    exit_code = ExitCode.SHIFT_STATE
    title = "The shift already has its Z-report"
    cause_template = "shift {number} has its Z-report; only its closing may follow"
    next_templates = ("prro shift close",)


class ShiftModeError(PrroError):
    id = "PRRO-E3006"
    exit_code = ExitCode.SHIFT_STATE
    title = "A shift is all test or all fiscal"
    cause_template = "shift {number} is {mode}; the command asked for the other"
    next_templates = ("prro shift close", "prro shift status")


class ShiftOpenElsewhereError(PrroError):
    id = "PRRO-E3007"
    exit_code = ExitCode.SHIFT_STATE
    title = "The tax server has a shift open that this journal does not know"
    cause_template = "a shift is open on the server since before this journal, opened by {owner}"
    state_template = "nothing was sent; the receipts of that shift are not in this journal"
    next_templates = ("prro shift close --accept-difference", "prro reconcile")
