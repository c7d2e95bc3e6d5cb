/** The SDK's command class for every operation of `operations.json`; a test compares the two. */
import { DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
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
  AddTagsCommand,
  CreateAutoMLJobCommand,
  CreateAutoMLJobV2Command,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTransformJobCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DeleteTagsCommand,
  DescribeAutoMLJobCommand,
  DescribeAutoMLJobV2Command,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeHubCommand,
  DescribeHubContentCommand,
  DescribeModelCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  ListAutoMLJobsCommand,
  ListCandidatesForAutoMLJobCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListHubContentVersionsCommand,
  ListHubContentsCommand,
  ListHubsCommand,
  ListModelsCommand,
  ListTagsCommand,
  ListTransformJobsCommand,
  StopAutoMLJobCommand,
  StopTransformJobCommand,
  UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacitiesCommand
} from '@aws-sdk/client-sagemaker';
import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand
} from '@aws-sdk/client-sagemaker-runtime';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { ServiceName } from '@pilothouse/core/aws/api';

// The input is checked by the service, not here: views build it from the SDK's own types.
type CommandClass = new (input: never) => object;

export const commands: Record<ServiceName, Record<string, CommandClass>> = {
  sagemaker: {
    CreateAutoMLJob: CreateAutoMLJobCommand,
    CreateAutoMLJobV2: CreateAutoMLJobV2Command,
    DescribeAutoMLJobV2: DescribeAutoMLJobV2Command,
    DescribeAutoMLJob: DescribeAutoMLJobCommand,
    ListAutoMLJobs: ListAutoMLJobsCommand,
    ListCandidatesForAutoMLJob: ListCandidatesForAutoMLJobCommand,
    StopAutoMLJob: StopAutoMLJobCommand,
    DescribeTrainingJob: DescribeTrainingJobCommand,
    ListTags: ListTagsCommand,
    AddTags: AddTagsCommand,
    DeleteTags: DeleteTagsCommand,
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
    UpdateEndpoint: UpdateEndpointCommand,
    UpdateEndpointWeightsAndCapacities: UpdateEndpointWeightsAndCapacitiesCommand,
    DeleteEndpoint: DeleteEndpointCommand,
    CreateTransformJob: CreateTransformJobCommand,
    DescribeTransformJob: DescribeTransformJobCommand,
    ListTransformJobs: ListTransformJobsCommand,
    StopTransformJob: StopTransformJobCommand,
    ListHubs: ListHubsCommand,
    DescribeHub: DescribeHubCommand,
    ListHubContents: ListHubContentsCommand,
    ListHubContentVersions: ListHubContentVersionsCommand,
    DescribeHubContent: DescribeHubContentCommand
  },
  'sagemaker-runtime': {
    InvokeEndpoint: InvokeEndpointCommand,
    InvokeEndpointAsync: InvokeEndpointAsyncCommand,
    InvokeEndpointWithResponseStream: InvokeEndpointWithResponseStreamCommand
  },
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
  sts: { GetCallerIdentity: GetCallerIdentityCommand },
  logs: { DescribeLogStreams: DescribeLogStreamsCommand, GetLogEvents: GetLogEventsCommand }
};
