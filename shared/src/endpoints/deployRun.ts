/** Creating what a deployment's plan says, and taking it back. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import { requireS3Uri } from '../aws/s3';
import { asRole } from '../aws/role';
import { s3Source, type ByteSource } from '../aws/source';
import { upload, type UploadLedger } from '../aws/upload';
import type { Confirmation } from '../host';
import type { DeploymentPlan, PlannedCall } from './deploy';
import { resourceName } from './names';
import { isGone } from './service';

export interface DeployOptions {
  signal?: AbortSignal;
  /** Opens the workspace file that the plan uploads. */
  open?: (path: string) => ByteSource;
  ledger?: UploadLedger;
  /** Resources of this plan that exist already, by {@link PlannedCall.what}. */
  existing?: readonly string[];
  /** Bytes of the upload. */
  onUpload?: (sent: number, total: number) => void;
  /** A step begins: `files`, or the operation of a call. */
  onStep?: (step: 'files' | PlannedCall['operation']) => void;
  /** A resource exists now. */
  onCreated?: (call: PlannedCall) => void;
}

/** How often and in what pauses (ms) a resource that is not visible yet is asked for. */
const VISIBLE = { tries: 4, pause: 500 };

/**
 * Create everything that does not exist yet, in order. Returns when the endpoint or transform
 * job exists and is being started.
 *
 * @throws AwsError of the step that failed. What was created before stays, so that the same plan
 * can go on from there; {@link removeCreated} takes it back.
 */
export async function deploy(
  api: AwsApi,
  plan: DeploymentPlan,
  options: DeployOptions = {}
): Promise<void> {
  const { signal, existing = [], onStep, onCreated } = options;
  if (plan.uploads.length > 0 || plan.copies.length > 0 || plan.file) {
    onStep?.('files');
    await storeFiles(api, plan, options);
  }
  for (const call of plan.calls) {
    if (existing.includes(call.what)) {
      continue;
    }
    onStep?.(call.operation);
    try {
      await create(api, call, signal);
    } catch (thrown) {
      // It may have been made although no answer came, here or before the page was reloaded.
      const before = isTaken(thrown);
      if ((before || mayHaveHappened(thrown)) && (await look(api, call, plan)) === 'own') {
        onCreated?.(call);
        if (before) {
          continue;
        }
      }
      throw thrown;
    }
    onCreated?.(call);
  }
}

async function storeFiles(
  api: AwsApi,
  plan: DeploymentPlan,
  { signal, open, ledger, onUpload }: DeployOptions
): Promise<void> {
  for (const object of plan.uploads) {
    await api.call('s3', 'PutObject', object, { signal });
  }
  for (const { from, to } of plan.copies) {
    const source = requireS3Uri(from);
    const target = requireS3Uri(to);
    if (plan.readAs !== undefined) {
      // No caller may both read there and write here: what is read with the one is written with
      // the other.
      const archive = s3Source(asRole(api, plan.readAs), from);
      await upload(api, archive, target, { signal, ledger, onProgress: onUpload });
      continue;
    }
    const CopySource = `${source.bucket}/${source.key.split('/').map(encodeURIComponent).join('/')}`;
    const input = { Bucket: target.bucket, Key: target.key, CopySource };
    await api.call('s3', 'CopyObject', input, { signal });
  }
  if (plan.file && open) {
    const { path, skip, uri } = plan.file;
    await upload(api, withoutStart(open(path), skip), requireS3Uri(uri), {
      signal,
      ledger,
      onProgress: onUpload
    });
  }
}

/** A source without its first bytes. */
export function withoutStart(source: ByteSource, bytes: number): ByteSource {
  return bytes === 0
    ? source
    : {
        name: source.name,
        stat: async () => {
          const { size, modified } = await source.stat();
          return { size: Math.max(0, size - bytes), modified };
        },
        read: (start, end, signal) => source.read(start + bytes, end + bytes, signal)
      };
}

async function create(
  api: AwsApi,
  call: PlannedCall,
  signal: AbortSignal | undefined
): Promise<void> {
  // What was just made is not visible everywhere at once: repeat when it is said to be missing.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await api.call('sagemaker', call.operation, call.input, { signal });
      return;
    } catch (error) {
      const failure = AwsError.from(error);
      const missing =
        call.operation !== 'CreateModel' &&
        failure.code === 'ValidationException' &&
        /could not find/i.test(failure.message);
      if (!missing || attempt === VISIBLE.tries || signal?.aborted) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, VISIBLE.pause * attempt));
    }
  }
}

const LOOK: Record<PlannedCall['operation'], { operation: string; field: string; of: string }> = {
  CreateModel: { operation: 'DescribeModel', field: 'ModelName', of: 'ModelName' },
  CreateEndpointConfig: {
    operation: 'DescribeEndpointConfig',
    field: 'EndpointConfigName',
    of: 'EndpointConfigName'
  },
  CreateEndpoint: {
    operation: 'DescribeEndpoint',
    field: 'EndpointName',
    of: 'EndpointConfigName'
  },
  CreateTransformJob: {
    operation: 'DescribeTransformJob',
    field: 'TransformJobName',
    of: 'ModelName'
  }
};

/** Whether a resource is there, and whether it is this plan's: then it names the plan's model. */
async function look(
  api: AwsApi,
  call: PlannedCall,
  plan: DeploymentPlan,
  options?: CallOptions
): Promise<'own' | 'other' | 'none'> {
  const { operation, field, of } = LOOK[call.operation];
  try {
    const found = await api.call<Record<string, unknown>>(
      'sagemaker',
      operation,
      { [field]: call.resource },
      options
    );
    return found[of] === plan.modelName ? 'own' : 'other';
  } catch {
    // Missing, or not to be looked at: creating it will tell.
    return 'none';
  }
}

/**
 * Refuse a name that is in use, before anything is created under it.
 *
 * @throws AwsError `NameTaken`.
 */
export async function requireFreeName(
  api: AwsApi,
  plan: DeploymentPlan,
  options?: CallOptions
): Promise<void> {
  const last = plan.calls.at(-1);
  if (last && (await look(api, last, plan, options)) === 'other') {
    const what = plan.kind === 'batch' ? 'a transform job' : 'an endpoint';
    throw new AwsError({
      code: 'NameTaken',
      message: `There is ${what} called ${plan.name} already. Choose another name, e.g. ${resourceName(plan.name, '2')}.`,
      retryable: false
    });
  }
}

/** The question before {@link removeCreated}. */
export function removalConfirmation(created: readonly PlannedCall[]): Confirmation {
  const removable = created.filter(({ remove }) => remove);
  return {
    kind: 'destructive',
    title: 'Remove what was created?',
    message:
      `Deletes ${removable.map(({ what }) => what).join(', ')}. ` +
      'The candidate stays: it can be deployed again.',
    confirmLabel: 'Remove',
    operations: removable.map(({ remove, resource }) => ({
      operation: remove?.operation ?? '',
      resource
    }))
  };
}

/**
 * Take back what was created, last first.
 *
 * @returns what is left, with the reasons.
 */
export async function removeCreated(
  api: AwsApi,
  created: readonly PlannedCall[]
): Promise<{ call: PlannedCall; why: string }[]> {
  const left: { call: PlannedCall; why: string }[] = [];
  for (const call of [...created].reverse()) {
    if (!call.remove) {
      continue;
    }
    try {
      await api.call('sagemaker', call.remove.operation, call.remove.input);
    } catch (error) {
      const failure = AwsError.from(error);
      if (!isGone(failure)) {
        left.push({ call, why: failure.message });
      }
    }
  }
  return left.reverse();
}

/** True if the service may have done what was asked although the call failed. */
function mayHaveHappened(error: unknown): boolean {
  return ['Cancelled', 'ConnectionLost', 'Timeout'].includes(AwsError.from(error).code);
}

/** True if the name is in use already. */
function isTaken(error: unknown): boolean {
  const { code, message } = AwsError.from(error);
  return code === 'ResourceInUse' || /already exist/i.test(message);
}
