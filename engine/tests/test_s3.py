"""S3 against a dictionary as the model, through boto3."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from live import LiveEngine
from pilothouse_engine.config import DEFAULT_BUCKET

_numbers = itertools.count()
_PIECES = ["a", "b", "/", "//", ".", "..", " ", "+", "%", "%2F", "ü", "𝄞", "?", "&", "#", "'", '"']
KEYS = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join)
BODIES = st.binary(max_size=2000)
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def code(caught: Any) -> str:
    return str(caught.value.response["Error"]["Code"])


@pytest.fixture
def bucket(s3: Any) -> str:
    return new_bucket(s3)


def new_bucket(s3: Any) -> str:
    name = f"test-{next(_numbers)}"
    s3.create_bucket(Bucket=name)
    return name


def test_a_bucket_may_be_placed_in_the_own_region_alone(s3: Any) -> None:
    own = {"LocationConstraint": "local"}
    s3.create_bucket(Bucket="test-own-region", CreateBucketConfiguration=own)
    with pytest.raises(ClientError, match="enum value set"):
        s3.create_bucket(
            Bucket="test-no-region", CreateBucketConfiguration={"LocationConstraint": "mars"}
        )


@FEW
@given(steps=st.lists(st.tuples(st.booleans(), KEYS, BODIES), min_size=1, max_size=12))
def test_objects_are_what_was_put(s3: Any, steps: list[tuple[bool, str, bytes]]) -> None:
    bucket, model = new_bucket(s3), {}
    for put, key, body in steps:
        if put:
            model[key] = body
            etag = s3.put_object(Bucket=bucket, Key=key, Body=body)["ETag"]
            assert etag == f'"{hashlib.md5(body).hexdigest()}"'
        else:
            model.pop(key, None)
            s3.delete_object(Bucket=bucket, Key=key)
    for key, body in model.items():
        assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == body
    listed = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    assert listed == sorted(model, key=str.encode)


@FEW
@given(
    keys=st.sets(KEYS, min_size=1, max_size=12),
    prefix=st.sampled_from(["", "a", "a/", "ü", "../"]),
    delimiter=st.sampled_from(["", "/", "a", ".."]),
    size=st.integers(1, 4),
)
@example(keys={"a", "aa"}, prefix="a", delimiter="", size=1)
def test_listings_page_through_everything_once(
    s3: Any, keys: set[str], prefix: str, delimiter: str, size: int
) -> None:
    bucket = new_bucket(s3)
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    found: list[str] = []
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, Delimiter=delimiter, MaxKeys=size
    )
    for page in pages:
        names = [item["Key"] for item in page.get("Contents", [])]
        names += [item["Prefix"] for item in page.get("CommonPrefixes", [])]
        assert page["KeyCount"] == len(names) <= size
        found += names
    expected = set()
    for key in keys:
        if key.startswith(prefix):
            cut = key.find(delimiter, len(prefix)) if delimiter else -1
            expected.add(key if cut < 0 else key[: cut + len(delimiter)])
    assert sorted(found) == sorted(expected)


@FEW
@given(
    body=st.binary(min_size=1, max_size=300), first=st.integers(0, 400), last=st.integers(0, 400)
)
def test_ranges_are_slices(s3: Any, body: bytes, first: int, last: int) -> None:
    s3.put_object(Bucket=DEFAULT_BUCKET, Key="ranged", Body=body)

    def get(header: str) -> Any:
        return s3.get_object(Bucket=DEFAULT_BUCKET, Key="ranged", Range=header)

    if first >= len(body):
        with pytest.raises(ClientError) as caught:
            get(f"bytes={first}-")
        assert code(caught) == "InvalidRange"
        return
    answer = get(f"bytes={first}-")
    assert answer["Body"].read() == body[first:]
    assert answer["ContentRange"] == f"bytes {first}-{len(body) - 1}/{len(body)}"
    if last >= first:
        assert get(f"bytes={first}-{last}")["Body"].read() == body[first : last + 1]
    if last:
        assert get(f"bytes=-{last}")["Body"].read() == body[-last:]


def test_headers_and_metadata_come_back(s3: Any, bucket: str) -> None:
    s3.put_object(
        Bucket=bucket,
        Key="k",
        Body=b"{}",
        ContentType="application/json",
        CacheControl="no-store",
        Metadata={"owner": "me"},
    )
    head = s3.head_object(Bucket=bucket, Key="k")
    assert head["ContentType"] == "application/json"
    assert (head["CacheControl"], head["Metadata"]) == ("no-store", {"owner": "me"})
    assert head["ContentLength"] == 2
    s3.copy_object(Bucket=bucket, Key="c d+e", CopySource={"Bucket": bucket, "Key": "k"})
    copy = s3.get_object(Bucket=bucket, Key="c d+e")
    assert (copy["Metadata"], copy["Body"].read()) == ({"owner": "me"}, b"{}")
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket=bucket, Key="k", ResponseContentType="a\nb")
    assert code(caught) == "InvalidArgument"


def test_missing_things_have_their_own_errors(s3: Any, bucket: str) -> None:
    for call, expected in (
        (lambda: s3.get_object(Bucket=bucket, Key="no"), "NoSuchKey"),
        (lambda: s3.head_object(Bucket=bucket, Key="no"), "404"),
        (lambda: s3.get_object(Bucket="no-such-bucket", Key="no"), "NoSuchBucket"),
        (lambda: s3.put_object(Bucket="no-such-bucket", Key="no", Body=b""), "NoSuchBucket"),
        (lambda: s3.list_objects_v2(Bucket="no-such-bucket"), "NoSuchBucket"),
        (lambda: s3.head_bucket(Bucket="no-such-bucket"), "404"),
        (lambda: s3.create_bucket(Bucket=bucket), "BucketAlreadyOwnedByYou"),
        (lambda: s3.create_bucket(Bucket="Not_A_Bucket"), "InvalidBucketName"),
        (lambda: s3.put_object(Bucket=bucket, Key="k" * 1025, Body=b""), "KeyTooLongError"),
        (lambda: s3.get_bucket_acl(Bucket=bucket), "NotImplemented"),
        (lambda: s3.delete_bucket(Bucket=bucket), "NotImplemented"),
        (lambda: s3.list_objects_v2(Bucket=bucket, ContinuationToken="x"), "InvalidArgument"),
        (lambda: s3.list_objects_v2(Bucket=bucket, MaxKeys=-1), "InvalidArgument"),
    ):
        with pytest.raises(ClientError) as caught:
            call()
        assert code(caught) == expected


def test_conditions(s3: Any, bucket: str) -> None:
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"1")["ETag"]
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket=bucket, Key="k", Body=b"2", IfNoneMatch="*")
    assert code(caught) == "PreconditionFailed"
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket=bucket, Key="k", IfNoneMatch=etag)
    assert code(caught) == "304"
    assert s3.get_object(Bucket=bucket, Key="k", IfMatch=etag)["Body"].read() == b"1"


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256"])
def test_checksums_are_kept_and_verified(s3: Any, bucket: str, algorithm: str) -> None:
    name = f"Checksum{algorithm}"
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"data", ChecksumAlgorithm=algorithm)
    got = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert got[name] == put[name]
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket=bucket, Key="k", Body=b"other", **{name: put[name]})
    assert code(caught) == "BadDigest"
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"data"


def test_bodies_of_unknown_length_are_decoded(s3: Any, bucket: str) -> None:
    class Unseekable(io.RawIOBase):
        def __init__(self) -> None:
            self._left = [b"x" * 70_000, b"y" * 5, b""]

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            piece = self._left[0][: len(buffer)]
            self._left[0] = self._left[0][len(piece) :]
            if not self._left[0] and len(self._left) > 1:
                self._left.pop(0)
            buffer[: len(piece)] = piece
            return len(piece)

    s3.upload_fileobj(io.BufferedReader(Unseekable()), bucket, "k")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x" * 70_000 + b"y" * 5


def test_multipart_uploads(s3: Any, bucket: str) -> None:
    first, second = os.urandom(5 * 1024 * 1024), b"tail"
    upload = s3.create_multipart_upload(Bucket=bucket, Key="big", ContentType="text/csv")
    common = {"Bucket": bucket, "Key": "big", "UploadId": upload["UploadId"]}
    parts = [
        {"PartNumber": n, "ETag": s3.upload_part(PartNumber=n, Body=body, **common)["ETag"]}
        for n, body in ((2, second), (1, first))
    ][::-1]
    assert [p["PartNumber"] for p in s3.list_parts(**common)["Parts"]] == [1, 2]
    wrong = [{**parts[0], "ETag": "0" * 32}]
    for bad, expected in ((parts[::-1], "InvalidPartOrder"), (wrong, "InvalidPart")):
        with pytest.raises(ClientError) as caught:
            s3.complete_multipart_upload(MultipartUpload={"Parts": bad}, **common)
        assert code(caught) == expected
    etag = s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **common)["ETag"]
    digests = hashlib.md5(first).digest() + hashlib.md5(second).digest()
    assert etag == f'"{hashlib.md5(digests).hexdigest()}-2"'
    got = s3.get_object(Bucket=bucket, Key="big")
    assert (got["ContentType"], got["Body"].read()) == ("text/csv", first + second)
    with pytest.raises(ClientError) as caught:
        s3.abort_multipart_upload(**common)
    assert code(caught) == "NoSuchUpload"


def test_parts_below_five_megabytes_are_refused(s3: Any, bucket: str) -> None:
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    common = {"Bucket": bucket, "Key": "k", "UploadId": upload}
    parts = [
        {"PartNumber": n, "ETag": s3.upload_part(PartNumber=n, Body=b"x", **common)["ETag"]}
        for n in (1, 2)
    ]
    with pytest.raises(ClientError) as caught:
        s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **common)
    assert code(caught) == "EntityTooSmall"
    s3.abort_multipart_upload(**common)


def test_keys_never_become_file_names(engine: LiveEngine, s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="../../../outside.txt", Body=b"secret-marker")
    names = {path.name for path in engine.settings.data_dir.parent.rglob("*")}
    assert "outside.txt" not in names
    assert not any("outside" in name for name in names)


def test_a_broken_upload_leaves_nothing(engine: LiveEngine, s3: Any, bucket: str) -> None:
    drafts = engine.settings.objects / "drafts"
    with pytest.raises(ClientError):
        s3.put_object(Bucket=bucket, Key="k", Body=b"x" * 100_000, ChecksumCRC32="AAAAAA==")
    assert list(drafts.iterdir()) == []
    with pytest.raises(ClientError):
        s3.head_object(Bucket=bucket, Key="k")


def test_of_several_writers_at_once_one_is_first(s3: Any) -> None:
    barrier = threading.Barrier(4)

    def put(number: int) -> str:
        barrier.wait()
        try:
            body = f"{number}".encode() * 100_000
            s3.put_object(Bucket=DEFAULT_BUCKET, Key="first", Body=body, IfNoneMatch="*")
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "first"

    for _ in range(5):
        s3.delete_object(Bucket=DEFAULT_BUCKET, Key="first")
        with ThreadPoolExecutor(4) as pool:
            answers = sorted(pool.map(put, range(4)))
        assert answers == ["PreconditionFailed"] * 3 + ["first"]
