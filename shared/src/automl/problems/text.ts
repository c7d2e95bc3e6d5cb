import { textRules } from '../rules/text';
import { guessTarget } from '../target';
import { contentTypes } from '../types';
import type { ColumnProfile } from '../preview';
import type { TextConfig } from '../types';
import type { Problem } from './model';
import { limits, readLimits, textOf } from './shared';

/** Mean length of the examples of a column: texts are longer than classes. */
function length({ examples }: ColumnProfile): number {
  return examples.reduce((sum, text) => sum + text.length, 0) / Math.max(1, examples.length);
}

/** Classes of texts in a column of a table. */
export const text: Problem = {
  id: 'text',
  member: 'TextClassificationJobConfig',
  label: 'Text classification',
  summary: 'Sorts the texts of a column into the classes of another.',
  data: 'table',
  contentTypes: [contentTypes.csv, contentTypes.parquet],
  dataTypes: ['S3Prefix'],
  gzip: false,
  validation: true,
  objectives: () => ['Accuracy'],
  objective: () => '',
  roles: draft =>
    new Map([
      ...(draft.content ? [[draft.content, 'text'] as const] : []),
      ...(draft.target ? [[draft.target, 'class'] as const] : [])
    ]),
  features: false,
  suggest: (draft, profile) => {
    const texts = profile.columns.filter(
      ({ name, numbers }) => name.trim() !== '' && name !== draft.target && numbers < 0.5
    );
    const content = draft.content || [...texts].sort((a, b) => length(b) - length(a))[0]?.name;
    const others = profile.columns.filter(({ name }) => name !== content);
    const target = draft.target || guessTarget({ ...profile, columns: others });
    return { ...draft, content: content ?? '', target: target ?? '' };
  },
  config: (draft): TextConfig => ({
    ContentColumn: draft.content,
    TargetLabelColumn: draft.target,
    ...limits(draft)
  }),
  read: (config, draft) => ({
    ...draft,
    ...readLimits(config),
    content: textOf(config.ContentColumn),
    target: textOf(config.TargetLabelColumn)
  }),
  rules: textRules
};
