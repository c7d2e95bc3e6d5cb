import type { ReactElement } from 'react';
import { TextField } from '../parts';
import type { FormProps } from './form';

/** The job's name; looked up when the field is left. */
export function JobName(props: FormProps & { onNameLeft: () => void }): ReactElement {
  const { draft, errorOf, showErrors, onChange, onNameLeft } = props;
  return (
    <div onBlur={onNameLeft}>
      <TextField
        label="Job name"
        code
        error={errorOf('name')}
        showError={showErrors}
        value={draft.name}
        onChange={name => onChange(now => ({ ...now, name: name.trim(), named: true }))}
      />
    </div>
  );
}
