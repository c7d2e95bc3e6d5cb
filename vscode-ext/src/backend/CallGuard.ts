import type { AwsApi, AwsStream, CallOptions, ServiceName } from '@pilothouse/core/aws/api';
import { AwsError } from '@pilothouse/core/aws/errors';
import { effectOf, type Effect } from '@pilothouse/core/aws/operations';
import type { Confirmation } from '@pilothouse/core/host';

export interface GuardContext {
  api: AwsApi;
  /** `service:Operation` that this caller may use; undefined: all of the operations list. */
  allowed?: ReadonlySet<string>;
  /** Whether things cost money on the backend in use. */
  cost: () => 'free' | 'billed';
  /** The IDE's own dialog. */
  ask: (request: Confirmation) => Promise<boolean>;
}

/**
 * Stands between a page and the calls it makes: refuses what its kind of view does not need,
 * and asks before anything paid or destructive that was not confirmed yet.
 */
export class CallGuard implements AwsApi {
  /** How often each confirmed call may still pass. */
  private readonly grants = new Map<string, number>();

  constructor(private readonly context: GuardContext) {}

  /** Ask the user; if they agree, each of the request's operations passes once. */
  async confirm(request: Confirmation): Promise<boolean> {
    const agreed = await this.context.ask(request);
    if (agreed) {
      for (const { operation, resource } of request.operations) {
        this.grant(operation, resource);
      }
    }
    return agreed;
  }

  async call<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options?: CallOptions
  ): Promise<Output> {
    const { effect, resource } = await this.check(service, operation, input, options?.role);
    try {
      return await this.context.api.call<Output>(service, operation, input, options);
    } catch (error) {
      const { status } = AwsError.from(error);
      if (status !== undefined && status < 500 && (effect === 'paid' || effect === 'destructive')) {
        // Refused, so nothing was done: the consent still stands for the next try.
        this.grant(operation, resource);
      }
      throw error;
    }
  }

  async stream<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options?: CallOptions
  ): Promise<AwsStream<Output>> {
    await this.check(service, operation, input, options?.role);
    const { api } = this.context;
    if (!api.stream) {
      throw notAllowed(`${service}:${operation}`);
    }
    return api.stream<Output>(service, operation, input, options);
  }

  /** Refuse, or ask, where that is due. */
  private async check(
    service: ServiceName,
    operation: string,
    input: object,
    role: string | undefined
  ): Promise<{ effect: Effect; resource: string }> {
    const name = `${service}:${operation}`;
    const effect = effectOf(service, operation);
    if (effect === undefined || this.context.allowed?.has(name) === false) {
      throw notAllowed(name);
    }
    if (role !== undefined && effect !== 'read') {
      throw new AwsError({
        code: 'OperationNotAllowed',
        message: 'With another role, Pilothouse only reads. Changes are made with your own.',
        operation: name,
        retryable: false
      });
    }
    const resource = resourceOf(operation, input);
    if (effect === 'destructive' || (effect === 'paid' && this.context.cost() === 'billed')) {
      await this.requireGrant(effect, operation, resource);
    } else {
      // Confirmed although it need not be: the grant must not stay for a later call.
      this.take(operation, resource);
    }
    if (name === 's3:PutObject' || name === 's3:CreateMultipartUpload') {
      // What a page writes itself it may take back, once, without a question.
      this.grants.set(grantKey('DeleteObject', resource), 1);
    }
    return { effect, resource };
  }

  private async requireGrant(
    effect: 'paid' | 'destructive',
    operation: string,
    resource: string
  ): Promise<void> {
    if (this.take(operation, resource)) {
      return;
    }
    const agreed = await this.context.ask({
      kind: effect,
      title: `${operation} ${resource}?`,
      message:
        effect === 'paid'
          ? 'This is billed on AWS.'
          : 'This removes it for good. It cannot be undone.',
      confirmLabel: effect === 'paid' ? 'Go on' : 'Delete',
      operations: [{ operation, resource }]
    });
    if (!agreed) {
      throw new AwsError({
        code: 'Cancelled',
        message: 'Cancelled.',
        operation,
        retryable: true
      });
    }
  }

  private grant(operation: string, resource: string): void {
    const key = grantKey(operation, resource);
    this.grants.set(key, (this.grants.get(key) ?? 0) + 1);
  }

  /** @returns whether there was a grant; it is used up. */
  private take(operation: string, resource: string): boolean {
    const key = grantKey(operation, resource);
    const left = this.grants.get(key) ?? 0;
    if (left <= 1) {
      this.grants.delete(key);
    } else {
      this.grants.set(key, left - 1);
    }
    return left > 0;
  }
}

function notAllowed(name: string): AwsError {
  return new AwsError({
    code: 'OperationNotAllowed',
    message: `This view may not call ${name}.`,
    operation: name,
    retryable: false
  });
}

function grantKey(operation: string, resource: string): string {
  return JSON.stringify([operation, resource]);
}

/** Field of the input that names what an operation acts on. */
const resourceFields: Record<string, string> = {
  CreateAutoMLJobV2: 'AutoMLJobName',
  CreateModel: 'ModelName',
  DeleteModel: 'ModelName',
  CreateEndpointConfig: 'EndpointConfigName',
  DeleteEndpointConfig: 'EndpointConfigName',
  CreateEndpoint: 'EndpointName',
  DeleteTags: 'ResourceArn',
  DeleteEndpoint: 'EndpointName',
  CreateTransformJob: 'TransformJobName'
};

/** Name of what a call acts on, as confirmations give it: a resource name or `bucket/key`. */
export function resourceOf(operation: string, input: object): string {
  const fields = input as Record<string, unknown>;
  const field = resourceFields[operation];
  if (field) {
    return String(fields[field] ?? '');
  }
  return [fields.Bucket, fields.Key].filter(part => part !== undefined).join('/');
}
