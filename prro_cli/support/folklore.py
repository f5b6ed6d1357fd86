"""What other programs and people say of the same troubles: the words of vendors' help pages, of screens, of the phone.

Found only where no code explains the place; each leads to the same commands as our own error for it (R69-R81).
"""

from __future__ import annotations

import re

from prro_cli.record import dataclass

_STANDS = "everything issued so far stands and waits for the link"


@dataclass(frozen=True, slots=True)
class Saying:
    """One way to tell a trouble."""

    pattern: re.Pattern[str]
    title: str
    cause: str
    state: str
    next: tuple[str, ...]


def _saying(pattern: str, title: str, cause: str, state: str, *steps: str) -> Saying:
    return Saying(re.compile(pattern, re.IGNORECASE | re.DOTALL), title, cause, state, steps)


SAYINGS: tuple[Saying, ...] = (
    _saying(
        r"(continuous|single|one)\b.{0,30}\boffline session|offline session time (limit )?exceeded"
        r"|exceeding.{0,40}offline.{0,20}session|\b36[- ]?(h\b|hours?|год)"
        r"|безперервн\w+ .{0,30}офлайн|непрерывн\w+ .{0,30}оф+лайн"
        r"|перевищен\w+ .{0,40}офлайн[- ]сес|превышен\w+ .{0,40}оф+лайн[- ]сес",
        "The offline session is too long",
        "one offline session may last 36 hours; a program's own limit may be shorter, and raising it changes nothing "
        "at the tax server, which counts too",
        _STANDS, "prro go-online", "prro offline status", "prro offline limits",
    ),
    _saying(
        r"\b168[- ]?(h\b|hours?|год|час)|(monthly|month).{0,30}offline.{0,20}(limit|hours)"
        r"|offline.{0,20}hours.{0,20}per month|місячн\w+ .{0,30}офлайн|месячн\w+ .{0,30}оф+лайн",
        "The offline hours of the month are used up",
        "168 hours offline are allowed in a calendar month; then the register is blocked until it goes "
        "online, or until the 1st",
        _STANDS, "prro go-online", "prro budget",
    ),
    _saying(
        r"offline (is |mode is |mode )?(prohibited|forbidden|not allowed)|without the right to work offline"
        r"|офлайн.{0,25}(заборонен|не дозволен)|оф+лайн.{0,25}(запрещ|не разреш)|OfflineSupported\W{1,4}false",
        "This register may not work offline",
        "form 1-ПРРО was filed without the offline right, so only an Internet connection helps",
        "no document was made; nothing was sent", "prro doctor", "file form 1-ПРРО with the offline right",
    ),
    _saying(
        r"no fiscal numbers|out of numbers"
        r"|(range of )?(fiscal )?numbers? .{0,25}(depleted|exhausted|ran out|run out|ended)"
        r"|номер\w* .{0,30}(вичерпан|закінчил|скінчил|закончил|исчерпан)|діапазон\w* .{0,30}вичерпан|нет .{0,20}номеров"
        r"|немає .{0,30}номерів",
        "There are no numbers for offline receipts",
        "the offline session (its id and secret number) is used up or was never granted; a short connection is enough "
        "to send what waits and to take the next one",
        _STANDS, "prro go-online", "prro budget",
    ),
    _saying(
        r"(receipts?|documents?|checks?|batch|queue|чеки|документи|документы|пакет\w*).{0,40}"
        r"(stuck|not (being )?sen[dt](ing)?|hang|pending|завис\w*|застря\w*|не (відправ|отправ|надсила|уход)\w*)"
        r"|batch (is )?not sending|стоїть черга|висять чеки",
        "Documents do not leave",
        "the link is away, or the tax server refuses a document of the package and everything behind it waits",
        "what was issued offline stands and keeps its order; nothing was lost",
        "prro status", "prro stuck list", "prro go-online",
    ),
    _saying(
        r"(first|перш\w+|перв\w+) (launch|opening|shift|змін\w*|смен\w*).{0,60}"
        r"(online|internet|онлайн|інтернет|интернет)"
        r"|shift .{0,30}without internet",
        "The first shift must be opened online",
        "the answer to the first opening brings the first offline session; before it nothing can be numbered offline",
        "no document was made", "prro shift open", "prro doctor",
    ),
    _saying(
        r"no response from the (fiscal|tax) server"
        r"|(fiscal|tax) server .{0,30}(not respond|unavailable|unreachable|no answer)"
        r"|сервер .{0,30}(не відповіда|недоступн|не отвеча)|connection (refused|reset|timed out)|timed? ?out|таймаут",
        "The tax server does not answer",
        "the link, the address or the server itself is away",
        "an online document with a lost answer is asked about before anything else is sent",
        "prro doctor", "prro sync",
    ),
    _saying(
        r"(sECR|pECR|ПРРО|PRRO|mode|status|режим|статус)\W{1,4}(is )?(offline|офлайн|оффлайн)\b|switched to offline"
        r"|перейш\w+ в офлайн|перешл\w+ в оф+лайн",
        "The register works offline",
        "the tax server could not be reached when a document was made; receipts are lawful and wait",
        _STANDS, "prro go-online", "prro offline status",
    ),
    _saying(
        r"(wrong|invalid|incorrect|bad) (key )?password|(невірн\w+|неправильн\w+|неверн\w+) пароль",
        "The password of the key is wrong",
        "the key container did not open with the password given",
        "nothing was signed, nothing was sent", "prro key check", "prro key passwd NAME",
    ),
    _saying(
        r"certificate (has )?expired|(термін|срок) (дії|действия) (сертифікат|сертификат|ключ)\w* .{0,30}"
        r"(закінч|минув|истек|истёк|скінч)\w*",
        "The certificate has expired",
        "the cashier's certificate is no longer valid: nothing can be signed with it",
        "what waits offline stays; it is sent after the key is replaced",
        "prro key check", "prro key replace NAME FILE",
    ),
)  # fmt: skip
