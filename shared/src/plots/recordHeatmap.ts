/** All records at once: columns of contributions, the model's output as a line above them. */
import type { Aggregation, TabularExplanation } from '../explain/model';
import { contributions, globalValues, orderBySize } from '../explain/order';
import { orderRecords, outputsOf, type RecordOrder } from '../explain/recordOrder';
import { recordName, recordNumber } from '../explain/records';
import { featureStatistics } from '../explain/statistics';
import { markHeight, roundTicks, tickCount } from './axes';
import { cellLayer } from './cells';
import { cutMiddle } from './escape';
import { unitText, type FigurePoint, type MarkFigure } from './figure';
import { finite } from './globalBar';
import { short, signed, valueText } from './numbers';
import { fitName } from './room';
import type { PlotStyle } from './style';
import { hexColor } from './valueColors';

export interface RecordHeatmapOptions {
  label: number;
  /** Default: similarity. */
  orderBy?: RecordOrder;
  /** Rows; default: 15. */
  top?: number;
  /** Show only these features. */
  only?: readonly number[];
  /** Only these records. */
  records?: Uint32Array;
  /** What the order of features goes by; default: as in the file. */
  how?: Aggregation;
}

/** Rows of the line of the model's output. */
const LINE_ROWS = 3;
const CELL_ROW = 20;
const TABLE_ROWS = 500;
/** Points of the line; more cannot be told apart. */
const LINE_POINTS = 1200;

export function recordHeatmapFigure(
  e: TabularExplanation,
  options: RecordHeatmapOptions,
  style: PlotStyle
): MarkFigure {
  const { label, orderBy = 'similarity', top = 15, only, records, how } = options;
  const order = orderRecords(e, label, orderBy, records);
  const ranked = orderBySize(globalValues(e, label, records, how));
  const wanted = only && new Set(only);
  const features = (wanted ? ranked.filter(f => wanted.has(f)) : ranked).slice(0, top);
  const unit = unitText(e.unit, e.labels[label] as string);
  const byRecord = outputsOf(e, label);
  const outputs = new Float64Array(order.length);
  for (let i = 0; i < order.length; i += 1) {
    outputs[i] = byRecord[order[i] as number] as number;
  }
  const known = outputs.filter(Number.isFinite);
  const low = known.reduce((a, b) => Math.min(a, b), Infinity);
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const limit = fullColour(e, label, features, records);
  const rows = features.length + LINE_ROWS;
  // From the lower to the upper end of the free rows, with a little air.
  const lineY = (output: number): number =>
    LINE_ROWS - 0.3 - ((output - low) / (high - low || 1)) * (LINE_ROWS - 0.6);
  const title = orderText(orderBy, order.length, style.locale);
  const width = e.features.length;
  const cell = (feature: number, record: number): number =>
    e.values[(label * e.records + record) * width + feature] as number;
  const markPoint = (row: number, record: number): FigurePoint => {
    const feature = features[row - LINE_ROWS];
    const output = byRecord[record] as number;
    const name = recordName(e, record);
    const at = order.indexOf(record) + 0.5;
    if (feature === undefined) {
      const y = lineY(output) - 0.5;
      return { x: at, y, record, text: `${name}: ${short(output, style.locale)} (${unit})` };
    }
    const value = e.data ? ` = ${valueText(e.data[feature]?.[record], style.locale)}` : '';
    return {
      x: at,
      y: row,
      record,
      feature,
      text: `${name}, ${e.features[feature]}${value}: ${signed(cell(feature, record), style.locale)}`
    };
  };
  const tableRows = (limitRows: number): (number | null)[][] =>
    Array.from(order.subarray(0, limitRows), (record, i) => [
      recordNumber(e, record),
      finite(outputs[i]),
      ...features.map(f => finite(contributions(e, label, record)[f]))
    ]);
  return {
    x: {
      range: [0, Math.max(1, order.length)],
      title,
      ticks: (range, length) =>
        roundTicks(range, tickCount(length), style.locale).filter(tick =>
          Number.isInteger(tick.at)
        ),
      grid: false
    },
    y: {
      range: [rows - 0.5, -0.5],
      ticks: () => [
        {
          at: (LINE_ROWS - 1) / 2,
          text: cutMiddle(`output (${unit})`, 22),
          full: `output (${unit})`
        },
        ...features.map((f, i) => ({
          at: i + LINE_ROWS,
          text: fitName(e.features[f] as string, style, 24),
          full: e.features[f] as string
        }))
      ],
      grid: false
    },
    under: cellLayer({
      order,
      rows,
      free: LINE_ROWS,
      value: (row, record) => cell(features[row - LINE_ROWS] as number, record),
      limit,
      colors: style,
      line: record => lineY(byRecord[record] as number)
    }),
    lines:
      known.length > 0
        ? [
            ...baseLine(e.base[label] ?? null, low, high, order.length, lineY, style),
            { points: linePoints(outputs, lineY), color: style.text, width: 1.2 }
          ]
        : [],
    markPoint,
    legend: {
      kind: 'scale',
      title: 'contribution',
      low: signed(-limit, style.locale),
      high: signed(limit, style.locale),
      colors: scale(style)
    },
    zoomKey: `${label}:${orderBy}:${order.length}`,
    height: markHeight(rows * CELL_ROW, title, style.width * 0.6, style),
    summary:
      order.length === 0
        ? 'No record is shown.'
        : `${order.length.toLocaleString(style.locale)} ${order.length === 1 ? 'record' : 'records'}, ` +
          `${orderWords(orderBy)}: outputs from ${short(low, style.locale)} to ` +
          `${short(high, style.locale)} (${unit}), contributions of ${features.length} of ` +
          `${e.features.length} features.`,
    table: {
      columns: [
        { name: 'Record', numeric: true },
        { name: 'Output', numeric: true },
        ...features.map(f => ({ name: e.features[f] as string, numeric: true }))
      ],
      rows: tableRows(TABLE_ROWS),
      all: () => tableRows(order.length),
      ...(order.length > TABLE_ROWS ? { omitted: order.length - TABLE_ROWS } : {})
    },
    points: {
      rows: order.length > 0 ? features.length + 1 : 0,
      length: () => order.length,
      at: (row, index) => markPoint(row === 0 ? 0 : row - 1 + LINE_ROWS, order[index] as number)
    }
  };
}

/** Size with the full colour: that which 99 of 100 values do not exceed, so that single ones do
 * not take the colour from all others. */
function fullColour(
  e: TabularExplanation,
  label: number,
  features: readonly number[],
  records: Uint32Array | undefined
): number {
  const { low, high } = featureStatistics(e, label, records);
  const count = records?.length ?? e.records;
  const step = Math.max(1, Math.floor(count / 2000));
  const sizes: number[] = [];
  for (let i = 0; i < count; i += step) {
    const row = contributions(e, label, records ? (records[i] as number) : i);
    for (const f of features) {
      const size = Math.abs(row[f] as number);
      if (Number.isFinite(size)) {
        sizes.push(size);
      }
    }
  }
  sizes.sort((a, b) => a - b);
  const most = features.reduce((a, f) => Math.max(a, -(low[f] as number), high[f] as number), 0);
  return sizes[Math.floor(0.99 * (sizes.length - 1))] || most || 1;
}

function linePoints(outputs: Float64Array, lineY: (output: number) => number): [number, number][] {
  const step = Math.max(1, outputs.length / LINE_POINTS);
  const points: [number, number][] = [];
  for (let from = 0; from < outputs.length; from += step) {
    const part = outputs.subarray(Math.floor(from), Math.floor(from + step));
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    // Lines count rows from the middle of the first.
    points.push([Math.floor(from) + part.length / 2, lineY(mean) - 0.5]);
  }
  return points;
}

function baseLine(
  base: number | null,
  low: number,
  high: number,
  count: number,
  lineY: (output: number) => number,
  style: PlotStyle
): NonNullable<MarkFigure['lines']> {
  if (base === null || base < low || base > high) {
    return [];
  }
  const y = lineY(base) - 0.5;
  return [
    {
      points: [
        [0, y],
        [count, y]
      ],
      color: style.muted,
      width: 1,
      dashed: true
    }
  ];
}

function orderWords(by: RecordOrder): string {
  return { similarity: 'alike ones together', output: 'by output', file: 'as in the file' }[by];
}

function orderText(by: RecordOrder, count: number, locale: string | undefined): string {
  return `${count.toLocaleString(locale)} records, ${orderWords(by)}`;
}

function scale(style: PlotStyle): string[] {
  return Array.from({ length: 25 }, (_, i) =>
    mixed(i < 12 ? style.lowers : style.raises, style.neutral, Math.abs(i - 12) / 12)
  );
}

function mixed(color: string, neutral: string, share: number): string {
  const [from, to] = [hexColor(neutral), hexColor(color)];
  return `rgb(${from.map((part, i) => Math.round(part + ((to[i] as number) - part) * share)).join()})`;
}
