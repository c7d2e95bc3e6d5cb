import { seriesRules } from '../rules/series';
import { contentTypes } from '../types';
import type { JobDraft } from '../draft';
import { isObject } from '../patch';
import type { ColumnProfile, DataProfile } from '../preview';
import { parseWhole } from '../typed';
import type { SeriesConfig } from '../types';
import type { Problem } from './model';
import { frequencyOf, frequencySeconds, listOf, positions } from './seriesFields';
import type { Fill, Position, SeriesDraft } from './seriesFields';
import { chosenAlgorithms, limits, readAlgorithms, readLimits, textOf, textsOf } from './shared';

export const seriesObjectives = [
  'AverageWeightedQuantileLoss',
  'RMSE',
  'MASE',
  'MAPE',
  'WAPE'
] as const;

const timeNames = /(^|_)(time|timestamp|date|datetime|day|month|week|year|ds|ts)($|_)/i;
const itemNames = /(^|_)(item|id|sku|product|store|series|sensor|station|name|symbol)($|_)/i;
const targetNames = /^(target|y|value|values|demand|sales|quantity|qty|count|amount|price|load)$/i;

/** Forecasts of the values of one or many series. */
export const series: Problem = {
  id: 'series',
  member: 'TimeSeriesForecastingJobConfig',
  label: 'Time-series forecasting',
  summary: 'Forecasts the values of items from their history.',
  data: 'table',
  contentTypes: [contentTypes.csv, contentTypes.parquet],
  dataTypes: ['S3Prefix'],
  gzip: true,
  validation: false,
  objectives: () => seriesObjectives,
  objective: () => '',
  roles: ({ target, series: { timestamp, item, grouping } }) =>
    new Map(
      [
        [target, 'target'] as const,
        [timestamp, 'timestamp'] as const,
        [item, 'item'] as const,
        ...grouping.map(name => [name, 'grouping'] as const)
      ].filter(([name]) => name !== '')
    ),
  features: true,
  suggest,
  config: (draft, specUri): SeriesConfig => {
    const { timestamp, item, grouping, frequency, horizon, quantiles, country } = draft.series;
    const filling = fillingOf(draft.series);
    const aggregation = draft.series.aggregation;
    const steps = parseWhole(horizon);
    return {
      ForecastFrequency: frequency,
      ...(steps === undefined ? {} : { ForecastHorizon: steps }),
      ...(listOf(quantiles).length > 0 ? { ForecastQuantiles: listOf(quantiles) } : {}),
      TimeSeriesConfig: {
        TargetAttributeName: draft.target,
        TimestampAttributeName: timestamp,
        ItemIdentifierAttributeName: item,
        ...(grouping.length > 0 ? { GroupingAttributeNames: [...grouping] } : {})
      },
      ...(filling || aggregation
        ? {
            Transformations: {
              ...(filling ? { Filling: filling } : {}),
              ...(aggregation
                ? { Aggregation: Object.fromEntries([[draft.target, aggregation]]) }
                : {})
            }
          }
        : {}),
      ...(country ? { HolidayConfig: [{ CountryCode: country }] } : {}),
      ...(specUri ? { FeatureSpecificationS3Uri: specUri } : {}),
      ...chosenAlgorithms(draft),
      ...limits(draft)
    };
  },
  read: (config, draft) => {
    const columns = isObject(config.TimeSeriesConfig) ? config.TimeSeriesConfig : {};
    const changes = isObject(config.Transformations) ? config.Transformations : {};
    const target = textOf(columns.TargetAttributeName);
    const holidays = Array.isArray(config.HolidayConfig) ? config.HolidayConfig[0] : undefined;
    const aggregation = isObject(changes.Aggregation) ? changes.Aggregation : {};
    return {
      ...draft,
      ...readLimits(config),
      algorithms: readAlgorithms(config),
      target,
      series: {
        timestamp: textOf(columns.TimestampAttributeName),
        item: textOf(columns.ItemIdentifierAttributeName),
        grouping: textsOf(columns.GroupingAttributeNames),
        frequency: textOf(config.ForecastFrequency),
        horizon: textOf(config.ForecastHorizon),
        quantiles: textsOf(config.ForecastQuantiles).join(', '),
        filling: readFilling(changes.Filling),
        aggregation: Object.hasOwn(aggregation, target) ? textOf(aggregation[target]) : '',
        country: isObject(holidays) ? textOf(holidays.CountryCode) : ''
      }
    };
  },
  rules: seriesRules
};

/** `Filling` of the request, without what is not chosen. */
function fillingOf({ filling }: SeriesDraft): Record<string, Record<string, string>> | undefined {
  const columns = Object.entries(filling).flatMap(([column, places]) => {
    const entries = positions.flatMap((position): [string, string][] => {
      const fill = places[position];
      if (!fill?.logic) {
        return [];
      }
      const value = fill.value.trim();
      return fill.logic === 'value' && value !== ''
        ? [
            [position, 'value'],
            [`${position}_value`, value]
          ]
        : [[position, fill.logic]];
    });
    return entries.length > 0 ? [[column, Object.fromEntries(entries)] as const] : [];
  });
  return columns.length > 0 ? Object.fromEntries(columns) : undefined;
}

function readFilling(value: unknown): SeriesDraft['filling'] {
  if (!isObject(value)) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).map(([column, places]) => {
      const known = isObject(places) ? places : {};
      const fills = positions.flatMap((position): [Position, Fill][] => {
        const logic = textOf(known[position]);
        return logic ? [[position, { logic, value: textOf(known[`${position}_value`]) }]] : [];
      });
      return [column, Object.fromEntries(fills)];
    })
  );
}

/** Columns by name and type, the frequency by the step between the times that were seen. */
function suggest(draft: JobDraft, profile: DataProfile): JobDraft {
  const free = profile.columns.filter(({ name }) => name.trim() !== '');
  const taken = new Set([draft.target, draft.series.timestamp, draft.series.item].filter(Boolean));
  const pick = (
    chosen: string,
    fits: (column: ColumnProfile) => boolean,
    names: RegExp
  ): string => {
    if (chosen) {
      return chosen;
    }
    const possible = free.filter(column => !taken.has(column.name) && fits(column));
    const found = possible.find(({ name }) => names.test(name)) ?? possible[possible.length - 1];
    taken.add(found?.name ?? '');
    return found?.name ?? '';
  };
  const timestamp = pick(
    draft.series.timestamp,
    ({ type, name }) => type === 'datetime' || timeNames.test(name),
    timeNames
  );
  const item = pick(
    draft.series.item,
    ({ type, name, distinct, present }) =>
      (type !== 'numeric' || itemNames.test(name)) && distinct < Math.max(2, present),
    itemNames
  );
  const target = pick(draft.target, ({ type }) => type === 'numeric', targetNames);
  const times = profile.columns.find(({ name }) => name === timestamp)?.times;
  const frequency = draft.series.frequency || (times?.step ? (frequencyOf(times.step) ?? '') : '');
  return {
    ...draft,
    target,
    series: {
      ...draft.series,
      timestamp,
      item,
      frequency,
      horizon: draft.series.horizon || usualHorizon(frequency, times)
    }
  };
}

/** A day of hours, two weeks of days, a year of months: as far as the history seen allows. */
function usualHorizon(frequency: string, times: ColumnProfile['times']): string {
  const unit = /[a-zA-Z]+$/.exec(frequency)?.[0] ?? '';
  const usual = { min: 60, H: 24, D: 14, W: 8, M: 12, Y: 2 }[unit];
  const seconds = frequencySeconds(frequency);
  if (usual === undefined || !times || !seconds) {
    return '';
  }
  const most = Math.floor((Math.round((times.last - times.first) / seconds) + 1) / 4);
  return most >= 1 ? String(Math.min(usual, most)) : '';
}
