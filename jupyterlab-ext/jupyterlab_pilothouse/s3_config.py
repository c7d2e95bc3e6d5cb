"""Configuration files of the SageMaker Python SDK that lie in S3."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

from .admin_config import Unreadable
from .backends import Choice, Clients

_URI = re.compile(r"s3://([^/]+)/?(.*)", re.DOTALL)
_KEPT_SECONDS = 300
_MISSING = {"NoSuchKey", "404", "NotFound"}


class S3Config:
    """Reads those files with a backend's credentials. An answer is kept for five minutes."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._lock = threading.Lock()
        self._known: dict[tuple[Choice, str], tuple[float, bytes | Unreadable]] = {}

    def read(self, choice: Choice, uri: str, most: int) -> bytes:
        """The first bytes of the file; like the SDK, a prefix stands for its ``config.yaml``.

        Blocks. Raises ``Unreadable``.
        """
        with self._lock:
            known = self._known.get((choice, uri))
        if known is None or known[0] < time.monotonic():
            try:
                answer: bytes | Unreadable = self._fetch(choice, uri, most)
            except Unreadable as error:
                answer = error
            known = (time.monotonic() + _KEPT_SECONDS, answer)
            with self._lock:
                self._known[choice, uri] = known
        if isinstance(known[1], Unreadable):
            raise known[1]
        return known[1]

    def _fetch(self, choice: Choice, uri: str, most: int) -> bytes:
        from botocore.exceptions import BotoCoreError, ClientError

        found = _URI.match(uri)
        if found is None:
            raise Unreadable("It is no S3 location: write s3://bucket/config.yaml.")
        bucket, key = found.groups()
        folder = f"{key.rstrip('/')}/config.yaml".lstrip("/")
        keys = [folder] if key == "" or key.endswith("/") else [key, folder]
        client = self._clients.get(choice, "s3")
        for name in keys:
            try:
                output: dict[str, Any] = client.get_object(Bucket=bucket, Key=name)
                with output["Body"] as body:
                    return bytes(body.read(most))
            except ClientError as error:
                code = str(error.response.get("Error", {}).get("Code"))
                if code not in _MISSING:
                    why = f"{code}. The credentials need s3:GetObject on it."
                    raise Unreadable(why if "Denied" in code or code == "403" else code) from error
            except BotoCoreError as error:
                raise Unreadable(str(error)) from error
        raise Unreadable("There is no such object.")
