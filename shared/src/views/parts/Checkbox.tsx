import { useId, type ReactElement, type ReactNode } from 'react';
import { classes } from './classes';

export interface CheckboxProps {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ReactNode;
  disabled?: boolean;
  /** Keeps the label for screen readers alone, e.g. in a table cell. */
  hideLabel?: boolean;
}

/** A box with its label and a hint. */
export function Checkbox({
  label,
  checked,
  onChange,
  hint,
  disabled,
  hideLabel
}: CheckboxProps): ReactElement {
  const id = useId();
  return (
    <label className={classes('ph-Checkbox', disabled && 'ph-mod-disabled')}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? id : undefined}
        onChange={event => onChange(event.target.checked)}
      />
      <span className={hideLabel ? 'ph-hidden' : 'ph-Radio-text'}>
        <span>{label}</span>
        {hint && (
          <span id={id} className="ph-Field-hint">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
