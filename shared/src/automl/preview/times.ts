/** Times as tables have them. */

/**
 * A cell as seconds since 1970, read as UTC; `undefined` if it is no time.
 * `03/04/2026` is read month first; a first part above 12 is a day.
 */
export function parseTime(cell: string): number | undefined {
  const text = cell.trim();
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?/.exec(
    text
  );
  if (iso) {
    return seconds(iso[1], iso[2], iso[3], iso[4], iso[5], iso[6]);
  }
  const local =
    /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?/.exec(text);
  if (local) {
    const dayFirst = Number(local[1]) > 12 || text.includes('.') || /^\d+-/.test(text);
    const [month, day] = dayFirst ? [local[2], local[1]] : [local[1], local[2]];
    const year = (local[3] ?? '').length === 2 ? `20${local[3]}` : local[3];
    return seconds(year, month, day, local[4], local[5], local[6]);
  }
  const other = /[A-Za-z]{3}/.test(text) ? Date.parse(`${text} UTC`) : NaN;
  return Number.isNaN(other) ? undefined : other / 1000;
}

function seconds(...parts: (string | undefined)[]): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(part =>
    part === undefined ? undefined : Number(part)
  );
  const time = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  return month < 1 || month > 12 || day < 1 || day > 31 || !Number.isFinite(time)
    ? undefined
    : time;
}

/** First and last time and the most frequent distance between neighbours. */
export function timesOf(
  cells: Iterable<string>
): { first: number; last: number; step?: number } | undefined {
  const times = new Set<number>();
  for (const cell of cells) {
    const time = parseTime(cell);
    if (time !== undefined) {
      times.add(time);
    }
  }
  const sorted = [...times].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const distances = new Map<number, number>();
  sorted.slice(1).forEach((time, index) => {
    // Months and years differ by days: to the nearest part of a hundred they are the same.
    const distance = time - (sorted[index] ?? time);
    const rounded = distance > 2_000_000 ? Math.round(distance / 262_974) * 262_974 : distance;
    distances.set(rounded, (distances.get(rounded) ?? 0) + 1);
  });
  const step = [...distances].sort((a, b) => b[1] - a[1])[0]?.[0];
  return { first, last, ...(step === undefined ? {} : { step }) };
}
