import type { ReactElement } from 'react';

export interface ProgressBarProps {
  /** What is under way, for screen readers. */
  label: string;
  /** 0 to 1; absent: how far is unknown. */
  value?: number;
  /** Text for screen readers instead of the percentage. */
  valueText?: string;
}

/** How far something is; a moving bar while nobody knows. */
export function ProgressBar({ label, value, valueText }: ProgressBarProps): ReactElement {
  const share = value === undefined ? undefined : Math.min(1, Math.max(0, value));
  const percent = share === undefined ? undefined : Math.round(share * 100);
  return (
    <div
      className={percent === undefined ? 'ph-ProgressBar ph-mod-unknown' : 'ph-ProgressBar'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={valueText}
    >
      <div
        className="ph-ProgressBar-fill"
        style={percent === undefined ? undefined : { inlineSize: `${percent}%` }}
      />
    </div>
  );
}
