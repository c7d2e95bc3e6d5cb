/** From the base over the contributions of one record to its prediction. */
import type { Data } from 'plotly.js';
import { judgeResidual, residual, roundingSlack } from '../explain/checks';
import type { TabularExplanation } from '../explain/model';
import { contributions, contributionSum, orderBySize, predictionOf, topOf } from '../explain/order';
import { cutMiddle, plotText } from './escape';
import { baseLayout, ROW, rowAxis, unitText, valueAxis, type PlotFigure } from './figure';
import { short, signed, valueText } from './numbers';
import { fitName, labelledRange, plotWidth, textWidth, type Beside } from './room';
import type { PlotStyle } from './style';

export interface WaterfallOptions {
  label: number;
  record: number;
  /** Contributions before "others"; default: 12. */
  top?: number;
}

/** One line of the figure. */
interface Step {
  /** Plain text beside the axis. */
  name: string;
  /** End of `name` that is never cut. */
  tail?: string;
  /** Where the bar begins and ends. */
  from: number;
  to: number;
  /** What it stands for where that has no length: infinite. Absent: `to` less `from`. */
  by?: number;
  kind: 'contribution' | 'others' | 'residual' | 'end';
  feature?: number;
  /** Plain text of the tooltip. */
  text: string;
}

/** Probabilities on the second axis of a log-odds figure, those first that are wanted most. */
const PROBABILITIES = [
  0.5, 0.1, 0.9, 0.01, 0.99, 0.001, 0.999, 0.2, 0.8, 0.3, 0.7, 0.05, 0.95, 0.4, 0.6
];

/**
 * Without a base the figure begins at 0 and shows contributions and their sum, not a prediction.
 */
export function waterfallFigure(
  e: TabularExplanation,
  options: WaterfallOptions,
  style: PlotStyle
): PlotFigure {
  const { label } = options;
  const unit = unitText(e.unit, e.labels[label] as string);
  const { steps, summary } = waterfallSteps(e, options, style);
  const bars = steps.filter(step => step.kind !== 'end');
  const position = new Map(steps.map((step, i) => [step, i]));
  const color = (step: Step): string =>
    step.kind === 'residual' ? style.missing : step.to >= step.from ? style.raises : style.lowers;
  const lines: { x: (number | null)[]; y: (number | null)[] } = { x: [], y: [] };
  steps.slice(0, -1).forEach((step, i) => {
    lines.x.push(step.to, step.to, null);
    lines.y.push(i, i + 1, null);
  });
  const ends = steps.filter(step => step.kind === 'end');
  const data: Data[] = [
    {
      type: 'scatter',
      mode: 'lines',
      ...lines,
      line: { color: style.muted, width: 1, dash: 'dot' },
      hoverinfo: 'none'
    } as Data,
    {
      type: 'bar',
      orientation: 'h',
      base: bars.map(step => step.from),
      x: bars.map(step => step.to - step.from),
      y: bars.map(step => position.get(step) as number),
      width: 0.68,
      text: bars.map(step => plotText(signed(step.by ?? step.to - step.from, style.locale))),
      textposition: 'outside',
      cliponaxis: false,
      constraintext: 'none',
      hoverinfo: 'none',
      marker: {
        color: bars.map(color),
        line: { color: style.text, width: style.highContrast ? 1 : 0 },
        pattern: {
          // Sign must not rest on colour alone where colours are few.
          shape: bars.map(step =>
            step.kind === 'residual' ? 'x' : style.highContrast && step.to < step.from ? '/' : ''
          )
        }
      }
    } as Data,
    {
      type: 'scatter',
      mode: 'text+markers',
      x: ends.map(step => step.to),
      y: ends.map(step => position.get(step) as number),
      text: ends.map(step => plotText(short(step.to, style.locale))),
      textposition: 'middle right',
      cliponaxis: false,
      hoverinfo: 'none',
      marker: { symbol: 'diamond', size: 9, color: style.text }
    } as Data
  ];
  const probability =
    e.unit === 'log-odds' && e.labels.length === 1 && (e.base[label] ?? null) !== null;
  const height = steps.length * ROW + (probability ? 108 : 72);
  const numbers = numbersBeside(steps, style);
  const names = steps.map(({ name, tail = '' }) =>
    fitName(name.slice(0, name.length - tail.length), style, 36, tail, numbers)
  );
  const width = plotWidth(names, style);
  const range = paddedRange(steps, numbers, width, style);
  if (probability) {
    // An axis is drawn only if something stands on it.
    data.push({
      type: 'scatter',
      mode: 'markers',
      x: [steps[0]?.to ?? 0],
      y: [0],
      xaxis: 'x2',
      opacity: 0,
      hoverinfo: 'skip'
    } as Data);
  }
  return {
    data,
    layout: {
      ...baseLayout(style, height),
      ...(probability ? { margin: { l: 8, r: 16, t: 44, b: 40, pad: 4 } } : {}),
      xaxis: { ...valueAxis(plotText(cutMiddle(unit, 40)), style, width), range, zeroline: false },
      ...(probability
        ? {
            xaxis2: {
              ...valueAxis('probability', style, width),
              overlaying: 'x' as const,
              side: 'top' as const,
              range,
              showgrid: false,
              zeroline: false,
              tickmode: 'array' as const,
              ...probabilityTicks(range, width, style)
            }
          }
        : {}),
      yaxis: rowAxis(names.map(plotText), style)
    },
    height,
    summary,
    table: waterfallTable(e, options),
    points: {
      rows: steps.length,
      length: () => 1,
      at: row => {
        const step = steps[row] as Step;
        return { x: step.to, y: row, feature: step.feature, text: step.text };
      }
    }
  };
}

/** The lines of the figure from top to bottom, and its sentence. */
export function waterfallSteps(
  e: TabularExplanation,
  { label, record, top = 12 }: WaterfallOptions,
  style: PlotStyle
): { steps: Step[]; summary: string } {
  const row = contributions(e, label, record);
  const { top: first, others } = topOf(row, orderBySize(row), top);
  const base = e.base[label] ?? null;
  const unit = unitText(e.unit, e.labels[label] as string);
  const { locale } = style;
  const steps: Step[] = [];
  let at = base ?? 0;
  steps.push({
    name: base === null ? 'start (base unknown)' : 'base',
    from: at,
    to: at,
    kind: 'end',
    text:
      base === null
        ? 'The prediction of the baseline is not known; contributions start at 0.'
        : `Base, the prediction of the baseline: ${short(base, locale)} (${unit})`
  });
  const add = (step: Omit<Step, 'from' | 'to'>, by: number): void => {
    steps.push({ ...step, from: at, to: at + by });
    at += by;
  };
  for (const feature of first) {
    const value = row[feature] as number;
    if (Number.isNaN(value)) {
      continue;
    }
    const drawn = Number.isFinite(value) ? value : 0;
    const name = e.features[feature] as string;
    const actual = e.data?.[feature]?.[record];
    const now = e.data ? ` = ${valueText(actual, locale)}` : '';
    const before = e.baseline ? ` (baseline ${valueText(e.baseline[feature], locale)})` : '';
    const text = `${name}${now}${before}: ${signed(value, locale)}${drawn === value ? '' : ', not drawn'}`;
    const tail = e.data ? ` = ${cutMiddle(valueText(actual, locale), 14)}` : '';
    add({ name: `${name}${tail}`, tail, kind: 'contribution', feature, text, by: value }, drawn);
  }
  const left = e.partOf?.others?.[label * e.records + record];
  const hidden = e.partOf?.omittedFeatures ?? 0;
  if (others.count > 0 || hidden > 0) {
    const sum = others.sum + (left ?? 0);
    const sizes =
      left === undefined || hidden === 0
        ? `; sizes add up to ${short(others.sumOfSizes, locale)}`
        : '';
    const unknown = hidden > 0 && left === undefined ? `, ${hidden} of them not known here` : '';
    add(
      {
        name: `others (${others.count + hidden})`,
        kind: 'others',
        text: `${others.count + hidden} other features${unknown}: ${signed(sum, locale)} together${sizes}`
      },
      sum
    );
  }
  const prediction = predictionOf(e, label, record);
  const rest = hidden > 0 ? partResidual(prediction, base, at) : residual(e, label, record);
  if (
    rest !== undefined &&
    Number.isFinite(rest) &&
    base !== null &&
    prediction !== undefined &&
    judgeResidual(rest, prediction, base, roundingSlack(e, label)) !== 'exact'
  ) {
    add(
      {
        name: 'not explained',
        kind: 'residual',
        text: `The contributions do not add up to the prediction: ${signed(rest, locale)} is left.`
      },
      rest
    );
  }
  const end = prediction !== undefined && base !== null ? prediction : at;
  steps.push({
    name:
      base === null
        ? 'sum of contributions'
        : prediction === undefined
          ? 'base + contributions'
          : 'prediction',
    from: end,
    to: end,
    kind: 'end',
    text: `${base === null ? 'Sum of contributions' : 'Prediction'}: ${short(end, locale)} (${unit})`
  });
  return { steps, summary: sentence(e, label, record, first, end, unit, locale) };
}

function partResidual(
  prediction: number | undefined,
  base: number | null,
  reached: number
): number | undefined {
  return prediction === undefined || base === null ? undefined : prediction - reached;
}

function sentence(
  e: TabularExplanation,
  label: number,
  record: number,
  order: readonly number[],
  end: number,
  unit: string,
  locale: string | undefined
): string {
  const row = contributions(e, label, record);
  const strongest = order[0];
  const value = strongest === undefined ? 0 : (row[strongest] as number);
  if (strongest === undefined || !(Math.abs(value) > 0)) {
    return `No feature changes the prediction of ${e.labels[label]} for this record.`;
  }
  const verb = value > 0 ? 'raises' : 'lowers';
  const result =
    (e.base[label] ?? null) === null
      ? `; together the features change it by ${signed(contributionSum(e, label, record), locale)}`
      : `; the result is ${short(end, locale)}`;
  return (
    `${e.features[strongest]} ${verb} ${e.labels[label]} by ${short(Math.abs(value), locale)} ` +
    `(${unit}), ${e.features.length === 1 ? 'the only feature' : `the most of ${e.features.length} features`}${result}.`
  );
}

export function waterfallTable(
  e: TabularExplanation,
  { label, record }: WaterfallOptions
): PlotFigure['table'] {
  const row = contributions(e, label, record);
  return {
    columns: [
      { name: 'Feature', numeric: false },
      ...(e.data ? [{ name: 'Value', numeric: false }] : []),
      ...(e.baseline ? [{ name: 'Baseline', numeric: false }] : []),
      { name: 'Contribution', numeric: true }
    ],
    rows: orderBySize(row).map(f => [
      e.features[f] as string,
      ...(e.data ? [e.data[f]?.[record] ?? null] : []),
      ...(e.baseline ? [e.baseline[f] ?? null] : []),
      Number.isNaN(row[f]) ? null : (row[f] as number)
    ])
  };
}

/** The numbers beside bars and ends. */
function numbersBeside(steps: readonly Step[], style: PlotStyle): Beside[] {
  return steps.map(({ kind, from, to, by }): Beside => {
    const text =
      kind === 'end' ? `${short(to, style.locale)}  ` : signed(by ?? to - from, style.locale);
    return { at: to, side: to < from ? -1 : 1, text };
  });
}

/** Room for the numbers. */
function paddedRange(
  steps: readonly Step[],
  numbers: readonly Beside[],
  width: number,
  style: PlotStyle
): [number, number] {
  const ends = steps.flatMap(step => [step.from, step.to]).filter(Number.isFinite);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const edge = (high - low || Math.abs(high) || 1) * 0.03;
  return labelledRange([low - edge, high + edge], numbers, width, style);
}

/** As many probabilities as stand side by side without touching. */
function probabilityTicks(
  [low, high]: [number, number],
  width: number,
  { locale, ...style }: PlotStyle
): { tickvals: number[]; ticktext: string[] } {
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const ticks: { at: number; text: string; half: number }[] = [];
  for (const p of PROBABILITIES) {
    const at = Math.log(p / (1 - p));
    const text = format.format(p);
    const half = ((textWidth(text, style) / 2 + 6) / width) * (high - low);
    const fits = ticks.every(tick => Math.abs(tick.at - at) >= tick.half + half);
    if (at >= low && at <= high && fits) {
      ticks.push({ at, text, half });
    }
  }
  ticks.sort((a, b) => a.at - b.at);
  return { tickvals: ticks.map(tick => tick.at), ticktext: ticks.map(tick => tick.text) };
}
