import { useId, type ReactElement, type ReactNode } from 'react';
import { classes } from './classes';

export interface RadioChoice<V extends string = string> {
  value: V;
  label: ReactNode;
  /** Second line under the label. */
  hint?: ReactNode;
  disabled?: boolean;
}

export interface RadioGroupProps<V extends string = string> {
  label: ReactNode;
  value: V;
  choices: readonly RadioChoice<V>[];
  onChange: (value: V) => void;
  hint?: ReactNode;
  /** In one line. */
  inline?: boolean;
  hideLabel?: boolean;
  disabled?: boolean;
}

/** One of a few choices that are all to be seen; arrow keys move as everywhere. */
export function RadioGroup<V extends string = string>({
  label,
  value,
  choices,
  onChange,
  hint,
  inline,
  hideLabel,
  disabled
}: RadioGroupProps<V>): ReactElement {
  const id = useId();
  return (
    <fieldset
      className={classes('ph-RadioGroup', inline && 'ph-mod-inline')}
      aria-describedby={hint ? `${id}-hint` : undefined}
      disabled={disabled}
    >
      <legend className={hideLabel ? 'ph-hidden' : 'ph-Field-label'}>{label}</legend>
      <div className="ph-RadioGroup-choices">
        {choices.map(choice => (
          <label
            key={choice.value}
            className={classes('ph-Radio', (disabled || choice.disabled) && 'ph-mod-disabled')}
          >
            <input
              type="radio"
              name={id}
              value={choice.value}
              checked={choice.value === value}
              disabled={choice.disabled}
              onChange={() => onChange(choice.value)}
            />
            <span className="ph-Radio-text">
              <span>{choice.label}</span>
              {choice.hint && <span className="ph-Field-hint">{choice.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {hint && (
        <div id={`${id}-hint`} className="ph-Field-hint">
          {hint}
        </div>
      )}
    </fieldset>
  );
}
