import { useId, type ReactElement } from 'react';
import { percentText } from '../../../../plots/numbers';

export interface SliderProps {
  label: string;
  /** 0 to 1. */
  value: number;
  onChange: (value: number) => void;
  locale: string;
  disabled?: boolean;
  /** Why it is disabled. */
  title?: string;
}

/** A share from 0 to 100 %. */
export function Slider(props: SliderProps): ReactElement {
  const { label, value, onChange, locale, disabled, title } = props;
  const id = useId();
  const percent = Math.round(value * 100);
  const words = percentText(percent / 100, locale);
  return (
    <div className="ph-Slider" title={title}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={1}
        value={percent}
        disabled={disabled}
        aria-valuetext={words}
        onChange={event => onChange(Number(event.target.value) / 100)}
      />
      <output htmlFor={id} className="ph-number">
        {words}
      </output>
    </div>
  );
}
