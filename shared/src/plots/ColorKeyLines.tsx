import type { ReactElement } from 'react';
import { lineOf, placeKeys, type ColorKey } from './colorKeys';
import type { PlotStyle } from './style';

export interface ColorKeyLinesProps {
  keys: readonly ColorKey[];
  /** In px: upper edge, and the room that there is. */
  top: number;
  width: number;
  style: PlotStyle;
}

/** Keys below a figure: the names of its rows, each with the colours of its values. */
export function ColorKeyLines({ keys, top, width, style }: ColorKeyLinesProps): ReactElement {
  const line = lineOf(style);
  return (
    <g transform={`translate(0 ${top})`}>
      {placeKeys(keys, width, style).map(({ x, line: at, text, color, hollow }, i) => (
        <g key={i} transform={`translate(${x} ${(at + 1) * line})`}>
          {color !== undefined && (
            <circle
              cx={5}
              cy={-style.fontSize * 0.35}
              r={4}
              fill={hollow ? 'none' : color}
              stroke={color}
              strokeWidth={1.5}
            />
          )}
          <text
            x={color === undefined ? 0 : 13}
            fill={color === undefined ? style.muted : undefined}
          >
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}
