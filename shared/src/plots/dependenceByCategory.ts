/** Contributions of a feature by category: dots with a box each. */
import type { TabularExplanation } from '../explain/model';
import { contributionColumn } from '../explain/statistics';
import { contributionAxis, markHeight } from './axes';
import { colorLegend, dependenceTable, pointOf, type DependenceOptions } from './dependence';
import { dotLayer } from './dots';
import { cutMiddle } from './escape';
import { unitText, type FigurePoint, type MarkFigure, type MarkLine } from './figure';
import { signed } from './numbers';
import { fitName } from './room';
import type { PlotStyle } from './style';
import { dotColors } from './valueColors';

/** Categories that get a row; the rest share the last one. */
const MOST_ROWS = 15;
const ROW_HEIGHT = 34;

interface CategoryRow {
  name: string;
  records: number[];
}

export function dependenceByCategory(
  e: TabularExplanation,
  options: DependenceOptions,
  style: PlotStyle
): MarkFigure {
  const { label, feature, colorBy } = options;
  const values = e.data?.[feature] ?? [];
  const y = contributionColumn(e, label, feature, options.records);
  const rows = categoryRows(values, y);
  const unit = unitText(e.unit, e.labels[label] as string);
  const name = e.features[feature] as string;
  const title = `contribution of ${cutMiddle(name, 40)} (${cutMiddle(unit, 40)})`;
  const colors = dotColors(
    colorBy === undefined ? undefined : e.data?.[colorBy],
    e.records,
    style.categories,
    style.missing,
    style.scaleFrom
  );
  const rowX = rows.map(({ records }) => {
    const x = new Float32Array(e.records).fill(NaN);
    for (const record of records) {
      x[record] = y[record] as number;
    }
    return x;
  });
  const all = y.filter(value => Number.isFinite(value));
  const end =
    options.reach ?? (all.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1) * 1.05;
  const markPoint = (row: number, record: number): FigurePoint =>
    pointOf(e, options, record, y[record] as number, row, style.locale);
  const sorted = rows.map(({ records }) =>
    [...records].sort((a, b) => (y[a] as number) - (y[b] as number))
  );
  const boxes = sorted.map(records => quartiles(records.map(record => y[record] as number)));
  return {
    x: contributionAxis(end, title, style.locale),
    y: {
      range: [Math.max(1, rows.length) - 0.5, -0.5],
      ticks: () =>
        rows.map((row, at) => ({
          at,
          text: `${fitName(row.name, style, 22)} (${row.records.length})`,
          full: `${row.name}, ${row.records.length} records`
        })),
      grid: false
    },
    under: dotLayer({
      rows: Math.max(1, rows.length),
      marks: e.records,
      row: index => ({ x: rowX[index] ?? new Float32Array(e.records).fill(NaN), colors })
    }),
    lines: boxes.flatMap((box, row) => boxLines(box, row, style)),
    markPoint,
    legend: colorBy === undefined ? undefined : colorLegend(e, colorBy, style),
    zoomKey: `${label}:${feature}:names`,
    height: markHeight(Math.max(1, rows.length) * ROW_HEIGHT, title, style.width * 0.6, style),
    summary: sentence(name, rows, boxes, style.locale),
    table: dependenceTable(e, options, values, y),
    points: {
      rows: rows.length,
      length: row => (sorted[row] as number[]).length,
      at: (row, index) => markPoint(row, (sorted[row] as number[])[index] as number)
    }
  };
}

/** Most frequent categories first; missing and the rest at the end. */
function categoryRows(values: readonly (string | number | null)[], y: Float32Array): CategoryRow[] {
  const byName = new Map<string, number[]>();
  const missing: number[] = [];
  values.forEach((value, record) => {
    if (Number.isNaN(y[record])) {
      return;
    }
    if (value === null || Number.isNaN(value)) {
      missing.push(record);
      return;
    }
    const name = String(value);
    const records = byName.get(name) ?? [];
    records.push(record);
    byName.set(name, records);
  });
  const ordered = [...byName]
    .map(([name, records]) => ({ name, records }))
    .sort((a, b) => b.records.length - a.records.length || (a.name < b.name ? -1 : 1));
  const rest = ordered.slice(MOST_ROWS);
  return [
    ...ordered.slice(0, MOST_ROWS),
    ...(rest.length > 0
      ? [{ name: `${rest.length} other values`, records: rest.flatMap(row => row.records) }]
      : []),
    ...(missing.length > 0 ? [{ name: 'missing', records: missing }] : [])
  ];
}

/** Whisker, quartile, median, quartile, whisker: whiskers end at the last value within one and a
 * half boxes. */
export function quartiles(sorted: readonly number[]): [number, number, number, number, number] {
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const low = sorted[Math.floor(place)] as number;
    return low + ((sorted[Math.ceil(place)] as number) - low) * (place - Math.floor(place));
  };
  const [q1, q3] = [at(0.25), at(0.75)];
  const reach = 1.5 * (q3 - q1);
  return [
    sorted.find(value => value >= q1 - reach) ?? q1,
    q1,
    at(0.5),
    q3,
    [...sorted].reverse().find(value => value <= q3 + reach) ?? q3
  ];
}

function boxLines(
  [low, q1, median, q3, high]: readonly [number, number, number, number, number],
  row: number,
  style: PlotStyle
): MarkLine[] {
  const half = 0.22;
  const line = (points: [number, number][], width = 1): MarkLine => ({
    points,
    color: style.text,
    width
  });
  return [
    line([
      [low, row],
      [q1, row]
    ]),
    line([
      [q3, row],
      [high, row]
    ]),
    {
      ...line([
        [q1, row - half],
        [q3, row - half],
        [q3, row + half],
        [q1, row + half]
      ]),
      closed: true
    },
    line(
      [
        [median, row - half],
        [median, row + half]
      ],
      2.5
    )
  ];
}

function sentence(
  name: string,
  rows: readonly CategoryRow[],
  boxes: readonly (readonly number[])[],
  locale: string | undefined
): string {
  if (rows.length === 0) {
    return `No record has both a value and a contribution of ${name}.`;
  }
  const medians = boxes.map(box => box[2] as number);
  const most = medians.indexOf(Math.max(...medians));
  const least = medians.indexOf(Math.min(...medians));
  const of = (row: number): string =>
    `${(rows[row] as CategoryRow).name} (median ${signed(medians[row] as number, locale)})`;
  return rows.length === 1
    ? `${name} is ${of(0)} in all records.`
    : `Of ${rows.length} values of ${name}, ${of(most)} contributes the most, ${of(least)} the least.`;
}
