"""The hub's bucket: sample payloads from the start, model archives from their first use on."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ServiceError, validation
from ..processes import kill_group, spawn
from .catalogue import HUB_BUCKET, HubModel, by_artifact, models

if TYPE_CHECKING:
    from ..engine import Engine

_BUILDER = "pilothouse_engine.ml.hub.build"
_BUILD_SECONDS = 120.0
_READS = frozenset({"HeadBucket", "ListObjectsV2", "HeadObject", "GetObject", "ListParts"})
_PAYLOADS = "pilothouse/payloads"

_log = logging.getLogger(__name__)


def refuse_change(operation: str, params: dict[str, Any]) -> None:
    """The hub's bucket can be read only. Raises ``AccessDenied``."""
    if params.get("Bucket") == HUB_BUCKET and operation not in _READS:
        raise ServiceError(
            "AccessDenied",
            f"The bucket {HUB_BUCKET} belongs to the local hub and cannot be changed. Use another "
            "bucket.",
            403,
        )


class HubArtifacts:
    """Lives in the engine's event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._building: dict[str, asyncio.Task[None]] = {}

    def prepare(self) -> None:
        """Make the bucket, the pictures of sample payloads, and the terms of models."""
        store = self._engine.objects
        store.create_bucket(HUB_BUCKET)
        for name in sorted({name for model in models().values() for name in model.payloads}):
            key, local = f"{_PAYLOADS}/{name}", _picture(name)
            if local is not None and store.find(HUB_BUCKET, key) is None:
                store.put_file(HUB_BUCKET, key, local, "image/jpeg")
        for model in models().values():
            if model.terms is not None and store.find(HUB_BUCKET, model.terms_key) is None:
                store.put_file(HUB_BUCKET, model.terms_key, model.terms, "text/plain")

    async def ready(self, uri: str | None) -> None:
        """Make the archive at ``uri`` if it is one of the hub's and not there yet.

        Raises ``ValidationException`` if its package is missing or the build fails.
        """
        model = by_artifact(uri) if uri is not None else None
        if model is None:
            return
        problem = model.problem
        if problem is not None:
            raise validation(problem)
        if self._engine.objects.find(HUB_BUCKET, model.artifact_key) is not None:
            return
        task = self._building.get(model.name)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._build(model))
            self._building[model.name] = task
            task.add_done_callback(lambda _: self._building.pop(model.name, None))
        # A client that hangs up does not take the archive from the others that wait for it.
        await asyncio.shield(task)

    async def close(self) -> None:
        tasks = list(self._building.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _build(self, model: HubModel) -> None:
        engine = self._engine
        folder = engine.settings.work / f"hub-{model.name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        archive = folder / "model.tar.gz"
        log_path = engine.settings.logs / f"hub-{model.name}.log"
        try:
            with open(log_path, "wb") as log:
                process = await spawn(
                    _BUILDER,
                    threads=1,
                    log=log,
                    cwd=engine.settings.data_dir,
                    stdout=log.fileno(),
                )
            try:
                order = f"{model.name}\n{archive}\n".encode()
                await asyncio.wait_for(process.communicate(order), _BUILD_SECONDS)
            finally:
                kill_group(process)
            if process.returncode != 0:
                _log.warning("hub model %s: build status %s", model.name, process.returncode)
                raise _failed(model, log_path)
            digest = await asyncio.to_thread(_sha256, archive)
            engine.jobs.register_archive(digest)
            await asyncio.to_thread(
                engine.objects.put_file,
                HUB_BUCKET,
                model.artifact_key,
                archive,
                "application/x-tar",
            )
            log_path.unlink()
        except asyncio.TimeoutError:
            _log.warning("hub model %s: build took too long", model.name)
            raise _failed(model, log_path) from None
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _failed(model: HubModel, log: Path) -> ServiceError:
    return validation(
        f"The model {model.name} could not be prepared; {log.name} in the engine's log folder has "
        "the details. Try again."
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _picture(name: str) -> Path | None:
    """A photograph that comes with scikit-learn, found without importing it."""
    spec = find_spec("sklearn")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / "datasets" / "images" / name
        if path.is_file():
            return path
    return None
