"""Turns the S3 locations of a job into local files that stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..contract import Channel, DataFile, JobError
from ..errors import ServiceError, is_disk_full
from ..s3.store import ObjectStore, StoredObject
from ..sagemaker.locations import input_objects
from ..sagemaker.rules import problem_of, read_feature_file


def channels(
    request: Mapping[str, Any], store: ObjectStore, work_dir: Path
) -> tuple[Channel, Channel | None]:
    """Training and validation channel. Raises :class:`JobError` naming the location.

    The files are linked into the work folder: an object that is replaced or deleted while the
    job reads does not change what the job sees.
    """
    found: dict[str, Channel] = {}
    default = problem_of(request)[0].contents[0]
    for number, channel in enumerate(request["AutoMLJobInputDataConfig"], 1):
        kind = channel.get("ChannelType", "training")
        where = f"The {kind} channel (AutoMLJobInputDataConfig[{number}])"
        source = channel["DataSource"]["S3DataSource"]
        try:
            inputs = input_objects(store, source, where)
        except ServiceError as error:
            raise JobError(error.message) from None
        files = [
            replace(
                link_object(store, stored, work_dir / kind / f"{index:06d}"),
                compressed=channel.get("CompressionType") == "Gzip",
            )
            for index, stored in enumerate(inputs.objects)
        ]
        if inputs.labels is not None:
            files = [
                replace(file, label=label) for file, label in zip(files, inputs.labels, strict=True)
            ]
        found[kind] = Channel(channel.get("ContentType", default), files, inputs.root)
    return found["training"], found.get("validation")


def feature_spec(request: Mapping[str, Any], store: ObjectStore) -> Mapping[str, Any] | None:
    """The feature specification. Raises :class:`JobError` if it is gone or wrong by now."""
    if "FeatureSpecificationS3Uri" not in problem_of(request)[1]:
        return None
    try:
        return read_feature_file(request, store)
    except ServiceError as error:
        raise JobError(error.message) from None


def link_object(store: ObjectStore, stored: StoredObject, target: Path) -> DataFile:
    """The object as a file that stays as it is. Raises :class:`JobError`."""
    uri = f"s3://{stored.bucket}/{stored.key}"
    source = store.path(stored)
    try:
        store.files.link(source, target)
        size = target.stat().st_size
    except FileNotFoundError:
        raise JobError(
            f"{uri} was deleted or replaced while the job was starting. Upload it again and "
            "start a new job."
        ) from None
    except OSError as error:
        if is_disk_full(error):
            raise
        raise JobError(f"{uri} cannot be read: {error.strerror}.") from None
    if size != stored.size:
        raise JobError(
            f"{uri} has {size} bytes on disk but was stored with {stored.size}: its file was "
            "changed from outside. Upload it again and start a new job."
        )
    return DataFile(target, uri)
