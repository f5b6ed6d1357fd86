"""Loopback servers that speak enough S3 and WebDAV to be strict: the S3 one recomputes every signature by itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

KEY_ID, SECRET, REGION, BUCKET = "AKIDTEST", "s3cret/with+signs", "eu-central-1", "till"
USER, PASSWORD = "каса", "pass:word"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: dict[str, bytes]
    fail: str = ""
    log: list[str]

    def log_message(self, *_: object) -> None:
        return

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def handle_one_request(self) -> None:
        super().handle_one_request()
        if getattr(self, "command", None):
            self.log.append(f"{self.command} {self.path}")

    def serve(self) -> None:
        raise NotImplementedError

    do_GET = do_PUT = do_DELETE = do_HEAD = do_MOVE = do_PROPFIND = lambda self: self.serve()


class S3(Handler):
    def serve(self) -> None:
        body = self.body()
        parts = urlsplit(self.path)
        if not self.signed(parts.path, parts.query, body):
            self.answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
            return
        if self.fail and self.command == "PUT":
            self.answer(507, f"<Error><Code>{self.fail}</Code></Error>".encode())
            return
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        assert bucket == BUCKET
        if not key:
            self.listing(dict(parse_qsl(parts.query)))
        elif self.command == "PUT":
            self.store[key] = body
            self.answer(200)
        elif self.command == "DELETE":
            self.store.pop(key, None)
            self.answer(204)
        elif key in self.store:
            self.answer(200, self.store[key])
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def listing(self, query: dict[str, str]) -> None:
        """Two keys a page, so that pages are gone through."""
        assert query["list-type"] == "2"
        keys = sorted(k for k in self.store if k.startswith(query["prefix"]))
        start = int(query.get("continuation-token", "0"))
        rows = "".join(
            f"<Contents><Key>{escape(k)}</Key><Size>{len(self.store[k])}</Size></Contents>"
            for k in keys[start : start + 2]
        )
        more = f"<NextContinuationToken>{start + 2}</NextContinuationToken>" if start + 2 < len(keys) else ""
        self.answer(200, f"<ListBucketResult>{rows}{more}</ListBucketResult>".encode())

    def signed(self, path: str, query: str, body: bytes) -> bool:
        """AWS Signature Version 4 from the headers as they came, by the text of the AWS reference."""
        given = self.headers.get("Authorization", "")
        if not given.startswith("AWS4-HMAC-SHA256 "):
            return False
        fields = dict(part.strip().split("=", 1) for part in given.split(" ", 1)[1].split(","))
        key_id, day, region, service, end = fields["Credential"].split("/")
        names = fields["SignedHeaders"].split(";")
        digest = hashlib.sha256(body).hexdigest()
        if (key_id, region, service, end) != (KEY_ID, REGION, "s3", "aws4_request"):
            return False
        if self.headers["x-amz-content-sha256"] != digest or not {"host", "x-amz-date"} <= set(names):
            return False
        lines = [self.command, path, "&".join(sorted(query.split("&"))) if query else ""]
        lines += [f"{name}:{' '.join(self.headers[name].split())}" for name in names]
        lines += ["", ";".join(names), digest]
        stamp = self.headers["x-amz-date"]
        scope = f"{day}/{region}/{service}/{end}"
        hashed = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        step = ("AWS4" + SECRET).encode()
        for word in (day, region, service, end):
            step = hmac.digest(step, word.encode(), "sha256")
        expected = hmac.digest(step, f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}".encode(), "sha256").hex()
        return stamp.startswith(day) and hmac.compare_digest(expected, fields["Signature"])


class Dav(Handler):
    def serve(self) -> None:
        body = self.body()
        login = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        name = unquote(self.path).rpartition("/")[2]
        if self.headers.get("Authorization") != login:
            self.answer(401, WWW_Authenticate="Basic")
        elif self.command == "PUT":
            self.store[name] = body[:-1] if self.fail == "short" else body
            self.answer(201)
        elif self.command == "MOVE":
            target = unquote(urlsplit(self.headers["Destination"]).path).rpartition("/")[2]
            if self.headers["Overwrite"] == "F" and target in self.store:
                self.answer(412)
            else:
                self.store[target] = self.store.pop(name)
                self.answer(201)
        elif self.command == "PROPFIND":
            self.answer(207, self.listing())
        elif name not in self.store:
            self.answer(404)
        elif self.command == "DELETE":
            del self.store[name]
            self.answer(204)
        else:
            data = self.store[name]
            self.answer(200, data, Content_Length=str(len(data)))

    def listing(self) -> bytes:
        rows = "".join(
            f"<d:response><d:href>/dav/till/{escape(name)}</d:href><d:propstat><d:prop><d:getcontentlength>"
            f"{len(data)}</d:getcontentlength></d:prop></d:propstat></d:response>"
            for name, data in self.store.items()
        )
        folder = "<d:response><d:href>/dav/till/</d:href><d:propstat><d:prop/></d:propstat></d:response>"
        return f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{folder}{rows}</d:multistatus>'.encode()


@contextmanager
def served(kind: type[Handler]) -> Iterator[Any]:
    """A server on loopback; its class holds what is stored."""
    made = type("Made", (kind,), {"store": {}, "log": [], "fail": ""})
    server = ThreadingHTTPServer(("127.0.0.1", 0), made)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        made.port = server.server_address[1]  # type: ignore[attr-defined]
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
