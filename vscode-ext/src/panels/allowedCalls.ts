/** Which calls each kind of view may make. */
import type { PanelView } from './viewUri';

const READ_S3 = ['s3:GetObject', 's3:HeadObject', 's3:ListObjectsV2'];
const READ_JOB = [
  'sagemaker:DescribeAutoMLJob',
  'sagemaker:DescribeAutoMLJobV2',
  'sagemaker:ListCandidatesForAutoMLJob'
];
const READ_ENDPOINT = [
  'sagemaker:DescribeEndpoint',
  'sagemaker:DescribeEndpointConfig',
  'sagemaker:DescribeModel',
  'sagemaker:ListEndpoints',
  'sagemaker:ListEndpointConfigs',
  'sagemaker:ListModels'
];
const DELETE_MODEL = ['sagemaker:DeleteEndpointConfig', 'sagemaker:DeleteModel'];

export const allowedCalls: Record<PanelView, ReadonlySet<string>> = {
  'automl-launcher': new Set([
    ...READ_S3,
    ...READ_JOB,
    'sagemaker:ListAutoMLJobs',
    'sagemaker:CreateAutoMLJobV2',
    'sts:GetCallerIdentity',
    's3:ListBuckets',
    's3:HeadBucket',
    's3:CreateBucket',
    's3:PutObject',
    's3:CreateMultipartUpload',
    's3:UploadPart',
    's3:CompleteMultipartUpload',
    's3:AbortMultipartUpload'
  ]),
  'automl-job': new Set([
    ...READ_S3,
    ...READ_JOB,
    ...READ_ENDPOINT,
    ...DELETE_MODEL,
    'sagemaker:StopAutoMLJob',
    'sagemaker:CreateModel',
    'sagemaker:CreateEndpointConfig',
    'sagemaker:CreateEndpoint',
    // Taking back a deployment that failed or was cancelled half-way.
    'sagemaker:DeleteEndpoint',
    // A baseline too long for the endpoint's configuration.
    's3:PutObject'
  ]),
  explanation: new Set([...READ_S3, ...READ_JOB]),
  storage: new Set(),
  endpoint: new Set([
    ...READ_S3,
    ...READ_JOB,
    ...READ_ENDPOINT,
    ...DELETE_MODEL,
    'sagemaker:DeleteEndpoint',
    'sagemaker-runtime:InvokeEndpoint'
  ])
};
