/**
 * Pieces of words as tokenizers write them: `##ing` (WordPiece), `Ġword` and `Ċ` (byte-level BPE),
 * `▁word` (SentencePiece), `wor</w>` (BPE).
 */

export interface Piece {
  /** Without the tokenizer's marks. */
  text: string;
  /** Belongs to the same word as the piece before. `undefined`: this piece does not tell. */
  joins?: boolean;
  /** The word ends with it. `undefined`: this piece does not tell. */
  ends?: boolean;
}

/** One piece, its marks read. */
export function readPiece(raw: string): Piece {
  if (/^##[^#\s]/u.test(raw)) {
    return { text: raw.slice(2), joins: true };
  }
  if (/^[Ġ▁]/u.test(raw)) {
    return { text: raw.replace(/^[Ġ▁]+/u, ''), joins: false };
  }
  if (raw.endsWith('</w>')) {
    return { text: raw.slice(0, -4), ends: true };
  }
  return { text: raw.replaceAll('Ċ', '\n') };
}

type Style = 'wordpiece' | 'leading' | 'trailing';

/** How a list of pieces marks its words; `undefined`: it does not. */
export function pieceStyle(pieces: readonly string[]): Style | undefined {
  let [wordpiece, leading, trailing] = [0, 0, 0];
  for (const piece of pieces) {
    wordpiece += /^##[^#\s]/u.test(piece) ? 1 : 0;
    leading += /^[Ġ▁]/u.test(piece) ? 1 : 0;
    trailing += piece.length > 4 && piece.endsWith('</w>') ? 1 : 0;
  }
  const most = Math.max(wordpiece, leading, trailing);
  if (most === 0) {
    return undefined;
  }
  return most === leading ? 'leading' : most === trailing ? 'trailing' : 'wordpiece';
}

export interface PlacedPiece {
  start: number;
  end: number;
}

/**
 * A text from its pieces alone, with the place of each: words by single spaces, where the marks
 * say so.
 */
export function rebuildText(pieces: readonly string[]): { text: string; places: PlacedPiece[] } {
  const style = pieceStyle(pieces);
  let text = '';
  let wordEnded = true;
  const places = pieces.map((raw, index) => {
    const piece = style ? readPiece(raw) : { text: raw };
    const joins =
      index === 0 ||
      (style === 'wordpiece' && (piece.joins === true || closes(piece.text))) ||
      (style === 'leading' && piece.joins !== false) ||
      (style === 'trailing' && !wordEnded);
    if (!joins && !/\s$/u.test(text)) {
      text += ' ';
    }
    wordEnded = piece.ends === true;
    const start = text.length;
    text += piece.text;
    return { start, end: text.length };
  });
  return { text, places };
}

/** Marks that stand at the end of the word before. */
function closes(text: string): boolean {
  return /^[.,;:!?)\]}%’”…]+$/u.test(text);
}
