"""Defaults of administrators: which files, what of them, and what is not believed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from jupyterlab_pilothouse import admin_config
from jupyterlab_pilothouse.backends import Choice
from jupyterlab_pilothouse.s3_config import S3Config

ADMIN = """
SchemaVersion: '1.0'
CustomParameters: {anything: goes}
SageMaker:
  PythonSDK:
    Modules:
      Session: {DefaultS3Bucket: team-bucket}
      RemoteFunction: {EnvironmentVariables: {TOKEN: hush}}
  AutoMLJob:
    AutoMLJobConfig:
      SecurityConfig:
        VpcConfig: &vpc {SecurityGroupIds: [sg-1], Subnets: [subnet-1]}
    RoleArn: arn:aws:iam::111222333444:role/Admin
  TrainingJob:
    VpcConfig: *vpc
"""


def nothing(uri: str, most: int) -> bytes:
    raise AssertionError(f"{uri} is not to be read")


class Store:
    """S3 with some objects, for one client and as the clients of all backends."""

    def __init__(self, objects: dict[tuple[str, str], bytes], code: str = "NoSuchKey") -> None:
        self.objects = objects
        self.code = code
        self.asked: list[str] = []

    def get(self, choice: Choice, service: str) -> Store:
        assert service == "s3"
        return self

    def get_object(self, Bucket: str, Key: str) -> dict[str, Any]:
        self.asked.append(Key)
        found = self.objects.get((Bucket, Key))
        if found is None:
            raise ClientError({"Error": {"Code": self.code}}, "GetObject")
        return {"Body": io.BytesIO(found)}


def reader(store: Store) -> admin_config.Fetch:
    config = S3Config(store)  # type: ignore[arg-type]
    return lambda uri, most: config.read(Choice("aws"), uri, most)


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("s3://team/sdk/mine.yaml", "sdk/mine.yaml"),
        ("s3://team/sdk", "sdk/config.yaml"),
        ("s3://team/sdk/", "sdk/config.yaml"),
        ("s3://team", "config.yaml"),
    ],
)
def test_a_place_in_s3_is_read_as_the_sdk_does(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, place: str, key: str
) -> None:
    monkeypatch.setenv("SAGEMAKER_ADMIN_CONFIG_OVERRIDE", place)
    places[1].write_text("SageMaker: {AutoMLJob: {RoleArn: mine}}")
    store = Store({("team", key): ADMIN.encode()})
    fetch = reader(store)
    shared, own = admin_config.read(fetch)
    assert shared["origin"] == place
    assert shared["sections"]["AutoMLJob"]["RoleArn"].endswith("role/Admin")
    assert own["sections"] == {"AutoMLJob": {"RoleArn": "mine"}}
    asked = len(store.asked)
    admin_config.read(fetch)
    assert len(store.asked) == asked


@pytest.mark.parametrize(
    ("place", "code", "why"),
    [
        ("s3://team/x.yaml", "NoSuchKey", "no such object"),
        ("s3://team/x.yaml", "AccessDenied", "AccessDenied. The credentials need s3:GetObject"),
        ("s3://team/x.yaml", "PermanentRedirect", "PermanentRedirect"),
        ("s3:///x", "NoSuchKey", "no S3 location"),
    ],
)
def test_a_place_in_s3_that_cannot_be_read_says_why(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, place: str, code: str, why: str
) -> None:
    monkeypatch.setenv("SAGEMAKER_ADMIN_CONFIG_OVERRIDE", place)
    (file,) = admin_config.read(reader(Store({}, code)))
    assert file["sections"] == {}
    assert why in file["problem"]
    assert admin_config.default_bucket([file]) is None


def test_a_large_object_in_s3_says_nothing(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAGEMAKER_ADMIN_CONFIG_OVERRIDE", "s3://team/x.yaml")
    store = Store({("team", "x.yaml"): ADMIN.encode() + b"#" * 300_000})
    assert admin_config.read(reader(store)) == []


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    admin, user = tmp_path / "admin" / "config.yaml", tmp_path / "user" / "config.yaml"
    for path in (admin, user):
        path.parent.mkdir()
    monkeypatch.setenv("SAGEMAKER_ADMIN_CONFIG_OVERRIDE", str(admin.parent))
    monkeypatch.setenv("SAGEMAKER_USER_CONFIG_OVERRIDE", str(user))
    return admin, user


def test_what_concerns_jobs_is_read_and_nothing_else(places: tuple[Path, Path]) -> None:
    admin, user = places
    admin.write_text(ADMIN)
    user.write_text("SageMaker: {AutoMLJob: {RoleArn: mine}}")
    files = admin_config.read(nothing)
    assert files == [
        {
            "origin": str(admin),
            "sections": {
                "AutoMLJob": {
                    "AutoMLJobConfig": {
                        "SecurityConfig": {
                            "VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}
                        }
                    },
                    "RoleArn": "arn:aws:iam::111222333444:role/Admin",
                },
                "PythonSDK": {"Modules": {"Session": {"DefaultS3Bucket": "team-bucket"}}},
            },
        },
        {"origin": str(user), "sections": {"AutoMLJob": {"RoleArn": "mine"}}},
    ]
    assert "hush" not in str(files)
    assert admin_config.default_bucket(files) == "team-bucket"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "SageMaker: 7", "SageMaker: {AutoMLJob: x}", "a: [", "!!python/name:os.system ''"],
)
def test_a_file_of_another_shape_says_nothing(places: tuple[Path, Path], text: str) -> None:
    places[0].write_text(text)
    assert admin_config.read(nothing) == []
    assert admin_config.default_bucket([]) is None


def test_a_file_that_stands_for_an_endless_value_is_cut(places: tuple[Path, Path]) -> None:
    lines = ["SageMaker:", "  AutoMLJob:", "    a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"    a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    places[0].write_text("\n".join(lines))
    assert len(str(admin_config.read(nothing))) < 20_000


def test_the_usual_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("SAGEMAKER_USER_CONFIG_OVERRIDE", raising=False)
    monkeypatch.setenv("SAGEMAKER_ADMIN_CONFIG_OVERRIDE", "s3://bucket/config.yaml")
    user = tmp_path / "sagemaker" / "config.yaml"
    assert admin_config.places() == ["s3://bucket/config.yaml", user]
    monkeypatch.delenv("SAGEMAKER_ADMIN_CONFIG_OVERRIDE")
    assert str(admin_config.places()[0]) == "/etc/xdg/sagemaker/config.yaml"
