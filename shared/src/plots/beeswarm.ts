/** One dot per record and feature: where its contribution lies, coloured by the value. */
import type { Data } from 'plotly.js';
import type { TabularExplanation } from '../explain/model';
import { contributions, globalValues, orderBySize } from '../explain/order';
import { cividisScale } from './cividis';
import { cutMiddle, plotText } from './escape';
import {
  baseLayout,
  rowAxis,
  unitText,
  valueAxis,
  type FigurePoint,
  type PlotFigure
} from './figure';
import type { MarkLayer } from './marks';
import { short, signed, valueText } from './numbers';
import { fitName, plotWidth, textWidth, titleHeight, wrappedTitle } from './room';
import type { PlotStyle } from './style';
import { dotColors, hexColor } from './valueColors';

export interface BeeswarmOptions {
  label: number;
  /** Rows; default: 15. */
  top?: number;
  /** Show only these features, e.g. those found by a search. */
  only?: readonly number[];
  /** Record to mark. */
  selected?: number;
}

/** Height of a row of dots, in px. */
const SWARM_ROW = 34;
/** Rows of the table twin. */
const TABLE_ROWS = 500;

export function beeswarmFigure(
  e: TabularExplanation,
  { label, top = 15, only, selected }: BeeswarmOptions,
  style: PlotStyle
): PlotFigure {
  const ranked = orderBySize(globalValues(e, label));
  const features = (only ? ranked.filter(f => only.includes(f)) : ranked).slice(0, top);
  const unit = unitText(e.unit, e.labels[label] as string);
  const marks: MarkLayer = {
    rows: features.map(f => ({
      x: Float32Array.from(
        { length: e.records },
        (_, r) => contributions(e, label, r)[f] as number
      ),
      colors: dotColors(e.data?.[f], e.records, style.categories, style.missing, style.scaleFrom)
    })),
    range: symmetricRange(e, label, features),
    selected,
    ring: hexColor(style.accent)
  };
  const byX = new Map<number, Uint32Array>();
  const sortedRow = (row: number): Uint32Array => {
    const known = byX.get(row);
    if (known) {
      return known;
    }
    const x = (marks.rows[row] as MarkLayer['rows'][number]).x;
    const sorted = Uint32Array.from({ length: e.records }, (_, i) => i)
      .filter(i => x[i] === x[i])
      .sort((a, b) => (x[a] as number) - (x[b] as number));
    byX.set(row, sorted);
    return sorted;
  };
  const markPoint = (row: number, record: number): FigurePoint =>
    pointOf(e, label, record, features[row] as number, row, style.locale);
  const names = features.map(f => fitName(e.features[f] as string, style, 28));
  const legend = e.data ? textWidth(legendTexts(style)[1], style) + 40 : 0;
  const width = Math.max(60, plotWidth(names, style) - legend);
  const title = wrappedTitle(
    `contribution (${cutMiddle(unit, 40)}): lowers\u00a0\u00a0←\u00a0\u00a00\u00a0\u00a0→\u00a0\u00a0raises`,
    Math.max(width, 160),
    style
  );
  const height = Math.max(1, features.length) * SWARM_ROW + 64 + titleHeight(title, style);
  const shownRecords =
    e.partOf && e.partOf.records > e.records
      ? `${e.records} of ${e.partOf.records} records`
      : `${e.records} records`;
  return {
    data: [colorLegend(e, style)],
    layout: {
      ...baseLayout(style, height),
      dragmode: 'zoom',
      // The zoom stays while another record is chosen.
      uirevision: `${label}:${features.join()}`,
      xaxis: {
        ...valueAxis(title, style, width),
        range: marks.range,
        fixedrange: false
      },
      yaxis: rowAxis(names.map(plotText), style)
    },
    height,
    summary: swarmSentence(e, label, features[0], shownRecords, unit, style.locale),
    table: {
      columns: [
        { name: 'Record', numeric: true },
        ...features.map(f => ({ name: e.features[f] as string, numeric: true }))
      ],
      rows: Array.from({ length: Math.min(e.records, TABLE_ROWS) }, (_, r) => [
        (e.partOf?.indices?.[r] ?? r) + 1,
        ...features.map(f => {
          const value = contributions(e, label, r)[f] as number;
          return Number.isNaN(value) ? null : value;
        })
      ]),
      ...(e.records > TABLE_ROWS ? { omitted: e.records - TABLE_ROWS } : {})
    },
    points: {
      rows: features.length,
      length: row => sortedRow(row).length,
      at: (row, index) => {
        return markPoint(row, sortedRow(row)[index] as number);
      }
    },
    marks,
    markPoint
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
  const number = (e.partOf?.indices?.[record] ?? record) + 1;
  return {
    x: value,
    y: row,
    record,
    feature,
    text: `Record ${number}, ${e.features[feature]}${actual}: ${signed(value, locale)}`
  };
}

/** The same to both sides of 0, so that raising and lowering can be compared. */
function symmetricRange(
  e: TabularExplanation,
  label: number,
  features: readonly number[]
): [number, number] {
  let largest = 0;
  for (let record = 0; record < e.records; record += 1) {
    const row = contributions(e, label, record);
    for (const f of features) {
      const size = Math.abs(row[f] as number);
      largest = size > largest && Number.isFinite(size) ? size : largest;
    }
  }
  const end = (largest || 1) * 1.05;
  return [-end, end];
}

/** Short where the legend would take the room of the dots. */
function legendTexts(style: PlotStyle): [string, string] {
  return style.width < 400 ? ['low', 'high'] : ['low value', 'high value'];
}

/** An invisible trace that carries the axes and the legend of the colours. */
function colorLegend(e: TabularExplanation, style: PlotStyle): Data {
  return {
    type: 'scatter',
    mode: 'markers',
    x: [null],
    y: [null],
    hoverinfo: 'skip',
    marker: {
      color: [0],
      cmin: 0,
      cmax: 1,
      colorscale: cividisScale(style.scaleFrom),
      showscale: e.data !== undefined,
      colorbar: {
        thickness: 8,
        outlinewidth: 0,
        len: 0.6,
        tickvals: [0, 1],
        ticktext: legendTexts(style),
        tickfont: { color: style.text }
      }
    }
  } as Data;
}

function swarmSentence(
  e: TabularExplanation,
  label: number,
  strongest: number | undefined,
  shown: string,
  unit: string,
  locale: string | undefined
): string {
  if (strongest === undefined || e.records === 0) {
    return 'No record is shown.';
  }
  let low = Infinity;
  let high = -Infinity;
  for (let record = 0; record < e.records; record += 1) {
    const value = contributions(e, label, record)[strongest] as number;
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  return (
    `${shown}: ${e.features[strongest]} spreads from ${short(low, locale)} to ` +
    `${signed(high, locale)} (${unit}), the strongest of ${e.features.length} features.`
  );
}
