import type { ReactElement } from 'react';
import { MiddleEllipsis } from '../../../parts';
import { alignedNumbers } from './alignedNumbers';

export interface SignedBar {
  key: string;
  name: string;
  value: number;
  /** Small text behind the name. */
  note?: string;
}

export interface SignedBarsProps {
  /** Names the list for screen readers. */
  label: string;
  bars: readonly SignedBar[];
  locale: string;
  onSelect?: (key: string) => void;
  selected?: string;
}

/** Contributions as a small list: number, and a bar to the right (raises) or left (lowers). */
export function SignedBars({
  label,
  bars,
  locale,
  onSelect,
  selected
}: SignedBarsProps): ReactElement {
  const most = bars.reduce((size, { value }) => Math.max(size, Math.abs(value) || 0), 0);
  const word = alignedNumbers(
    bars.map(({ value }) => value),
    locale
  );
  return (
    <ul className="ph-SignedBars" aria-label={label}>
      {bars.map(({ key, name, value, note }) => {
        const content = (
          <>
            <span className="ph-SignedBars-name">
              <MiddleEllipsis text={name} />
              {note && <span className="ph-muted"> {note}</span>}
            </span>
            <span className="ph-SignedBars-value ph-number" title={String(value)}>
              {word(value)}
            </span>
            <span className="ph-SignedBars-track" aria-hidden="true">
              <span
                className={value < 0 ? 'ph-SignedBars-bar ph-mod-lowers' : 'ph-SignedBars-bar'}
                style={{
                  inlineSize: `${most > 0 ? (50 * (Math.abs(value) || 0)) / most : 0}%`
                }}
              />
            </span>
          </>
        );
        return (
          <li key={key}>
            {onSelect ? (
              <button
                type="button"
                className="ph-SignedBars-row"
                aria-pressed={key === selected}
                onClick={() => onSelect(key)}
              >
                {content}
              </button>
            ) : (
              <div className="ph-SignedBars-row">{content}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
