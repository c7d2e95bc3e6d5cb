import { isDate, isGroupedNumber, isInfinite, isMissing, parseNumber } from './values';
import { distinctLimit, topLimit } from './model';
import { timesOf } from './times';
import type { ColumnProfile, FeatureType, ValueCount } from './model';

const bins = 12;
const exampleLimit = 5;
/** Dates are tried on this many values only: the patterns are slow. */
const dateSample = 200;

/** A column's profile and what was found odd in it. */
export interface ColumnLook {
  profile: ColumnProfile;
  /** Present values that are infinite. */
  infinite: number;
  /** Present values that are numbers with thousands separators. */
  grouped: number;
  /** Most frequent value that is not a number, when most are. */
  oddValue?: string;
  /** Row (from 0) of {@link oddValue}, or of the first infinite or grouped value. */
  oddRow?: number;
}

/**
 * Look at one column.
 *
 * @param cells - The column's cells, top down; `null` and the usual words are missing.
 */
export function lookAtColumn(name: string, cells: readonly (string | null)[]): ColumnLook {
  const counts = new Map<string, number>();
  const values: number[] = [];
  let present = 0;
  let integers = 0;
  let infinite = 0;
  let grouped = 0;
  let dates = 0;
  let datesTried = 0;
  let words = 0;
  let letters = 0;
  const lengths: number[] = [];
  let oddValue: string | undefined;
  let oddRow: number | undefined;
  let specialRow: number | undefined;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (isMissing(cell)) {
      continue;
    }
    const text = cell as string;
    present += 1;
    if (counts.size < distinctLimit || counts.has(text)) {
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const value = parseNumber(text);
    if (value !== undefined) {
      values.push(value);
      integers += Number.isInteger(value) ? 1 : 0;
      continue;
    }
    if (isInfinite(text)) {
      infinite += 1;
      specialRow ??= row;
    } else if (isGroupedNumber(text)) {
      grouped += 1;
      specialRow ??= row;
    } else if (oddRow === undefined) {
      oddValue = text;
      oddRow = row;
    }
    if (datesTried < dateSample) {
      datesTried += 1;
      dates += isDate(text) ? 1 : 0;
    }
    letters += text.length;
    lengths.push(text.length);
    words += text.split(/\s+/, 40).length;
  }
  const others = present - values.length;
  const datetime = others > 0 && datesTried > 0 && dates / datesTried >= 0.9 && dates > 0;
  const numeric = present > 0 && (values.length + infinite + grouped) / present >= 0.95;
  let type: FeatureType = 'categorical';
  if (datetime && others / present >= 0.9) {
    type = 'datetime';
  } else if (numeric) {
    type = 'numeric';
  } else if (
    present > 0 &&
    counts.size > Math.max(20, present / 4) &&
    (words / Math.max(1, others) >= 3 || letters / Math.max(1, others) > 40)
  ) {
    type = 'text';
  }
  const top = mostFrequent(counts);
  return {
    profile: {
      name,
      type,
      missing: cells.length > 0 ? (cells.length - present) / cells.length : 0,
      distinct: counts.size,
      spark: type === 'numeric' ? histogram(values) : top.map(({ count }) => count),
      examples: [...counts.keys()].slice(0, exampleLimit),
      top,
      present,
      integers: present > 0 ? integers / present : 0,
      numbers: present > 0 ? values.length / present : 0,
      min: values.length > 0 ? values.reduce((a, b) => Math.min(a, b), Infinity) : undefined,
      ...(type === 'datetime' ? { times: timesOf(counts.keys()) } : {}),
      ...(type === 'text' || letters > 40 * Math.max(1, others) ? { lengths } : {})
    },
    infinite,
    grouped,
    oddValue,
    oddRow: oddRow ?? specialRow
  };
}

function mostFrequent(counts: ReadonlyMap<string, number>): ValueCount[] {
  const all = [...counts].map(([value, count]) => ({ value, count }));
  return all.sort((a, b) => b.count - a.count).slice(0, topLimit);
}

/** Counts in equal-width bins from the smallest to the largest value. */
function histogram(values: readonly number[]): number[] {
  if (values.length === 0) {
    return [];
  }
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) {
    return [values.length];
  }
  const counts = new Array<number>(bins).fill(0);
  // Halved before subtracting: the width of the widest doubles is beyond a double.
  const width = high / 2 - low / 2;
  for (const value of values) {
    const place = Math.floor(((value / 2 - low / 2) / width) * bins);
    const bin = Math.min(bins - 1, Math.max(0, place));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Share of rows that repeat an earlier one, 0-1. */
export function shareRepeated(rows: readonly unknown[][]): number {
  const seen = new Set(rows.map(row => row.join('\u0000')));
  return rows.length > 0 ? 1 - seen.size / rows.length : 0;
}
