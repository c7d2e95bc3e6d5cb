"""Training data from a DataFrame, a file or S3, as an S3 location."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .backend import Backend
from .errors import ArgumentError, from_boto

CSV = "text/csv;header=present"
PARQUET = "x-application/vnd.amazon+parquet"


def content_type(name: str) -> str:
    """``ContentType`` of a channel from a file name."""
    return PARQUET if re.search(r"\.(parquet|pq)$", name, re.IGNORECASE) else CSV


def split_uri(uri: str) -> tuple[str, str]:
    """Bucket and key of an ``s3://`` URI.

    :raises ArgumentError: not an S3 URI.
    """
    found = re.fullmatch(r"s3://([^/]+)/?(.*)", uri, re.DOTALL)
    if not found:
        raise ArgumentError(f"`{uri}` is no S3 location.", "Write it as s3://bucket/key.")
    return found[1], found[2]


def columns_of(data: Any) -> list[str] | None:
    """Column names of a DataFrame; ``None`` for files and S3 locations."""
    names = getattr(data, "columns", None)
    return None if names is None else [str(name) for name in names]


def check_frame(data: Any, target: str, others: Sequence[str] = ()) -> None:
    """Refuse what would only fail later, naming the column.

    :param others: columns with a role, besides the target.
    :raises ArgumentError: no rows, duplicate or empty column names, no such target.
    """
    names: Sequence[str] = columns_of(data) or []
    if len(data) == 0:
        raise ArgumentError("The DataFrame has no rows.", "Pass one with data.")
    seen: set[str] = set()
    for position, name in enumerate(names):
        if not name.strip():
            raise ArgumentError(f"Column {position + 1} has an empty name.", "Rename it.")
        if name in seen:
            raise ArgumentError(f"Two columns are called `{name}`.", "Rename one of them.")
        seen.add(name)
    for wanted in (target, *others):
        if wanted not in seen:
            near = ", ".join(f"`{name}`" for name in list(names)[:8])
            raise ArgumentError(f"There is no column `{wanted}`.", f"The columns are {near}.")
    # By its place: the name may be a number, and the target is a text.
    values = data.iloc[:, list(names).index(target)]
    if values.dropna().map(str).nunique() < 2:
        raise ArgumentError(
            f"The target `{target}` has fewer than two different values.",
            "Choose another target or other rows.",
        )


def upload(backend: Backend, data: Any, bucket: str, prefix: str) -> tuple[str, str]:
    """Put the data where a job can read it.

    :param data: DataFrame, path of a CSV or Parquet file, or ``s3://`` URI.
    :returns: S3 URI and content type.
    """
    if isinstance(data, (str, os.PathLike)):
        name = os.fspath(data)
        if name.startswith("s3://"):
            split_uri(name)
            return name, content_type(name)
        path = Path(name).expanduser()
        if not path.is_file():
            raise ArgumentError(f"There is no file `{path}`.", "Check the path.")
        if path.stat().st_size == 0:
            raise ArgumentError(f"The file `{path}` is empty.", "Choose one with data.")
        key = f"{prefix}/{path.name}"
        with path.open("rb") as stream:
            _put(backend, bucket, key, stream)
        return f"s3://{bucket}/{key}", content_type(path.name)
    if not hasattr(data, "to_csv"):
        raise ArgumentError(
            f"Cannot train on a {type(data).__name__}.",
            "Pass a DataFrame, the path of a CSV or Parquet file, or an S3 location.",
        )
    buffer = io.BytesIO()
    try:
        data.to_csv(buffer, index=False, encoding="utf-8")
    except UnicodeEncodeError as error:
        part = error.object[error.start : error.end]
        raise ArgumentError(
            f"The DataFrame holds text that is no UTF-8: {part!r}.",
            "Clean it, for example with .str.encode('utf-8', 'replace').str.decode('utf-8').",
        ) from error
    buffer.seek(0)
    key = f"{prefix}/data.csv"
    _put(backend, bucket, key, buffer)
    return f"s3://{bucket}/{key}", CSV


def _put(backend: Backend, bucket: str, key: str, stream: Any) -> None:
    from boto3.exceptions import S3UploadFailedError
    from botocore.exceptions import BotoCoreError, ClientError

    client: Any = backend.client("s3")
    try:
        client.upload_fileobj(stream, bucket, key)
    except (BotoCoreError, ClientError) as error:
        raise from_boto(error) from error
    except S3UploadFailedError as error:
        raise from_boto(
            error.__cause__ if isinstance(error.__cause__, Exception) else error
        ) from error


def put_text(backend: Backend, key: str, text: str) -> str:
    """Store a text in the default bucket; returns its S3 URI."""
    bucket = backend.default_bucket()
    _put(backend, bucket, key, io.BytesIO(text.encode("utf-8")))
    return f"s3://{bucket}/{key}"


def read_text(backend: Backend, uri: str) -> str:
    """The text of an S3 object."""
    bucket, key = split_uri(uri)
    body: Any = backend.call("s3", "get_object", Bucket=bucket, Key=key)["Body"]
    return str(body.read().decode("utf-8-sig"))
