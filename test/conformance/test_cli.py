"""The AWS CLI works against the engine unchanged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def aws(engine: dict[str, Any]) -> Any:
    def run(*arguments: str, fails: bool = False) -> Any:
        program = Path(sys.executable).with_name("aws")
        result = subprocess.run(
            [str(program), *arguments, "--output", "json"],
            env=engine["environment"],
            capture_output=True,
            text=True,
            timeout=60,
        )
        if fails:
            assert result.returncode != 0, result.stdout
            return result.stderr
        assert result.returncode == 0, result.stderr
        try:
            return json.loads(result.stdout)
        except json.JSONDecodeError:
            return result.stdout

    return run


def test_identity(aws: Any, engine: dict[str, Any]) -> None:
    assert aws("sts", "get-caller-identity")["Account"] == engine["accountId"]


@pytest.mark.parametrize("name", ["plain.csv", "with space +plus.csv", "grüße 🚢.csv"])
def test_copies_a_file_there_and_back(
    aws: Any, engine: dict[str, Any], tmp_path: Path, name: str
) -> None:
    sent, received = tmp_path / "sent", tmp_path / "received"
    sent.write_bytes(bytes(range(256)) * 40)
    target = f"s3://{engine['defaultBucket']}/cli/{name}"
    aws("s3", "cp", "--no-progress", str(sent), target)
    assert name in aws("s3", "ls", f"s3://{engine['defaultBucket']}/cli/")
    aws("s3", "cp", "--no-progress", target, str(received))
    assert received.read_bytes() == sent.read_bytes()
    aws("s3", "rm", target)
    assert "404" in aws("s3", "cp", target, str(received), fails=True)


def test_copies_a_large_file_in_parts(aws: Any, engine: dict[str, Any], tmp_path: Path) -> None:
    sent, received = tmp_path / "sent", tmp_path / "received"
    sent.write_bytes(bytes(range(251)) * 80_000)
    target = f"s3://{engine['defaultBucket']}/cli/large.bin"
    aws("s3", "cp", "--no-progress", str(sent), target)
    aws("s3", "cp", "--no-progress", target, str(received))
    assert received.read_bytes() == sent.read_bytes()


def test_lists_and_errors_of_sagemaker(aws: Any) -> None:
    assert aws("sagemaker", "list-auto-ml-jobs") == {"AutoMLJobSummaries": []}
    assert aws("sagemaker", "list-endpoints") == {"Endpoints": []}
    message = aws(
        "sagemaker", "describe-auto-ml-job-v2", "--auto-ml-job-name", "absent", fails=True
    )
    assert "ResourceNotFound" in message
