import { useEffect, useState, type ReactElement } from 'react';

export interface RelativeTimeProps {
  /** ISO 8601, ms since the epoch, or nothing. */
  time: string | number | Date | undefined;
  locale: string;
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
];

/** @returns e.g. `3 minutes ago`; differences below 45 s read `now`. */
export function relativeTime(time: number, now: number, locale: string): string {
  const seconds = (time - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
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

/** How long ago, kept up to date; the exact time as a tooltip. */
export function RelativeTime({ time, locale }: RelativeTimeProps): ReactElement {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const at = time === undefined ? NaN : new Date(time).getTime();
  if (Number.isNaN(at)) {
    return <span className="ph-RelativeTime">–</span>;
  }
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <time
      className="ph-RelativeTime"
      dateTime={new Date(at).toISOString()}
      title={exact.format(at)}
    >
      {relativeTime(at, Math.max(now, Math.min(at, Date.now())), locale)}
    </time>
  );
}
