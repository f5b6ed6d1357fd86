"""WebDAV: PUT under a part name, compare the length, MOVE without overwriting (peripherals 5.4)."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from prro_cli.backup.destinations import Login
from prro_cli.backup.http import NOTHING, Body, Client, Reply
from prro_cli.backup.names import FORM, NOTE, PART, Kept, kept
from prro_cli.errors.backup import BackupNotFoundError, BackupRefusedError, DestinationWrongError
from prro_cli.lang import say

_DONE = (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT)
_ASK = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><getcontentlength/></prop></propfind>'
_RESPONSE = re.compile(r"<(?:[\w.-]+:)?response[\s>](.*?)</(?:[\w.-]+:)?response>", re.DOTALL)
_HREF = re.compile(r"<(?:[\w.-]+:)?href[^>]*>\s*([^<]*?)\s*<")
_LENGTH = re.compile(r"<(?:[\w.-]+:)?getcontentlength[^>]*>\s*(\d+)\s*<")


class WebDav:
    """One collection of a WebDAV server (Nextcloud and others)."""

    away = True

    def __init__(self, url: str, variables: Mapping[str, str], login: Login) -> None:
        parts = urlsplit(url)
        if parts.username is not None or parts.query or parts.fragment or not parts.hostname:
            detail = say("an address without login and query; name and password come from --login-file")
            raise DestinationWrongError(place=f"{parts.scheme}://{parts.hostname}", detail=detail)
        self._base = url.rstrip("/") + "/"
        self._client = Client(variables, self.place)
        self._login = login
        self._basic: str | None = None

    @property
    def place(self) -> str:
        """As shown."""
        return self._base

    def put(self, name: str, file: Path) -> None:
        """The part, its length, then its name."""
        size = file.stat().st_size
        part = self._url(name + PART)
        with file.open("rb") as stream:
            self._expect(self._ask("PUT", part, Body(size, file=stream)), f"PUT {name}{PART}")
        there = self._ask("HEAD", part).headers.get("content-length")
        if there is not None and there != str(size):
            self._ask("DELETE", part)
            raise BackupRefusedError(
                place=self.place, detail=say("{there} bytes arrived of {size}", there=there, size=size)
            )
        moved = self._ask("MOVE", part, headers={"Destination": self._url(name), "Overwrite": "F"})
        if moved.status not in _DONE:
            self._ask("DELETE", part)
        self._expect(moved, f"MOVE to {name}")

    def put_note(self, name: str, data: bytes) -> None:
        """The note beside it."""
        self._expect(self._ask("PUT", self._url(name + NOTE), Body(len(data), data)), f"PUT {name}{NOTE}")

    def found(self) -> list[Kept]:
        """Our backups in the collection."""
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        answer = self._ask("PROPFIND", self._base, Body(len(_ASK), _ASK), headers)
        if answer.status != HTTPStatus.MULTI_STATUS:
            self._expect(answer, "PROPFIND")
        sizes: dict[str, int] = {}
        for block in _RESPONSE.findall(answer.body.decode("utf-8", "replace")):
            href, length = _HREF.search(block), _LENGTH.search(block)
            if href and length:
                sizes[unquote(html.unescape(href[1])).rstrip("/").rpartition("/")[2]] = int(length[1])
        made = [kept(name, size, self._note(name, sizes)) for name, size in sizes.items() if FORM.fullmatch(name)]
        return [one for one in made if one is not None]

    def _note(self, name: str, sizes: Mapping[str, int]) -> bytes | None:
        if name + NOTE not in sizes:
            return None
        answer = self._ask("GET", self._url(name + NOTE))
        return answer.body if answer.status == HTTPStatus.OK else None

    def fetch(self, name: str, target: Path, size: int) -> None:
        """Download."""
        with target.open("wb") as sink:
            headers = self._headers({})
            answer = self._client.request("GET", self._url(name), headers, sink=sink, expected=size)
        if answer.status == HTTPStatus.NOT_FOUND:
            raise BackupNotFoundError(name=name, place=self.place, detail=say("the server does not have it"))
        self._expect(answer, f"GET {name}")

    def remove(self, name: str) -> None:
        """Delete a backup and its note."""
        for each in (name, name + NOTE):
            answer = self._ask("DELETE", self._url(each))
            if answer.status != HTTPStatus.NOT_FOUND:
                self._expect(answer, f"DELETE {each}")

    def _ask(self, method: str, url: str, body: Body = NOTHING, headers: Mapping[str, str] | None = None) -> Reply:
        return self._client.request(method, url, self._headers(headers or {}), body)

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        if self._basic is None:
            found = self._login()
            pair = found[0].encode() + b":" + found[1].reveal() if found else b""
            self._basic = "Basic " + base64.b64encode(pair).decode("ascii") if found else ""
        return {**more, **({"Authorization": self._basic} if self._basic else {})}

    def _url(self, name: str) -> str:
        return self._base + quote(name)

    def _expect(self, answer: Reply, what: str) -> None:
        if answer.status not in _DONE:
            raise BackupRefusedError(place=self.place, detail=f"{what}: HTTP {answer.status}")
