/** The same scores on tokens, words, sentences, lines or paragraphs: sums stay what they are. */
import type { TextPart } from '../model';
import { readPiece } from './wordPieces';

export type TextLevel = 'token' | 'word' | 'sentence' | 'line' | 'paragraph';

export const TEXT_LEVELS: readonly { value: TextLevel; label: string }[] = [
  { value: 'token', label: 'Tokens as in the file' },
  { value: 'word', label: 'Words' },
  { value: 'sentence', label: 'Sentences' },
  { value: 'line', label: 'Lines' },
  { value: 'paragraph', label: 'Paragraphs' }
];

/** A stretch of text with one score. Spans of a text come in order and do not overlap. */
export interface TextSpan {
  /** Offsets in UTF-16 units, end exclusive; the same twice if there is no place of its own. */
  start: number;
  end: number;
  /** Sum of the scores of its units that are known. */
  score: number;
  /** Indices of its units, in order. */
  units: number[];
}

/**
 * @param score - Score of a unit; `NaN`: the file has none.
 */
export function rollUp(
  part: TextPart,
  score: (unit: number) => number,
  level: TextLevel
): TextSpan[] {
  const { text, units } = part;
  const order = units
    .map((_, index) => index)
    .sort((a, b) => startOf(part, a) - startOf(part, b) || a - b);
  const group = grouping(text, level);
  const spans: TextSpan[] = [];
  let current: TextSpan | undefined;
  let held = -1;
  let covered = 0;
  for (const index of order) {
    const unit = part.units[index] as TextPart['units'][number];
    const placed = unit.start < unit.end;
    const value = score(index);
    const within = placed ? group(firstLetter(part, index)) : -1;
    const joins =
      current !== undefined &&
      placed &&
      current.start < current.end &&
      (within === held ||
        !beginsLetter(text, unit.start) ||
        (level === 'word' && unit.start <= current.end && continues(unit.text, text, unit.start)));
    if (current && joins) {
      current.end = Math.max(current.end, unit.end);
      current.score += Number.isNaN(value) ? 0 : value;
      current.units.push(index);
    } else {
      const start = placed ? Math.max(unit.start, covered) : unit.start;
      current = {
        start,
        end: placed ? Math.max(start, unit.end) : start,
        score: Number.isNaN(value) ? 0 : value,
        units: [index]
      };
      spans.push(current);
    }
    held = within;
    covered = Math.max(covered, current.end);
  }
  return spans;
}

/** Units without a place come last. */
function startOf({ units }: TextPart, index: number): number {
  const { start, end } = units[index] as TextPart['units'][number];
  return start < end ? start : Number.MAX_SAFE_INTEGER;
}

/** Tokens may begin with the space before their word. */
function firstLetter({ text, units }: TextPart, index: number): number {
  const { start, end } = units[index] as TextPart['units'][number];
  let at = start;
  while (at < end && SPACE.test(text.charAt(at))) {
    at += 1;
  }
  return at < end ? at : start;
}

const SPACE = /\s/u;

/** Marked as a later piece of a word, and the text does not hold the mark itself. */
function continues(raw: string, text: string, start: number): boolean {
  return readPiece(raw).joins === true && !text.startsWith(raw, start);
}

/** What stays in one piece on screen: marks on the letter before, joined emoji, pairs. */
const ATTACHED = /^(?:\p{M}|\u200d|[\ufe00-\ufe0f]|[\u{1f3fb}-\u{1f3ff}])/u;

/** Whether a new letter begins here, so that text can be cut. */
export function beginsLetter(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) {
    return true;
  }
  const code = text.charCodeAt(at);
  // Plain Latin text is most of what there is.
  if (code < 0x300) {
    return text.charCodeAt(at - 1) !== 0x200d;
  }
  const half = code >= 0xdc00 && code <= 0xdfff;
  return !half && text.charCodeAt(at - 1) !== 0x200d && !ATTACHED.test(text.slice(at, at + 2));
}

/** Number of the group that a place of the text belongs to; ascending. */
function grouping(text: string, level: TextLevel): (at: number) => number {
  if (level === 'token') {
    let last = 0;
    return () => (last += 1);
  }
  const starts = boundaries(text, level);
  let found = 0;
  return at => {
    // Places come in ascending order.
    while (found + 1 < starts.length && (starts[found + 1] as number) <= at) {
      found += 1;
    }
    return found;
  };
}

/** Where words, sentences, lines or paragraphs begin. */
function boundaries(text: string, level: Exclude<TextLevel, 'token'>): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const segment of text.split(SPLITS[level])) {
    if (level === 'word' && UNSPACED.test(segment)) {
      for (const part of wordsWithin(segment)) {
        starts.push(at + part);
      }
    } else {
      starts.push(at);
    }
    at += segment.length;
  }
  return starts;
}

const SPLITS: Record<Exclude<TextLevel, 'token'>, RegExp> = {
  word: /(?<![\p{L}\p{M}\p{N}'’])(?=[\p{L}\p{N}])|(?<=[\p{L}\p{M}\p{N}])(?=[^\p{L}\p{M}\p{N}'’])/u,
  sentence: /(?<=[.!?]["'”’)]*\s+)(?=\S)|(?<=[。！？])|(?<=\n)(?=\S)/u,
  line: /(?<=\n)/u,
  paragraph: /(?<=\n[^\S\n]*\n)(?=\S)/u
};

/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** The segmenter's time grows with the square of the length. */
const SEGMENTED = 512;

/** Where words begin in text without spaces. */
function wordsWithin(text: string): number[] {
  if (typeof Intl.Segmenter !== 'function') {
    return [0];
  }
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  const starts: number[] = [];
  for (let from = 0; from < text.length; from += SEGMENTED) {
    for (const { index } of segmenter.segment(text.slice(from, from + SEGMENTED))) {
      starts.push(from + index);
    }
  }
  return starts;
}
