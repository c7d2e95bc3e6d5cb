import type { AwsApi } from '../../aws/api';
import type { JobDraft } from '../../automl/draft';
import { originOf } from '../../automl/prefill';
import type { DataProfile } from '../../automl/preview';
import type { Field as RuleField } from '../../automl/rules';
import type { Host } from '../../host';
import type { ValidationData } from './useValidationData';

/** Of files with tables. */
export const dataExtensions = ['csv', 'tsv', 'parquet', 'pq', 'gz'];

/** What every part of the form gets. */
export interface FormProps {
  api: AwsApi;
  host: Host;
  draft: JobDraft;
  profile?: DataProfile;
  /** A look at the validation data. */
  validation: ValidationData;
  /** The first error of a field. */
  errorOf: (field: RuleField) => string | undefined;
  /** Show errors of fields that were not left yet. */
  showErrors: boolean;
  onChange: (change: (draft: JobDraft) => JobDraft) => void;
}

/** A field's hint, with the file that its value comes from. */
export function hintOf(
  draft: JobDraft,
  name: Parameters<typeof originOf>[1],
  hint = ''
): string | undefined {
  const origin = originOf(draft, name);
  return (origin === undefined ? hint : `${hint} From ${origin}.`).trim() || undefined;
}

/** Columns to choose from, with the chosen one even if the data lack it. */
export function columnChoices(
  profile: DataProfile | undefined,
  chosen: string
): { value: string; label: string }[] {
  const names = new Set(profile?.columns.map(({ name }) => name) ?? []);
  if (chosen) {
    names.add(chosen);
  }
  return [...names].filter(name => name.trim() !== '').map(name => ({ value: name, label: name }));
}
