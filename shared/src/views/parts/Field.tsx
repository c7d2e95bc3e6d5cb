import { useId, useState, type FocusEvent, type ReactElement, type ReactNode } from 'react';
import { Icon } from './icons';
import { classes } from './classes';

/** What every field takes. */
export interface FieldProps {
  label: ReactNode;
  /** Says what to enter, before anything is wrong. */
  hint?: ReactNode;
  /** What is wrong and how to put it right; shown once the field has been left. */
  error?: string;
  /** Show the error before the field has been left, e.g. after an attempt to start. */
  showError?: boolean;
  /** Adds "optional" to the label. */
  optional?: boolean;
  /** Keeps the label for screen readers alone. */
  hideLabel?: boolean;
  className?: string;
}

/** Attributes that tie a control to its label, hint and error. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

export interface FieldLayoutProps extends FieldProps {
  children: (control: FieldControl) => ReactNode;
}

/** Label above, control, then hint and error below, tied together for screen readers. */
export function Field({
  label,
  hint,
  error,
  showError,
  optional,
  hideLabel,
  className,
  children
}: FieldLayoutProps): ReactElement {
  const id = useId();
  const [left, setLeft] = useState(false);
  const visibleError = left || showError ? error : undefined;
  const described = [hint ? `${id}-hint` : '', visibleError ? `${id}-error` : '']
    .filter(Boolean)
    .join(' ');
  const onBlur = (event: FocusEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) {
      setLeft(true);
    }
  };
  return (
    <div
      className={classes('ph-Field', visibleError !== undefined && 'ph-mod-invalid', className)}
      onBlur={onBlur}
    >
      <label className={hideLabel ? 'ph-hidden' : 'ph-Field-label'} htmlFor={id}>
        {label}
        {optional && <span className="ph-Field-optional"> (optional)</span>}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': visibleError === undefined ? undefined : true
      })}
      {hint && (
        <div id={`${id}-hint`} className="ph-Field-hint">
          {hint}
        </div>
      )}
      <div id={`${id}-error`} className="ph-Field-error" aria-live="polite">
        {visibleError && (
          <>
            <Icon name="error" /> <span>{visibleError}</span>
          </>
        )}
      </div>
    </div>
  );
}
