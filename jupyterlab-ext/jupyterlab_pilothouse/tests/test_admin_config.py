"""Defaults of administrators: which files, what of them, and what is not believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_pilothouse import admin_config

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
    files = admin_config.read()
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
    assert admin_config.read() == []
    assert admin_config.default_bucket([]) is None


def test_a_file_that_stands_for_an_endless_value_is_cut(places: tuple[Path, Path]) -> None:
    lines = ["SageMaker:", "  AutoMLJob:", "    a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"    a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    places[0].write_text("\n".join(lines))
    assert len(str(admin_config.read())) < 20_000


def test_the_usual_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("SAGEMAKER_USER_CONFIG_OVERRIDE", raising=False)
    monkeypatch.setenv("SAGEMAKER_ADMIN_CONFIG_OVERRIDE", "s3://bucket/config.yaml")
    assert admin_config.places() == [tmp_path / "sagemaker" / "config.yaml"]
    monkeypatch.delenv("SAGEMAKER_ADMIN_CONFIG_OVERRIDE")
    assert str(admin_config.places()[0]) == "/etc/xdg/sagemaker/config.yaml"
