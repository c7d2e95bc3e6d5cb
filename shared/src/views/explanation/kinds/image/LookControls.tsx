import type { ReactElement } from 'react';
import type { ImageExplanation } from '../../../../explain/model';
import { HEAT_SCALES } from '../../../../plots/heatColors';
import { Checkbox, SelectField } from '../../../parts';
import type { HeatLook } from './compose';
import { Slider } from './Slider';

export interface LookControlsProps {
  look: HeatLook;
  onLook: (look: HeatLook) => void;
  /** The map is known as numbers: it can be recoloured, cut and inverted. */
  numbers: boolean;
  /** The map lies over the picture. */
  opacity: boolean;
  convention: ImageExplanation['convention'];
  locale: string;
}

const WHY = 'The file holds colours only, no numbers.';

/** How the map is drawn. */
export function LookControls({
  look,
  onLook,
  numbers,
  opacity,
  convention,
  locale
}: LookControlsProps): ReactElement {
  const set = (change: Partial<HeatLook>): void => onLook({ ...look, ...change });
  return (
    <div className="ph-Row ph-mod-fields">
      <Slider
        label="Opacity"
        value={look.opacity}
        locale={locale}
        disabled={!opacity}
        title={opacity ? undefined : 'Side by side nothing lies over the picture.'}
        onChange={value => set({ opacity: value })}
      />
      {convention === 'eigen-cam' && (
        <>
          <Slider
            label="From importance"
            value={look.threshold}
            locale={locale}
            disabled={!numbers}
            title={numbers ? undefined : WHY}
            onChange={value => set({ threshold: value })}
          />
          <SelectField
            label="Colours"
            value={numbers ? look.scale : ''}
            placeholder={numbers ? undefined : 'As in the file'}
            disabled={!numbers}
            choices={HEAT_SCALES}
            onChange={scale => set({ scale })}
          />
          <Checkbox
            label="Invert"
            checked={look.invert && numbers}
            disabled={!numbers}
            onChange={invert => set({ invert })}
          />
        </>
      )}
    </div>
  );
}
