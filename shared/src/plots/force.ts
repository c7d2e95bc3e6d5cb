/** The contributions of one record on one line: what raises left of the prediction, what lowers
 * right of it. */
import type { Data } from 'plotly.js';
import type { TabularExplanation } from '../explain/model';
import { contributions, orderBySize, predictionOf } from '../explain/order';
import { cutMiddle, plotText } from './escape';
import { baseLayout, unitText, valueAxis, type FigurePoint, type PlotFigure } from './figure';
import { short, signed, valueText } from './numbers';
import { textWidth } from './room';
import type { PlotStyle } from './style';
import { waterfallSteps, waterfallTable } from './waterfall';

export interface ForceOptions {
  label: number;
  record: number;
  /** Segments before "others" on each side; default: 10. */
  top?: number;
}

interface Segment {
  from: number;
  to: number;
  /** Signed. */
  by: number;
  name: string;
  /** Name without value. */
  short: string;
  text: string;
  feature?: number;
}

const HEIGHT = 132;
/** Beside the text of a segment, in px. */
const PADDING = 10;
/** Between two names above the line, in px. */
const BETWEEN = 8;
/** Letters of a name that is cut. */
const LEAST_LETTERS = 3;
const MAX_LETTERS = 200;

export function forceFigure(
  e: TabularExplanation,
  options: ForceOptions,
  style: PlotStyle
): PlotFigure {
  const { label, record } = options;
  const { segments, end, start } = forceSegments(e, options, style.locale);
  const base = e.base[label] ?? null;
  const unit = unitText(e.unit, e.labels[label] as string);
  const ends = segments.flatMap(({ from, to }) => [from, to]).concat(end, start);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const pad = (high - low || 1) * 0.04;
  const range: [number, number] = [low - pad, high + pad];
  const width = Math.max(60, style.width - 32);
  const px = width / (range[1] - range[0]);
  const marks = [
    { at: start, text: base === null ? 'start' : `base ${short(start, style.locale)}` },
    {
      at: end,
      text: `${predictionOf(e, label, record) === undefined || base === null ? 'sum' : 'prediction'} ${short(end, style.locale)}`
    }
  ];
  const named = marks.map(mark => {
    const room = textWidth(mark.text, style);
    const place = (mark.at - range[0]) * px;
    // Near an end a name stands to the other side of its line.
    const side = place < room / 2 ? 'left' : width - place < room / 2 ? 'right' : 'center';
    const begin = side === 'left' ? place : side === 'right' ? place - room : place - room / 2;
    return { ...mark, side, begin, end: begin + room } as const;
  });
  const [first, second] = named as [(typeof named)[number], (typeof named)[number]];
  // Both names stand side by side only if they do not touch.
  const apart = first.end + BETWEEN < second.begin || second.end + BETWEEN < first.begin;
  const data: Data[] = [
    {
      type: 'bar',
      orientation: 'h',
      base: segments.map(segment => segment.from),
      x: segments.map(segment => segment.to - segment.from),
      y: segments.map(() => 0),
      width: 0.7,
      text: segments.map(segment =>
        plotText(fitSegment(segment, (segment.to - segment.from) * px - PADDING, style))
      ),
      textposition: 'inside',
      insidetextanchor: 'middle',
      textangle: 0,
      constraintext: 'none',
      insidetextfont: { color: style.background },
      hoverinfo: 'none',
      marker: {
        // No hatch even where colours are few: the side tells the sign, and names stand here.
        color: segments.map(segment => (segment.by >= 0 ? style.raises : style.lowers)),
        line: { color: style.background, width: 1.5 }
      }
    } as Data,
    {
      type: 'scatter',
      mode: 'lines',
      x: marks.flatMap(({ at }) => [at, at, null]),
      y: marks.flatMap((_, i) => [-0.55, i === 1 || apart ? 0.62 : 1.0, null]),
      line: { color: style.text, width: 1 },
      hoverinfo: 'skip'
    } as Data
  ];
  return {
    data,
    layout: {
      ...baseLayout(style, HEIGHT),
      annotations: named.map(({ at, text, side }, i) => ({
        x: at,
        y: i === 1 || apart ? 0.62 : 1.0,
        text: plotText(text),
        showarrow: false,
        yanchor: 'bottom' as const,
        xanchor: side,
        font: { color: style.text }
      })),
      xaxis: {
        ...valueAxis(
          plotText(`${cutMiddle(unit, 40)}: raises → prediction ← lowers`),
          style,
          width
        ),
        range,
        zeroline: false
      },
      yaxis: { visible: false, range: [-0.6, 1.5], fixedrange: true }
    },
    height: HEIGHT,
    summary: waterfallSteps(e, { label, record }, style).summary,
    table: waterfallTable(e, { label, record }),
    points: {
      rows: 1,
      length: () => segments.length,
      at: (_, index) => pointOf(segments[index] as Segment)
    },
    hit: (x, y) => {
      const segment =
        Math.abs(y) <= 0.5 ? segments.find(({ from, to }) => x >= from && x <= to) : undefined;
      return segment && pointOf(segment);
    }
  };
}

function pointOf({ from, to, text, feature }: Segment): FigurePoint {
  return { x: (from + to) / 2, y: 0, text, feature };
}

/** What a segment has room for: name and value, the name alone, its beginning, or nothing. */
function fitSegment({ name, short: bare }: Segment, room: number, style: PlotStyle): string {
  const fits = (text: string): boolean => textWidth(text, style) <= room;
  const whole = [name, bare].find(fits);
  if (whole !== undefined) {
    return whole;
  }
  const letters = [...bare.slice(0, MAX_LETTERS)];
  while (letters.length >= LEAST_LETTERS && !fits(`${letters.join('')}…`)) {
    letters.pop();
  }
  return letters.length < LEAST_LETTERS ? '' : `${letters.join('')}…`;
}

/** The pieces of the line from left to right, and where it begins and ends. */
export function forceSegments(
  e: TabularExplanation,
  { label, record, top = 10 }: ForceOptions,
  locale?: string
): { segments: Segment[]; start: number; end: number } {
  const row = contributions(e, label, record);
  const order = orderBySize(row).filter(f => Number.isFinite(row[f]) && row[f] !== 0);
  const hidden = e.partOf?.others?.[label * e.records + record] ?? 0;
  const start = e.base[label] ?? 0;
  const end = order.reduce((sum, f) => sum + (row[f] as number), start + hidden);
  const side = (sign: 1 | -1): Segment[] => {
    const features = order.filter(f => Math.sign(row[f] as number) === sign);
    const rest = features.slice(top);
    const restSum =
      rest.reduce((sum, f) => sum + (row[f] as number), 0) +
      (Math.sign(hidden) === sign ? hidden : 0);
    const pieces = features.slice(0, top).map(f => {
      const value = row[f] as number;
      const now = e.data ? ` = ${valueText(e.data[f]?.[record], locale)}` : '';
      return {
        by: value,
        feature: f,
        name: `${e.features[f]}${now}`,
        short: e.features[f] as string,
        text: `${e.features[f]}${now}: ${signed(value, locale)}`
      };
    });
    const all: Omit<Segment, 'from' | 'to'>[] =
      restSum === 0
        ? pieces
        : [
            ...pieces,
            {
              by: restSum,
              name: 'others',
              short: 'others',
              text: `Other features that ${sign > 0 ? 'raise' : 'lower'}: ${signed(restSum, locale)} together`
            }
          ];
    let at = end;
    // The strongest stand next to the prediction.
    const placed = all.map(piece => {
      const other = at - piece.by;
      const segment = { ...piece, from: Math.min(at, other), to: Math.max(at, other) };
      at = other;
      return segment;
    });
    return sign > 0 ? placed.reverse() : placed;
  };
  return { segments: [...side(1), ...side(-1)], start, end };
}
