"""S3 and what speaks like it (MinIO, Ceph, R2): PUT, GET, DELETE and list, signed with AWS Signature Version 4.

`s3:https://HOST/BUCKET/PREFIX?region=REGION`, path style. Never tried against a live service; the tests' server
recomputes every signature.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from prro_cli.backup.destinations import Login
from prro_cli.backup.http import NOTHING, Body, Client, Reply
from prro_cli.backup.names import FORM, NOTE, Kept, kept
from prro_cli.crypto.secret import Secret
from prro_cli.errors.backup import BackupNotFoundError, BackupRefusedError, DestinationWrongError
from prro_cli.lang import say

EMPTY = hashlib.sha256(b"").hexdigest()
DEFAULT_REGION = "us-east-1"
_DONE = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)
_CONTENTS = re.compile(r"<Contents>(.*?)</Contents>", re.DOTALL)
_KEY, _SIZE = re.compile(r"<Key>([^<]*)</Key>"), re.compile(r"<Size>(\d+)</Size>")
_NEXT = re.compile(r"<NextContinuationToken>([^<]*)</NextContinuationToken>")
_MOST_PAGES = 100


def bucket_at(text: str, variables: Mapping[str, str], login: Login) -> Bucket:
    """The bucket and prefix of an address."""
    parts = urlsplit(text[3:])
    bucket, _, prefix = unquote(parts.path).strip("/").partition("/")
    query = dict(parse_qsl(parts.query))
    if parts.scheme not in ("http", "https") or not parts.hostname or not bucket or set(query) - {"region"}:
        raise DestinationWrongError(place="s3", detail=say("s3:https://HOST/BUCKET/PREFIX?region=REGION is expected"))
    if parts.username is not None:
        raise DestinationWrongError(
            place="s3", detail=say("key and secret come from --login-file, never in the address")
        )
    region = query.get("region", DEFAULT_REGION)
    return Bucket(f"{parts.scheme}://{parts.netloc}", bucket, f"{prefix}/" if prefix else "", region, variables, login)


class Bucket:
    """One prefix of one bucket."""

    away = True

    def __init__(
        self,
        endpoint: str,
        bucket: str,
        prefix: str,
        region: str,
        variables: Mapping[str, str],
        login: Login,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._endpoint, self._bucket, self._prefix, self._region = endpoint, bucket, prefix, region
        self._client = Client(variables, self.place)
        self._login = login
        self._now = now

    @property
    def place(self) -> str:
        """As shown."""
        return f"s3:{self._endpoint}/{self._bucket}/{self._prefix}"

    def put(self, name: str, file: Path) -> None:
        """One PUT is whole or nothing; the signed hash makes the service refuse altered bytes."""
        size, digest = file.stat().st_size, hashlib.sha256()
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
            stream.seek(0)
            answer = self._ask("PUT", self._prefix + name, Body(size, file=stream), digest.hexdigest())
        self._expect(answer, f"PUT {name}")
        there = next((one.size for one in self.found(notes=False) if one.name == name), None)
        if there != size:
            raise BackupRefusedError(
                place=self.place,
                detail=say("{name}: {there} bytes are there of {size}", name=name, there=there, size=size),
            )

    def put_note(self, name: str, data: bytes) -> None:
        """The note beside it."""
        answer = self._ask("PUT", self._prefix + name + NOTE, Body(len(data), data), hashlib.sha256(data).hexdigest())
        self._expect(answer, f"PUT {name}{NOTE}")

    def found(self, *, notes: bool = True) -> list[Kept]:
        """Our backups under the prefix."""
        sizes = self._listed()
        made = []
        for name, size in sizes.items():
            if FORM.fullmatch(name):
                told = self._ask("GET", self._prefix + name + NOTE) if notes and name + NOTE in sizes else None
                made.append(kept(name, size, told.body if told and told.status == HTTPStatus.OK else None))
        return [one for one in made if one is not None]

    def _listed(self) -> dict[str, int]:
        sizes: dict[str, int] = {}
        query = {"list-type": "2", "prefix": self._prefix}
        for _ in range(_MOST_PAGES):
            answer = self._ask("GET", "", query=query)
            self._expect(answer, "the list")
            text = answer.body.decode("utf-8", "replace")
            for block in _CONTENTS.findall(text):
                key, size = _KEY.search(block), _SIZE.search(block)
                if key and size:
                    sizes[html.unescape(key[1]).removeprefix(self._prefix)] = int(size[1])
            more = _NEXT.search(text)
            if more is None:
                break
            query = {**query, "continuation-token": html.unescape(more[1])}
        return sizes

    def fetch(self, name: str, target: Path, size: int) -> None:
        """Download."""
        url, headers = self._signed("GET", self._prefix + name, {}, EMPTY)
        with target.open("wb") as sink:
            answer = self._client.request("GET", url, headers, sink=sink, expected=size)
        if answer.status == HTTPStatus.NOT_FOUND:
            raise BackupNotFoundError(name=name, place=self.place, detail=say("the bucket does not have it"))
        self._expect(answer, f"GET {name}")

    def remove(self, name: str) -> None:
        """Delete a backup and its note."""
        for each in (name, name + NOTE):
            self._expect(self._ask("DELETE", self._prefix + each), f"DELETE {each}")

    def _ask(
        self, method: str, key: str, body: Body = NOTHING, sha256: str = EMPTY, query: Mapping[str, str] | None = None
    ) -> Reply:
        url, headers = self._signed(method, key, query or {}, sha256)
        return self._client.request(method, url, headers, body)

    def _signed(self, method: str, key: str, query: Mapping[str, str], sha256: str) -> tuple[str, dict[str, str]]:
        found = self._login()
        if found is None:
            raise DestinationWrongError(place=self.place, detail=say("it needs --login-file: a line KEY-ID:SECRET"))
        path = quote(f"/{self._bucket}/{key}" if key else f"/{self._bucket}/")
        asked = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in sorted(query.items()))
        host = urlsplit(self._endpoint).netloc
        headers = sign(method, host, path, asked, sha256, found, self._region, self._now())
        return f"{self._endpoint}{path}" + (f"?{asked}" if asked else ""), headers

    def _expect(self, answer: Reply, what: str) -> None:
        if answer.status not in _DONE:
            code = re.search(rb"<Code>([^<]{1,80})</Code>", answer.body)
            told = f" ({code[1].decode('utf-8', 'replace')})" if code else ""
            raise BackupRefusedError(place=self.place, detail=f"{what}: HTTP {answer.status}{told}")


def sign(
    method: str,
    host: str,
    path: str,
    query: str,
    sha256: str,
    login: tuple[str, Secret],
    region: str,
    now: datetime,
) -> dict[str, str]:
    """The headers of one request by AWS Signature Version 4; `path` and `query` are encoded and sorted already."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    headers = {"host": host, "x-amz-content-sha256": sha256, "x-amz-date": stamp}
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join((method, path, query, lines, names, sha256))
    text = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()))
    key = b"AWS4" + login[1].reveal()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    credential = f"AWS4-HMAC-SHA256 Credential={login[0]}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {"x-amz-content-sha256": sha256, "x-amz-date": stamp, "Authorization": credential}
