/** Where the units of a text stand in it, as far as the reader has not found them already. */
import type { TextPart, TextUnit } from '../model';
import { pieceStyle, readPiece, rebuildText, type PlacedPiece } from './wordPieces';

/**
 * The part with its units placed as well as can be, its scores untouched:
 * a text that was only put together from word pieces is put together from words instead; units
 * that were not found are searched between their neighbours without the tokenizer's marks.
 */
export function placePart(part: TextPart): TextPart {
  const pieces = part.units.map(({ text }) => text);
  const style = pieceStyle(pieces);
  if (style && isJoined(part.text, pieces)) {
    const { text, places } = rebuildText(pieces);
    return {
      ...part,
      text,
      units: part.units.map((unit, i) => ({ text: unit.text, ...(places[i] as PlacedPiece) }))
    };
  }
  const lost = part.units.some(({ text, start, end }) => start === end && text !== '');
  return lost ? { ...part, units: search(part.text, part.units) } : part;
}

/** Whether a text holds nothing but its pieces, with or without space between. */
function isJoined(text: string, pieces: readonly string[]): boolean {
  const bare = (line: string): string => line.replace(/\s+/gu, '');
  return bare(text) === bare(pieces.join(''));
}

function search(text: string, units: readonly TextUnit[]): TextUnit[] {
  const lower = text.toLowerCase();
  // Lower case may be longer than the original; then letters are compared as they are.
  const folds = lower.length === text.length;
  let from = 0;
  return units.map((unit, index) => {
    if (unit.start < unit.end) {
      from = Math.max(from, unit.end);
      return unit;
    }
    const piece = readPiece(unit.text).text.trim();
    const next = units.slice(index + 1, index + 50).find(({ start, end }) => start < end);
    const limit = next?.start ?? text.length;
    const at =
      piece === ''
        ? -1
        : folds
          ? lower.indexOf(piece.toLowerCase(), from)
          : text.indexOf(piece, from);
    if (at < 0 || at + piece.length > Math.max(limit, from)) {
      return unit;
    }
    from = at + piece.length;
    return { ...unit, start: at, end: from };
  });
}
