import { useId, type ReactElement } from 'react';

export interface SliderProps {
  label: string;
  /** 0 to 1. */
  value: number;
  onChange: (value: number) => void;
  disabled?: boolean;
  /** Why it is disabled. */
  title?: string;
}

/** A share from 0 to 100 %. */
export function Slider({ label, value, onChange, disabled, title }: SliderProps): ReactElement {
  const id = useId();
  const percent = Math.round(value * 100);
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
        aria-valuetext={`${percent} %`}
        onChange={event => onChange(Number(event.target.value) / 100)}
      />
      <output htmlFor={id} className="ph-number">
        {percent} %
      </output>
    </div>
  );
}
