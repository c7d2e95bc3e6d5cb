import type { AwsApi, CallOptions, ServiceName } from './api';

/** How an operation hands out its pages. */
export interface Paging<Output> {
  /** Field of the input that takes the token, e.g. `NextToken` or `ContinuationToken`. */
  input: string;
  /** The next token of an answer; absent on the last page. */
  next: (output: Output) => string | undefined;
}

/** Paging of the SageMaker operations. */
export const nextToken: Paging<{ NextToken?: string }> = {
  input: 'NextToken',
  next: output => output.NextToken
};

/** Paging of `ListObjectsV2`. */
export const continuationToken: Paging<{ NextContinuationToken?: string }> = {
  input: 'ContinuationToken',
  next: output => output.NextContinuationToken
};

/**
 * All pages of a list operation, one call each, made as they are asked for.
 *
 * @throws AwsError as the calls do. A token that comes a second time ends the pages, so
 * that a faulty service cannot keep a view busy for ever.
 */
export async function* pages<Output>(
  api: AwsApi,
  service: ServiceName,
  operation: string,
  input: object,
  paging: Paging<Output>,
  options?: CallOptions
): AsyncGenerator<Output, void, void> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const request: object = token === undefined ? input : { ...input, [paging.input]: token };
    const output: Output = await api.call<Output>(service, operation, request, options);
    yield output;
    token = paging.next(output);
    if (token !== undefined && seen.has(token)) {
      return;
    }
    if (token !== undefined) {
      seen.add(token);
    }
  } while (token);
}
