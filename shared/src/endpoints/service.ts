/** Listing, reading, waiting for and deleting endpoints. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import type { Confirmation } from '../host';
import { modelFacts, type ModelDescription, type ModelFacts } from './modelFacts';

export interface EndpointSummary {
  EndpointName: string;
  EndpointArn?: string;
  /** As the API names it; may be one this code does not know. */
  EndpointStatus: string;
  /** ISO 8601. */
  CreationTime?: string;
  LastModifiedTime?: string;
}

export interface ServerlessConfig {
  MemorySizeInMB?: number;
  MaxConcurrency?: number;
  ProvisionedConcurrency?: number;
}

export interface ProductionVariant {
  VariantName: string;
  ModelName?: string;
  InstanceType?: string;
  InitialInstanceCount?: number;
  InitialVariantWeight?: number;
  ServerlessConfig?: ServerlessConfig;
}

export interface AsyncInferenceConfig {
  ClientConfig?: { MaxConcurrentInvocationsPerInstance?: number };
  OutputConfig?: { S3OutputPath?: string; S3FailurePath?: string };
}

export interface ClarifyExplainer {
  EnableExplanations?: string;
  InferenceConfig?: { FeatureHeaders?: string[]; LabelHeaders?: string[] };
  ShapConfig?: {
    UseLogit?: boolean;
    ShapBaselineConfig?: { ShapBaseline?: string; ShapBaselineUri?: string };
  };
}

/** Answer of `DescribeEndpoint`, as far as it is used. */
export interface EndpointDescription extends EndpointSummary {
  EndpointConfigName?: string;
  FailureReason?: string;
  ProductionVariants?: {
    VariantName: string;
    CurrentInstanceCount?: number;
    CurrentServerlessConfig?: ServerlessConfig;
    VariantStatus?: { Status: string; StatusMessage?: string; StartTime?: string }[];
  }[];
  ExplainerConfig?: { ClarifyExplainerConfig?: ClarifyExplainer };
  AsyncInferenceConfig?: AsyncInferenceConfig;
}

/** An endpoint with what its configuration and model say. Later calls may be denied: then the
 * fields that need them are absent. */
export interface EndpointDetails extends ModelFacts {
  endpoint: EndpointDescription;
  variants: ProductionVariant[];
  modelNames: string[];
  explainer?: ClarifyExplainer;
  /** True if configuration and model were made for this endpoint alone, by Pilothouse. */
  ownsResources: boolean;
  /** Why something is not known. */
  problems: string[];
}

/** How an endpoint answers. */
export type EndpointKind = 'real-time' | 'serverless' | 'asynchronous';

/** The kind of an endpoint, by what its description and configuration say. */
export function endpointKind({ endpoint, variants }: EndpointDetails): EndpointKind {
  if (endpoint.AsyncInferenceConfig) {
    return 'asynchronous';
  }
  return variants.some(({ ServerlessConfig }) => ServerlessConfig) ||
    endpoint.ProductionVariants?.some(({ CurrentServerlessConfig }) => CurrentServerlessConfig)
    ? 'serverless'
    : 'real-time';
}

/** What may be done in a status. */
export interface Permitted {
  invoke: boolean;
  delete: boolean;
  /** The status will change by itself. */
  changing: boolean;
}

const PERMITTED: Record<string, Permitted> = {
  Creating: { invoke: false, delete: false, changing: true },
  InService: { invoke: true, delete: true, changing: false },
  Updating: { invoke: true, delete: false, changing: true },
  SystemUpdating: { invoke: true, delete: false, changing: true },
  RollingBack: { invoke: true, delete: false, changing: true },
  UpdateRollbackFailed: { invoke: true, delete: true, changing: false },
  OutOfService: { invoke: false, delete: true, changing: false },
  Failed: { invoke: false, delete: true, changing: false },
  Deleting: { invoke: false, delete: false, changing: true }
};

/** What an endpoint in this status allows. Of an unknown status only deletion is offered. */
export function permitted(status: string): Permitted {
  return Object.hasOwn(PERMITTED, status)
    ? (PERMITTED[status] as Permitted)
    : { invoke: false, delete: true, changing: false };
}

/** @throws AwsError; use {@link isGone} to tell a missing endpoint from other failures. */
export function describeEndpoint(
  api: AwsApi,
  endpointName: string,
  options?: CallOptions
): Promise<EndpointDescription> {
  return api.call('sagemaker', 'DescribeEndpoint', { EndpointName: endpointName }, options);
}

/** True if an error says that the endpoint does not exist. */
export function isGone(error: { code: string; message: string; status?: number }): boolean {
  return (
    error.code === 'ResourceNotFound' ||
    error.code === 'ResourceNotFoundException' ||
    (error.code.startsWith('Validation') &&
      /could not find|not found|does not exist/i.test(error.message))
  );
}

/** The endpoint with its configuration and models. */
export async function endpointDetails(
  api: AwsApi,
  endpointName: string,
  options?: CallOptions
): Promise<EndpointDetails> {
  const endpoint = await describeEndpoint(api, endpointName, options);
  const details: EndpointDetails = {
    endpoint,
    variants: [],
    modelNames: [],
    explainer: endpoint.ExplainerConfig?.ClarifyExplainerConfig,
    ownsResources: false,
    problems: []
  };
  const config = await attempt(
    api.call<{
      ProductionVariants?: ProductionVariant[];
      ExplainerConfig?: { ClarifyExplainerConfig?: ClarifyExplainer };
    }>(
      'sagemaker',
      'DescribeEndpointConfig',
      { EndpointConfigName: endpoint.EndpointConfigName ?? endpointName },
      options
    ),
    details.problems
  );
  if (!config) {
    return details;
  }
  details.variants = config.ProductionVariants ?? [];
  details.explainer ??= config.ExplainerConfig?.ClarifyExplainerConfig;
  details.modelNames = [
    ...new Set(details.variants.flatMap(({ ModelName }) => (ModelName ? [ModelName] : [])))
  ];
  const models = await Promise.all(
    details.modelNames.map(ModelName =>
      attempt(
        api.call<ModelDescription>('sagemaker', 'DescribeModel', { ModelName }, options),
        details.problems
      )
    )
  );
  Object.assign(details, modelFacts(models[0]));
  details.ownsResources =
    details.jobName !== undefined &&
    details.modelNames.length === 1 &&
    details.modelNames[0] === endpoint.EndpointConfigName;
  return details;
}

async function attempt<T>(call: Promise<T>, problems: string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const failure = AwsError.from(error);
    if (failure.code === 'Cancelled') {
      throw failure;
    }
    problems.push(failure.message);
    return undefined;
  }
}

export interface WatchOptions extends CallOptions {
  /** Ms between two looks. */
  interval?: number;
  onUpdate?: (endpoint: EndpointDescription) => void;
}

/**
 * Wait until the endpoint's status no longer changes by itself.
 *
 * @returns the endpoint, also when it failed (`EndpointStatus` `Failed`, `FailureReason`);
 * `undefined` when it is gone.
 */
export async function watchEndpoint(
  api: AwsApi,
  endpointName: string,
  { signal, interval = 2000, onUpdate }: WatchOptions = {}
): Promise<EndpointDescription | undefined> {
  for (;;) {
    let endpoint: EndpointDescription;
    try {
      endpoint = await describeEndpoint(api, endpointName, { signal });
    } catch (error) {
      const failure = AwsError.from(error);
      if (isGone(failure)) {
        return undefined;
      }
      throw failure;
    }
    onUpdate?.(endpoint);
    if (!permitted(endpoint.EndpointStatus).changing) {
      return endpoint;
    }
    await pause(interval, signal);
  }
}

/** What deleting an endpoint removes. */
export interface DeletionPlan {
  endpointName: string;
  configName?: string;
  modelNames: string[];
}

/**
 * Configuration and model go too if they were made for this endpoint alone.
 *
 * @param all - They shall go in any case: nothing tells here whether others use them.
 */
export function planDeletion(details: EndpointDetails, all = false): DeletionPlan {
  const { endpoint, ownsResources, modelNames } = details;
  const also = ownsResources || all;
  return {
    endpointName: endpoint.EndpointName,
    configName: also ? endpoint.EndpointConfigName : undefined,
    modelNames: also ? modelNames : []
  };
}

/**
 * The question the IDE asks before {@link deleteEndpoint}.
 *
 * @param cost - Of the backend, if it is known.
 */
export function deletionConfirmation(plan: DeletionPlan, cost?: 'free' | 'billed'): Confirmation {
  const saved = cost === 'billed' ? ' It is billed until it is deleted.' : '';
  const also = [
    ...(plan.configName ? [`endpoint configuration ${plan.configName}`] : []),
    ...plan.modelNames.map(name => `model ${name}`)
  ];
  return {
    kind: 'destructive',
    title: `Delete endpoint ${plan.endpointName}?`,
    message:
      also.length > 0
        ? `Also deletes ${also.join(' and ')}. Requests to it will fail.${saved} The job's ` +
          'candidates stay: they can be deployed again.'
        : `Requests to it will fail.${saved} Its configuration and models stay; they cost nothing.`,
    confirmLabel: 'Delete',
    operations: [
      { operation: 'DeleteEndpoint', resource: plan.endpointName },
      ...(plan.configName
        ? [{ operation: 'DeleteEndpointConfig', resource: plan.configName }]
        : []),
      ...plan.modelNames.map(name => ({ operation: 'DeleteModel', resource: name }))
    ]
  };
}

/**
 * Delete the endpoint, wait until it is gone, then delete its configuration and models.
 *
 * @throws AwsError if the endpoint itself could not be deleted, or if something stayed behind;
 * the message names it.
 */
export async function deleteEndpoint(
  api: AwsApi,
  plan: DeletionPlan,
  { signal, interval = 1000, onUpdate }: WatchOptions = {}
): Promise<void> {
  try {
    await api.call('sagemaker', 'DeleteEndpoint', { EndpointName: plan.endpointName }, { signal });
  } catch (error) {
    if (!isGone(AwsError.from(error))) {
      throw error;
    }
  }
  const left = await watchEndpoint(api, plan.endpointName, { signal, interval, onUpdate });
  if (left) {
    throw new AwsError({
      code: 'DeletionFailed',
      message:
        `Endpoint ${plan.endpointName} is still there (${left.EndpointStatus}). ` +
        (left.FailureReason ?? 'Delete it again.'),
      retryable: true
    });
  }
  const rest = [
    ...(plan.configName
      ? [
          {
            what: `endpoint configuration ${plan.configName}`,
            operation: 'DeleteEndpointConfig',
            input: { EndpointConfigName: plan.configName }
          }
        ]
      : []),
    ...plan.modelNames.map(ModelName => ({
      what: `model ${ModelName}`,
      operation: 'DeleteModel',
      input: { ModelName }
    }))
  ];
  const failed: string[] = [];
  for (const { what, operation, input } of rest) {
    try {
      await api.call('sagemaker', operation, input, { signal });
    } catch (error) {
      const failure = AwsError.from(error);
      if (!isGone(failure)) {
        failed.push(`${what} (${failure.message})`);
      }
    }
  }
  if (failed.length > 0) {
    throw new AwsError({
      code: 'DeletionIncomplete',
      message: `The endpoint is deleted, but not ${failed.join(' and ')}. They cost nothing.`,
      retryable: false
    });
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new AwsError({ code: 'Cancelled', message: 'Cancelled.', retryable: true }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) {
      stop();
    }
  });
}
