"""A mail server of a few lines: takes letters by SMTP, gives them out by IMAP."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator


class Lines(socketserver.StreamRequestHandler):
    """A server that speaks in lines, until a line says that the end has come."""

    greeting = b""

    def handle(self) -> None:
        self.wfile.write(self.greeting)
        while line := self.rfile.readline():
            if not self.answer(line.rstrip(b"\r\n")):
                return

    def answer(self, line: bytes) -> bool:
        raise NotImplementedError


def serving(handler: type[Lines]) -> Iterator[int]:
    class Quiet(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Quiet(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


class Smtp(Lines):
    greeting = b"220 test\r\n"
    letters: list[bytes] = []  # noqa: RUF012
    manner = "good"

    def answer(self, line: bytes) -> bool:
        word = line[:4].upper()
        if word == b"RCPT" and self.manner == "no-such-box":
            self.wfile.write(b"550 no such mailbox\r\n")
        elif word == b"DATA":
            self.wfile.write(b"354 go on\r\n")
            parts = []
            while (part := self.rfile.readline()) != b".\r\n":
                parts.append(part)
            Smtp.letters.append(b"".join(parts))
            if self.manner == "silent":
                return False
            self.wfile.write(b"554 not so\r\n" if self.manner == "no" else b"250 taken\r\n")
        elif word == b"QUIT":
            self.wfile.write(b"221 bye\r\n")
            return False
        else:
            self.wfile.write(b"250 ok\r\n")
        return True


class Imap(Lines):
    greeting = b"* OK test\r\n"

    def answer(self, line: bytes) -> bool:
        tag, _, rest = line.partition(b" ")
        word = rest.split(b" ")[0].upper()
        if word == b"CAPABILITY":
            self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif word == b"EXAMINE":
            self.wfile.write(b"* %d EXISTS\r\n" % len(Smtp.letters))
        elif word == b"SEARCH":
            self.wfile.write(b"* SEARCH %s\r\n" % b" ".join(b"%d" % (n + 1) for n in range(len(Smtp.letters))))
        elif word == b"FETCH":
            number = int(rest.split(b" ")[1])
            letter = Smtp.letters[number - 1]
            self.wfile.write(b"* %d FETCH (BODY[] {%d}\r\n%s)\r\n" % (number, len(letter), letter))
        elif word == b"LOGOUT":
            self.wfile.write(b"* BYE\r\n%s OK\r\n" % tag)
            return False
        self.wfile.write(tag + b" OK done\r\n")
        return True
