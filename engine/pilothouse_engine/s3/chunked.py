"""Decodes ``aws-chunked`` bodies, signed or not, with trailing headers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from ..auth import EMPTY_SHA256, SigningChain
from ..errors import ServiceError

_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})(?:;chunk-signature=([0-9a-f]{64}))?")
_MAX_LINE = 8192


class ChunkedDecoder:
    """Feed wire bytes, get data bytes; after the last feed call :meth:`close`.

    With a :class:`SigningChain` every chunk's signature is verified. ``trailers`` holds the
    trailing headers by lower-case name. Raises :class:`ServiceError` on malformed bodies.
    """

    def __init__(self, chain: SigningChain | None, signed_trailer: bool = False) -> None:
        self.trailers: dict[str, str] = {}
        self._chain = chain
        self._signed_trailer = signed_trailer
        self._buffer = bytearray()
        self._state = "size"
        self._left = 0
        self._hash = hashlib.sha256()
        self._signature = ""
        self._trailer_text = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._buffer += data
        while True:
            if self._state == "data":
                take = bytes(self._buffer[: self._left])
                if not take:
                    return
                del self._buffer[: len(take)]
                self._left -= len(take)
                if self._chain:
                    self._hash.update(take)
                yield take
                if not self._left:
                    self._end_chunk()
            else:
                line = self._line()
                if line is None:
                    return
                self._on_line(line)

    def close(self) -> None:
        if self._state == "trailer" and not self._buffer:
            # Some clients leave out the empty line after the last chunk.
            self._finish()
        if self._state != "done":
            raise ServiceError("IncompleteBody", "The aws-chunked body ended too early")

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            if len(self._buffer) > _MAX_LINE:
                raise _malformed()
            return None
        if end > _MAX_LINE:
            raise _malformed()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    def _on_line(self, line: bytes) -> None:
        if self._state == "size":
            match = _SIZE_LINE.fullmatch(line)
            if match is None:
                raise _malformed()
            self._left = int(match[1], 16)
            self._signature = (match[2] or b"").decode()
            self._hash = hashlib.sha256()
            self._state = "data" if self._left else "trailer"
            if not self._left:
                self._verify_chunk()
        elif self._state == "end":
            if line:
                raise _malformed()
            self._state = "size"
        elif self._state == "trailer":
            self._on_trailer(line)
        else:
            raise _malformed()

    def _on_trailer(self, line: bytes) -> None:
        if not line:
            self._finish()
            return
        name, colon, value = line.partition(b":")
        if not colon or len(self._trailer_text) > _MAX_LINE:
            raise _malformed()
        key = name.decode("latin-1").strip().lower()
        self.trailers[key] = value.decode("latin-1").strip()
        if key != "x-amz-trailer-signature":
            self._trailer_text += key.encode("latin-1") + b":" + value.strip() + b"\n"

    def _finish(self) -> None:
        if self._chain and self._signed_trailer:
            signature = self.trailers.get("x-amz-trailer-signature", "")
            if not self._chain.check_trailer(self._trailer_text, signature):
                raise _bad_signature()
        self._state = "done"

    def _end_chunk(self) -> None:
        self._verify_chunk()
        self._state = "end"

    def _verify_chunk(self) -> None:
        if self._chain is None:
            return
        digest = self._hash.hexdigest() if self._state != "trailer" else EMPTY_SHA256
        if not self._chain.check(digest, self._signature):
            raise _bad_signature()


def _malformed() -> ServiceError:
    return ServiceError("InvalidRequest", "The aws-chunked body is malformed")


def _bad_signature() -> ServiceError:
    return ServiceError(
        "SignatureDoesNotMatch", "The signature of a chunk of the body does not match", 403
    )
