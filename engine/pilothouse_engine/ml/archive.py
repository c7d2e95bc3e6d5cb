"""model.tar.gz: ``metadata.json`` and ``arrays.npz``, the same for every problem type.

Nothing is pickled: loading an archive runs none of its content. ``metadata["kind"]`` says which
problem type's loader understands the rest; archives of the first version lack it and are tabular.
"""

from __future__ import annotations

import gzip
import io
import json
import platform
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
_METADATA, _ARRAYS = "metadata.json", "arrays.npz"

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Archive:
    """The content of a model archive."""

    kind: str
    """A key of ``serving.LOADERS``."""
    metadata: Mapping[str, Any]
    arrays: Arrays
    name: str
    """File name, for messages."""


def write_archive(
    path: Path, kind: str, metadata: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write an archive; the same content gives the same bytes. ``metadata`` is JSON."""
    packed = io.BytesIO()
    # Plain keyword names in an npz may not hold a slash; dots are fine.
    np.savez(packed, **arrays)  # type: ignore[arg-type]
    document = {"format": FORMAT, "kind": kind, **metadata}
    with (
        path.open("wb") as raw,
        # A tenth larger than at the highest level, and three times as fast: a job writes dozens.
        gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="", compresslevel=4) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for name, content in (
            (_METADATA, json.dumps(document, ensure_ascii=False).encode()),
            (_ARRAYS, packed.getvalue()),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def read_archive(path: Path) -> Archive:
    """Read an archive. Raises :class:`ValueError` if it is none of this engine's."""
    try:
        with tarfile.open(path, mode="r:gz") as tar:
            parts = {}
            for name in (_METADATA, _ARRAYS):
                member = tar.extractfile(name)
                if member is None:
                    raise KeyError(name)
                parts[name] = member.read()
        metadata: dict[str, Any] = json.loads(parts[_METADATA])
        with np.load(io.BytesIO(parts[_ARRAYS]), allow_pickle=False) as packed:
            arrays = {key: packed[key] for key in packed.files}
    except (tarfile.TarError, KeyError, OSError, EOFError, ValueError) as error:
        raise ValueError(f"{path.name} is not a model archive of this engine ({error})") from None
    if metadata.get("format") != FORMAT:
        raise ValueError(
            f"{path.name} has the model format {metadata.get('format')!r}; this engine reads "
            f"{FORMAT}"
        )
    return Archive(metadata.get("kind", "tabular"), metadata, arrays, path.name)


@contextmanager
def complete(archive: Archive, what: str) -> Iterator[Mapping[str, Any]]:
    """Metadata of an archive that must be whole, e.g. "a text model". Raises
    :class:`ValueError`, naming what it lacks, if a key is missing."""
    try:
        yield archive.metadata
    except KeyError as error:
        raise ValueError(f"{archive.name} lacks {error}; it is not {what}.") from None


def versions(*libraries: str) -> dict[str, str]:
    """Versions of Python, the engine, NumPy and the named libraries, where installed."""
    found = {"python": platform.python_version()}
    for name in ("pilothouse-engine", "numpy", *libraries):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
