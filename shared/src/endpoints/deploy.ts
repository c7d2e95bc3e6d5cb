/** Deploying an AutoML candidate: what would be created. Pure; `deployRun.ts` creates it. */
import { AwsError } from '../aws/errors';
import { formatS3Uri, joinS3Uri, parseS3Uri } from '../aws/s3';
import type { Confirmation } from '../host';
import {
  batchInputUri,
  resolveDeployment,
  type DeploymentDefaults,
  type DeploymentDraft
} from './deployDraft';
import type { DeploymentKind, DeploymentSubject } from './deploySubject';
import { explainerConfig } from './explainer';
import { resourceName } from './names';
import { withResponseKeys, type InferenceContainer } from './responseKeys';

/** Environment variable of the first container that names the job a model came from. Models
 * carry no such field of their own; the endpoint view finds sample rows through it. */
export const JOB_VARIABLE = 'PILOTHOUSE_AUTOML_JOB';

/** Where it is deployed to. */
export interface DeploymentPlace extends DeploymentDefaults {
  /** `free` or `billed`, from the backend's state: what the confirmation says. */
  cost: 'free' | 'billed';
  /** Text naming the backend in the confirmation, e.g. `AWS eu-west-1 · analyst`. */
  backendLabel?: string;
}

/** One resource that is created. */
export interface PlannedCall {
  operation: 'CreateModel' | 'CreateEndpointConfig' | 'CreateEndpoint' | 'CreateTransformJob';
  /** E.g. `model churn-1`. */
  what: string;
  resource: string;
  input: Record<string, unknown>;
  /** What takes it back; transform jobs cannot be deleted. */
  remove?: { operation: string; input: Record<string, unknown> };
}

export interface DeploymentPlan {
  kind: DeploymentKind;
  /** Of the endpoint or the transform job. */
  name: string;
  modelName: string;
  instanceType: string;
  instanceCount: number;
  cost: 'free' | 'billed';
  backendLabel?: string;
  /** True if the endpoint will explain predictions when asked. */
  explains: boolean;
  /** Why the endpoint will not explain although that was asked for. */
  notes: string[];
  /** Objects to store first (a baseline too long to stand in the configuration). */
  uploads: { Bucket: string; Key: string; Body: Uint8Array; ContentType: string }[];
  /** Archives to copy first, between S3 URIs. */
  copies: { from: string; to: string }[];
  /** Role that reads them where they are; absent: one's own. */
  readAs?: string;
  /** A workspace file to upload first, without its first `skip` bytes. */
  file?: { path: string; skip: number; uri: string };
  /** In order. */
  calls: PlannedCall[];
}

/**
 * What deploying a candidate would create.
 *
 * @throws AwsError `ValidationException` if the candidate has no containers or there is no role.
 */
export function planDeployment(
  subject: DeploymentSubject,
  typed: DeploymentDraft,
  place: DeploymentPlace
): DeploymentPlan {
  if (subject.containers.length === 0) {
    throw invalid(
      `Candidate ${subject.candidateName} has no inference containers. ` +
        'Only finished candidates can be deployed.'
    );
  }
  const draft = resolveDeployment(typed, subject, place);
  if (!draft.roleArn) {
    throw invalid('No execution role is set. Name a role in the settings, then deploy again.');
  }
  const { kind, name, stamp } = draft;
  // Of its own even where the endpoint's name is one that was used before.
  const own = name.endsWith(`-${stamp}`) ? name : resourceName(name, stamp);
  const { containers, copies } = placed(subject, draft);
  const tags = draft.tags.length > 0 ? { Tags: draft.tags.map(toTag) } : {};
  const explained = explaining(subject, draft, containers, own);
  const model: PlannedCall = {
    operation: 'CreateModel',
    what: `model ${own}`,
    resource: own,
    input: {
      ModelName: own,
      ExecutionRoleArn: draft.roleArn,
      ...(subject.problem === 'series' && containers.length === 1
        ? { PrimaryContainer: containers[0] }
        : { Containers: containers }),
      ...tags
    },
    remove: { operation: 'DeleteModel', input: { ModelName: own } }
  };
  const plan: DeploymentPlan = {
    kind,
    name,
    modelName: own,
    instanceType: draft.instanceType,
    instanceCount: draft.instanceCount ?? 1,
    cost: place.cost,
    backendLabel: place.backendLabel,
    explains: explained.config !== undefined,
    notes: explained.notes,
    uploads: explained.uploads,
    copies,
    ...(subject.readAs === undefined ? {} : { readAs: subject.readAs }),
    calls: [model]
  };
  if (kind === 'batch') {
    const uri = batchInputUri(draft, place);
    const { input } = draft.batch;
    if (input?.kind === 'file') {
      const skip = input.skipFirst ? (input.first?.bytes ?? 0) : 0;
      plan.file = { path: input.path, skip, uri };
    }
    plan.calls.push({
      operation: 'CreateTransformJob',
      what: `transform job ${name}`,
      resource: name,
      input: { ...transformRequest(draft, own, uri), ...tags }
    });
    return plan;
  }
  plan.calls.push(
    {
      operation: 'CreateEndpointConfig',
      what: `endpoint configuration ${own}`,
      resource: own,
      input: {
        EndpointConfigName: own,
        ProductionVariants: [variant(draft, own)],
        ...(explained.config
          ? { ExplainerConfig: { ClarifyExplainerConfig: explained.config } }
          : {}),
        ...(kind === 'asynchronous' ? { AsyncInferenceConfig: asyncConfig(draft) } : {}),
        ...tags
      },
      remove: { operation: 'DeleteEndpointConfig', input: { EndpointConfigName: own } }
    },
    {
      operation: 'CreateEndpoint',
      what: `endpoint ${name}`,
      resource: name,
      input: { EndpointName: name, EndpointConfigName: own, ...tags },
      remove: { operation: 'DeleteEndpoint', input: { EndpointName: name } }
    }
  );
  return plan;
}

/** The containers as the model gets them: with response keys, at their places. */
function placed(
  subject: DeploymentSubject,
  draft: DeploymentDraft
): { containers: InferenceContainer[]; copies: DeploymentPlan['copies'] } {
  const copies: DeploymentPlan['copies'] = [];
  const moved = subject.containers.map((container, index): InferenceContainer => {
    const from = draft.modelData[index] ?? container.ModelDataUrl;
    const source = parseS3Uri(from);
    const next: InferenceContainer =
      index === 0
        ? {
            ...container,
            Environment: { ...container.Environment, [JOB_VARIABLE]: subject.jobName }
          }
        : container;
    if (!draft.copyTo || !source) {
      return { ...next, ModelDataUrl: from };
    }
    const file = source.key.split('/').filter(Boolean).pop() ?? 'model.tar.gz';
    const to = joinS3Uri(draft.copyTo, draft.name, `container-${index + 1}`, file);
    copies.push({ from: formatS3Uri(source), to });
    return { ...next, ModelDataUrl: to };
  });
  return { containers: withResponseKeys(moved, draft.responseKeys), copies };
}

/** The explainer of the endpoint, where it can have one. */
function explaining(
  { explainer, problemType }: DeploymentSubject,
  draft: DeploymentDraft,
  containers: readonly InferenceContainer[],
  own: string
): { config?: object; notes: string[]; uploads: DeploymentPlan['uploads'] } {
  if (!explainer || !draft.explain || draft.kind !== 'real-time') {
    return { notes: [], uploads: [] };
  }
  if (containers.length > 1) {
    const why =
      'Predictions cannot be explained: this candidate is a pipeline of several containers, ' +
      'and explainers work on single-container models only.';
    return { notes: [why], uploads: [] };
  }
  const output = containers[0]?.Environment?.SAGEMAKER_INFERENCE_OUTPUT ?? '';
  return explainerConfig(explainer, problemType, output.split(','), own);
}

function variant(draft: DeploymentDraft, modelName: string): Record<string, unknown> {
  const { serverless, timeouts } = draft;
  const common = { VariantName: 'AllTraffic', ModelName: modelName };
  if (draft.kind === 'serverless') {
    return {
      ...common,
      ServerlessConfig: {
        MemorySizeInMB: serverless.memory,
        MaxConcurrency: serverless.concurrency ?? 5,
        ...given('ProvisionedConcurrency', serverless.provisioned)
      }
    };
  }
  return {
    ...common,
    InstanceType: draft.instanceType,
    InitialInstanceCount: draft.instanceCount ?? 1,
    InitialVariantWeight: 1,
    ...given('ModelDataDownloadTimeoutInSeconds', timeouts.download),
    ...given('ContainerStartupHealthCheckTimeoutInSeconds', timeouts.startup)
  };
}

function asyncConfig({ async }: DeploymentDraft): Record<string, unknown> {
  const topics = {
    ...given('SuccessTopic', async.successTopic.trim()),
    ...given('ErrorTopic', async.errorTopic.trim())
  };
  return {
    OutputConfig: {
      S3OutputPath: async.outputUri,
      ...given('S3FailurePath', async.failureUri),
      ...given('KmsKeyId', async.kmsKeyId.trim()),
      ...(Object.keys(topics).length > 0 ? { NotificationConfig: topics } : {})
    },
    ...(async.concurrent === undefined
      ? {}
      : { ClientConfig: { MaxConcurrentInvocationsPerInstance: async.concurrent } })
  };
}

function transformRequest(
  draft: DeploymentDraft,
  modelName: string,
  inputUri: string
): Record<string, unknown> {
  const { batch } = draft;
  const client = {
    ...given('InvocationsTimeoutInSeconds', batch.timeout),
    ...given('InvocationsMaxRetries', batch.retries)
  };
  const processing = {
    ...given('InputFilter', batch.inputFilter.trim()),
    ...given('OutputFilter', batch.outputFilter.trim()),
    ...(batch.join ? { JoinSource: 'Input' } : {})
  };
  return {
    TransformJobName: draft.name,
    ModelName: modelName,
    ...given('BatchStrategy', batch.strategy),
    ...given('MaxPayloadInMB', batch.maxPayload),
    ...given('MaxConcurrentTransforms', batch.maxConcurrent),
    ...(Object.keys(client).length > 0 ? { ModelClientConfig: client } : {}),
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: batch.dataType, S3Uri: inputUri } },
      ContentType: batch.contentType.trim(),
      SplitType: batch.split,
      CompressionType: batch.gzip ? 'Gzip' : 'None'
    },
    TransformOutput: {
      S3OutputPath: batch.outputUri,
      ...(batch.assemble === 'Line' ? { AssembleWith: 'Line' } : {}),
      ...given('Accept', batch.accept.trim()),
      ...given('KmsKeyId', batch.kmsKeyId.trim())
    },
    TransformResources: {
      InstanceType: draft.instanceType,
      InstanceCount: draft.instanceCount ?? 1
    },
    ...(Object.keys(processing).length > 0 ? { DataProcessing: processing } : {})
  };
}

/** A member that is left out while it has no value. */
function given(name: string, value: string | number | undefined): Record<string, unknown> {
  return value === undefined || value === '' ? {} : { [name]: value };
}

function toTag({ key, value }: { key: string; value: string }): { Key: string; Value: string } {
  return { Key: key, Value: value };
}

/** Sentence about what the deployment costs where it runs. */
export function deploymentCost(plan: DeploymentPlan): string {
  if (plan.cost === 'free') {
    return 'Runs on this machine. Free.';
  }
  const where = plan.backendLabel ? ` on ${plan.backendLabel}` : '';
  const machine = `${plan.instanceCount} x ${plan.instanceType}`;
  switch (plan.kind) {
    case 'serverless':
      return (
        `Runs${where} without instances of its own. Billed for the time requests take` +
        `${provisioned(plan) ? ' and for provisioned concurrency while it stands' : ''}.`
      );
    case 'batch':
      return `Runs${where} on ${machine}. Billed until the job ends.`;
    default:
      return `Runs${where} on ${machine}. Billed while it runs, until you delete it.`;
  }
}

function provisioned(plan: DeploymentPlan): boolean {
  return JSON.stringify(plan.calls).includes('ProvisionedConcurrency');
}

/** The question the IDE asks before `deploy`. */
export function deployConfirmation(plan: DeploymentPlan): Confirmation {
  const batch = plan.kind === 'batch';
  const creates = batch
    ? 'Creates a model and a transform job.'
    : 'Creates a model, an endpoint configuration and an endpoint.';
  const copied = plan.copies.length > 0 ? ' Copies the model’s archives first.' : '';
  return {
    kind: 'paid',
    title: batch ? `Start ${plan.name}?` : `Deploy ${plan.name}?`,
    message: [deploymentCost(plan), creates + copied, ...plan.notes].join(' ').trim(),
    confirmLabel: batch ? 'Start transform' : 'Deploy',
    operations: plan.calls.map(({ operation, resource }) => ({ operation, resource }))
  };
}

function invalid(message: string): AwsError {
  return new AwsError({ code: 'ValidationException', message, retryable: false });
}
