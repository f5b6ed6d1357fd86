"""Errors of looking into documents and of repairing: names that mean several, adopting what another journal made."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode, PrroError


class NameAmbiguousError(PrroError):
    id = "PRRO-E0250"
    exit_code = ExitCode.USAGE
    title = "The name means several documents"
    cause_template = "{name} may be {candidates}"
    state_template = "nothing was changed"
    next_templates = ("prro {command} {first}", "prro journal list")


class AdoptionImpossibleError(PrroError):
    id = "PRRO-E6050"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "A document of the tax server cannot be taken over"
    cause_template = "number {number}: {detail}"
    state_template = "{taken} document(s) were taken over and stand; the rest was not touched, nothing was sent"
    next_templates = ("prro reconcile", "prro journal verify")


class NumbersOverlapError(PrroError):
    id = "PRRO-E6051"
    exit_code = ExitCode.JOURNAL_DAMAGED
    title = "Documents of this journal stand under numbers that the tax server gave to others"
    cause_template = "number {number} is {ours} here and {theirs} at the server"
    state_template = "nothing was taken over, nothing was sent"
    next_templates = (
        "prro why {number}",
        "prro reconcile --adopt --renumber (registers ours anew, linked to what was printed)",
        "stop the other machine that uses this register",
    )


class OtherDeviceOfflineError(PrroError):
    id = "PRRO-E4050"
    exit_code = ExitCode.STUCK
    title = "Another device has delivered only a part of its offline session"
    cause_template = "the server waits for number {number} of session {session}, which this journal does not hold"
    state_template = "nothing was taken over, nothing was sent"
    next_templates = ("run prro go-online at the other device, or restore its journal here", "then: prro reconcile")


class NothingToAdoptError(PrroError):
    id = "PRRO-E0450"
    exit_code = ExitCode.NOT_FOUND
    title = "The tax server has nothing that this journal lacks"
    cause_template = "{detail}"
    state_template = "nothing was changed"
    next_templates = ("prro reconcile", "prro status")


class DoubleFirstError(PrroError):
    id = "PRRO-E1250"
    exit_code = ExitCode.UNKNOWN_RESULT
    title = "A document with a lost answer comes first"
    cause_template = "document {number} was sent and its answer is lost; its double was issued offline"
    state_template = "nothing was taken over; the way back asks for it and decides which of the two remains"
    next_templates = ("prro go-online", "then: prro reconcile")
