/** Fields of a draft that an administrator's defaults fill, and where their values come from. */
import type { AdminDefaults } from '../environment/adminDefaults';
import type { JobDraft } from './draft';

/** Defaults of a draft: the bucket is the backend's matter. */
export type Prefilled = Omit<AdminDefaults, 'bucket'>;

type Values = { [Name in keyof Prefilled]-?: NonNullable<Prefilled[Name]>['value'] };
type Name = keyof Values;

const names: readonly Name[] = [
  'roleArn',
  'kmsKeyId',
  'volumeKmsKeyId',
  'encryptTraffic',
  'subnets',
  'securityGroups',
  'tags'
];

function valueOf(draft: JobDraft, name: Name): unknown {
  return name === 'roleArn' || name === 'kmsKeyId' || name === 'tags'
    ? draft[name]
    : draft.security[name];
}

function withValue(draft: JobDraft, name: Name, value: unknown): JobDraft {
  return name === 'roleArn' || name === 'kmsKeyId' || name === 'tags'
    ? { ...draft, [name]: value }
    : { ...draft, security: { ...draft.security, [name]: value } };
}

const empty: { [N in Name]: string | false | [] } = {
  roleArn: '',
  kmsKeyId: '',
  volumeKmsKeyId: '',
  encryptTraffic: false,
  subnets: '',
  securityGroups: '',
  tags: []
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * A draft with the defaults in its empty fields. Values of earlier defaults that nobody changed
 * go; what a person entered or emptied stays.
 *
 * @param defaults - Of the backend in use; `{}` where none apply.
 * @returns the draft itself if nothing changes.
 */
export function withAdminDefaults(
  draft: JobDraft,
  { bucket: _bucket, ...defaults }: AdminDefaults
): JobDraft {
  const before = draft.prefilled ?? {};
  if (same(before, defaults)) {
    return draft;
  }
  let next: JobDraft = { ...draft, prefilled: defaults };
  for (const name of names) {
    const old = before[name];
    if (old && same(valueOf(next, name), old.value)) {
      next = withValue(next, name, empty[name]);
    }
    const fresh = defaults[name];
    if (fresh && same(valueOf(next, name), empty[name])) {
      next = withValue(next, name, fresh.value);
    }
  }
  return next;
}

/** File that the value of a field stands in; `undefined` if a person entered another one. */
export function originOf(draft: JobDraft, name: Name): string | undefined {
  const known = draft.prefilled?.[name];
  return known && same(valueOf(draft, name), known.value) ? known.origin : undefined;
}
