"""`prro unwrap`: the document inside a signed, encoded or transported file, byte for byte. Nothing is verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

from prro_cli.cli.declared import Argument, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.files import read_input
from prro_cli.cli.given_bytes import Bytes, OutputFile, give_bytes
from prro_cli.errors.keys import MalformedInputError, from_crypto
from prro_cli.lang import say
from prro_cli.render.answer import Answer, Notice

app = verb()
NOT_VERIFIED = Notice("not-verified", say("signatures were taken off, not verified"), "prro verify FILE")


class UnwrappedFile(Bytes):
    """What was inside."""

    __slots__ = ()
    schema: ClassVar[str] = "prro.unwrap/1"


@command(app, schema=UnwrappedFile.schema, example="prro unwrap order.p7s --output order.xml")
def unwrap(
    face: Face,
    file: Annotated[Path, Argument(metavar="FILE", help="A wrapped file; - is stdin.")],
    output: OutputFile = None,
) -> Answer | None:
    """Take off base64, transport containers and signatures, and give what is inside."""
    from prro_cli.crypto import transport
    from prro_cli.crypto.errors import CryptoError

    data = read_input(face, file)
    try:
        found = transport.unwrap(data)
    except CryptoError as error:
        raise from_crypto(error, str(file)) from None
    last = found.layers[-1].kind
    if found.content is None:
        why = {
            transport.LayerKind.ENCRYPTED: say("it is encrypted; prro decrypt opens it"),
            transport.LayerKind.DETACHED: say("the signature is detached, the document is not in it"),
        }
        raise MalformedInputError(subject=file, detail=why[last])
    layers = tuple(layer.kind.value for layer in found.layers)
    warnings = (NOT_VERIFIED,) if transport.LayerKind.SIGNED.value in layers else ()
    return give_bytes(face, UnwrappedFile, file, found.content, output, layers, warnings=warnings)
