/** How the contribution of a feature depends on its value. */
import type { FeatureColumn, TabularExplanation } from '../explain/model';
import { valuesAtRanks } from '../explain/ranks';
import { recordName, recordNumber } from '../explain/records';
import { contributionColumn } from '../explain/statistics';
import { logTicks, markHeight, roundTicks, tickCount, type AxisTick } from './axes';
import { scaleColors } from './beeswarm';
import { categoriesOf } from './colorKeys';
import { densityLayer } from './density';
import { dependenceByCategory } from './dependenceByCategory';
import { dotLayer } from './dots';
import { cutMiddle } from './escape';
import { unitText, type FigurePoint, type MarkFigure, type MarkLegend } from './figure';
import { finite } from './globalBar';
import { short, signed, valueText } from './numbers';
import type { PlotStyle } from './style';
import { clipRange, dotColors } from './valueColors';

export interface DependenceOptions {
  label: number;
  feature: number;
  /** Feature whose values colour the dots. */
  colorBy?: number;
  /** Only these records. */
  records?: Uint32Array;
  /** Logarithmic axis; values of 0 and less are not drawn. */
  log?: boolean;
  /** Half of the range of contributions, to compare figures; default: what fits. */
  reach?: number;
}

/** More points are drawn as density. */
const CROWDED = 8000;
/** Part of the axis that is kept free beside the strip of what is missing. */
const STRIP = 0.06;
const PLOT_HEIGHT = 240;
const TABLE_ROWS = 500;

/** @returns `undefined` where the values of the feature are not known. */
export function dependenceFigure(
  e: TabularExplanation,
  options: DependenceOptions,
  style: PlotStyle
): MarkFigure | undefined {
  const values = e.data?.[options.feature];
  if (!values) {
    return undefined;
  }
  return values.some(value => typeof value === 'string')
    ? dependenceByCategory(e, options, style)
    : dependenceByNumber(e, values, options, style);
}

function dependenceByNumber(
  e: TabularExplanation,
  values: FeatureColumn,
  options: DependenceOptions,
  style: PlotStyle
): MarkFigure {
  const { label, feature, colorBy, log = false } = options;
  const name = e.features[feature] as string;
  const unit = unitText(e.unit, e.labels[label] as string);
  const y = contributionColumn(e, label, feature, options.records);
  const { x, range, missing, unplaced } = placeValues(values, y, log);
  const title = `${cutMiddle(name, 60)}${log ? ' (logarithmic)' : ''}`;
  const colors = dotColors(
    colorBy === undefined ? undefined : e.data?.[colorBy],
    e.records,
    style.categories,
    style.missing,
    style.scaleFrom
  );
  if (colorBy === undefined) {
    // Nothing to tell apart: one colour that is seen well.
    colors.palette.fill(dotColors(['a'], 1, [style.lowers], style.missing, 0).palette[240] ?? 0);
  }
  const dots = dotLayer({ rows: 1, marks: x.length, row: () => ({ x, y, colors }) });
  const count = x.reduce((sum, value) => sum + (value === value ? 1 : 0), 0);
  const markPoint = (_: number, record: number): FigurePoint =>
    pointOf(e, options, record, x[record] as number, y[record] as number, style.locale);
  let sorted: Uint32Array | undefined;
  const byValue = (): Uint32Array =>
    (sorted ??= Uint32Array.from(x, (_, i) => i)
      .filter(i => x[i] === x[i] && y[i] === y[i])
      .sort((a, b) => (x[a] as number) - (x[b] as number)));
  const reach = options.reach;
  const yRange: [number, number] = reach === undefined ? paddedRange(y) : [-reach, reach];
  const missingTick: AxisTick[] = missing === undefined ? [] : [{ at: missing, text: 'missing' }];
  return {
    x: {
      range,
      title,
      ticks: (part, length) => {
        // Numbers have no meaning in the strip of what is missing.
        const begin =
          missing === undefined
            ? part[0]
            : Math.max(part[0], missing + STRIP * (range[1] - missing));
        const numbers = (log ? logTicks : roundTicks)(
          [begin, part[1]],
          tickCount(length),
          style.locale
        );
        return [...missingTick.filter(tick => tick.at >= part[0]), ...numbers];
      },
      grid: false
    },
    y: {
      range: yRange,
      title: `contribution (${cutMiddle(unit, 24)})`,
      ticks: (part, length) => roundTicks(part, tickCount(length, 40), style.locale),
      zero: 0,
      grid: true
    },
    under: count > CROWDED ? densityLayer({ x, y, colors }, dots) : dots,
    markPoint,
    legend: colorBy === undefined ? undefined : colorLegend(e, colorBy, style),
    zoomKey: `${label}:${feature}:${log}`,
    height: markHeight(PLOT_HEIGHT, title, style.width * 0.6, style),
    summary: sentence(e, options, x, y, unplaced, style.locale),
    table: dependenceTable(e, options, values, y),
    points: {
      rows: count > 0 ? 1 : 0,
      length: () => count,
      at: (_, index) => markPoint(0, byValue()[index] as number)
    }
  };
}

/** Places on the x axis; missing values stand in a strip of their own at its left. */
function placeValues(
  values: FeatureColumn,
  y: Float32Array,
  log: boolean
): { x: Float32Array; range: [number, number]; missing?: number; unplaced: number } {
  const x = new Float32Array(values.length).fill(NaN);
  let low = Infinity;
  let high = -Infinity;
  let none = 0;
  let unplaced = 0;
  values.forEach((value, record) => {
    if (Number.isNaN(y[record])) {
      return;
    }
    const at = typeof value === 'number' ? (log ? Math.log10(value) : value) : NaN;
    if (Number.isFinite(at)) {
      x[record] = at;
      low = Math.min(low, at);
      high = Math.max(high, at);
    } else if (value === null || Number.isNaN(value)) {
      none += 1;
    } else {
      unplaced += 1;
    }
  });
  if (low > high) {
    low = 0;
    high = 1;
  }
  const span = high - low || Math.abs(high) || 1;
  const range: [number, number] = [low - span * 0.03, high + span * 0.03];
  if (none === 0) {
    return { x, range, unplaced };
  }
  const missing = low - span * 0.1;
  values.forEach((value, record) => {
    if ((value === null || Number.isNaN(value)) && !Number.isNaN(y[record])) {
      // Side by side, so that they do not hide each other.
      x[record] = missing + span * 0.03 * (((record * 0.618) % 1) - 0.5);
    }
  });
  return { x, range: [missing - span * 0.05, range[1]], missing, unplaced };
}

function paddedRange(y: Float32Array): [number, number] {
  let low = 0;
  let high = 0;
  for (const value of y) {
    if (Number.isFinite(value)) {
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
  }
  const pad = (high - low || 1) * 0.06;
  return [low - pad, high + pad];
}

/** What the colours of a second feature stand for. */
export function colorLegend(e: TabularExplanation, feature: number, style: PlotStyle): MarkLegend {
  const column = e.data?.[feature] ?? [];
  const names = categoriesOf(column);
  if (names.length === 0) {
    const numbers = column.filter(
      (value): value is number => typeof value === 'number' && Number.isFinite(value)
    );
    const [low, high] = clipRange(numbers);
    return {
      kind: 'scale',
      title: cutMiddle(e.features[feature] as string, 24),
      low: short(low, style.locale),
      high: short(high, style.locale),
      colors: scaleColors(style)
    };
  }
  const few = names.length <= style.categories.length;
  return {
    kind: 'names',
    title: cutMiddle(e.features[feature] as string, 16),
    entries: [
      ...(few
        ? names.map((name, i) => ({
            name: cutMiddle(name, 14),
            color: style.categories[i] as string
          }))
        : [{ name: `${names.length} values`, color: style.missing }]),
      ...(column.includes(null) ? [{ name: 'missing', color: style.missing, hollow: true }] : [])
    ]
  };
}

/** The point of a dot; `x` and `y` as in the figure. */
export function pointOf(
  e: TabularExplanation,
  { label, feature, colorBy }: DependenceOptions,
  record: number,
  x: number,
  y: number,
  locale: string | undefined
): FigurePoint {
  const contribution = e.values[
    (label * e.records + record) * e.features.length + feature
  ] as number;
  const other =
    colorBy === undefined
      ? ''
      : `, ${e.features[colorBy]} = ${valueText(e.data?.[colorBy]?.[record], locale)}`;
  const value = valueText(e.data?.[feature]?.[record], locale);
  return {
    x,
    y,
    record,
    feature,
    text: `${recordName(e, record)}, ${e.features[feature]} = ${value}${other}: ${signed(contribution, locale)}`
  };
}

/** Record, value, value of the colour, contribution. */
export function dependenceTable(
  e: TabularExplanation,
  { feature, colorBy, records }: DependenceOptions,
  values: FeatureColumn,
  y: Float32Array
): MarkFigure['table'] {
  const numeric = (column: FeatureColumn | undefined): boolean =>
    !(column ?? []).some(value => typeof value === 'string');
  const count = records?.length ?? e.records;
  const rows = (limit: number): (string | number | null)[][] =>
    Array.from({ length: Math.min(limit, count) }, (_, i) => {
      const record = records ? (records[i] as number) : i;
      return [
        recordNumber(e, record),
        values[record] ?? null,
        ...(colorBy === undefined ? [] : [e.data?.[colorBy]?.[record] ?? null]),
        finite(y[record])
      ];
    });
  return {
    columns: [
      { name: 'Record', numeric: true },
      { name: e.features[feature] as string, numeric: numeric(values) },
      ...(colorBy === undefined
        ? []
        : [{ name: e.features[colorBy] as string, numeric: numeric(e.data?.[colorBy]) }]),
      { name: 'Contribution', numeric: true }
    ],
    rows: rows(TABLE_ROWS),
    all: () => rows(count),
    ...(count > TABLE_ROWS ? { omitted: count - TABLE_ROWS } : {})
  };
}

function sentence(
  e: TabularExplanation,
  { feature }: DependenceOptions,
  x: Float32Array,
  y: Float32Array,
  unplaced: number,
  locale: string | undefined
): string {
  const name = e.features[feature] as string;
  const placed = x.filter(value => value === value);
  if (placed.length === 0) {
    return `No record has both a value and a contribution of ${name}.`;
  }
  const third = Math.max(1, Math.floor(placed.length / 3));
  const meanWhere = (belongs: (value: number) => boolean): number => {
    let sum = 0;
    let count = 0;
    x.forEach((value, record) => {
      if (belongs(value)) {
        sum += y[record] as number;
        count += 1;
      }
    });
    return sum / count;
  };
  const [lowest, highest] = valuesAtRanks(placed, [third - 1, placed.length - third]) as [
    number,
    number
  ];
  const low = meanWhere(value => value <= lowest);
  const high = meanWhere(value => value >= highest);
  const crowd = placed.length > CROWDED ? ' Shades show how many records lie together.' : '';
  const left =
    unplaced > 0 ? ` ${unplaced.toLocaleString(locale)} records have no place on this axis.` : '';
  return (
    `Over ${placed.length.toLocaleString(locale)} records the lowest values of ${name} contribute ` +
    `${signed(low, locale)} on average, the highest ${signed(high, locale)}.${crowd}${left}`
  );
}
