/** Tags of a job. */
import type { AwsApi, CallOptions } from '../aws/api';
import { nextToken, pages } from '../aws/paging';

export interface Tag {
  key: string;
  value: string;
}

/** All tags of a resource. @throws AwsError as the calls do. */
export async function readTags(api: AwsApi, arn: string, options?: CallOptions): Promise<Tag[]> {
  type Page = { Tags?: { Key?: string; Value?: string }[]; NextToken?: string };
  const all: Tag[] = [];
  for await (const page of pages<Page>(
    api,
    'sagemaker',
    'ListTags',
    { ResourceArn: arn },
    nextToken,
    options
  )) {
    all.push(...(page.Tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })));
  }
  return all;
}

/** Tags that AWS keeps itself: they can be read, not changed. */
export function isReserved({ key }: Tag): boolean {
  return /^aws:/i.test(key);
}

const MOST_TAGS = 50;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** What is wrong with edited tags, and how to put it right; `undefined` if nothing is. */
export function tagsProblem(tags: readonly Tag[]): string | undefined {
  if (tags.length > MOST_TAGS) {
    return `There are ${tags.length} tags; at most ${MOST_TAGS} are allowed. Remove some.`;
  }
  const seen = new Set<string>();
  for (const { key, value } of tags) {
    if (key === '') {
      return 'A tag has no key. Give it one, or remove it.';
    }
    if (key.length > 128 || value.length > 256) {
      return `The tag “${key.slice(0, 40)}” is too long: 128 characters for a key, 256 for a value.`;
    }
    if (!ALLOWED.test(key) || !ALLOWED.test(value)) {
      return `The tag “${key.slice(0, 40)}” may hold letters, digits, spaces and _ . : / = + - @ alone.`;
    }
    if (isReserved({ key, value })) {
      return 'Tags that begin with “aws:” are reserved. Choose another key.';
    }
    if (seen.has(key)) {
      return `The key “${key}” is there twice. Keys differ from one another.`;
    }
    seen.add(key);
  }
  return undefined;
}

/** What leads from the old tags to the new ones. */
export function tagChanges(
  before: readonly Tag[],
  after: readonly Tag[]
): { put: Tag[]; remove: string[] } {
  const old = new Map(before.map(({ key, value }) => [key, value]));
  const kept = new Set(after.map(({ key }) => key));
  return {
    put: after.filter(({ key, value }) => old.get(key) !== value),
    remove: before.filter(tag => !isReserved(tag) && !kept.has(tag.key)).map(({ key }) => key)
  };
}

/** Make the changes: new tags first, so that a failure takes nothing away. */
export async function writeTags(
  api: AwsApi,
  arn: string,
  { put, remove }: ReturnType<typeof tagChanges>
): Promise<void> {
  if (put.length > 0) {
    const Tags = put.map(({ key, value }) => ({ Key: key, Value: value }));
    await api.call('sagemaker', 'AddTags', { ResourceArn: arn, Tags });
  }
  if (remove.length > 0) {
    await api.call('sagemaker', 'DeleteTags', { ResourceArn: arn, TagKeys: remove });
  }
}
