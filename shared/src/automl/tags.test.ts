import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeApi } from '../aws/testing/fakeApi';
import { readTags, tagChanges, tagsProblem, writeTags, type Tag } from './tags';

describe('tags', () => {
  test('what is wrong with them is said', () => {
    const of = (...keys: string[]): Tag[] => keys.map(key => ({ key, value: 'v' }));
    expect(tagsProblem(of('team', 'Kostenstelle Ä'))).toBeUndefined();
    expect(tagsProblem(of(''))).toContain('no key');
    expect(tagsProblem(of('a', 'a'))).toContain('twice');
    expect(tagsProblem(of('aws:x'))).toContain('reserved');
    expect(tagsProblem(of('a<b'))).toContain('may hold');
    expect(tagsProblem(of('k'.repeat(129)))).toContain('too long');
    expect(tagsProblem([{ key: 'k', value: 'v'.repeat(257) }])).toContain('too long');
    expect(tagsProblem(of(...Array.from({ length: 51 }, (_, i) => `k${i}`)))).toContain(
      'at most 50'
    );
  });

  test('changes lead from the old ones to the new ones, and leave those of AWS', () => {
    const tag = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'aws:d'), value: fc.string() });
    const tags = fc.uniqueArray(tag, { selector: ({ key }) => key });
    fc.assert(
      fc.property(tags, tags, (before, all) => {
        const after = all.filter(({ key }) => key !== 'aws:d');
        const { put, remove } = tagChanges(before, after);
        const result = new Map<string, string>(before.map(({ key, value }) => [key, value]));
        put.forEach(({ key, value }) => result.set(key, value));
        remove.forEach(key => result.delete(key));
        const reserved = before.filter(({ key }) => key === 'aws:d');
        expect(Object.fromEntries(result)).toEqual(
          Object.fromEntries([...after, ...reserved].map(({ key, value }) => [key, value]))
        );
      })
    );
  });

  test('are read over all pages, and nothing is written that is the same', async () => {
    const api = new FakeApi({
      'sagemaker.ListTags': ({ NextToken }) =>
        NextToken
          ? { Tags: [{ Key: 'b', Value: '2' }] }
          : { Tags: [{ Key: 'a', Value: '1' }], NextToken: 'n' }
    });
    const tags = await readTags(api, 'arn');
    expect(tags.map(({ key }) => key)).toEqual(['a', 'b']);
    await writeTags(api, 'arn', tagChanges(tags, tags));
    expect(api.calls).toHaveLength(2);
  });
});
