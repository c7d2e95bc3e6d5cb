import { algorithms } from '../algorithms';
import { metricInfo } from '../metrics';
import { countryCodes, seriesAlgorithms } from '../problems/seriesFields';
import { contentTypes, dataTypes, imageTypes, problemTypes, trainingModes } from '../types';
import type { Field, Rule, RuleContext } from './model';

/** Content types of any problem type. */
export const allContentTypes: readonly string[] = [...Object.values(contentTypes), ...imageTypes];

/** Algorithms of any problem type and mode. */
export const allAlgorithms: readonly string[] = [
  ...Object.values(algorithms).flat(),
  ...seriesAlgorithms
].map(({ id }) => id);

/** Whether a value is one that this version knows, for whatever it is known. */
export function isKnown<T extends string>(
  value: string | undefined,
  known: readonly T[]
): value is T {
  return value !== undefined && known.some(other => other === value);
}

/** Whether a metric is known, for whatever it is known. */
export function isKnownMetric(name: string): boolean {
  return metricInfo(name).direction !== undefined;
}

/**
 * A value that nothing here knows may belong to a newer API: it is shown and sent as it is, and
 * the service decides.
 */
function newer(
  field: Field,
  what: string,
  isKnownHere: (value: string) => boolean,
  valuesOf: (context: RuleContext) => (string | undefined)[]
): Rule {
  return {
    id: 'F-18',
    field,
    severity: 'warning',
    check: context => {
      const value = valuesOf(context).find(
        found => typeof found === 'string' && found !== '' && !isKnownHere(found)
      );
      return value === undefined
        ? undefined
        : `The ${what} “${value.slice(0, 60)}” is not known here. It is sent as it is; the ` +
            'service may refuse it.';
    }
  };
}

const tabular = ({ plan }: RuleContext) => plan.request.AutoMLProblemTypeConfig.TabularJobConfig;
const series = ({ plan }: RuleContext) =>
  plan.request.AutoMLProblemTypeConfig.TimeSeriesForecastingJobConfig;
const channels = ({ plan }: RuleContext) => plan.request.AutoMLJobInputDataConfig ?? [];

/** Values of a newer API, which a cloned job or an edited request may hold. */
export const newerRules: Rule[] = [
  newer(
    'problemType',
    'problem type',
    name => isKnown(name, problemTypes),
    context => [tabular(context)?.ProblemType]
  ),
  newer(
    'mode',
    'training mode',
    name => isKnown(name, trainingModes),
    context => [tabular(context)?.Mode]
  ),
  newer('objective', 'objective', isKnownMetric, ({ plan }) => [
    plan.request.AutoMLJobObjective?.MetricName
  ]),
  newer(
    'algorithms',
    'algorithm',
    name => isKnown(name, allAlgorithms),
    context =>
      [tabular(context), series(context)].flatMap(
        config =>
          config?.CandidateGenerationConfig?.AlgorithmsConfig?.flatMap(
            list => list.AutoMLAlgorithms
          ) ?? []
      )
  ),
  newer(
    'dataType',
    'kind of S3 location',
    name => isKnown(name, dataTypes),
    context => channels(context).map(channel => channel.DataSource?.S3DataSource?.S3DataType)
  ),
  newer(
    'contentType',
    'content type',
    name => isKnown(name, allContentTypes),
    context => channels(context).map(channel => channel.ContentType)
  ),
  newer(
    'country',
    'holiday calendar',
    // Other than two capital letters is wrong in any version.
    code => countryCodes.includes(code) || !/^[A-Z]{2}$/.test(code),
    context => series(context)?.HolidayConfig?.map(({ CountryCode }) => CountryCode) ?? []
  )
];
