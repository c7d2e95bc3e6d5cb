import type { CSSProperties, ReactElement } from 'react';
import type { PlotStyle } from '../../../../plots/style';
import { intensity } from '../../../../explain/text/scores';
import { textMark, type MarkMode } from '../../../../plots/textMarks';
import { alignedNumbers } from './alignedNumbers';

export interface ScaleLegendProps {
  scale: number;
  mode: MarkMode;
  style: PlotStyle;
  label: string;
  locale: string;
}

const SHARES = [-1, -0.5, -0.2, 0.2, 0.5, 1];

/** What the marks on the text mean. */
export function ScaleLegend({ scale, mode, style, label, locale }: ScaleLegendProps): ReactElement {
  const word = alignedNumbers([scale], locale);
  return (
    <p className="ph-ScaleLegend">
      <span>
        Dashed: lowers <bdi>{label}</bdi>
      </span>
      {SHARES.map(share => (
        <span
          key={share}
          className="ph-ScaleLegend-step ph-number"
          style={sampleStyle(share, mode, style)}
        >
          {word(share * scale)}
        </span>
      ))}
      <span>Solid: raises it</span>
    </p>
  );
}

function sampleStyle(share: number, mode: MarkMode, style: PlotStyle): CSSProperties {
  const mark = textMark(intensity(share, 1), share > 0, mode, style);
  return {
    backgroundColor: mark?.background,
    color: mark?.color,
    outline: mark?.frame && `1px solid ${mark.frame}`,
    textDecoration: 'underline',
    textDecorationStyle: mark?.line?.dashed ? 'dashed' : 'solid',
    textDecorationColor: mark?.line?.color,
    textDecorationThickness: mark?.line?.width
  };
}
