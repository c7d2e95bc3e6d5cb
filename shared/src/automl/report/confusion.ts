/** Confusion matrices: counts by actual and predicted class. */
import { isFields, numberOf, type Fields } from '../fields';

/** Counts by class: `counts[actual][predicted]`; `undefined` where there are none. */
export interface ConfusionMatrix {
  labels: string[];
  counts: (number | undefined)[][];
}

/** What a cell tells. `row`: share of the actual class. `column`: share of the predicted one. */
export type CellMode = 'counts' | 'row' | 'column';

/** More labels than this are drawn as a picture; reports of the service have no more. */
export const MOST_LABELS = 15;

/** How well one class is told from the others. Shares are `NaN` where nothing was counted. */
export interface ClassQuality {
  label: string;
  /** Rows of this class. */
  rows: number;
  /** Rows that were taken for it. */
  predicted: number;
  precision: number;
  recall: number;
  f1: number;
}

/** Rows of one class taken for another. */
export interface Confusion {
  actual: string;
  predicted: string;
  count: number;
  /** Of the actual class's rows. */
  share: number;
}

/** Read `{actual: {predicted: count}}`. */
export function confusionMatrix(found: Fields): ConfusionMatrix | undefined {
  const rows = Object.entries(found).filter((entry): entry is [string, Fields] =>
    isFields(entry[1])
  );
  const names = new Set(rows.map(([actual]) => actual));
  for (const [, row] of rows) {
    Object.keys(row).forEach(predicted => names.add(predicted));
  }
  const all = [...names];
  const byName = new Map(rows);
  const counts = all.map(actual =>
    all.map(predicted => {
      const row = byName.get(actual);
      return row && Object.hasOwn(row, predicted) ? numberOf(row[predicted]) : undefined;
    })
  );
  return all.length > 0 ? { labels: all, counts } : undefined;
}

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

/** Rows counted for each actual class, and for each predicted one. */
export function totals(matrix: ConfusionMatrix): { actual: number[]; predicted: number[] } {
  return {
    actual: matrix.counts.map(sum),
    predicted: matrix.labels.map((_, column) => sum(matrix.counts.map(row => row[column])))
  };
}

/** Values of all cells; `NaN` where nothing was counted, as for a class without rows. */
export function cells(matrix: ConfusionMatrix, mode: CellMode): number[][] {
  const { actual, predicted } = totals(matrix);
  return matrix.counts.map((row, i) =>
    matrix.labels.map((_, j) => {
      const count = row[j];
      if (count === undefined || mode === 'counts') {
        return count ?? NaN;
      }
      const whole = (mode === 'row' ? actual[i] : predicted[j]) as number;
      return whole > 0 ? count / whole : NaN;
    })
  );
}

export function classQuality(matrix: ConfusionMatrix): ClassQuality[] {
  const { actual, predicted } = totals(matrix);
  return matrix.labels.map((label, i) => {
    const hits = matrix.counts[i]?.[i] ?? 0;
    const rows = actual[i] as number;
    const taken = predicted[i] as number;
    const precision = taken > 0 ? hits / taken : NaN;
    const recall = rows > 0 ? hits / rows : NaN;
    return {
      label,
      rows,
      predicted: taken,
      precision,
      recall,
      f1: rows + taken > 0 ? (2 * hits) / (rows + taken) : NaN
    };
  });
}

/** Mistakes, the most frequent first. */
export function confusions(matrix: ConfusionMatrix, most = 500): Confusion[] {
  const { actual } = totals(matrix);
  const found = matrix.counts.flatMap((row, i) =>
    row.flatMap((count, j): Confusion[] =>
      i !== j && count !== undefined && count > 0
        ? [
            {
              actual: matrix.labels[i] as string,
              predicted: matrix.labels[j] as string,
              count,
              share: count / (actual[i] as number)
            }
          ]
        : []
    )
  );
  return found.sort((a, b) => b.count - a.count).slice(0, most);
}

/**
 * The most frequent classes, and all others as one.
 *
 * @param most - Labels in the result, the last one included.
 * @param others - Name of the last one.
 */
export function aggregate(matrix: ConfusionMatrix, most: number, others: string): ConfusionMatrix {
  if (matrix.labels.length <= most) {
    return matrix;
  }
  const { actual } = totals(matrix);
  const kept = matrix.labels
    .map((_, i) => i)
    .sort((a, b) => (actual[b] as number) - (actual[a] as number) || a - b)
    .slice(0, most - 1)
    .sort((a, b) => a - b);
  const place = new Map(kept.map((from, to) => [from, to]));
  const at = (from: number): number => place.get(from) ?? kept.length;
  const counts = Array.from({ length: kept.length + 1 }, () =>
    Array<number>(kept.length + 1).fill(0)
  );
  matrix.counts.forEach((row, i) =>
    row.forEach((count, j) => {
      (counts[at(i)] as number[])[at(j)]! += count ?? 0;
    })
  );
  return { labels: [...kept.map(i => matrix.labels[i] as string), others], counts };
}

/** Share of all rows on the diagonal. */
export function accuracy(matrix: ConfusionMatrix): number {
  const all = sum(matrix.counts.map(sum));
  return all > 0 ? sum(matrix.labels.map((_, i) => matrix.counts[i]?.[i])) / all : NaN;
}
