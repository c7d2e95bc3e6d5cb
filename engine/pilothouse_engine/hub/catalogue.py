"""What the hub offers. A new model is one folder in ``models`` and one recipe in ``ml.hub``.

``model.json`` holds the texts, the keywords and the model-specific part of the hub document;
``card.md`` is the model card, ``eula.txt`` (if there is one) what users must accept. Everything
that follows from the name stands here.
"""

from __future__ import annotations

import functools
import importlib
import json
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..config import ACCOUNT_ID, REGION

HUB = "SageMakerPublicHub"
HUB_ARN = f"arn:aws:sagemaker:{REGION}:aws:hub/{HUB}"
HUB_BUCKET = f"jumpstart-cache-prod-{REGION}"
"""Named as the service's, for clients find sample payloads by this rule."""

SCHEMA_VERSION = "2.3.0"
CONTENT_TYPE = "Model"

_IMAGE = f"{ACCOUNT_ID}.dkr.ecr.{REGION}.amazonaws.com/pilothouse-hub:1.0"
_INSTANCES = ["ml.m5.large", "ml.m5.xlarge", "ml.c5.large", "ml.c5.xlarge"]
_FOLDER = Path(__file__).parent / "models"


@dataclass(frozen=True)
class Package:
    """An optional package that holds a model's weights."""

    module: str
    install: str
    """Command that installs it."""

    @property
    def installed(self) -> bool:
        """Asks anew each time: the user may install it while the engine runs. Runs no code of
        the package."""
        importlib.invalidate_caches()
        return find_spec(self.module) is not None


@dataclass(frozen=True)
class HubModel:
    """One version of one model. ``document`` is the hub document, see the service's schema."""

    name: str
    version: str
    title: str
    description: str
    keywords: list[str]
    created: float
    card: str
    document: dict[str, Any]
    package: Package | None
    payloads: list[str]
    """Names of pictures that default payloads refer to."""
    terms: Path | None
    """File with the licence agreement that must be accepted for each deployment."""

    @property
    def arn(self) -> str:
        return (
            f"arn:aws:sagemaker:{REGION}:aws:hub-content/{HUB}/{CONTENT_TYPE}/{self.name}/"
            f"{self.version}"
        )

    @property
    def artifact_key(self) -> str:
        """Key of the model archive in :data:`HUB_BUCKET`."""
        return f"pilothouse/{self.name}/v{self.version}/model.tar.gz"

    @property
    def artifact_uri(self) -> str:
        return f"s3://{HUB_BUCKET}/{self.artifact_key}"

    @property
    def terms_key(self) -> str:
        """Key of the terms in :data:`HUB_BUCKET`."""
        return f"pilothouse/{self.name}/v{self.version}/eula.txt"

    @property
    def problem(self) -> str | None:
        """Why it cannot be deployed here, ``None`` if it can."""
        if self.package is None or self.package.installed:
            return None
        return (
            f"The weights of {self.name} are in a package that is not installed in the engine's "
            f"environment. Install it: {self.package.install}"
        )


@functools.cache
def models() -> dict[str, HubModel]:
    """All models by name."""
    folders = sorted(path.parent for path in _FOLDER.glob("*/model.json"))
    return {folder.name: _read(folder) for folder in folders}


def by_artifact(uri: str) -> HubModel | None:
    """The model with this archive."""
    return next((model for model in models().values() if model.artifact_uri == uri), None)


def by_arn(arn: str) -> HubModel | None:
    """The model version with this ARN."""
    return next((model for model in models().values() if model.arn == arn), None)


def _read(folder: Path) -> HubModel:
    plain = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    package = plain.get("package")
    terms = folder / "eula.txt"
    model = HubModel(
        name=folder.name,
        version=plain["version"],
        title=plain["title"],
        description=plain["description"],
        keywords=[*plain["keywords"], "@model-type:open_weights", "@provider:pilothouse"],
        created=datetime.fromisoformat(plain["created"]).timestamp(),
        card=(folder / "card.md").read_text(encoding="utf-8"),
        document={},
        package=Package(**package) if package else None,
        payloads=plain.get("payloads", []),
        terms=terms if terms.is_file() else None,
    )
    model.document.update({**_common(model), **plain["document"]})
    if model.terms is not None:
        model.document["HostingEulaUri"] = f"s3://{HUB_BUCKET}/{model.terms_key}"
    return model


def _common(model: HubModel) -> dict[str, Any]:
    """Fields that all models share; older clients need some of them even when empty."""
    return {
        "MinSdkVersion": "2.189.0",
        "ModelTypes": ["OPEN_WEIGHTS"],
        "ModelAccess": "Open Weight",
        "Provider": "Pilothouse",
        "Capabilities": [],
        "GatedBucket": False,
        "TrainingSupported": False,
        "FineTuningSupported": False,
        "IncrementalTrainingSupported": False,
        "ValidationSupported": False,
        "ResourceNameBase": model.name[:40].rstrip("-"),
        "HostingEcrUri": _IMAGE,
        "HostingEcrSpecs": {"Framework": "pilothouse", "FrameworkVersion": "1.0"},
        "HostingArtifactUri": model.artifact_uri,
        "HostingArtifactS3DataType": "S3Object",
        "HostingArtifactCompressionType": "Gzip",
        "HostingPrepackedArtifactUri": model.artifact_uri,
        "HostingPrepackedArtifactVersion": model.version,
        "HostingScriptUri": None,
        "HostingUseScriptUri": False,
        "InferenceDependencies": [],
        "TrainingDependencies": [],
        "InferenceEnvironmentVariables": [
            {
                "Name": "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT",
                "Type": "text",
                "Default": "application/json",
                "Scope": "container",
                "RequiredForModelClass": True,
            }
        ],
        "DefaultInferenceInstanceType": _INSTANCES[0],
        "SupportedInferenceInstanceTypes": _INSTANCES,
        "InferenceVolumeSize": 5,
        "InferenceEnableNetworkIsolation": True,
        "ModelDataDownloadTimeout": 600,
        "ContainerStartupHealthCheckTimeout": 600,
        "DynamicContainerDeploymentSupported": False,
        "Dependencies": [],
    }
