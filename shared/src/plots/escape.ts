/** Longest name drawn beside an axis; the full one stands in the tooltip and the table. */
const AXIS_NAME = 28;

/**
 * Text for Plotly, which reads tags (`<b>`, `<a href>`) and entities in labels and tooltips.
 * Control characters are dropped.
 */
export function plotText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A long name cut in the middle; whole letters are kept. Not escaped. */
export function cutMiddle(text: string, length = AXIS_NAME): string {
  const letters = [...text];
  if (letters.length <= length) {
    return text;
  }
  const half = Math.floor((length - 1) / 2);
  return `${letters.slice(0, length - 1 - half).join('')}…${letters.slice(-half).join('')}`;
}
