"""A model's containers with their archives as local files, and which archives may be loaded."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..contract import ContainerSpec
from ..s3.store import ObjectStore
from ..sagemaker.locations import parse_uri
from ..state.jobs import Jobs


class LoadFailed(Exception):
    """The model could not be loaded; the message says why."""


class Archives:
    """Thread-safe; remembers what it has verified."""

    def __init__(self, store: ObjectStore, jobs: Jobs) -> None:
        self._store = store
        self._jobs = jobs
        self._verified: dict[str, bool] = {}

    def resolve(self, container: Mapping[str, Any]) -> dict[str, Any]:
        """The container for a hosting process (see :func:`container_specs`).

        Reads the whole archive the first time. Raises :class:`LoadFailed` if it is gone, or was
        not written by this engine.
        """
        uri = container.get("ModelDataUrl")
        path = None
        if uri is not None:
            bucket, key = parse_uri(uri, "ModelDataUrl")
            stored = self._store.find(bucket, key)
            if stored is None:
                raise LoadFailed(f"The model data {uri} does not exist any more.")
            path = self._store.path(stored)
            if stored.file not in self._verified:
                self._verified[stored.file] = self._jobs.is_registered(_sha256(path))
            if not self._verified[stored.file]:
                raise LoadFailed(
                    f"The model data {uri} was not made by this engine. Loading a foreign model "
                    "can run any code, so the local engine hosts its own models only."
                )
        return {
            "image": container["Image"],
            "model_archive": str(path) if path else None,
            "environment": container.get("Environment", {}),
        }


def container_specs(containers: Sequence[Mapping[str, Any]]) -> list[ContainerSpec]:
    """What :meth:`Archives.resolve` made, in the process that loads it."""
    return [
        ContainerSpec(
            item["image"],
            Path(item["model_archive"]) if item["model_archive"] else None,
            item["environment"],
        )
        for item in containers
    ]


def _sha256(path: os.PathLike[str]) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1024 * 1024):
            digest.update(block)
    return digest.hexdigest()
