import type { PieceRange } from '../../../../explain/text/pieces';
import type { TextSpan } from '../../../../explain/text/rollUp';

/** A part of a text that is drawn by itself: whole lines, as far as there are any. */
export type TextBlock = PieceRange;

/** A block ends with the first line end after so many spans or letters… */
const SPANS = 200;
const LETTERS = 2000;
/** …and without one between words after this factor. */
const PATIENCE = 4;

/** Cut a text where its spans begin; every letter is in exactly one block. */
export function textBlocks(text: string, spans: readonly TextSpan[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  let [start, first] = [0, 0];
  for (let i = 1; i < spans.length; i += 1) {
    const at = (spans[i] as TextSpan).start;
    if (at <= start || at < (spans[i - 1] as TextSpan).end) {
      continue;
    }
    const size = Math.max((i - first) / SPANS, (at - start) / LETTERS);
    const before = text.charAt(at - 1);
    if (
      size >= 2 * PATIENCE ||
      (size >= PATIENCE && /\s/u.test(before)) ||
      (size >= 1 && before === '\n')
    ) {
      blocks.push({ start, end: at, first, last: i });
      [start, first] = [at, i];
    }
  }
  blocks.push({ start, end: text.length, first, last: spans.length });
  return blocks;
}
