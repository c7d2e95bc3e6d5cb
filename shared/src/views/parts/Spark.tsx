import type { ReactElement } from 'react';

export interface SparkProps {
  /** Heights; `null` leaves a gap. */
  values: readonly (number | null)[];
  /** What it shows, for screen readers and as a tooltip. */
  label: string;
  /** Default: `bars` (a histogram, from zero). `line`: a course, from its least value. */
  kind?: 'bars' | 'line';
  /** In px. Default: 64 x 16. */
  width?: number;
  height?: number;
}

/** A word-sized chart. */
export function Spark({
  values,
  label,
  kind = 'bars',
  width = 64,
  height = 16
}: SparkProps): ReactElement {
  const known = values.filter((value): value is number => value !== null && isFinite(value));
  const high = Math.max(...known, kind === 'bars' ? 0 : -Infinity);
  const low = kind === 'bars' ? 0 : Math.min(...known);
  const scale = high > low ? 1 / (high - low) : 0;
  const step = width / Math.max(1, values.length);
  const level = (value: number): number => Math.max(0, (value - low) * scale) * (height - 2);

  const bars = values.map((value, index) => {
    if (value === null || !isFinite(value)) {
      return null;
    }
    const tall = value > 0 ? Math.max(1, level(value)) : 0;
    const wide = Math.max(1, step - 1);
    return <rect key={index} x={index * step} y={height - tall} width={wide} height={tall} />;
  });
  const points = values
    .map((value, index) =>
      value === null || !isFinite(value)
        ? ''
        : `${((index + 0.5) * step).toFixed(1)},${(height - 1 - level(value)).toFixed(1)}`
    )
    .filter(Boolean)
    .join(' ');
  return (
    <svg
      className={`ph-Spark ph-mod-${kind}`}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      focusable="false"
    >
      <title>{label}</title>
      {kind === 'bars' ? bars : <polyline points={points} />}
    </svg>
  );
}
