/**
 * What the extension's main bundle knows of the AWS bundle (`dist/aws.cjs`), which it loads at
 * the first call. Types only, so that importing this loads nothing.
 */
import type { AwsStream, ServiceName } from '@pilothouse/core/aws/api';
import type { AdminConfigFile } from '@pilothouse/core/environment/adminDefaults';

/** Where a call goes. Two equal targets share their clients. */
export type AwsTarget =
  | {
      kind: 'local';
      /** `http://127.0.0.1:PORT` */
      endpointUrl: string;
      region: string;
      /** INI file that holds the engine's key pair. */
      credentialsFile: string;
      profile: string;
    }
  | {
      kind: 'aws';
      region: string;
      profile?: string;
      /** ARN of a role that is assumed with the profile's credentials. */
      role?: string;
    };

export interface CallLimits {
  signal?: AbortSignal;
  /** Longest time in ms from the call to the whole answer. */
  timeoutMs: number;
}

export interface Profile {
  name: string;
  /** Region that the AWS configuration files give for it. */
  region?: string;
}

export interface AwsCaller {
  /**
   * Call one operation; no allow-list here, the caller has checked.
   *
   * @returns the plain output (see `AwsApi`).
   * @throws AwsError
   */
  call(
    target: AwsTarget,
    service: ServiceName,
    operation: string,
    input: object,
    limits: CallLimits
  ): Promise<unknown>;
  /**
   * Call an operation whose answer comes in parts. The time limit holds from the call to the first
   * part, and from each part to the next.
   *
   * @throws AwsError; so do its parts.
   */
  stream(
    target: AwsTarget,
    service: ServiceName,
    operation: string,
    input: object,
    limits: CallLimits
  ): Promise<AwsStream>;
  /** Profiles of the AWS configuration files, read anew. */
  profiles(): Promise<Profile[]>;
  /**
   * Defaults in the configuration files of the SageMaker Python SDK, read anew; those in S3 with
   * the target's credentials, at most once in five minutes. Never fails.
   */
  adminConfig(target: AwsTarget): Promise<AdminConfigFile[]>;
  /** Close all connections. */
  dispose(): void;
}

/** Exports of `dist/aws.cjs`. */
export interface AwsModule {
  createCaller(): AwsCaller;
}
