import { dataLabel } from '../draft';
import { problems } from '../problems';
import { parseWhole } from '../typed';
import type { JobDraft } from '../draft';
import type { JobPlan } from '../request';
import { shellWord } from './quote';

/** Choices that `%pilot automl fit` has no option for, as a user calls them. */
function beyondMagic(draft: JobDraft, plan: JobPlan, defaultOutput: string): string[] {
  const { series } = draft;
  const isSeries = draft.problem === 'series';
  const words = [
    dataLabel(draft.data ?? { kind: 'file', path: '' }),
    draft.target,
    ...(draft.problem === 'text' ? [draft.content] : []),
    ...(isSeries ? [series.timestamp, series.item, ...series.grouping] : [])
  ];
  const place = (uri: string): string => uri.replace(/\/+$/, '');
  const chosen: [string, boolean][] = [
    [
      problems[draft.problem].label.toLowerCase(),
      !['tabular', 'text', 'series'].includes(draft.problem)
    ],
    ['quantiles', isSeries && series.quantiles.trim() !== ''],
    [
      'gaps, roll-up and holidays',
      isSeries &&
        (series.aggregation !== '' ||
          series.country !== '' ||
          Object.values(series.filling).some(places => Object.keys(places).length > 0))
    ],
    ['candidate definitions alone', draft.definitionsOnly],
    ['manifests', draft.dataType !== 'S3Prefix'],
    ['content types', draft.contentType !== ''],
    ['a feature specification', draft.featureSpecUri !== ''],
    ['security settings', plan.request.SecurityConfig !== undefined],
    ['EMR Serverless', draft.emrRoleArn !== ''],
    ['fields of your own', Object.keys(draft.extra).length > 0],
    ['features and types', plan.featureSpec !== undefined],
    ['weights', draft.weight !== ''],
    ['algorithms', draft.algorithms.length > 0],
    ['the time of one training', parseWhole(draft.maxSecondsPerTrial) !== undefined],
    [
      'validation',
      plan.request.DataSplitConfig !== undefined || draft.validation.kind === 'channel'
    ],
    ['encryption', draft.kmsKeyId !== ''],
    ['tags', draft.tags.length > 0],
    ['deployment', draft.deploy.kind !== 'off'],
    ['another output location', place(draft.outputUri) !== place(defaultOutput)],
    // IPython puts the values of variables in place of {name} and $name.
    ['names with line breaks, braces or $', words.some(word => /[\r\n{}$]/.test(word))]
  ];
  return chosen.filter(([, is]) => is).map(([what]) => what);
}

/** Options of a problem type alone. */
function problemOptions({ problem, content, series }: JobDraft): [string, string][] {
  switch (problem) {
    case 'text':
      return [['--text', content]];
    case 'series':
      return [
        ['--time', series.timestamp],
        ['--item', series.item],
        ...series.grouping.map((name): [string, string] => ['--group', name]),
        ['--frequency', series.frequency],
        ['--horizon', series.horizon.trim()]
      ];
    default:
      return [];
  }
}

/** The `%pilot` line, or a comment that says what it cannot express. */
export function magicCode(draft: JobDraft, plan: JobPlan, defaultOutput: string): string {
  const beyond = beyondMagic(draft, plan, defaultOutput);
  if (beyond.length > 0) {
    return `# %pilot automl fit has no option for ${beyond.join(', ')}: use Python (boto3).\n`;
  }
  const options: [string, string | undefined][] = [
    ['--target', draft.target],
    ...problemOptions(draft),
    ['--name', draft.name],
    ['--problem-type', draft.problemType === 'auto' ? undefined : draft.problemType],
    ['--objective', plan.request.AutoMLJobObjective?.MetricName],
    ['--mode', draft.mode === 'AUTO' ? undefined : draft.mode],
    ['--max-candidates', parseWhole(draft.maxCandidates)?.toString()],
    ['--max-runtime', parseWhole(draft.maxSeconds)?.toString()],
    ['--role', draft.roleArn || undefined]
  ];
  const words = options.flatMap(([option, value]) =>
    // `--target=-x`: a value that begins with a hyphen would be taken for an option.
    value === undefined
      ? []
      : value.startsWith('-')
        ? [shellWord(`${option}=${value}`)]
        : [option, shellWord(value)]
  );
  const path = draft.data ? dataLabel(draft.data) : '';
  // A bare word would be taken for the variable of that name.
  const data = /^\w+$/.test(path) || path.startsWith('-') ? `./${path}` : path;
  return (
    '%load_ext pilothouse\n' + `%pilot automl fit ${shellWord(data)} ${words.join(' ')} --no-wait\n`
  );
}
