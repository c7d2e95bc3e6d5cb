import type { JobDraft } from './draft';

/** A draft that was put aside under a name. */
export interface SavedDraft {
  /** `draft`: everything. `preset`: settings for any data. */
  kind: 'draft' | 'preset';
  name: string;
  /** ms since the epoch. */
  savedAt: number;
  draft: Partial<JobDraft>;
}

/** Fields that belong to the data or to one job. */
const ofTheJob = [
  'data',
  'format',
  'compressed',
  'target',
  'content',
  'name',
  'named',
  'uploadId',
  'uploadName',
  'weight',
  'excluded',
  'types',
  'featureSpecUri',
  'extra',
  'origin',
  'prefilled'
] as const satisfies readonly (keyof JobDraft)[];

/** The settings of a draft that fit other data, too. */
export function presetOf(draft: JobDraft): Partial<JobDraft> {
  const { series, validation } = draft;
  const kept = Object.entries(draft).filter(([field]) => !ofTheJob.some(ofJob => ofJob === field));
  return {
    ...(Object.fromEntries(kept) as Partial<JobDraft>),
    series: { ...series, timestamp: '', item: '', grouping: [], filling: {} },
    validation: validation.kind === 'split' ? validation : { kind: 'split', fraction: '' }
  };
}

/** A draft with the settings of a preset; its data and columns stay. */
export function withPreset(draft: JobDraft, preset: Partial<JobDraft>): JobDraft {
  const { timestamp, item, grouping, filling } = draft.series;
  return {
    ...draft,
    ...preset,
    series: { ...draft.series, ...preset.series, timestamp, item, grouping, filling }
  };
}
