"""What an HTTP status means in the talk with the fiscal server (API 08.2025, 1.4; 502 and 504 come from a proxy)."""

from __future__ import annotations

ASKED = "it was sent; whether the server kept it is asked before anything else is sent"
NOTHING = "nothing was registered"

STATUSES: dict[int, tuple[str, str, str, tuple[str, ...]]] = {
    200: ("Answered", "the server answered; a refusal may still be inside (an error ticket, or ErrorCode in JSON)",
          "see the answer itself", ("prro why DOC",)),
    204: ("No data", "the question was understood and there is no such data: no such document, or this key may not "
          "see the register", "nothing was changed", ("prro desk show", "prro key show")),
    301: ("Somebody else answers", "the fiscal server never redirects: a login page or a proxy is on the way",
          ASKED, ("prro doctor", "prro desk show")),
    302: ("Somebody else answers", "the fiscal server never redirects: a login page or a proxy is on the way",
          ASKED, ("prro doctor", "prro desk show")),
    400: ("Refused", "the content was refused; the body says why (Код помилки: …)",
          "nothing was registered where the body names a code; otherwise it is asked",
          ("prro explain - (paste the body)", "prro sync")),
    401: ("No access", "the holder of the certificate has no access to this register (form 5-ПРРО)", NOTHING,
          ("prro key show", "prro shift status", "file form 5-ПРРО for this key")),
    403: ("Wrong address", "the path is none of /doc, /pck and /cmd: the desk's server address is wrong", NOTHING,
          ("prro desk show", "prro desk set NAME --server https://fs.tax.gov.ua:8643/fs")),
    404: ("No such register", "the register is not in the tax service's list, or the address is wrong", NOTHING,
          ("prro desk show", "compare the fiscal number with receipt №2 of form 1-ПРРО")),
    405: ("Wrong method", "only POST is taken: a proxy or another program made the request", NOTHING, ("prro doctor",)),
    408: ("Too slow", "the request did not arrive in time", ASKED, ("prro sync", "prro doctor")),
    415: ("Wrong kind of request", "the Content-Type is neither application/octet-stream nor JSON: something on the "
          "way changed it", NOTHING, ("look for a proxy on the way", "prro doctor")),
    416: ("Wrong size", "the message is empty or larger than 200 KB uncompressed", NOTHING,
          ("prro config set server.package-bytes 175000", "prro doctor")),
    429: ("Too many requests", "something on the way asks to slow down", ASKED, ("wait, then prro sync",)),
    500: ("The server failed", "an error inside the fiscal server", ASKED, ("prro sync",)),
    502: ("A proxy found no server", "something before the fiscal server could not reach it", ASKED, ("prro sync",)),
    503: ("The server is not available", "the fiscal server is overloaded or being maintained", ASKED, ("prro sync",)),
    504: ("A proxy waited in vain", "something before the fiscal server had no answer in time", ASKED, ("prro sync",)),
}  # fmt: skip
"""status → title, cause, state, next."""

REFUSED = ("Refused", "the request was refused with a status the description does not name", ASKED,
           ("prro explain - (paste the body)", "prro sync"))  # fmt: skip
NOT_WELL = ("The server is not well", "the server, or what stands before it, failed", ASKED, ("prro sync",))


def known(status: int) -> tuple[str, str, str, tuple[str, ...]] | None:
    """What is known of a status; None where the number is none that means trouble."""
    if status in STATUSES:
        return STATUSES[status]
    if 400 <= status < 500:
        return REFUSED
    return NOT_WELL if 500 <= status < 600 else None
