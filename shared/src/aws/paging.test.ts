import fc from 'fast-check';
import { expect, test } from 'vitest';
import { continuationToken, nextToken, pages } from './paging';
import { FakeApi } from './testing/fakeApi';

test('follows tokens to the end, whatever the sizes of the pages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.integer()), { minLength: 1 }), async sizes => {
      const api = new FakeApi({
        'sagemaker.ListAutoMLJobs': ({ NextToken }) => {
          const page = NextToken === undefined ? 0 : Number(NextToken);
          return {
            Items: sizes[page],
            NextToken: page + 1 < sizes.length ? String(page + 1) : undefined
          };
        }
      });
      const found: number[] = [];
      for await (const page of pages<{ Items: number[]; NextToken?: string }>(
        api,
        'sagemaker',
        'ListAutoMLJobs',
        { SortBy: 'Name' },
        nextToken
      )) {
        found.push(...page.Items);
      }
      expect(found).toEqual(sizes.flat());
      expect(api.calls.every(call => call.input.SortBy === 'Name')).toBe(true);
    }),
    { numRuns: 50 }
  );
});

test('ends when a service repeats a token', async () => {
  const api = new FakeApi({ 's3.ListObjectsV2': () => ({ NextContinuationToken: 'again' }) });
  const tokens: unknown[] = [];
  for await (const page of pages<{ NextContinuationToken?: string }>(
    api,
    's3',
    'ListObjectsV2',
    {},
    continuationToken
  )) {
    tokens.push(page.NextContinuationToken);
  }
  expect(tokens).toEqual(['again', 'again']);
});

test('asks for the next page only when it is wanted', async () => {
  const api = new FakeApi({ 'sagemaker.ListModels': () => ({ NextToken: 'more' }) });
  const first = await pages(api, 'sagemaker', 'ListModels', {}, nextToken).next();
  expect(first).toEqual({ done: false, value: { NextToken: 'more' } });
  expect(api.calls).toHaveLength(1);
});
