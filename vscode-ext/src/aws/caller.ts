import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { STSClient } from '@aws-sdk/client-sts';
import {
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials
} from '@aws-sdk/credential-providers';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { AwsStream, ServiceName } from '@pilothouse/core/aws/api';
import { AwsError } from '@pilothouse/core/aws/errors';
import type { AdminConfigFile } from '@pilothouse/core/environment/adminDefaults';
import { adminConfigPlaces, readAdminConfig } from './adminConfig';
import { commands } from './commands';
import type { AwsCaller, AwsTarget, CallLimits, Profile } from './contract';
import { toAwsError } from './errors';
import { plainOutput, sdkInput } from './plain';
import { bytesOf, eventsOf } from './stream';
import { requireKnownFields } from './unknownFields';

interface Client {
  send(command: object, options: { abortSignal?: AbortSignal }): Promise<object>;
  destroy(): void;
}

/** Shows in the other account's CloudTrail, and in the name of the caller. */
const ROLE_SESSION = 'pilothouse';

const clientClasses: Record<ServiceName, new (configuration: never) => unknown> = {
  sagemaker: SageMakerClient,
  'sagemaker-runtime': SageMakerRuntimeClient,
  s3: S3Client,
  sts: STSClient,
  logs: CloudWatchLogsClient
};

/** How long a configuration file in S3 is believed. */
const configMs = 300_000;

/** Calls operations through clients that are kept per service and target. */
class SdkCaller implements AwsCaller {
  /** Configuration files in S3, and when they were asked for. */
  private readonly configs = new Map<string, { at: number; bytes: Promise<Uint8Array> }>();
  private readonly clients = new Map<string, { stamp: string; client: Client }>();

  async call(
    target: AwsTarget,
    service: ServiceName,
    operation: string,
    input: object,
    limits: CallLimits
  ): Promise<unknown> {
    try {
      return await this.send(target, service, operation, input, limits);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ExpiredCredentials') {
        throw error;
      }
      // The provider may have newer credentials by now: ask it anew, once.
      this.forget(clientKey(target, service));
      return this.send(target, service, operation, input, limits);
    }
  }

  async profiles(): Promise<Profile[]> {
    const files = await loadSharedConfigFiles({ ignoreCache: true }).catch(() => ({
      configFile: {},
      credentialsFile: {}
    }));
    const config: Record<string, { region?: string }> = files.configFile;
    const names = new Set([...Object.keys(config), ...Object.keys(files.credentialsFile)]);
    return [...names].sort().map(name => ({ name, region: config[name]?.region }));
  }

  adminConfig(target: AwsTarget): Promise<AdminConfigFile[]> {
    return readAdminConfig(adminConfigPlaces(), (Bucket, Key) => {
      const key = JSON.stringify([target, Bucket, Key]);
      const known = this.configs.get(key);
      if (known && Date.now() - known.at < configMs) {
        return known.bytes;
      }
      const bytes = this.call(
        target,
        's3',
        'GetObject',
        { Bucket, Key },
        { timeoutMs: 5_000 }
      ).then(output => (output as { Body?: Uint8Array }).Body ?? new Uint8Array(0));
      this.configs.set(key, { at: Date.now(), bytes });
      return bytes;
    });
  }

  dispose(): void {
    for (const key of [...this.clients.keys()]) {
      this.forget(key);
    }
  }

  async stream(
    target: AwsTarget,
    service: ServiceName,
    operation: string,
    input: object,
    { signal, timeoutMs }: CallLimits
  ): Promise<AwsStream> {
    const Command = commandOf(service, operation);
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    let late = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        late = true;
        abort();
      }, timeoutMs);
    };
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      // Whoever stops listening ends the call.
      abort();
    };
    const failure = (error: unknown): AwsError => {
      if (late && !signal?.aborted) {
        return timedOut(service, operation, timeoutMs);
      }
      const reason = signal?.aborted ? { name: 'AbortError' } : error;
      return toAwsError(reason, service, operation, profileOf(target));
    };
    signal?.addEventListener('abort', abort);
    wait();
    try {
      if (signal?.aborted) {
        throw new DOMException('Cancelled.', 'AbortError');
      }
      const output = await this.client(target, service).send(
        new Command(sdkInput(input) as never),
        {
          abortSignal: controller.signal
        }
      );
      const { member, events } = eventsOf(output);
      return {
        output: await plainOutput({ ...output, [member]: undefined }),
        parts: (async function* () {
          const parts = bytesOf(events);
          try {
            for (;;) {
              wait();
              const next = await untilAborted(parts.next(), controller.signal);
              if (next.done) {
                return;
              }
              yield next.value;
            }
          } catch (error) {
            throw failure(error);
          } finally {
            end();
          }
        })()
      };
    } catch (error) {
      const thrown = failure(error);
      end();
      throw thrown;
    }
  }

  private async send(
    target: AwsTarget,
    service: ServiceName,
    operation: string,
    input: object,
    { signal, timeoutMs }: CallLimits
  ): Promise<unknown> {
    const Command = commandOf(service, operation);
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort();
    }, timeoutMs);
    signal?.addEventListener('abort', abort);
    try {
      if (signal?.aborted) {
        throw new DOMException('Cancelled.', 'AbortError');
      }
      const command = new Command(sdkInput(input) as never);
      requireKnownFields(operation, command, input);
      const output = await this.client(target, service).send(command, {
        abortSignal: controller.signal
      });
      return await untilAborted(plainOutput(output), controller.signal);
    } catch (error) {
      if (late && !signal?.aborted) {
        throw timedOut(service, operation, timeoutMs);
      }
      const reason = signal?.aborted ? { name: 'AbortError' } : error;
      throw toAwsError(reason, service, operation, profileOf(target));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  private client(target: AwsTarget, service: ServiceName): Client {
    const key = clientKey(target, service);
    const stamp = credentialsStamp(target);
    const kept = this.clients.get(key);
    if (kept?.stamp === stamp) {
      return kept.client;
    }
    this.forget(key);
    const client = new clientClasses[service](configuration(target) as never) as Client;
    this.clients.set(key, { stamp, client });
    return client;
  }

  private forget(key: string): void {
    this.clients.get(key)?.client.destroy();
    this.clients.delete(key);
  }
}

function commandOf(
  service: ServiceName,
  operation: string
): NonNullable<(typeof commands)[ServiceName][string]> {
  const Command = commands[service][operation];
  if (!Command) {
    throw new AwsError({
      code: 'OperationNotAllowed',
      message: `${service}:${operation} is not among the operations of this extension.`,
      operation: `${service}:${operation}`,
      retryable: false
    });
  }
  return Command;
}

function timedOut(service: ServiceName, operation: string, timeoutMs: number): AwsError {
  return new AwsError({
    code: 'Timeout',
    message: `${operation} had no answer within ${Math.round(timeoutMs / 1000)} s.`,
    operation: `${service}:${operation}`,
    retryable: true,
    action: 'retry'
  });
}

function profileOf(target: AwsTarget): string | undefined {
  return target.kind === 'aws' ? target.profile : undefined;
}

function configuration(target: AwsTarget): object {
  if (target.kind === 'local') {
    return {
      endpoint: target.endpointUrl,
      region: target.region,
      forcePathStyle: true,
      // These may be set in the environment for AWS; with an own endpoint they are refused.
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      // A second try would only delay the restart of a dead engine.
      maxAttempts: 1,
      credentials: fromIni({
        profile: target.profile,
        filepath: target.credentialsFile,
        configFilepath: target.credentialsFile,
        ignoreCache: true
      })
    };
  }
  return {
    region: target.region,
    retryMode: 'adaptive',
    // A job's data may lie in a bucket of another Region. Only S3 reads this.
    followRegionRedirects: true,
    credentials: credentialsOf(target)
  };
}

function credentialsOf({ region, profile, role }: AwsTarget & { kind: 'aws' }): object {
  const own = fromNodeProviderChain({ profile, ignoreCache: true });
  return role === undefined
    ? own
    : fromTemporaryCredentials({
        masterCredentials: own,
        params: { RoleArn: role, RoleSessionName: ROLE_SESSION },
        clientConfig: { region }
      });
}

function clientKey(target: AwsTarget, service: ServiceName): string {
  return JSON.stringify([service, target]);
}

/** Changes when a file with credentials does, so that a new sign-in is seen at the next call. */
function credentialsStamp(target: AwsTarget): string {
  const files =
    target.kind === 'local'
      ? [target.credentialsFile]
      : [
          process.env.AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials'),
          process.env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config')
        ];
  return files.map(file => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 'none').join(' ');
}

/** The promise, or an `AbortError` as soon as the signal fires: a body may stall for ever. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new DOMException('Cancelled.', 'AbortError'));
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

export function createCaller(): AwsCaller {
  return new SdkCaller();
}
