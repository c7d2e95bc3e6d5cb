"""Defaults in the configuration files of the SageMaker Python SDK."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

_ADMIN = Path("/etc/xdg/sagemaker/config.yaml")
_MOST_BYTES = 256 * 1024
_DEEPEST = 8
_MOST_VALUES = 1000


#: Reads at most so many bytes at an S3 URI. Raises ``Unreadable``.
Fetch = Callable[[str, int], bytes]


class Unreadable(Exception):
    """Why a place in S3 that a variable names cannot be read, for the user."""


def places() -> list[Path | str]:
    """The administrator's file, then the user's, which is stronger; ``s3://`` places as text.

    The variables are the SDK's own.
    """
    user_home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    usual = {
        "SAGEMAKER_ADMIN_CONFIG_OVERRIDE": _ADMIN,
        "SAGEMAKER_USER_CONFIG_OVERRIDE": user_home / "sagemaker" / "config.yaml",
    }
    found: list[Path | str] = []
    for variable, path in usual.items():
        chosen = os.environ.get(variable)
        if chosen and chosen.startswith("s3://"):
            found.append(chosen)
            continue
        place = Path(chosen).expanduser() if chosen else path
        found.append(place / "config.yaml" if place.is_dir() else place)
    return found


def read(fetch: Fetch) -> list[dict[str, Any]]:
    """``AdminConfigFile`` of the page for every file that says something, weakest first.

    One in S3 that cannot be read says why: it was named, so somebody counts on it.
    """
    files: list[dict[str, Any]] = []
    for place in places():
        try:
            data = _local(place) if isinstance(place, Path) else fetch(place, _MOST_BYTES + 1)
        except Unreadable as error:
            files.append({"origin": str(place), "sections": {}, "problem": str(error)})
            continue
        sections = _sections(data)
        if sections:
            files.append({"origin": str(place), "sections": sections})
    return files


def default_bucket(files: list[dict[str, Any]]) -> str | None:
    """The bucket that the strongest file names."""
    for file in reversed(files):
        value: Any = file["sections"]
        for key in ("PythonSDK", "Modules", "Session", "DefaultS3Bucket"):
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str) and value:
            return value
    return None


def _local(path: Path) -> bytes:
    """The beginning of a file; nothing if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES + 1)
    except OSError:
        return b""


def _sections(data: bytes) -> dict[str, Any]:
    """What a file says about AutoML jobs and the default bucket; empty if it is none."""
    if len(data) > _MOST_BYTES:
        return {}
    import yaml

    try:
        value = yaml.safe_load(data)
    except (ValueError, RecursionError, yaml.YAMLError):
        return {}
    everything = value.get("SageMaker") if isinstance(value, dict) else None
    if not isinstance(everything, dict):
        return {}
    python_sdk = everything.get("PythonSDK")
    modules = python_sdk.get("Modules") if isinstance(python_sdk, dict) else None
    session = modules.get("Session") if isinstance(modules, dict) else None
    sections = {}
    if isinstance(everything.get("AutoMLJob"), dict):
        sections["AutoMLJob"] = _plain(everything["AutoMLJob"], _DEEPEST, [_MOST_VALUES])
    if isinstance(session, dict):
        sections["PythonSDK"] = {"Modules": {"Session": _plain(session, 1, [_MOST_VALUES])}}
    return sections


def _plain(value: Any, depth: int, left: list[int]) -> Any:
    """JSON of bounded size: with aliases a small file can stand for an endless value.

    ``left`` holds the number of values that may still follow.
    """
    left[0] -= 1
    if depth < 0 or left[0] < 0:
        return None
    if isinstance(value, dict):
        items = value.items()
        return {str(key): _plain(item, depth - 1, left) for key, item in items if left[0] > 0}
    if isinstance(value, list):
        return [_plain(item, depth - 1, left) for item in value if left[0] > 0]
    if value is None or isinstance(value, (bool, int)):
        return value
    return str(value)[:2048]
