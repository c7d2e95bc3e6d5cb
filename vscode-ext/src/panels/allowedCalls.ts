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
const UPLOAD = [
  's3:PutObject',
  's3:CreateMultipartUpload',
  's3:UploadPart',
  's3:CompleteMultipartUpload',
  's3:AbortMultipartUpload',
  's3:ListParts'
];

export const allowedCalls: Record<PanelView, ReadonlySet<string>> = {
  'automl-launcher': new Set([
    ...READ_S3,
    ...READ_JOB,
    'sagemaker:ListAutoMLJobs',
    'sagemaker:CreateAutoMLJobV2',
    // Of a job that is cloned.
    'sagemaker:ListTags',
    'sts:GetCallerIdentity',
    's3:ListBuckets',
    's3:HeadBucket',
    's3:CreateBucket',
    ...UPLOAD,
    // Taking back what was uploaded for a start that was cancelled.
    's3:DeleteObject'
  ]),
  'automl-job': new Set([
    ...READ_S3,
    ...READ_JOB,
    'sagemaker:StopAutoMLJob',
    'sagemaker:DescribeTrainingJob',
    'sagemaker:ListTags',
    'sagemaker:AddTags',
    'sagemaker:DeleteTags',
    'logs:DescribeLogStreams',
    'logs:GetLogEvents'
  ]),
  explanation: new Set([...READ_S3, ...READ_JOB]),
  storage: new Set(),
  deploy: new Set([
    ...READ_S3,
    ...READ_JOB,
    ...READ_ENDPOINT,
    ...DELETE_MODEL,
    ...UPLOAD,
    'sagemaker:CreateModel',
    'sagemaker:CreateEndpointConfig',
    'sagemaker:CreateEndpoint',
    'sagemaker:CreateTransformJob',
    'sagemaker:DescribeTransformJob',
    // Taking back a deployment that failed or was cancelled half-way.
    'sagemaker:DeleteEndpoint',
    's3:ListBuckets',
    // Archives for another account, and who reads and who deploys.
    's3:CopyObject',
    'sts:GetCallerIdentity'
  ]),
  'transform-job': new Set([
    ...READ_S3,
    ...READ_JOB,
    'sagemaker:DescribeModel',
    'sagemaker:DescribeTransformJob',
    'sagemaker:StopTransformJob'
  ]),
  endpoint: new Set([
    ...READ_S3,
    ...READ_JOB,
    ...READ_ENDPOINT,
    ...DELETE_MODEL,
    'sagemaker:DeleteEndpoint',
    ...UPLOAD,
    // The example request of a hub's model.
    'sagemaker:ListTags',
    'sagemaker:DescribeHubContent',
    'sagemaker-runtime:InvokeEndpoint',
    'sagemaker-runtime:InvokeEndpointAsync',
    'sagemaker-runtime:InvokeEndpointWithResponseStream'
  ])
};
