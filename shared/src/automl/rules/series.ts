import { nameSome, quoteName } from '../preview/problems';
import {
  aggregations,
  frequencySeconds,
  isFrequency,
  nextUnit,
  seriesAlgorithms
} from '../problems/seriesFields';
import { parseWhole } from '../typed';
import type { SeriesConfig } from '../types';
import { fillingRules } from './filling';
import type { Rule, RuleContext } from './model';
import { allAlgorithms, isKnown } from './newer';
import { knownObjective, singleCandidate } from './single';
import { columnRule } from './text';

const metrics = ['AverageWeightedQuantileLoss', 'RMSE', 'MASE', 'MAPE', 'WAPE'];
const longestHorizon = 500;

export function seriesOf({ plan }: RuleContext): SeriesConfig | undefined {
  return plan.request.AutoMLProblemTypeConfig.TimeSeriesForecastingJobConfig;
}

/**
 * Steps of the chosen frequency that the data span; `undefined` unless every row was looked at.
 */
export function stepsInData({
  draft,
  profile
}: Pick<RuleContext, 'draft' | 'profile'>): number | undefined {
  const column = profile?.columns.find(({ name }) => name === draft.series.timestamp);
  const seconds = frequencySeconds(draft.series.frequency);
  if (!profile?.rows.exact || profile.sampled < profile.rows.count || !column?.times || !seconds) {
    return undefined;
  }
  return Math.round((column.times.last - column.times.first) / seconds) + 1;
}

/** Columns that are neither target, time, item nor grouping, by how they count. */
function features(context: RuleContext): { numeric: number; categorical: number } {
  const { draft, profile, plan } = context;
  const { timestamp, item, grouping } = draft.series;
  const taken = new Set([draft.target, timestamp, item, ...grouping]);
  const only = plan.featureSpec?.content.FeatureAttributeNames;
  const used = (profile?.columns ?? []).filter(
    ({ name }) => !taken.has(name) && (!only || only.includes(name))
  );
  const count = (type: string): number =>
    used.filter(({ name, type: seen }) => (draft.types[name] ?? seen) === type).length;
  return { numeric: count('numeric'), categorical: count('categorical') };
}

/** Time series: V-14, V-16 to V-25. */
export const seriesRules: Rule[] = [
  singleCandidate,
  knownObjective(metrics),
  columnRule('F-15', 'timestamp', 'timestamp column', ({ draft }) => draft.series.timestamp),
  columnRule('F-15', 'item', 'item column', ({ draft }) => draft.series.item),
  columnRule('F-15', 'target', 'target', ({ draft }) => draft.target),
  {
    id: 'F-15',
    field: 'grouping',
    severity: 'error',
    check: ({ draft: { target, series } }) => {
      const chosen = [target, series.timestamp, series.item, ...series.grouping].filter(Boolean);
      const twice = chosen.find((name, place) => chosen.indexOf(name) < place);
      return twice
        ? `${quoteName(twice)} has two roles. Choose different columns for target, timestamp, ` +
            'item and grouping.'
        : undefined;
    }
  },
  {
    id: 'V-16',
    field: 'validation',
    severity: 'error',
    check: ({ plan: { request } }) =>
      request.DataSplitConfig || (request.AutoMLJobInputDataConfig?.length ?? 0) > 1
        ? 'A forecast is validated on the last steps of each series. Remove the validation ' +
          'share and the validation data.'
        : undefined
  },
  {
    id: 'V-17',
    field: 'frequency',
    severity: 'error',
    check: ({ draft: { series } }) => {
      if (series.frequency === '') {
        return 'No frequency is set. Write the step of the forecast, for example 1D, 1H or 15min.';
      }
      if (isFrequency(series.frequency)) {
        return undefined;
      }
      const better = nextUnit(series.frequency);
      return better
        ? `Write ${better} in place of ${series.frequency}.`
        : `“${series.frequency.slice(0, 20)}” is not a frequency. Write 1-59min, 1-23H, 1-6D, ` +
            '1-4W, 1-11M or 1Y.';
    }
  },
  {
    id: 'V-17',
    field: 'frequency',
    severity: 'warning',
    check: ({ draft: { series }, profile }) => {
      const recorded = profile?.columns.find(({ name }) => name === series.timestamp)?.times?.step;
      const wanted = frequencySeconds(series.frequency);
      return recorded && wanted && wanted < recorded * 0.9
        ? `The data are coarser than ${series.frequency}: steps without a value are filled. ` +
            'Choose the recorded frequency or a coarser one.'
        : undefined;
    }
  },
  {
    id: 'V-18',
    field: 'horizon',
    severity: 'error',
    check: context => {
      const steps = parseWhole(context.draft.series.horizon);
      if (steps === undefined || steps < 1) {
        return 'The forecast needs a number of steps, 1 or more.';
      }
      const known = stepsInData(context);
      const most = known === undefined ? undefined : Math.floor(known / 4);
      return most !== undefined && steps > most
        ? `The data span ${known} steps, so at most ${most} (a quarter) can be forecast. ` +
            'Enter fewer steps, or give a longer history.'
        : undefined;
    }
  },
  {
    // The guide gives 500 as a limit and as a quota that can be raised: a warning then.
    id: 'V-18',
    field: 'horizon',
    severity: 'warning',
    check: ({ draft }) =>
      (parseWhole(draft.series.horizon) ?? 0) > longestHorizon
        ? `More than ${longestHorizon} steps need a raised quota. Enter fewer, or ask for it.`
        : undefined
  },
  {
    id: 'V-19',
    field: 'quantiles',
    severity: 'error',
    check: context => {
      const quantiles = seriesOf(context)?.ForecastQuantiles ?? [];
      const wrong = quantiles.find(name => !/^p[1-9]\d?$/.test(name));
      if (wrong !== undefined) {
        return `“${wrong.slice(0, 20)}” is not a quantile. Write p1 to p99, for example p10 p50 p90.`;
      }
      if (new Set(quantiles).size < quantiles.length) {
        return 'A quantile is listed twice. Remove one of them.';
      }
      return quantiles.length > 5
        ? `There are ${quantiles.length} quantiles; at most 5 are allowed. Remove some.`
        : undefined;
    }
  },
  {
    id: 'V-20',
    field: 'grouping',
    severity: 'error',
    check: ({ draft }) =>
      draft.series.grouping.length > 5
        ? `There are ${draft.series.grouping.length} grouping columns; at most 5 are allowed. ` +
          'Remove some.'
        : undefined
  },
  {
    id: 'V-20',
    field: 'features',
    severity: 'error',
    check: context => {
      const { numeric, categorical } = features(context);
      const parts = [
        ...(numeric > 13 ? [`${numeric} numeric columns (at most 13)`] : []),
        ...(categorical > 10 ? [`${categorical} categorical columns (at most 10)`] : [])
      ];
      return parts.length > 0
        ? `The data have ${parts.join(' and ')} besides the series. Deselect some in the table.`
        : undefined;
    }
  },
  {
    id: 'V-21',
    field: 'target',
    severity: 'error',
    check: ({ draft, profile }) => {
      const column = profile?.columns.find(({ name }) => name === draft.target);
      return column && column.present > 0 && column.numbers < 0.95
        ? `The target must be numbers, but ${quoteName(column.name)} holds text such as ` +
            `${quoteName(column.examples.find(text => Number.isNaN(Number(text))) ?? '')}. ` +
            'Choose another column.'
        : undefined;
    }
  },
  {
    id: 'V-22',
    field: 'target',
    severity: 'error',
    check: context => {
      const chosen = seriesOf(context)?.Transformations?.Aggregation ?? {};
      const other = Object.keys(chosen).filter(name => name !== context.draft.target);
      if (other.length > 0) {
        return (
          `Only the target can be aggregated, not ${nameSome(other.map(quoteName))}. ` +
          'Remove it.'
        );
      }
      const wrong = Object.values(chosen).find(how => !aggregations.some(known => known === how));
      return wrong
        ? `${quoteName(wrong)} is no aggregation. Choose ${aggregations.join(', ')}.`
        : undefined;
    }
  },
  ...fillingRules,
  {
    id: 'V-24',
    field: 'features',
    severity: 'error',
    check: ({ draft: { target, series }, plan }) => {
      const spec = plan.featureSpec?.content;
      const names = [
        ...(spec?.FeatureAttributeNames ?? []),
        ...Object.keys(spec?.FeatureDataTypes ?? {})
      ];
      const taken = [target, series.timestamp, series.item, ...series.grouping];
      const wrong = names.find(name => taken.includes(name));
      return wrong === undefined
        ? undefined
        : `${quoteName(wrong)} is part of the series, not a feature. Deselect it.`;
    }
  },
  {
    id: 'V-25',
    field: 'country',
    severity: 'error',
    check: context => {
      const chosen = seriesOf(context)?.HolidayConfig ?? [];
      if (chosen.length > 1) {
        return 'One country’s holidays can be used. Remove the others.';
      }
      const code = chosen[0]?.CountryCode;
      return code !== undefined && !/^[A-Z]{2}$/.test(code)
        ? `“${code.slice(0, 10)}” is not the code of a holiday calendar. Choose a country.`
        : undefined;
    }
  },
  {
    id: 'V-09',
    field: 'algorithms',
    severity: 'error',
    check: context => {
      const chosen = seriesOf(context)?.CandidateGenerationConfig?.AlgorithmsConfig ?? [];
      const known = seriesAlgorithms.map(({ id }) => id);
      const wrong = chosen
        .flatMap(list => list.AutoMLAlgorithms)
        .filter(id => !known.includes(id) && isKnown(id, allAlgorithms));
      if (chosen.length > 1) {
        return 'The request has several lists of algorithms; one is allowed. Remove the others.';
      }
      return wrong.length > 0
        ? `Time series cannot be trained with ${wrong.join(', ')}. Choose among ${known.join(', ')}.`
        : undefined;
    }
  }
];
