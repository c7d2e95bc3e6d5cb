const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
];

/**
 * @param time - Ms since the epoch, as `now`.
 * @param style - `short` where there is little room: `3 min. ago`.
 * @returns e.g. `3 minutes ago`; differences below 45 s read `now`; empty if `time` is none.
 */
export function relativeTime(
  time: number,
  now: number,
  locale: string,
  style: 'long' | 'short' = 'long'
): string {
  const seconds = (time - now) / 1000;
  if (Number.isNaN(seconds)) {
    return '';
  }
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style });
  if (Math.abs(seconds) < 45) {
    return format.format(0, 'second');
  }
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) {
      return format.format(Math.trunc(seconds / size), unit);
    }
  }
  return format.format(Math.sign(seconds), 'minute');
}
