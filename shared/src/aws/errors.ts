/** Something the user can do about an error; an IDE turns it into a button. */
export type ErrorAction =
  | 'retry'
  | 'choose-backend'
  | 'choose-region'
  | 'sign-in'
  | 'start-engine'
  /** Started like the other; it replaces an engine that hangs. */
  | 'restart-engine'
  | 'install-engine'
  | 'show-log';

/** The plain form of {@link AwsError}, as it crosses HTTP and RPC. */
export interface AwsErrorData {
  /** The service's own code (`ValidationException`, `NoSuchKey`, …) or one of ours: `Cancelled`,
   * `NoCredentials`, `ExpiredCredentials`, `NoRegion`, `OperationNotAllowed`, `EngineMissing`,
   * `EngineUnavailable`, `EngineNotResponding` (it runs and hangs), `PythonMissing`, `ConnectionLost`, `Timeout`. */
  code: string;
  /** One or more sentences for the user. */
  message: string;
  /** `service:Operation`, when a call was made. */
  operation?: string;
  requestId?: string;
  /** HTTP status of the service's answer, when there was one. */
  status?: number;
  /** True if the same call may succeed when repeated. */
  retryable: boolean;
  /** The IAM action that was denied, e.g. `sagemaker:CreateAutoMLJobV2`. */
  missingAction?: string;
  /** The next step. */
  action?: ErrorAction;
  /** Original status and message of a model container behind `ModelError`. */
  details?: Record<string, unknown>;
}

/** Every failure of an {@link AwsApi} call. */
export class AwsError extends Error implements AwsErrorData {
  readonly code: string;
  readonly operation?: string;
  readonly requestId?: string;
  readonly status?: number;
  readonly retryable: boolean;
  readonly missingAction?: string;
  readonly action?: ErrorAction;
  readonly details?: Record<string, unknown>;

  constructor(data: AwsErrorData) {
    super(data.message);
    this.name = 'AwsError';
    this.code = data.code;
    this.operation = data.operation;
    this.requestId = data.requestId;
    this.status = data.status;
    this.retryable = data.retryable;
    this.missingAction = data.missingAction;
    this.action = data.action;
    this.details = data.details;
  }

  /** The plain form, for HTTP and RPC. */
  toData(): AwsErrorData {
    return {
      code: this.code,
      message: this.message,
      operation: this.operation,
      requestId: this.requestId,
      status: this.status,
      retryable: this.retryable,
      missingAction: this.missingAction,
      action: this.action,
      details: this.details
    };
  }

  /** Whatever was thrown, as an AwsError. */
  static from(error: unknown): AwsError {
    if (error instanceof AwsError) {
      return error;
    }
    if (error instanceof Error && error.name === 'AwsError' && 'code' in error) {
      // Of another bundle, which has a class of this name of its own.
      return new AwsError(error as unknown as AwsErrorData);
    }
    if (error instanceof Error && error.name === 'AbortError') {
      return new AwsError({ code: 'Cancelled', message: 'Cancelled.', retryable: true });
    }
    const message = error instanceof Error ? error.message : String(error);
    return new AwsError({ code: 'Unexpected', message, retryable: false });
  }
}
