"""The configuration, the desk, the people and their keys."""

from __future__ import annotations

from prro_cli.errors.base import ExitCode
from prro_cli.home.facts import key_facts
from prro_cli.lang import say
from prro_cli.support.checks.base import ATTENTION, FAILED, LEVELS, OK, SKIPPED, Finding, Ward, failure
from prro_cli.support.vitals import KeyVital, key_vitals

KEY_DAYS = 30
SAMPLE = b"prro doctor: this text is signed and verified, and goes nowhere"


def config(ward: Ward) -> Finding:
    """Readable; every value fits; what it names is there."""
    if ward.settings_error is not None:
        return failure(ward.settings_error)
    if ward.settings is None:
        return Finding(SKIPPED, say("no configuration yet"))
    from prro_cli.home.desks import cashiers_of, desks_of, routes_of

    table = ward.settings.config
    desks, people = desks_of(table), cashiers_of(table)
    for name in (None, *desks):
        ward.settings.all(name)
    known = key_facts(ward.home.keys_dir)
    for desk in desks.values():
        if desk.cashier is not None and desk.cashier not in people:
            text = say("the usual cashier of {name}, {cashier}, is not defined", name=desk.name, cashier=desk.cashier)
            return Finding(FAILED, text, f"prro cashier add {desk.cashier} --key KEY")
    for person in people.values():
        missing = [name for name in person.desks if name not in desks]
        if missing:
            text = say(
                "the cashier {person} works at {missing}, which is not defined", person=person.name, missing=missing[0]
            )
            return Finding(ATTENTION, text, f"prro cashier set {person.name} --help")
        if person.key not in known:
            text = say("the key {key} of {person} is not in the vault", key=person.key, person=person.name)
            return Finding(FAILED, text, f"prro key add FILE --name {person.key}", ExitCode.KEY_UNUSABLE)
    for route in routes_of(table):
        if route.desk not in desks:
            return Finding(
                ATTENTION, say("a route leads to {route}, which is not defined", route=route.desk), "prro route list"
            )
    return Finding(OK, say("{desks} desk(s), {people} cashier(s)", desks=len(desks), people=len(people)))


def desk(ward: Ward) -> Finding:
    """Defined and complete."""
    if ward.settings_error is not None:
        return Finding(SKIPPED, say("the configuration cannot be read"))
    if ward.desk is None:
        return Finding(FAILED, say("no desk is defined or chosen"), "prro init")
    if ward.desk.vat_number and not ward.desk.taxes:
        return Finding(
            ATTENTION, say("{name}: a payer of VAT without tax letters", name=ward.desk.name), "prro tax set А --vat 20"
        )
    return Finding(
        OK,
        say(
            "{name}: ПРРО {fiscal_number}, {org}",
            name=ward.desk.name,
            fiscal_number=ward.desk.fiscal_number,
            org=ward.desk.org,
        ),
    )


def cashiers(ward: Ward) -> Finding:
    """Somebody works here."""
    if ward.settings_error is not None:
        return Finding(SKIPPED, say("the configuration cannot be read"))
    if not ward.cashiers:
        return Finding(FAILED, say("no cashier works at this desk"), "prro cashier add NAME --key KEY")
    return Finding(OK, ", ".join(c.name for c in ward.cashiers))


def keys(ward: Ward) -> Finding:
    """Each key valid now and for a while, and of this taxpayer."""
    if not ward.cashiers or ward.desk is None:
        return Finding(SKIPPED, say("no cashier, no key"))
    found = [_key(one) for one in key_vitals(ward.home, ward.desk, ward.cashiers, ward.now)]
    worst = max(found, key=lambda f: LEVELS.index(f.level))
    return Finding(worst.level, "; ".join(f.text for f in found), worst.next, worst.code)


def _key(key: KeyVital) -> Finding:
    replace, who = f"prro key replace {key.key} FILE", ", ".join(key.cashiers)
    if key.problem == "missing":
        add = f"prro key add FILE --name {key.key}"
        return Finding(FAILED, say("{who}: no key named {key}", who=who, key=key.key), add, ExitCode.KEY_UNUSABLE)
    if key.problem == "expired":
        return Finding(
            FAILED, say("{who}: the certificate has expired", who=who), replace, ExitCode.CERTIFICATE_EXPIRED
        )
    if key.problem == "not yet valid":
        text = say("{who}: the certificate is not valid yet (or the clock is wrong)", who=who)
        return Finding(FAILED, text, "prro doctor --only clock", ExitCode.CERTIFICATE_EXPIRED)
    if key.problem == "of another taxpayer":
        text = say("{who}: the key {key} is of another taxpayer than the desk", who=who, key=key.key)
        return Finding(FAILED, text, replace, ExitCode.KEY_UNUSABLE)
    if key.problem:
        return Finding(FAILED, f"{who}: {key.problem}", replace, ExitCode.KEY_UNUSABLE)
    days = key.days_left or 0
    level = OK if days > KEY_DAYS else ATTENTION
    return Finding(level, say("{who}: {days} days left", who=who, days=days), "" if level == OK else replace)


def sign(ward: Ward) -> Finding:
    """A text signed with the key and verified with its certificate alone."""
    if ward.key is None:
        return Finding(SKIPPED, ward.no_key or say("no key was opened"))
    from prro_cli.crypto import cms, cms_verify
    from prro_cli.crypto.errors import CryptoError

    replace = f"prro key replace {ward.key.key} FILE"
    try:
        message = cms.sign(SAMPLE, ward.key.pair)
        cms_verify.verify(message, at=ward.key.pair.certificate.not_before)
    except CryptoError as error:
        return Finding(FAILED, f"{ward.key.key}: {error}", replace, ExitCode.KEY_UNUSABLE)
    return Finding(OK, say("{key}: opened, signed, verified", key=ward.key.key))


def certificate(ward: Ward) -> Finding:
    """For signing, of this taxpayer, and its chain where an authority is known."""
    if ward.key is None:
        return Finding(SKIPPED, ward.no_key or say("no key was opened"))
    one, replace = ward.key.pair.certificate, f"prro key replace {ward.key.key} FILE"
    if not one.for_signing:
        text = say("{key}: the certificate does not allow signing", key=ward.key.key)
        return Finding(FAILED, text, replace, ExitCode.KEY_UNUSABLE)
    judged = ward.chain()
    if judged is None:
        return Finding(
            OK,
            say(
                "{owner}, issued by {display} (no authority to judge it by)",
                owner=one.owner.name,
                display=one.issuer.display[:60],
            ),
        )
    trusted, problem = judged
    if not trusted:
        return Finding(ATTENTION, f"{ward.key.key}: {problem}", f"prro key check {ward.key.key}")
    return Finding(
        OK, say("{owner}, its chain is sound (revocation is the tax server's to check)", owner=one.owner.name)
    )
