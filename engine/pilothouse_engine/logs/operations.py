"""``DescribeLogStreams`` and ``GetLogEvents`` of CloudWatch Logs."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..config import ACCOUNT_ID, REGION, Settings
from ..errors import ServiceError
from . import events

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_STREAM = "local"
_JOBS = {"/aws/sagemaker/TrainingJobs": "job-", "/aws/sagemaker/TransformJobs": "transform-"}
"""Groups with a stream ``<job>/local`` for every job, and how the log files' names begin."""
_ENDPOINTS = "/aws/sagemaker/Endpoints/"
_NAME = re.compile(r"[A-Za-z0-9](?:-*[A-Za-z0-9])*")
_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:"
_TOKEN = re.compile(r"([fb])/(\d{1,18})")
_MAX_EVENTS = 10_000
_MAX_BYTES = 1024 * 1024
_EVENT_OVERHEAD = 26
_DEFAULT_STREAMS = 50


def describe_log_streams(engine: Engine, params: Params) -> Params:
    group = _group(params)
    prefix = params.get("logStreamNamePrefix", "")
    order = params.get("orderBy", "LogStreamName")
    if prefix and order == "LastEventTime":
        raise _invalid("orderBy LastEventTime cannot be used together with logStreamNamePrefix.")
    rows = [
        _stream(group, name, path)
        for name, path in _files(engine.settings, group).items()
        if name.startswith(prefix)
    ]
    by_time = order == "LastEventTime"
    rows.sort(
        key=lambda row: (row["lastEventTimestamp"] if by_time else 0, row["logStreamName"]),
        reverse=params.get("descending", False),
    )
    names = [row["logStreamName"] for row in rows]
    start = _after(names, params["nextToken"]) if "nextToken" in params else 0
    end = start + params.get("limit", _DEFAULT_STREAMS)
    token = base64.urlsafe_b64encode(names[end - 1].encode()).decode() if end < len(rows) else None
    return {"logStreams": rows[start:end], "nextToken": token}


def get_log_events(engine: Engine, params: Params) -> Params:
    """Pages both ways. A token is a byte offset: lines that are written later follow it."""
    path = _files(engine.settings, _group(params)).get(params["logStreamName"])
    if path is None:
        raise _missing("The specified log stream does not exist.")
    try:
        size = path.stat().st_size
        start, end = _range(path, size, params)
        found, cut = _events(path, start, end, params)
    except FileNotFoundError:
        raise _missing("The specified log stream does not exist.") from None
    return {
        "events": [
            {"timestamp": item.time, "message": item.message, "ingestionTime": item.time}
            for item in found
        ],
        "nextForwardToken": f"f/{cut}",
        "nextBackwardToken": f"b/{start}",
    }


OPERATIONS = {"DescribeLogStreams": describe_log_streams, "GetLogEvents": get_log_events}


def _range(path: Path, size: int, params: Mapping[str, Any]) -> tuple[int, int]:
    """The bytes whose lines are asked for."""
    limit = params.get("limit", _MAX_EVENTS)
    token = params.get("nextToken")
    if token is None:
        if params.get("startFromHead", False) or "startTime" in params:
            return 0, size
        return events.start_of_last(path, size, limit), size
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise _invalid("The specified nextToken is invalid.")
    # The file may have become shorter since.
    offset = min(int(match[2]), size)
    if match[1] == "f":
        return offset, size
    return events.start_of_last(path, offset, limit), offset


def _events(
    path: Path, start: int, end: int, params: Mapping[str, Any]
) -> tuple[list[events.Event], int]:
    """The events of a range as far as one answer holds them, and where it is cut."""
    earliest, latest = params.get("startTime", 0), params.get("endTime", float("inf"))
    limit = params.get("limit", _MAX_EVENTS)
    found: list[events.Event] = []
    size, cut = 0, start
    for event in events.forward(path, start):
        size += len(event.message.encode()) + _EVENT_OVERHEAD
        if event.start >= end or len(found) == limit or (size > _MAX_BYTES and found):
            break
        cut = event.end
        if earliest <= event.time < latest:
            found.append(event)
    return found, cut


def _group(params: Mapping[str, Any]) -> str:
    name = params.get("logGroupName")
    identifier = params.get("logGroupIdentifier")
    if (name is None) == (identifier is None):
        raise _invalid("Give either logGroupName or logGroupIdentifier.")
    if name is None:
        name = str(identifier).removeprefix(_ARN)
    if name in _JOBS:
        return str(name)
    if name.startswith(_ENDPOINTS) and _NAME.fullmatch(name.removeprefix(_ENDPOINTS)):
        return str(name)
    raise _missing("The specified log group does not exist.")


def _files(settings: Settings, group: str) -> dict[str, Path]:
    """The group's log files by stream name."""
    if group in _JOBS:
        folder, prefix = settings.logs, _JOBS[group]
    else:
        folder, prefix = settings.logs / "endpoints" / group.removeprefix(_ENDPOINTS), ""
        if not folder.is_dir():
            raise _missing("The specified log group does not exist.")
    return {
        f"{path.name.removeprefix(prefix).removesuffix('.log')}/{_STREAM}": path
        for path in sorted(folder.glob(f"{prefix}*.log"))
    }


def _stream(group: str, name: str, path: Path) -> Params:
    try:
        stat = path.stat()
        first = next(events.forward(path, 0), None)
    except FileNotFoundError:
        return {"logStreamName": name, "lastEventTimestamp": 0}
    last = int(stat.st_mtime * 1000)
    return {
        "logStreamName": name,
        "creationTime": first.time if first else last,
        "firstEventTimestamp": first.time if first else None,
        "lastEventTimestamp": last,
        "lastIngestionTime": last,
        "arn": f"{_ARN}{group}:log-stream:{name}",
        "storedBytes": stat.st_size,
    }


def _after(names: list[str], token: str) -> int:
    try:
        return names.index(base64.urlsafe_b64decode(token.encode()).decode()) + 1
    except ValueError:
        raise _invalid("The specified nextToken is invalid.") from None


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterException", message)


def _missing(message: str) -> ServiceError:
    return ServiceError("ResourceNotFoundException", message)
