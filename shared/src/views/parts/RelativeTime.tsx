import { useEffect, useState, type ReactElement } from 'react';
import { relativeTime } from './timeAgo';

export interface RelativeTimeProps {
  /** ISO 8601, ms since the epoch, or nothing. */
  time: string | number | Date | undefined;
  locale: string;
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
