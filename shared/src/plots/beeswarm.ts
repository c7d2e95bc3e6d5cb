/** One dot per record and feature: where its contribution lies, coloured by the value. */
import type { Aggregation, TabularExplanation } from '../explain/model';
import { contributions, globalValues, orderBySize } from '../explain/order';
import { recordName, recordNumber } from '../explain/records';
import { contributionColumn, featureStatistics } from '../explain/statistics';
import { contributionAxis, markHeight } from './axes';
import { cividis } from './cividis';
import { colorKeys, keysHeight } from './colorKeys';
import { dotLayer } from './dots';
import { cutMiddle } from './escape';
import { unitText, type FigurePoint, type MarkFigure, type MarkLegend } from './figure';
import { short, signed, valueText } from './numbers';
import { fitName } from './room';
import type { PlotStyle } from './style';
import { dotColors } from './valueColors';

export interface BeeswarmOptions {
  label: number;
  /** Rows; default: 15. */
  top?: number;
  /** Show only these features, e.g. those found by a search. */
  only?: readonly number[];
  /** Show only these records, in rising order. */
  records?: Uint32Array;
  /** Half of the range of the axis, to compare figures; default: what fits. */
  reach?: number;
  /** Features in this order; default: strongest first. */
  order?: readonly number[];
  /** What "strongest" means; default: as in the file. */
  how?: Aggregation;
}

/** Height of a row of dots, in px. */
const SWARM_ROW = 34;
/** Rows of the table twin. */
const TABLE_ROWS = 500;

export function beeswarmFigure(
  e: TabularExplanation,
  { label, top = 15, only, records, reach, order, how }: BeeswarmOptions,
  style: PlotStyle
): MarkFigure {
  const ranked = order ?? orderBySize(globalValues(e, label, records, how));
  const wanted = only && new Set(only);
  const features = (wanted ? ranked.filter(f => wanted.has(f)) : ranked).slice(0, top);
  const unit = unitText(e.unit, e.labels[label] as string);
  const columns = new Map<number, Float32Array>();
  const column = (feature: number): Float32Array => {
    const known = columns.get(feature) ?? contributionColumn(e, label, feature, records);
    columns.set(feature, known);
    return known;
  };
  const sorted = new Map<number, Uint32Array>();
  const sortedRow = (row: number): Uint32Array => {
    const x = column(features[row] as number);
    const known =
      sorted.get(row) ??
      Uint32Array.from(x, (_, i) => i)
        .filter(i => x[i] === x[i])
        .sort((a, b) => (x[a] as number) - (x[b] as number));
    sorted.set(row, known);
    return known;
  };
  const markPoint = (row: number, record: number): FigurePoint =>
    pointOf(e, label, record, features[row] as number, row, style.locale);
  const end = reach ?? symmetricReach(e, label, features, records);
  const count = records?.length ?? e.records;
  const title = `contribution (${cutMiddle(unit, 40)}): lowers\u00a0\u00a0←\u00a0\u00a00\u00a0\u00a0→\u00a0\u00a0raises`;
  const names = features.map((f, at) => ({
    at,
    text: fitName(e.features[f] as string, style, 28),
    full: e.features[f] as string
  }));
  const rows = Math.max(1, features.length);
  const keys = colorKeys(e, features, style);
  const hasNumbers = features.some(f => e.data?.[f]?.some(value => typeof value === 'number'));
  const tableRow = (record: number): (number | null)[] => [
    recordNumber(e, record),
    ...features.map(f => {
      const value = e.values[(label * e.records + record) * e.features.length + f] as number;
      return Number.isNaN(value) ? null : value;
    })
  ];
  const listed = (limit: number): (number | null)[][] =>
    Array.from({ length: Math.min(count, limit) }, (_, i) =>
      tableRow(records ? (records[i] as number) : i)
    );
  return {
    x: contributionAxis(end, title, style.locale),
    y: { range: [rows - 0.5, -0.5], ticks: () => names, grid: false },
    under: dotLayer({
      rows,
      marks: count * features.length,
      row: index => {
        const feature = features[index];
        const { categories, missing, scaleFrom } = style;
        return {
          x: feature === undefined ? new Float32Array(0) : column(feature),
          colors: dotColors(
            feature === undefined ? undefined : e.data?.[feature],
            feature === undefined ? 0 : e.records,
            categories,
            missing,
            scaleFrom
          )
        };
      }
    }),
    markPoint,
    legend: hasNumbers ? valueLegend(style) : undefined,
    ...(keys.length > 0 ? { keys } : {}),
    zoomKey: `${label}:${features.join()}`,
    height:
      markHeight(rows * SWARM_ROW, title, style.width * 0.6, style) +
      keysHeight(keys, style.width, style),
    summary: swarmSentence(e, label, features[0], records, unit, style.locale),
    table: {
      columns: [
        { name: 'Record', numeric: true },
        ...features.map(f => ({ name: e.features[f] as string, numeric: true }))
      ],
      get rows() {
        return listed(TABLE_ROWS);
      },
      all: () => listed(count),
      ...(count > TABLE_ROWS ? { omitted: count - TABLE_ROWS } : {})
    },
    points: {
      rows: features.length,
      length: row => sortedRow(row).length,
      at: (row, index) => markPoint(row, sortedRow(row)[index] as number)
    }
  };
}

/** The point of a dot; `row` as in the figure. */
function pointOf(
  e: TabularExplanation,
  label: number,
  record: number,
  feature: number,
  row: number,
  locale: string | undefined
): FigurePoint {
  const value = contributions(e, label, record)[feature] as number;
  const actual = e.data ? ` = ${valueText(e.data[feature]?.[record], locale)}` : '';
  const name = recordName(e, record);
  return {
    x: value,
    y: row,
    record,
    feature,
    text: `${name}, ${e.features[feature]}${actual}: ${signed(value, locale)}`
  };
}

/** Half of an axis that is the same to both sides of 0, so that raising and lowering compare. */
export function symmetricReach(
  e: TabularExplanation,
  label: number,
  features: readonly number[],
  records?: ArrayLike<number>
): number {
  const { low, high } = featureStatistics(e, label, records);
  const largest = features.reduce(
    (most, f) => Math.max(most, -(low[f] as number), high[f] as number),
    0
  );
  return (largest || 1) * 1.05;
}

/** The colours of low and high values. */
export function valueLegend(style: PlotStyle): MarkLegend {
  return {
    kind: 'scale',
    title: 'value of the feature',
    low: 'low',
    high: 'high',
    colors: scaleColors(style)
  };
}

/** The scale of values from low to high, as colours. */
export function scaleColors(style: PlotStyle): string[] {
  return Array.from(
    { length: 24 },
    (_, i) => `rgb(${cividis(style.scaleFrom + (1 - style.scaleFrom) * (i / 23)).join()})`
  );
}

function swarmSentence(
  e: TabularExplanation,
  label: number,
  strongest: number | undefined,
  records: Uint32Array | undefined,
  unit: string,
  locale: string | undefined
): string {
  const count = records?.length ?? e.records;
  if (strongest === undefined || count === 0) {
    return 'No record is shown.';
  }
  const whole = e.partOf && e.partOf.records > e.records ? e.partOf.records : e.records;
  const shown =
    count < whole
      ? `${count.toLocaleString(locale)} of ${whole.toLocaleString(locale)} records`
      : `${count.toLocaleString(locale)} ${count === 1 ? 'record' : 'records'}`;
  const { low, high, count: known } = featureStatistics(e, label, records);
  if (known[strongest] === 0) {
    return `${shown}: no feature has a contribution.`;
  }
  return (
    `${shown}: ${e.features[strongest]} spreads from ${short(low[strongest], locale)} to ` +
    `${signed(high[strongest] as number, locale)} (${unit}), the strongest of ` +
    `${e.features.length} ${e.features.length === 1 ? 'feature' : 'features'}.`
  );
}
