"""Trains a small job on the local engine, asks its model for an explained answer, and keeps it.

Arguments: a folder, and one with pictures. The first gets ``live/answer.json`` (an endpoint's
answer), ``live/answers.ipynb`` (the same as outputs of a notebook, shown and printed),
``live/outputs.ipynb`` (outputs of ours that refer to it, to the job and to S3) and
``live/photos.json`` (a report on pictures that are in S3). Prints one JSON line: the job's name and
the prefix of its explanation.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import boto3
from sklearn.datasets import load_breast_cancer

NAME = "explained"
FEATURES = 6
MIME_TYPE = "application/vnd.pilothouse.v1+json"


def engine() -> dict[str, Any]:
    command = [sys.executable, "-m", "pilothouse_engine", "start", "--json"]
    found: dict[str, Any] = json.loads(subprocess.check_output(command, text=True))
    return found


def until(describe: Any, key: str, running: set[str]) -> dict[str, Any]:
    """The description of a thing once it has settled."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found: dict[str, Any] = describe()
        if found[key] not in running:
            return found
        time.sleep(0.3)
    raise TimeoutError(f"{key} is still {found[key]}")


def snapshot(title: str, ref: dict[str, str]) -> dict[str, Any]:
    data = {"note": "Where it comes from.", "table": {"columns": ["A"], "rows": [[1]]}}
    return {"view": "report", "title": title, "ref": ref, "data": data}


def shown(bundle: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": bundle}


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text + "\n"}


def answers(answer: bytes) -> list[dict[str, Any]]:
    """Outputs of cells 1 to 3: shown, printed, something else."""
    bundle = {"application/json": json.loads(answer), "text/plain": "<IPython JSON>"}
    return [shown(bundle), printed(answer.decode()), printed("nothing of it")]


def ours(prefix: str) -> list[dict[str, Any]]:
    """Our own outputs, each of which refers to something live."""
    snapshots = [
        snapshot("From a job", {"kind": "job", "jobName": NAME}),
        snapshot("From S3", {"kind": "s3", "uri": prefix}),
        snapshot("From a file", {"kind": "file", "path": "answer.json"}),
    ]
    return [shown({MIME_TYPE: content, "text/plain": "text"}) for content in snapshots]


def notebook(outputs: list[dict[str, Any]]) -> str:
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{index}",
            "metadata": {},
            "execution_count": 1,
            "source": "runtime.invoke_endpoint(…)",
            "outputs": [output],
        }
        for index, output in enumerate(outputs)
    ]
    kernel = {"kernelspec": {"name": "not-here", "display_name": "Not here"}}
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}
    return json.dumps(document)


def main(folder: Path, pictures: Path) -> None:
    info = engine()
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = info["credentialsFile"]
    session = boto3.Session(profile_name="pilothouse-local", region_name=info["region"])

    def client(service: str) -> Any:
        return session.client(service, endpoint_url=info["endpointUrl"])

    sagemaker, s3, bucket = client("sagemaker"), client("s3"), info["defaultBucket"]
    frame = load_breast_cancer(as_frame=True).frame.iloc[:, [*range(FEATURES), 30]]
    s3.put_object(Bucket=bucket, Key="in/train.csv", Body=frame.to_csv(index=False).encode())
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/in/train.csv"}}
    channel = {
        "ChannelType": "training",
        "ContentType": "text/csv;header=present",
        "DataSource": source,
    }
    problem = {"TargetAttributeName": "target", "CompletionCriteria": {"MaxCandidates": 2}}
    sagemaker.create_auto_ml_job_v2(
        AutoMLJobName=NAME,
        AutoMLJobInputDataConfig=[channel],
        OutputDataConfig={"S3OutputPath": f"s3://{bucket}/pilothouse/"},
        AutoMLProblemTypeConfig={"TabularJobConfig": problem},
        RoleArn=info["roleArn"],
    )
    job = until(
        lambda: sagemaker.describe_auto_ml_job_v2(AutoMLJobName=NAME),
        "AutoMLJobStatus",
        {"InProgress", "Stopping"},
    )
    best = job["BestCandidate"]
    sagemaker.create_model(
        ModelName=NAME, Containers=best["InferenceContainers"], ExecutionRoleArn=info["roleArn"]
    )
    rows = frame.iloc[:, :FEATURES]
    baseline = ",".join(str(value) for value in rows.mean())
    shap = {"ShapBaselineConfig": {"MimeType": "text/csv", "ShapBaseline": baseline}}
    headers = {"FeatureHeaders": [name.replace(" ", "_") for name in rows.columns]}
    sagemaker.create_endpoint_config(
        EndpointConfigName=NAME,
        ProductionVariants=[
            {
                "VariantName": "all",
                "ModelName": NAME,
                "InitialInstanceCount": 1,
                "InstanceType": "ml.m5.large",
            }
        ],
        ExplainerConfig={
            "ClarifyExplainerConfig": {"ShapConfig": shap, "InferenceConfig": headers}
        },
    )
    sagemaker.create_endpoint(EndpointName=NAME, EndpointConfigName=NAME)
    until(lambda: sagemaker.describe_endpoint(EndpointName=NAME), "EndpointStatus", {"Creating"})
    answer = (
        client("sagemaker-runtime")
        .invoke_endpoint(
            EndpointName=NAME,
            ContentType="text/csv",
            Body=rows.head(3).to_csv(index=False, header=False),
        )["Body"]
        .read()
    )
    sagemaker.delete_endpoint(EndpointName=NAME)
    artifacts = best["CandidateProperties"]["CandidateArtifactLocations"]
    prefix = artifacts["Explainability"].rstrip("/")
    live = folder / "live"
    live.mkdir(exist_ok=True)
    (live / "answer.json").write_bytes(answer)
    (live / "answers.ipynb").write_text(notebook(answers(answer)))
    (live / "outputs.ipynb").write_text(notebook(ours(prefix)))
    for name in ("china", "flower"):
        for file in (f"{name}.jpg", f"{name}_heatmap.jpg"):
            s3.put_object(Bucket=bucket, Key=f"photos/{file}", Body=(pictures / file).read_bytes())
    samples = [
        {
            "input_image_uri": f"s3://{bucket}/photos/{name}.jpg",
            "heatmap_image_uri": f"s3://{bucket}/photos/{name}_heatmap.jpg",
            "predicted_label": label,
            "probability": 0.9,
        }
        for name, label in (("china", "pagoda"), ("flower", "dahlia"))
    ]
    (live / "photos.json").write_text(json.dumps(samples))
    print(json.dumps({"jobName": NAME, "prefix": prefix}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
