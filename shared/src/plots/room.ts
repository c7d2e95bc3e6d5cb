/** Room that the texts of a figure take in a place of a certain width, in px. */
import { cutMiddle, plotText } from './escape';
import type { PlotStyle } from './style';

/** Mean width of a letter, in em. */
const LETTER = 0.6;
/** Width of a minus sign beyond that of a letter, in em. */
const MINUS = 0.25;
/** Margins of the figure, and between names and plot area. */
const MARGINS = 32;
/** Between a bar and its number. */
const GAP = 8;
/** Least part of the plot area that bars keep. */
const LEAST = 0.1;
/** Part of the width for names beside the axis. */
const NAMES = 0.4;
/** The same where it is known what the numbers take: at least, and at most. */
const FEW_NAMES = 0.3;
const MANY_NAMES = 0.55;
/** What bars keep, in px, and of the width beyond that of a narrow place. */
const BARS = 24;
const MORE_BARS = 0.35;
const NARROW = 288;
/** Least letters of a name. */
const FEWEST = 7;

/** Measured where the page can; estimated elsewhere. */
export function textWidth(text: string, style: PlotStyle): number {
  if (style.measure) {
    return style.measure(text);
  }
  const minus = text.includes('−') ? MINUS : 0;
  return ([...text].length * LETTER + minus) * style.fontSize;
}

/**
 * A name cut to the room beside the axis.
 *
 * @param tail - Kept whole, e.g. the value after the name.
 * @param numbers - Texts beside the bars, if known: names get what these leave.
 */
export function fitName(
  name: string,
  style: PlotStyle,
  longest: number,
  tail = '',
  numbers?: readonly Beside[]
): string {
  const room = numbers ? besideNumbers(numbers, style) : style.width * NAMES;
  return fitText(name, style, room, longest - tail.length, tail);
}

function besideNumbers(numbers: readonly Beside[], style: PlotStyle): number {
  const widest = (side: Beside['side']): number =>
    Math.max(0, ...numbers.filter(one => one.side === side).map(one => textWidth(one.text, style)));
  const { width } = style;
  const bars = BARS + Math.max(0, width - NARROW) * MORE_BARS;
  const left = width - bars - MARGINS - widest(-1) - widest(1) - 2 * GAP;
  return Math.min(width * MANY_NAMES, Math.max(width * FEW_NAMES, left));
}

/** A text cut to a width in px, but not below a few letters. */
export function fitText(
  text: string,
  style: PlotStyle,
  room: number,
  longest: number,
  tail = ''
): string {
  for (let letters = Math.min(longest, text.length); letters > FEWEST; letters -= 1) {
    const cut = cutMiddle(text, letters) + tail;
    if (textWidth(cut, style) <= room) {
      return cut;
    }
  }
  return cutMiddle(text, FEWEST) + tail;
}

/** Width of the plot area beside names. */
export function plotWidth(names: readonly string[], style: PlotStyle): number {
  const widest = Math.max(0, ...names.map(name => textWidth(name, style)));
  return Math.max(60, style.width - MARGINS - widest);
}

/** A text that stands beside a value: to its left (−1) or right (1). */
export interface Beside {
  at: number;
  side: -1 | 1;
  text: string;
}

/** A range that holds `[low, high]` and the texts beside values. */
export function labelledRange(
  [low, high]: readonly [number, number],
  labels: readonly Beside[],
  width: number,
  style: PlotStyle
): [number, number] {
  const span = high - low || Math.abs(high) || 1;
  let left = 0;
  let right = 0;
  let scale = width / span;
  // Each round leaves less for the bars, so that texts reach farther; this settles quickly.
  for (let round = 0; round < 6; round += 1) {
    scale = Math.max(width * LEAST, width - left - right) / span;
    for (const { at, side, text } of labels) {
      const needs = textWidth(text, style) + GAP;
      if (side < 0) {
        left = Math.max(left, needs - (at - low) * scale);
      } else {
        right = Math.max(right, needs - (high - at) * scale);
      }
    }
  }
  return [low - left / scale, high + right / scale];
}

/** A title in as many lines as it needs. */
export function wrapLines(title: string, width: number, style: PlotStyle): string[] {
  const lines: string[] = [];
  for (const word of title.split(' ')) {
    const last = lines[lines.length - 1];
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || textWidth(longer, style) > width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = longer;
    }
  }
  return lines;
}

/** The lines of a title as Plotly takes them. */
export function wrappedTitle(title: string, width: number, style: PlotStyle): string {
  return wrapLines(title, width, style).map(plotText).join('<br>');
}

/** Lines of a title made by {@link wrappedTitle}. */
export function titleHeight(title: string, style: PlotStyle): number {
  return (title.split('<br>').length - 1) * style.fontSize * 1.3;
}
