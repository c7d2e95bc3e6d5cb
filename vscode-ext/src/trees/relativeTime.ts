const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
];

/**
 * A past time in words, e.g. `3 min. ago`.
 *
 * @param now - Ms since the epoch.
 * @returns empty if `iso` is no time.
 */
export function relativeTime(iso: string | undefined, now: number, locale: string): string {
  const seconds = iso === undefined ? NaN : (now - Date.parse(iso)) / 1_000;
  if (Number.isNaN(seconds)) {
    return '';
  }
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const [unit, size] = STEPS.find(([, step]) => seconds >= step) ?? ['second', 1];
  return format.format(-Math.max(0, Math.floor(seconds / size)), unit);
}
