import type { ReactElement } from 'react';
import { Field, type FieldProps } from './Field';
import { classes } from './classes';

export interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Called on Enter (single line only). */
  onEnter?: () => void;
  placeholder?: string;
  disabled?: boolean;
  readOnly?: boolean;
  /** Lines; more than one makes a text area. */
  lines?: number;
  /** Fixed-width type, for names, URIs and code. */
  code?: boolean;
  type?: 'text' | 'search';
  maxLength?: number;
  /** Choices offered while typing. */
  suggestions?: readonly string[];
}

/** One line or several, with label, hint, error and suggestions. */
export function TextField({
  value,
  onChange,
  onEnter,
  placeholder,
  disabled,
  readOnly,
  lines = 1,
  code,
  type = 'text',
  maxLength,
  suggestions,
  ...field
}: TextFieldProps): ReactElement {
  return (
    <Field {...field}>
      {control => {
        const common = {
          ...control,
          className: classes('ph-Input', code && 'ph-mod-code'),
          value,
          placeholder,
          disabled,
          readOnly,
          maxLength,
          spellCheck: code ? false : undefined,
          autoComplete: 'off'
        };
        if (lines > 1) {
          return (
            <textarea {...common} rows={lines} onChange={event => onChange(event.target.value)} />
          );
        }
        return (
          <>
            <input
              {...common}
              type={type}
              list={suggestions ? `${control.id}-choices` : undefined}
              onChange={event => onChange(event.target.value)}
              onKeyDown={event => {
                if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
                  onEnter?.();
                }
              }}
            />
            {suggestions && (
              <datalist id={`${control.id}-choices`}>
                {suggestions.map(choice => (
                  <option key={choice} value={choice} />
                ))}
              </datalist>
            )}
          </>
        );
      }}
    </Field>
  );
}
