"""Trains a very small job on the local engine, for tests of what comes after it.

Arguments: the job's name and a folder, which gets ``records.csv``: header, features and target.
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

FEATURES = 5
ROWS = 200


def engine() -> dict[str, Any]:
    command = [sys.executable, "-m", "pilothouse_engine", "start", "--json"]
    found: dict[str, Any] = json.loads(subprocess.check_output(command, text=True))
    return found


def main(name: str, folder: Path) -> None:
    info = engine()
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = info["credentialsFile"]
    session = boto3.Session(profile_name="pilothouse-local", region_name=info["region"])
    sagemaker = session.client("sagemaker", endpoint_url=info["endpointUrl"])
    s3 = session.client("s3", endpoint_url=info["endpointUrl"])
    bucket = info["defaultBucket"]
    bunch = load_breast_cancer(as_frame=True)
    frame = bunch.frame.iloc[:ROWS, [*range(FEATURES), 30]]
    frame["target"] = [str(bunch.target_names[code]) for code in frame["target"]]
    text = frame.to_csv(index=False)
    (folder / "records.csv").write_text(text)
    s3.put_object(Bucket=bucket, Key="in/train.csv", Body=text.encode())
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/in/train.csv"}}
    limits = {"MaxCandidates": 1}
    sagemaker.create_auto_ml_job_v2(
        AutoMLJobName=name,
        AutoMLJobInputDataConfig=[
            {
                "ChannelType": "training",
                "ContentType": "text/csv;header=present",
                "DataSource": source,
            }
        ],
        OutputDataConfig={"S3OutputPath": f"s3://{bucket}/pilothouse/"},
        AutoMLProblemTypeConfig={
            "TabularJobConfig": {"TargetAttributeName": "target", "CompletionCriteria": limits}
        },
        RoleArn=info["roleArn"],
    )
    deadline = time.monotonic() + 120
    status = "InProgress"
    while status == "InProgress" and time.monotonic() < deadline:
        time.sleep(0.3)
        status = sagemaker.describe_auto_ml_job_v2(AutoMLJobName=name)["AutoMLJobStatus"]
    if status != "Completed":
        raise RuntimeError(f"The job is {status}.")


main(sys.argv[1], Path(sys.argv[2]))
