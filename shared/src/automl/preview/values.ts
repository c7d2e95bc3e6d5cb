/** What one cell of a table is, as text. */

const missingWords = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '#n/a', '<na>', 'nat']);

/** Whether a cell counts as missing, as pandas reads it. */
export function isMissing(cell: string | null | undefined): cell is null | undefined {
  return cell === null || cell === undefined || missingWords.has(cell.trim().toLowerCase());
}

const numberPattern = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;

/** A cell as a finite number, or `undefined`. */
export function parseNumber(cell: string): number | undefined {
  if (!numberPattern.test(cell)) {
    return undefined;
  }
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

const infinityPattern = /^\s*[-+]?(inf|infinity|1\.#inf)\s*$/i;

/** `inf`, `-Infinity` and numbers beyond a double. */
export function isInfinite(cell: string): boolean {
  return infinityPattern.test(cell) || (numberPattern.test(cell) && !Number.isFinite(Number(cell)));
}

// 1,234 or 1.234,5 or 1 234 or 1'234: groups of exactly three digits.
const groupedPattern =
  /^\s*[-+]?[$€£]?\s?\d{1,3}(?:(,\d{3})+(\.\d+)?|(\.\d{3})+,\d+|(\.\d{3}){2,}|([\u00a0\u202f ']\d{3})+([.,]\d+)?)\s*$/;

/** A number written with thousands separators. */
export function isGroupedNumber(cell: string): boolean {
  return groupedPattern.test(cell);
}

const datePatterns = [
  /^\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|[-+]\d{2}:?\d{2})?)?$/,
  /^\d{4}\/\d{1,2}\/\d{1,2}( \d{1,2}:\d{2}(:\d{2})?)?$/,
  /^\d{1,2}[/.-]\d{1,2}[/.-](\d{4}|\d{2})( \d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?$/,
  /^\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}$/,
  /^[A-Za-z]{3,9} \d{1,2},? \d{4}$/
];

/** Whether a cell is a date or a time stamp. */
export function isDate(cell: string): boolean {
  const text = cell.trim();
  return text.length >= 6 && text.length <= 40 && datePatterns.some(pattern => pattern.test(text));
}
