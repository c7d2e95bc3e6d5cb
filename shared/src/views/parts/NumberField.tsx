import { useState, type ReactElement } from 'react';
import { Field, type FieldProps } from './Field';

export interface NumberFieldProps extends FieldProps {
  value: number | undefined;
  /** `undefined`: the field is empty or does not hold a number. */
  onChange: (value: number | undefined) => void;
  min?: number;
  max?: number;
  integer?: boolean;
  /** Unit behind the number, e.g. `s`. */
  unit?: string;
  placeholder?: string;
  disabled?: boolean;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function problemOf(text: string, { min, max, integer }: NumberFieldProps): string | undefined {
  if (text === '') {
    return undefined;
  }
  if (!NUMBER.test(text)) {
    return `“${text.slice(0, 40)}” is not a number. Use digits and a point.`;
  }
  const value = Number(text);
  if (integer && !Number.isInteger(value)) {
    return 'Enter a whole number.';
  }
  if (min !== undefined && value < min) {
    return `Enter ${min} or more.`;
  }
  if (max !== undefined && value > max) {
    return `Enter ${max} or less.`;
  }
  return undefined;
}

/** A number typed as text, so that nothing changes by scrolling and every slip gets its words. */
export function NumberField(props: NumberFieldProps): ReactElement {
  const { value, onChange, integer, unit, placeholder, disabled, ...field } = props;
  const [typed, setTyped] = useState('');
  const typedValue = NUMBER.test(typed.trim()) ? Number(typed.trim()) : undefined;
  // The text stands as typed until the value is changed from outside.
  const text = typedValue === value ? typed : value === undefined ? typed : String(value);
  const problem = problemOf(text.trim(), props);
  return (
    <Field {...field} error={problem ?? field.error}>
      {control => (
        <span className="ph-NumberField">
          <input
            {...control}
            className="ph-Input ph-mod-number"
            type="text"
            inputMode={integer ? 'numeric' : 'decimal'}
            autoComplete="off"
            value={text}
            placeholder={placeholder}
            disabled={disabled}
            onChange={event => {
              const next = event.target.value;
              setTyped(next);
              onChange(NUMBER.test(next.trim()) ? Number(next.trim()) : undefined);
            }}
          />
          {unit && <span className="ph-NumberField-unit">{unit}</span>}
        </span>
      )}
    </Field>
  );
}
