/**
 * Deploying an AutoML candidate: from its containers to an endpoint.
 *
 * `planDeployment` is pure: it says what would be created. `deploy` creates it and removes
 * what it made when a later step fails.
 */
import type { AwsApi } from '../aws/api';
import { AwsError } from '../aws/errors';
import type { Confirmation } from '../host';
import { explainerConfig, type DeployExplainer } from './explainer';
import { resourceName } from './names';
import { withResponseKeys, type InferenceContainer, type ResponseKey } from './responseKeys';

export { loadDeployExplainer, type DeployExplainer } from './explainer';
export type { InferenceContainer, ResponseKey } from './responseKeys';

/** Environment variable of the first container that names the job a model came from. Models
 * carry no such field of their own; the endpoint view finds sample rows through it. */
export const JOB_VARIABLE = 'PILOTHOUSE_AUTOML_JOB';

/** Instance type of a tabular endpoint unless the user chooses another. */
export const DEFAULT_INSTANCE_TYPE = 'ml.m5.large';

export interface DeploymentRequest {
  jobName: string;
  candidateName: string;
  /** `InferenceContainers` of the candidate, all of them, in order. */
  containers: InferenceContainer[];
  /** As the API names it, e.g. `BinaryClassification`; absent if unknown. */
  problemType?: string;
  /** Execution role of the model. */
  roleArn: string;
  /** `free` or `billed`, from the backend's state: what the confirmation says. */
  cost: 'free' | 'billed';
  /** Text naming the backend in the confirmation, e.g. `AWS eu-west-1 · analyst`. */
  backendLabel?: string;
  /** Name of the endpoint; default: job name plus the time. */
  endpointName?: string;
  instanceType?: string;
  instanceCount?: number;
  /** What the answer should hold, as far as the containers can give it; default: all. */
  responseKeys?: readonly ResponseKey[];
  /** Lets the endpoint explain predictions; absent: it only predicts. */
  explainer?: DeployExplainer;
  /** For the default name; default: the current time. */
  now?: Date;
}

export interface DeploymentPlan {
  endpointName: string;
  modelName: string;
  configName: string;
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
  createModel: Record<string, unknown>;
  createEndpointConfig: Record<string, unknown>;
  createEndpoint: Record<string, unknown>;
}

export type DeployStep = 'upload' | 'model' | 'config' | 'endpoint' | 'cleanup';

export interface DeployOptions {
  signal?: AbortSignal;
  onProgress?: (step: DeployStep, message: string) => void;
}

/**
 * What deploying a candidate would create.
 *
 * @throws AwsError `ValidationException` if the candidate has no containers or there is no role.
 */
export function planDeployment(request: DeploymentRequest): DeploymentPlan {
  const { containers, explainer } = request;
  if (containers.length === 0) {
    throw invalid(
      `Candidate ${request.candidateName} has no inference containers. ` +
        'Only finished candidates can be deployed.'
    );
  }
  if (!request.roleArn) {
    throw invalid('No execution role is set. Name a role in the settings, then deploy again.');
  }
  const now = request.now ?? new Date();
  const stamp = now.toISOString().replace(/\D/g, '').slice(2, 14);
  const own = resourceName(request.jobName, stamp);
  const endpointName = request.endpointName ? resourceName(request.endpointName) : own;
  const first = containers[0] as InferenceContainer;
  const ready = withResponseKeys(
    [
      { ...first, Environment: { ...first.Environment, [JOB_VARIABLE]: request.jobName } },
      ...containers.slice(1)
    ],
    request.responseKeys
  );
  const notes: string[] = [];
  const uploads: DeploymentPlan['uploads'] = [];
  let explainerInput: object | undefined;
  if (explainer && ready.length > 1) {
    notes.push(
      'Predictions cannot be explained: this candidate is a pipeline of several containers, ' +
        'and explainers work on single-container models only.'
    );
  } else if (explainer) {
    const output = ready[0]?.Environment?.SAGEMAKER_INFERENCE_OUTPUT ?? '';
    const built = explainerConfig(explainer, request.problemType, output.split(','), own);
    explainerInput = built.config;
    notes.push(...built.notes);
    uploads.push(...built.uploads);
  }
  const instanceType = request.instanceType ?? DEFAULT_INSTANCE_TYPE;
  const instanceCount = request.instanceCount ?? 1;
  return {
    endpointName,
    modelName: own,
    configName: own,
    instanceType,
    instanceCount,
    cost: request.cost,
    backendLabel: request.backendLabel,
    explains: explainerInput !== undefined,
    notes,
    uploads,
    createModel: { ModelName: own, ExecutionRoleArn: request.roleArn, Containers: ready },
    createEndpointConfig: {
      EndpointConfigName: own,
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: own,
          InstanceType: instanceType,
          InitialInstanceCount: instanceCount,
          InitialVariantWeight: 1
        }
      ],
      ...(explainerInput ? { ExplainerConfig: { ClarifyExplainerConfig: explainerInput } } : {})
    },
    createEndpoint: { EndpointName: endpointName, EndpointConfigName: own }
  };
}

/** The question the IDE asks before {@link deploy}. */
export function deployConfirmation(plan: DeploymentPlan): Confirmation {
  const where = plan.backendLabel ? ` on ${plan.backendLabel}` : '';
  const machine =
    plan.cost === 'free'
      ? 'Runs on this machine. Free.'
      : `Runs${where} on ${plan.instanceCount} x ${plan.instanceType}. ` +
        'Billed while it runs, until you delete it.';
  return {
    kind: 'paid',
    title: `Deploy ${plan.endpointName}?`,
    message: [machine, 'Creates a model, an endpoint configuration and an endpoint.', ...plan.notes]
      .join(' ')
      .trim(),
    confirmLabel: 'Deploy',
    // The deletions are for cleaning up after a failed step; neither of the two costs anything.
    operations: [
      { operation: 'CreateModel', resource: plan.modelName },
      { operation: 'CreateEndpointConfig', resource: plan.configName },
      { operation: 'CreateEndpoint', resource: plan.endpointName },
      { operation: 'DeleteEndpointConfig', resource: plan.configName },
      { operation: 'DeleteModel', resource: plan.modelName }
    ]
  };
}

/**
 * Create model, configuration and endpoint. Returns when the endpoint exists and is being
 * started; `watchEndpoint` of `service.ts` waits until it answers.
 *
 * @throws AwsError of the step that failed, after removing what earlier steps made; its message
 * says what could not be removed.
 */
export async function deploy(
  api: AwsApi,
  plan: DeploymentPlan,
  options: DeployOptions = {}
): Promise<{ endpointName: string }> {
  const { signal, onProgress } = options;
  const undo: { what: string; run: () => Promise<unknown> }[] = [];
  const remove = (operation: string, input: object): (() => Promise<unknown>) => {
    // Without the caller's signal: cleaning up must happen after cancellation too.
    return () => api.call('sagemaker', operation, input);
  };
  try {
    for (const upload of plan.uploads) {
      onProgress?.('upload', 'Storing the baseline');
      await api.call('s3', 'PutObject', upload, { signal });
    }
    onProgress?.('model', `Creating model ${plan.modelName}`);
    await step('CreateModel', plan.createModel, {
      what: `model ${plan.modelName}`,
      run: remove('DeleteModel', { ModelName: plan.modelName })
    });
    onProgress?.('config', `Creating endpoint configuration ${plan.configName}`);
    await step('CreateEndpointConfig', plan.createEndpointConfig, {
      what: `endpoint configuration ${plan.configName}`,
      run: remove('DeleteEndpointConfig', { EndpointConfigName: plan.configName })
    });
    onProgress?.('endpoint', `Creating endpoint ${plan.endpointName}`);
    await createEndpoint();
    return { endpointName: plan.endpointName };
  } catch (error) {
    const failure = AwsError.from(error);
    onProgress?.('cleanup', 'Removing what was created');
    const left = await cleanUp(undo);
    if (left.length === 0) {
      throw failure;
    }
    throw new AwsError({
      ...failure.toData(),
      message: `${failure.message} Could not remove ${left.join(' and ')}; delete by hand.`
    });
  }

  async function step(
    operation: string,
    input: object,
    undoing: { what: string; run: () => Promise<unknown> }
  ): Promise<void> {
    try {
      await api.call('sagemaker', operation, input, { signal });
    } catch (error) {
      if (mayHaveHappened(error)) {
        undo.push(undoing);
      }
      throw error;
    }
    undo.push(undoing);
  }

  async function createEndpoint(): Promise<void> {
    // A configuration is not visible everywhere at once: repeat when it is said to be missing.
    for (let attempt = 1; ; attempt += 1) {
      try {
        await api.call('sagemaker', 'CreateEndpoint', plan.createEndpoint, { signal });
        return;
      } catch (error) {
        const failure = AwsError.from(error);
        if (mayHaveHappened(error) && (await isOurs())) {
          undo.push({
            what: `endpoint ${plan.endpointName}`,
            run: remove('DeleteEndpoint', { EndpointName: plan.endpointName })
          });
        }
        const missing =
          failure.code === 'ValidationException' && /could not find/i.test(failure.message);
        if (!missing || attempt === 4 || signal?.aborted) {
          throw error;
        }
        await new Promise(resolve => setTimeout(resolve, 500 * attempt));
      }
    }
  }

  /** True if the endpoint exists with this plan's configuration, whose name is unique. */
  async function isOurs(): Promise<boolean> {
    try {
      const found = await api.call<{ EndpointConfigName?: string }>(
        'sagemaker',
        'DescribeEndpoint',
        { EndpointName: plan.endpointName }
      );
      return found.EndpointConfigName === plan.configName;
    } catch {
      return false;
    }
  }
}

/** Undo in reverse order; names what could not be removed. */
async function cleanUp(undo: { what: string; run: () => Promise<unknown> }[]): Promise<string[]> {
  const left: string[] = [];
  for (const { what, run } of undo.reverse()) {
    try {
      await run();
    } catch (error) {
      const { code, message } = AwsError.from(error);
      const gone = code === 'ResourceNotFound' || /could not find/i.test(message);
      if (!gone) {
        left.push(what);
      }
    }
  }
  return left;
}

/** True if the service may have done what was asked although the call failed. */
function mayHaveHappened(error: unknown): boolean {
  return ['Cancelled', 'ConnectionLost', 'Timeout'].includes(AwsError.from(error).code);
}

function invalid(message: string): AwsError {
  return new AwsError({ code: 'ValidationException', message, retryable: false });
}
