/** What the sidebar and the trees list, one page at a time, newest first. */
import type { AnsweredCall, AwsApi, CallOptions } from './api';

/** AutoML jobs, endpoints or batch transforms. */
export type ResourceKind = 'jobs' | 'endpoints' | 'transforms';

/** One of them, as its list tells it. */
export interface Resource {
  name: string;
  arn?: string;
  /** As the API spells it; `Unknown` where the service gave none. */
  status: string;
  /** More about the status while it changes, e.g. `TrainingModels`. */
  phase?: string;
  /** Why it failed, where the list tells it. */
  reason?: string;
  /** ISO 8601. */
  createdAt?: string;
}

export interface ResourcePage {
  items: Resource[];
  /** Absent on the last page. */
  nextToken?: string;
}

export interface ResourceRequest {
  /** Of the page before; absent: the first page. */
  nextToken?: string;
  /** Fields of the operation's input that narrow the list. */
  filter?: Readonly<Record<string, string>>;
  /** Most items of a page, at most 100. */
  pageSize?: number;
}

/** Operation, the member of its answer, and what the names of an item's members begin with. */
const LISTS: Record<ResourceKind, { operation: string; member: string; prefix: string }> = {
  jobs: { operation: 'ListAutoMLJobs', member: 'AutoMLJobSummaries', prefix: 'AutoMLJob' },
  endpoints: { operation: 'ListEndpoints', member: 'Endpoints', prefix: 'Endpoint' },
  transforms: {
    operation: 'ListTransformJobs',
    member: 'TransformJobSummaries',
    prefix: 'TransformJob'
  }
};

type Summary = Readonly<Record<string, string | undefined>>;

/**
 * One page of a list.
 *
 * @throws AwsError as the call does.
 */
export async function listResources(
  api: AwsApi,
  kind: ResourceKind,
  { nextToken, filter, pageSize = 100 }: ResourceRequest = {},
  options?: CallOptions
): Promise<ResourcePage> {
  const { operation, member, prefix } = LISTS[kind];
  const input = {
    MaxResults: pageSize,
    SortBy: 'CreationTime',
    SortOrder: 'Descending',
    ...filter,
    NextToken: nextToken
  };
  const output = await api.call<Readonly<Record<string, unknown>>>(
    'sagemaker',
    operation,
    input,
    options
  );
  const summaries = (output[member] ?? []) as readonly Summary[];
  return {
    items: summaries.map(summary => ({
      name: summary[`${prefix}Name`] ?? '',
      arn: summary[`${prefix}Arn`],
      status: summary[`${prefix}Status`] ?? 'Unknown',
      phase: summary[`${prefix}SecondaryStatus`],
      reason: summary.FailureReason,
      createdAt: summary.CreationTime
    })),
    nextToken: (output.NextToken as string | undefined) || undefined
  };
}

const CHANGES: Record<string, ResourceKind> = {
  CreateAutoMLJob: 'jobs',
  CreateAutoMLJobV2: 'jobs',
  StopAutoMLJob: 'jobs',
  CreateEndpoint: 'endpoints',
  UpdateEndpoint: 'endpoints',
  DeleteEndpoint: 'endpoints',
  CreateTransformJob: 'transforms',
  StopTransformJob: 'transforms'
};

/** @returns the list that is not true any more after this operation, if there is one */
export function changedList(operation: string): ResourceKind | undefined {
  return Object.hasOwn(CHANGES, operation) ? CHANGES[operation] : undefined;
}

/** What a view has learned of one resource, which lists need not ask again. */
export interface ToldResource extends Pick<Resource, 'name' | 'status' | 'phase'> {
  kind: ResourceKind;
}

/** @returns `undefined` if the call described none */
export function toldResource({ operation, output }: AnsweredCall): ToldResource | undefined {
  const described = Object.entries(LISTS).find(([, { prefix }]) =>
    [`Describe${prefix}`, `Describe${prefix}V2`].includes(operation)
  );
  if (!described) {
    return undefined;
  }
  const [kind, { prefix }] = described;
  const told = (output ?? {}) as Summary;
  const name = told[`${prefix}Name`];
  const status = told[`${prefix}Status`];
  const phase = told[`${prefix}SecondaryStatus`];
  return name && status ? { kind: kind as ResourceKind, name, status, phase } : undefined;
}
