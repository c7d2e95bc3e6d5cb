import type { ReactElement } from 'react';
import { parityOn, placeOn, type MetricAxis } from '../../../../explain/bias/range';
import { short } from '../../../../plots/numbers';

export interface RangeBarProps {
  axis: MetricAxis;
  value: number | null;
  /** Farther from parity than the user allows. */
  marked: boolean;
  locale: string;
}

const WIDTH = 132;
const HEIGHT = 14;
const MIDDLE = HEIGHT / 2;
/** Room for the arrows of ends that go on. */
const EDGE = 6;

/** Where a value lies on the range of its metric, from parity. The number stands beside it. */
export function RangeBar({ axis, value, marked, locale }: RangeBarProps): ReactElement {
  const at = (share: number): number => EDGE + share * (WIDTH - 2 * EDGE);
  const parity = at(parityOn(axis));
  const place = placeOn(axis, value);
  const end = place ? at(place.at) : parity;
  const label = (end: number): string => short(end, locale);
  return (
    <span className="ph-RangeBar" aria-hidden="true">
      <span className="ph-RangeBar-end">{axis.openLow ? '−∞' : label(axis.low)}</span>
      <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} focusable="false">
        <line className="ph-RangeBar-track" x1={at(0)} x2={at(1)} y1={MIDDLE} y2={MIDDLE} />
        {axis.openLow && <path className="ph-RangeBar-track" d={arrow(at(0), -1)} />}
        {axis.openHigh && <path className="ph-RangeBar-track" d={arrow(at(1), 1)} />}
        {place && (
          <rect
            className={`ph-RangeBar-value${marked ? ' ph-mod-marked' : ''}`}
            x={Math.min(parity, end)}
            y={MIDDLE - 3.5}
            width={Math.max(1.5, Math.abs(end - parity))}
            height={7}
          />
        )}
        <line className="ph-RangeBar-parity" x1={parity} x2={parity} y1={1} y2={HEIGHT - 1} />
        {place?.clipped && (
          <path
            className="ph-RangeBar-beyond"
            d={arrow(at(place.at), place.clipped === 'high' ? 1 : -1)}
          />
        )}
      </svg>
      <span className="ph-RangeBar-end">{axis.openHigh ? '∞' : label(axis.high)}</span>
    </span>
  );
}

function arrow(x: number, side: 1 | -1): string {
  return `M${x - 2 * side} ${MIDDLE - 4}L${x + 4 * side} ${MIDDLE}L${x - 2 * side} ${MIDDLE + 4}`;
}
