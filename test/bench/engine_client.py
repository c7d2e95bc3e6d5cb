"""boto3 clients of the engine that ``PILOTHOUSE_DATA_DIR`` names, and the life of a job there."""

from __future__ import annotations

import configparser
import json
import os
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

ENDED = {"Completed", "Failed", "Stopped"}


class Engine:
    def __init__(self) -> None:
        info = json.loads((Path(os.environ["PILOTHOUSE_DATA_DIR"]) / "engine.json").read_text())
        keys = configparser.ConfigParser()
        keys.read(info["credentialsFile"])
        profile = keys["pilothouse-local"]
        session = boto3.Session(
            profile["aws_access_key_id"], profile["aws_secret_access_key"], region_name="local"
        )
        config = Config(retries={"max_attempts": 0}, read_timeout=120)

        def client(name: str) -> Any:
            return session.client(name, endpoint_url=info["endpointUrl"], config=config)

        self.info = info
        self.bucket: str = info["defaultBucket"]
        self.s3 = client("s3")
        self.sagemaker = client("sagemaker")
        self.runtime = client("sagemaker-runtime")

    def put(self, key: str, body: bytes) -> str:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
        return f"s3://{self.bucket}/{key}"

    def train(self, name: str, csv: bytes, target: str, **tabular: Any) -> dict[str, Any]:
        """Run a tabular job to its end; its description. Raises if it does not complete."""
        return self.run(name, csv, {"TabularJobConfig": {"TargetAttributeName": target, **tabular}})

    def run(self, name: str, csv: bytes, problem: dict[str, Any]) -> dict[str, Any]:
        """Run a job of any problem type on a CSV file, like :meth:`train`."""
        uri = self.put(f"bench/{name}/train.csv", csv)
        return self.run_on(name, uri, "text/csv;header=present", problem)

    def run_on(
        self, name: str, uri: str, content_type: str, problem: dict[str, Any]
    ) -> dict[str, Any]:
        """Run a job on what is below ``uri``, like :meth:`train`."""
        source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri}}
        self.sagemaker.create_auto_ml_job_v2(
            AutoMLJobName=name,
            AutoMLJobInputDataConfig=[
                {
                    "ChannelType": "training",
                    "ContentType": content_type,
                    "DataSource": source,
                }
            ],
            OutputDataConfig={"S3OutputPath": f"s3://{self.bucket}/bench/{name}/out/"},
            AutoMLProblemTypeConfig=problem,
            RoleArn=self.info["roleArn"],
        )
        while True:
            job: dict[str, Any] = self.sagemaker.describe_auto_ml_job_v2(AutoMLJobName=name)
            if job["AutoMLJobStatus"] in ENDED:
                break
            time.sleep(0.2)
        if job["AutoMLJobStatus"] != "Completed":
            raise SystemExit(f"{job['AutoMLJobStatus']}: {job.get('FailureReason')}")
        return job

    def deploy(self, name: str, job: dict[str, Any], output: str) -> None:
        """Host the best candidate under ``name``; the answer holds the keys of ``output``."""
        containers = [
            {
                "Image": container["Image"],
                "ModelDataUrl": container["ModelDataUrl"],
                "Environment": container.get("Environment", {})
                | {"SAGEMAKER_INFERENCE_OUTPUT": output},
            }
            for container in job["BestCandidate"]["InferenceContainers"]
        ]
        self.host(name, containers)

    def host(self, name: str, containers: list[dict[str, Any]]) -> None:
        """Host a model of these containers under ``name``."""
        self.sagemaker.create_model(
            ModelName=name, Containers=containers, ExecutionRoleArn=self.info["roleArn"]
        )
        self.sagemaker.create_endpoint_config(
            EndpointConfigName=name,
            ProductionVariants=[
                {
                    "VariantName": "all",
                    "ModelName": name,
                    "InitialInstanceCount": 1,
                    "InstanceType": "ml.m5.large",
                }
            ],
        )
        self.sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)
        while True:
            endpoint = self.sagemaker.describe_endpoint(EndpointName=name)
            if endpoint["EndpointStatus"] != "Creating":
                break
            time.sleep(0.1)
        if endpoint["EndpointStatus"] != "InService":
            raise SystemExit(f"{endpoint['EndpointStatus']}: {endpoint.get('FailureReason')}")

    def invoke(self, name: str, body: bytes, content_type: str = "text/csv") -> str:
        answer = self.runtime.invoke_endpoint(
            EndpointName=name, ContentType=content_type, Accept="text/csv", Body=body
        )
        return str(answer["Body"].read().decode())
