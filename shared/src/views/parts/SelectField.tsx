import type { ReactElement } from 'react';
import { Field, type FieldProps } from './Field';

export interface Choice<V extends string = string> {
  value: V;
  label: string;
  disabled?: boolean;
}

export interface SelectFieldProps<V extends string = string> extends FieldProps {
  value: V | '';
  choices: readonly Choice<V>[];
  onChange: (value: V) => void;
  /** Text while nothing is chosen. */
  placeholder?: string;
  disabled?: boolean;
}

/** One of many choices, in the platform’s own list. */
export function SelectField<V extends string = string>({
  value,
  choices,
  onChange,
  placeholder,
  disabled,
  ...field
}: SelectFieldProps<V>): ReactElement {
  return (
    <Field {...field}>
      {control => (
        <select
          {...control}
          className="ph-Input ph-mod-select"
          value={value}
          disabled={disabled}
          onChange={event => onChange(event.target.value as V)}
        >
          {placeholder !== undefined && (
            <option value="" disabled>
              {placeholder}
            </option>
          )}
          {choices.map(choice => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
