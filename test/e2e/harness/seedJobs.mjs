// Jobs that are there before a test begins: one that has ended, and one that runs.
import { runPython } from './servers.mjs';

export const NOTEBOOK_JOB = 'wine-notebooks';
export const RUNNING_JOB = 'cancer-running';

const seed = `
import json, os, subprocess, sys, time
from pathlib import Path
import boto3

files = Path(sys.argv[1])
started = subprocess.run(
    [sys.executable, "-m", "pilothouse_engine", "start", "--json"], capture_output=True, check=True
)
info = json.loads(started.stdout)
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = info["credentialsFile"]
session = boto3.Session(profile_name="pilothouse-local", region_name=info["region"])
s3 = session.client("s3", endpoint_url=info["endpointUrl"])
sagemaker = session.client("sagemaker", endpoint_url=info["endpointUrl"])
bucket = info["defaultBucket"]
try:
    s3.create_bucket(Bucket=bucket)
except s3.exceptions.ClientError:
    pass

def start(name, file, config):
    s3.upload_file(str(files / file), bucket, "seed/" + file)
    sagemaker.create_auto_ml_job_v2(
        AutoMLJobName=name,
        AutoMLJobInputDataConfig=[
            {
                "ChannelType": "training",
                "ContentType": "text/csv;header=present",
                "DataSource": {
                    "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/seed/{file}"}
                },
            }
        ],
        OutputDataConfig={"S3OutputPath": f"s3://{bucket}/out/"},
        AutoMLProblemTypeConfig={"TabularJobConfig": {"TargetAttributeName": "target", **config}},
        RoleArn=info["roleArn"],
        Tags=[{"Key": "team", "Value": "cellar"}],
    )

start("${NOTEBOOK_JOB}", "wine.csv", {"CompletionCriteria": {"MaxCandidates": 2}})
for _ in range(240):
    job = sagemaker.describe_auto_ml_job_v2(AutoMLJobName="${NOTEBOOK_JOB}")
    if job["AutoMLJobStatus"] != "InProgress":
        break
    time.sleep(0.5)
assert job["AutoMLJobStatus"] == "Completed", job
start(
    "${RUNNING_JOB}",
    "breast_cancer.csv",
    {"CompletionCriteria": {"MaxCandidates": 200, "MaxAutoMLJobRuntimeInSeconds": 900}},
)
`;

/**
 * Start the engine of a data folder with both jobs; the first has ended, the second runs.
 *
 * @param files Folder with the data sets.
 */
export function seedJobs(files, dataDir) {
  runPython(['-c', seed, files], { env: { PILOTHOUSE_DATA_DIR: dataDir } });
}
