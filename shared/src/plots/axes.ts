/** Ticks and margins of figures that we draw ourselves. */
import { keysHeight } from './colorKeys';
import type { MarkAxis, MarkFigure } from './figure';
import { short } from './numbers';
import { textWidth, wrapLines } from './room';
import type { PlotStyle } from './style';

export interface AxisTick {
  at: number;
  /** Plain text. */
  text: string;
  /** The whole text, if `text` is cut. */
  full?: string;
}

/** Round values in a range, about `count` of them and if possible three. */
export function roundTicks(
  range: readonly [number, number],
  count: number,
  locale?: string
): AxisTick[] {
  let ticks = ticksOf(range, count, locale);
  for (let more = count + 1; ticks.length < 3 && more <= 6; more += 1) {
    ticks = ticksOf(range, more, locale);
  }
  return ticks;
}

function ticksOf(
  [low, high]: readonly [number, number],
  count: number,
  locale: string | undefined
): AxisTick[] {
  const span = Math.abs(high - low);
  if (!(span > 0) || !Number.isFinite(span)) {
    return [{ at: low, text: short(low, locale) }];
  }
  const rough = span / Math.max(1, count);
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5, 10].find(times => unit * times >= rough * 0.999) as number);
  const digits = Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  const plain = Math.max(Math.abs(low), Math.abs(high)) < 1e7 && step >= 1e-4;
  const ticks: AxisTick[] = [];
  const first = Math.ceil(Math.min(low, high) / step - 1e-9);
  const last = Math.floor(Math.max(low, high) / step + 1e-9);
  // Counted from the first: where numbers are very large, i + 1 may be i.
  for (let k = 0; k <= last - first && k < 100; k += 1) {
    const i = first + k;
    const at = i * step;
    if (at === ticks[ticks.length - 1]?.at) {
      // A step smaller than numbers of this size can tell apart.
      continue;
    }
    const text = plain
      ? (i === 0 ? 0 : at)
          .toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
          .replace('-', '−')
      : short(at, locale);
    ticks.push({ at, text });
  }
  return ticks;
}

/** Powers of ten, and 2 and 5 between where there is room; `range` holds common logarithms. */
export function logTicks(
  [low, high]: readonly [number, number],
  count: number,
  locale?: string
): AxisTick[] {
  const decades = high - low;
  const parts = decades * 3 <= count ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const ticks: AxisTick[] = [];
  for (let power = Math.floor(low); power <= high; power += 1) {
    for (const part of parts) {
      const at = power + Math.log10(part);
      if (at >= low && at <= high && power % every === 0) {
        ticks.push({ at, text: short(part * 10 ** power, locale) });
      }
    }
  }
  return ticks.length > 1
    ? ticks
    : roundTicks([low, high], count, locale).map(tick => ({
        ...tick,
        text: short(10 ** tick.at, locale)
      }));
}

/** As many ticks as stand side by side along a length in px. */
export function tickCount(length: number, each = 64): number {
  return Math.max(2, Math.min(10, Math.floor(length / each)));
}

/** An x axis of contributions, the same to both sides of 0. */
export function contributionAxis(end: number, title: string, locale: string | undefined): MarkAxis {
  return {
    range: [-end, end],
    title,
    ticks: (range, length) => roundTicks(range, tickCount(length), locale),
    zero: 0,
    grid: true
  };
}

/** Where the parts of a figure stand, in px. */
export interface MarkLayout {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Lines of the title of the x axis. */
  titleLines: string[];
  /** Where the legend begins. */
  legendLeft: number;
}

const TOP = 8;
const RIGHT = 12;
/** Width of the bar of colours and the gap before it. */
export const SCALE_WIDTH = 8;
const LEGEND_GAP = 16;

/** @param width - Of the whole figure, in px. */
export function markLayout(figure: MarkFigure, width: number, style: PlotStyle): MarkLayout {
  const { x, y, legend } = figure;
  const line = style.fontSize * 1.3;
  const widest = y
    .ticks(y.range, Math.max(60, figure.height - 60))
    .reduce((most, tick) => Math.max(most, textWidth(tick.text, style)), 0);
  // The title stands apart from the ticks, also where a font is wider than was estimated.
  const left = Math.min(width * 0.45, widest + 10 + (y.title ? line * 1.5 : 0));
  const room = legend ? legendWidth(legend, style) + LEGEND_GAP : 0;
  // A legend that would take the place of the marks stands below them, in the title's lines.
  const right = RIGHT + Math.min(room, width * 0.3);
  const plot = Math.max(40, width - left - right);
  const titleLines = x.title ? wrapLines(x.title, Math.max(plot, 120), style) : [];
  const bottom = line + 11 + titleLines.length * line;
  return {
    left,
    top: TOP,
    width: plot,
    height: Math.max(
      20,
      figure.height - TOP - bottom - keysHeight(figure.keys ?? [], width, style)
    ),
    titleLines,
    legendLeft: left + plot + LEGEND_GAP
  };
}

function legendWidth(legend: NonNullable<MarkFigure['legend']>, style: PlotStyle): number {
  const texts =
    legend.kind === 'scale' ? [legend.low, legend.high] : legend.entries.map(entry => entry.name);
  const widest = Math.max(...texts.map(text => textWidth(text, style)), 0);
  const title = legend.title === undefined ? 0 : textWidth(legend.title, style);
  // The ends of a scale are named above and below it and its title runs along it; names stand
  // beside their colours and below their title.
  return legend.kind === 'scale'
    ? Math.max(SCALE_WIDTH + (title > 0 ? style.fontSize * 1.3 : 0), widest)
    : Math.max(SCALE_WIDTH + 6 + widest, title);
}

/** Height of a mark figure whose plot area is to be this high. */
export function markHeight(plot: number, title: string, width: number, style: PlotStyle): number {
  const line = style.fontSize * 1.3;
  return TOP + plot + line + 11 + wrapLines(title, Math.max(120, width), style).length * line;
}
