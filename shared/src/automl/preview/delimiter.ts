import Papa from 'papaparse';

/** Delimiters tried, the likeliest first. */
const candidates = [',', ';', '\t', '|'];

/**
 * Delimiter of a CSV, from its first lines: the one that cuts the most lines into as many
 * fields as the first line, more fields winning. A comma if none does.
 */
export function detectDelimiter(text: string): string {
  let best = ',';
  let bestScore = 0;
  for (const delimiter of candidates) {
    const { data } = Papa.parse<string[]>(text, { delimiter, preview: 20 });
    const rows = data.filter(row => row.length > 1 || row[0] !== '');
    const width = rows[0]?.length ?? 1;
    if (width < 2) {
      continue;
    }
    const even = rows.filter(row => row.length === width).length / rows.length;
    // Consistency counts more than width: text with many commas is not comma-separated.
    const score = even * even * Math.log2(width + 1);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}
