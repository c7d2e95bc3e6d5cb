import type { AwsApi, AwsStream, CallOptions, ServiceName } from '@pilothouse/core/aws/api';
import { AwsError } from '@pilothouse/core/aws/errors';
import { effectOf } from '@pilothouse/core/aws/operations';
import { isRoleArn } from '@pilothouse/core/environment/names';
import * as vscode from 'vscode';
import type { AwsTarget } from '../aws/contract';
import type { EngineModel } from '../engine/EngineModel';
import type { AwsLoader } from './AwsLoader';
import type { BackendModel, ResolvedTarget } from './BackendModel';
import { timeLimit } from './timeLimits';
import { whileAnswering } from './whileAnswering';

/** A call that has succeeded. */
export interface CallMade {
  service: ServiceName;
  operation: string;
  input: object;
  output: unknown;
}

/** The extension host's `AwsApi`: allow-list, backend, AWS bundle, log. */
export class BackendApi implements AwsApi, vscode.Disposable {
  private readonly called = new vscode.EventEmitter<CallMade>();
  /** Fires after each successful call, whoever made it: lists learn of changes from it. */
  readonly onDidCall = this.called.event;

  constructor(
    private readonly backend: BackendModel,
    private readonly engine: EngineModel,
    private readonly aws: AwsLoader,
    private readonly log: Pick<vscode.LogOutputChannel, 'debug' | 'warn'>
  ) {}

  async call<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options: CallOptions = {}
  ): Promise<Output> {
    const name = this.allow(service, operation);
    const start = performance.now();
    const took = (): string => `${Math.round(performance.now() - start)} ms`;
    try {
      const output = await this.make(service, operation, input, options);
      this.log.debug(`${name} ${took()} ${byteCount(input)} B out ${byteCount(output)} B in`);
      this.called.fire({ service, operation, input, output });
      return output as Output;
    } catch (error) {
      const failure = AwsError.from(error);
      if (failure.code === 'Cancelled') {
        this.log.debug(`${name} ${took()} Cancelled`);
      } else {
        this.log.warn(`${name} ${took()} ${failure.code} ${failure.status ?? ''}`.trim());
      }
      throw failure;
    }
  }

  async stream<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options: CallOptions = {}
  ): Promise<AwsStream<Output>> {
    const name = this.allow(service, operation);
    try {
      const { target } = await untilAborted(this.backend.resolve(), options.signal);
      const stream = await this.aws.caller().stream(target, service, operation, input, {
        signal: options.signal,
        timeoutMs: timeLimit(service, operation)
      });
      this.log.debug(`${name} ${byteCount(input)} B out, answers in parts`);
      return stream as AwsStream<Output>;
    } catch (error) {
      const failure = AwsError.from(error);
      this.log.warn(`${name} ${failure.code} ${failure.status ?? ''}`.trim());
      throw failure;
    }
  }

  dispose(): void {
    this.called.dispose();
  }

  /** @throws AwsError `OperationNotAllowed`, unless the operation is on the list. */
  private allow(service: ServiceName, operation: string): string {
    const name = `${service}:${operation}`;
    if (effectOf(service, operation) === undefined) {
      throw new AwsError({
        code: 'OperationNotAllowed',
        message: vscode.l10n.t('{0} is not among the calls of this extension.', name),
        operation: name,
        retryable: false
      });
    }
    return name;
  }

  private async make(
    service: ServiceName,
    operation: string,
    input: object,
    { signal, role }: CallOptions
  ): Promise<unknown> {
    const timeoutMs = timeLimit(service, operation);
    const call = ({ target, engine }: ResolvedTarget): Promise<unknown> => {
      const send = (ended: AbortSignal | undefined): Promise<unknown> =>
        this.aws.caller().call(target, service, operation, input, { signal: ended, timeoutMs });
      return engine ? whileAnswering(send, () => this.engine.check(engine), signal) : send(signal);
    };
    const first = await untilAborted(this.backend.resolve(), signal);
    if (role !== undefined) {
      return call({ target: assuming(first.target, role) });
    }
    try {
      return await call(first);
    } catch (error) {
      const failure = AwsError.from(error);
      if (!first.engine || !['ConnectionLost', 'Timeout'].includes(failure.code)) {
        throw failure;
      }
      if (failure.code === 'Timeout') {
        await this.engine.check(first.engine);
        throw engineBusy(failure);
      }
      this.engine.lost(first.engine);
      const isSafe =
        failure.details?.connection === 'ECONNREFUSED' || effectOf(service, operation) === 'read';
      const again = await untilAborted(this.backend.resolve(), signal);
      if (!isSafe) {
        // It may have been done; doing it twice is worse than asking.
        throw failure;
      }
      return call(again);
    }
  }
}

/** @throws AwsError where there is no role to assume, or what is given is none. */
function assuming(target: AwsTarget, role: string): AwsTarget {
  if (target.kind === 'local') {
    throw new AwsError({
      code: 'OperationNotAllowed',
      message: vscode.l10n.t(
        'The local engine has one account, so there is no role to assume. Choose AWS first.'
      ),
      retryable: false,
      action: 'choose-backend'
    });
  }
  if (!isRoleArn(role)) {
    throw new AwsError({
      code: 'InvalidRequest',
      message: vscode.l10n.t(
        'The role to assume is not valid. Roles look like {0}.',
        'arn:aws:iam::111122223333:role/NAME'
      ),
      retryable: false
    });
  }
  return { ...target, role };
}

/** The engine is well, but has not done what was asked. */
function engineBusy(failure: AwsError): AwsError {
  return new AwsError({
    ...failure.toData(),
    message: vscode.l10n.t('{0} The local engine is busy; try again later.', failure.message)
  });
}

/** The promise, or `Cancelled` as soon as the signal fires; what it waits for goes on. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) {
    return promise;
  }
  return new Promise((resolve, reject) => {
    const abort = (): void =>
      reject(new AwsError({ code: 'Cancelled', message: 'Cancelled.', retryable: true }));
    if (signal.aborted) {
      abort();
    }
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Bytes of the blobs of an input or output; the rest is small. */
function byteCount(value: unknown): number {
  if (value === null || typeof value !== 'object') {
    return 0;
  }
  return Object.values(value).reduce<number>(
    (sum, member) => sum + (member instanceof Uint8Array ? member.byteLength : 0),
    0
  );
}
