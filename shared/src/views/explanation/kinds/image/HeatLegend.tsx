import type { ReactElement } from 'react';
import type { ImageExplanation } from '../../../../explain/model';
import { heatGradient, type HeatScale } from '../../../../plots/heatColors';

export interface HeatLegendProps {
  convention: ImageExplanation['convention'];
  /** Colours of the map; absent: those of the file. */
  scale?: HeatScale;
  invert: boolean;
  threshold: number;
}

/** What the colours mean, and what they do not. */
export function HeatLegend({
  convention,
  scale,
  invert,
  threshold
}: HeatLegendProps): ReactElement {
  if (convention === 'clarify') {
    return (
      <p className="ph-HeatLegend">
        <span>
          <span className="ph-HeatLegend-swatch ph-mod-clarify-raises" aria-hidden="true" /> Blue
          raises the score of the class
        </span>
        <span>
          <span className="ph-HeatLegend-swatch ph-mod-clarify-lowers" aria-hidden="true" /> Red
          lowers it
        </span>
        <span className="ph-muted">
          Clarify’s own colours, the other way round than in all other views here. The files hold no
          numbers.
        </span>
      </p>
    );
  }
  return (
    <p className="ph-HeatLegend">
      <span>Weak</span>
      <span
        className="ph-HeatLegend-scale"
        style={{ background: heatGradient(scale ?? 'jet') }}
        aria-hidden="true"
      >
        {threshold > 0 && (
          <span className="ph-HeatLegend-clear" style={{ inlineSize: `${threshold * 100}%` }} />
        )}
      </span>
      <span>Strong{invert && ', inverted'}</span>
      <span className="ph-muted">
        Eigen-CAM: no class, no sign. The map is the same whatever label is predicted.
      </span>
    </p>
  );
}
