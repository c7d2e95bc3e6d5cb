/** The same item in two explanations: its forecast, and what columns contribute to it. */
import type { SeriesExplanation, SeriesItem } from '../model';
import { featureTotals, forecastSum } from './aggregate';

/** A column of one of them or of both; `undefined`: the explanation does not have it. */
export interface ComparedColumn {
  name: string;
  /** Mean size of its contributions to a step of the horizon, all time steps together. */
  first?: number;
  second?: number;
}

export interface ComparedStep {
  /** Of the horizon, from 1. */
  step: number;
  /** Offset + contributions; `null`: not known. */
  first: number | null;
  second: number | null;
}

export interface ComparedItems {
  /** Columns by the larger of their shares in both, the greatest first. */
  columns: ComparedColumn[];
  /** Empty where neither has a forecast. */
  steps: ComparedStep[];
  /** Time steps that only one of them has. */
  onlyFirst: number;
  onlySecond: number;
}

/** The item of the same name. */
export function sameItem(item: SeriesItem, other: SeriesExplanation): SeriesItem | undefined {
  return other.items.find(({ id }) => id === item.id);
}

export function compareItems(
  first: SeriesExplanation,
  item: SeriesItem,
  second: SeriesExplanation,
  other: SeriesItem
): ComparedItems {
  const sizes = [sizesOf(first, item), sizesOf(second, other)] as const;
  const totals = sizes.map(list => [...list.values()].reduce((sum, v) => sum + v, 0) || 1);
  const share = (name: string): number =>
    Math.max(
      (sizes[0].get(name) ?? 0) / (totals[0] as number),
      (sizes[1].get(name) ?? 0) / (totals[1] as number)
    );
  const names = [...new Set([...sizes[0].keys(), ...sizes[1].keys()])];
  const forecasts = [forecastOf(first, item), forecastOf(second, other)] as const;
  const times = [timesOf(item), timesOf(other)] as const;
  return {
    columns: names
      .sort((a, b) => share(b) - share(a))
      .map(name => ({ name, first: sizes[0].get(name), second: sizes[1].get(name) })),
    steps: Array.from({ length: Math.max(...forecasts.map(list => list.length)) }, (_, i) => ({
      step: i + 1,
      first: numberAt(forecasts[0], i),
      second: numberAt(forecasts[1], i)
    })),
    onlyFirst: [...times[0]].filter(time => !times[1].has(time)).length,
    onlySecond: [...times[1]].filter(time => !times[0].has(time)).length
  };
}

/** Of two columns with one name the sizes are added. */
function sizesOf(e: SeriesExplanation, item: SeriesItem): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, size } of featureTotals(e, item)) {
    sizes.set(name, (sizes.get(name) ?? 0) + size / (item.horizon || 1));
  }
  return sizes;
}

function forecastOf(e: SeriesExplanation, item: SeriesItem): Float64Array {
  return e.relative || item.offset.length === 0
    ? new Float64Array(0)
    : forecastSum(e, item).forecast;
}

function timesOf({ entries }: SeriesItem): Set<string> {
  return new Set(entries.flatMap(({ timestamp }) => timestamp ?? []));
}

function numberAt(values: Float64Array, index: number): number | null {
  const value = values[index];
  return value === undefined || Number.isNaN(value) ? null : value;
}
