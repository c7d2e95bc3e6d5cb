"""``aws-chunked`` bodies: the documented example of AWS, and any cut of any body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse_engine.auth import Credentials, SignedRequest, Verifier
from pilothouse_engine.errors import ServiceError
from pilothouse_engine.s3.chunked import ChunkedDecoder

# From "Signature calculations: transferring payload in multiple chunks" of the S3 documentation.
KEY = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
HEADERS = {
    "host": ["s3.amazonaws.com"],
    "content-encoding": ["aws-chunked"],
    "content-length": ["66824"],
    "x-amz-content-sha256": ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD"],
    "x-amz-date": ["20130524T000000Z"],
    "x-amz-decoded-content-length": ["66560"],
    "x-amz-storage-class": ["REDUCED_REDUNDANCY"],
}
SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
CHUNKS = [
    (65536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"),
    (1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"),
    (0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"),
]


def signed_decoder() -> ChunkedDecoder:
    signed = SignedRequest(KEY.access_key, "20130524", "us-east-1", "s3", frozenset(HEADERS), SEED)
    chain = Verifier(KEY).verify(
        signed,
        "PUT",
        "/examplebucket/chunkObject.txt",
        HEADERS,
        HEADERS["x-amz-content-sha256"][0],
        now=1369353600,
    )
    return ChunkedDecoder(chain)


def wire(fill: bytes) -> bytes:
    return b"".join(
        f"{size:x};chunk-signature={signature}\r\n".encode() + fill * size + b"\r\n"
        for size, signature in CHUNKS
    )


def test_the_documented_example() -> None:
    decoder = signed_decoder()
    assert b"".join(decoder.feed(wire(b"a"))) == b"a" * 66560
    decoder.close()


def test_a_changed_chunk_is_refused() -> None:
    with pytest.raises(ServiceError) as caught:
        list(signed_decoder().feed(wire(b"b")))
    assert caught.value.code == "SignatureDoesNotMatch"


@given(
    chunks=st.lists(st.binary(min_size=1, max_size=50), max_size=5),
    step=st.integers(1, 20),
    trailer=st.booleans(),
)
def test_any_cut_gives_the_same_body(chunks: list[bytes], step: int, trailer: bool) -> None:
    body = b"".join(f"{len(c):x}\r\n".encode() + c + b"\r\n" for c in chunks) + b"0\r\n"
    body += b"x-amz-checksum-crc32:AAAAAA==\r\n\r\n" if trailer else b"\r\n"
    decoder = ChunkedDecoder(None)
    found = b"".join(
        piece for at in range(0, len(body), step) for piece in decoder.feed(body[at : at + step])
    )
    decoder.close()
    assert found == b"".join(chunks)
    assert decoder.trailers == ({"x-amz-checksum-crc32": "AAAAAA=="} if trailer else {})


@given(st.binary(max_size=200))
def test_garbage_is_refused_politely(body: bytes) -> None:
    decoder = ChunkedDecoder(None)
    try:
        list(decoder.feed(body))
        decoder.close()
    except ServiceError as error:
        assert error.code in ("InvalidRequest", "IncompleteBody")
    else:
        assert body.startswith(b"0") or b"\r\n0" in body
