/** A text cut where its spans begin and end, for drawing. */
import type { TextSpan } from './rollUp';

export interface TextPiece {
  text: string;
  /** Index of the span that is marked here; absent: none. */
  span?: number;
}

/** Which part of a text is cut. */
export interface PieceRange {
  /** Offsets into the text, end exclusive. */
  start: number;
  end: number;
  /** Spans `[first, last)` begin in it. */
  first: number;
  last: number;
}

/** All letters of the range, in order; spans without a place have no piece. */
export function textPieces(
  text: string,
  spans: readonly TextSpan[],
  { start: from, end: to, first, last }: PieceRange = {
    start: 0,
    end: text.length,
    first: 0,
    last: spans.length
  }
): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = from;
  for (let i = first; i < last; i += 1) {
    const { start: begin, end } = spans[i] as TextSpan;
    const [start, stop] = withoutSpace(text, begin, Math.min(end, to));
    if (start >= stop || start < at) {
      continue;
    }
    if (start > at) {
      pieces.push({ text: text.slice(at, start) });
    }
    pieces.push({ text: text.slice(start, stop), span: i });
    at = stop;
  }
  if (at < to) {
    pieces.push({ text: text.slice(at, to) });
  }
  return pieces;
}

/** Space around a word belongs to its token, but a mark on it says nothing. */
function withoutSpace(text: string, start: number, end: number): [number, number] {
  const whole = text.slice(start, end);
  const bare = whole.trim();
  if (bare === '' || bare.length === whole.length) {
    return [start, end];
  }
  const from = start + whole.indexOf(bare);
  return [from, from + bare.length];
}
