/** The SDK's command class for every operation of `operations.json`; a test compares the two. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand
} from '@aws-sdk/client-s3';
import {
  CreateAutoMLJobV2Command,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeAutoMLJobCommand,
  DescribeAutoMLJobV2Command,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListAutoMLJobsCommand,
  ListCandidatesForAutoMLJobCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  StopAutoMLJobCommand
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { ServiceName } from '@pilothouse/core/aws/api';

// The input is checked by the service, not here: views build it from the SDK's own types.
type CommandClass = new (input: never) => object;

export const commands: Record<ServiceName, Record<string, CommandClass>> = {
  sagemaker: {
    CreateAutoMLJobV2: CreateAutoMLJobV2Command,
    DescribeAutoMLJobV2: DescribeAutoMLJobV2Command,
    DescribeAutoMLJob: DescribeAutoMLJobCommand,
    ListAutoMLJobs: ListAutoMLJobsCommand,
    ListCandidatesForAutoMLJob: ListCandidatesForAutoMLJobCommand,
    StopAutoMLJob: StopAutoMLJobCommand,
    CreateModel: CreateModelCommand,
    DescribeModel: DescribeModelCommand,
    ListModels: ListModelsCommand,
    DeleteModel: DeleteModelCommand,
    CreateEndpointConfig: CreateEndpointConfigCommand,
    DescribeEndpointConfig: DescribeEndpointConfigCommand,
    ListEndpointConfigs: ListEndpointConfigsCommand,
    DeleteEndpointConfig: DeleteEndpointConfigCommand,
    CreateEndpoint: CreateEndpointCommand,
    DescribeEndpoint: DescribeEndpointCommand,
    ListEndpoints: ListEndpointsCommand,
    DeleteEndpoint: DeleteEndpointCommand
  },
  'sagemaker-runtime': { InvokeEndpoint: InvokeEndpointCommand },
  s3: {
    ListBuckets: ListBucketsCommand,
    CreateBucket: CreateBucketCommand,
    HeadBucket: HeadBucketCommand,
    ListObjectsV2: ListObjectsV2Command,
    HeadObject: HeadObjectCommand,
    GetObject: GetObjectCommand,
    PutObject: PutObjectCommand,
    CopyObject: CopyObjectCommand,
    DeleteObject: DeleteObjectCommand,
    CreateMultipartUpload: CreateMultipartUploadCommand,
    UploadPart: UploadPartCommand,
    CompleteMultipartUpload: CompleteMultipartUploadCommand,
    AbortMultipartUpload: AbortMultipartUploadCommand,
    ListParts: ListPartsCommand
  },
  sts: { GetCallerIdentity: GetCallerIdentityCommand }
};
