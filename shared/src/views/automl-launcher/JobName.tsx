import type { ReactElement } from 'react';
import { nextName } from '../../automl/draft';
import { Button, TextField } from '../parts';
import type { FormProps } from './form';

export interface JobNameProps extends FormProps {
  /** Name of an existing job that was found under the draft's name. */
  takenName: string | undefined;
  onNameLeft: () => void;
}

/** The job's name; looked up when the field is left. */
export function JobName(props: JobNameProps): ReactElement {
  const { draft, takenName, errorOf, showErrors, onChange, onNameLeft } = props;
  const next = nextName(draft.name);
  const taken = takenName?.toLowerCase() === draft.name.toLowerCase();
  return (
    <div className="ph-FieldRow" onBlur={onNameLeft}>
      <TextField
        label="Job name"
        code
        error={errorOf('name')}
        showError={showErrors || taken}
        value={draft.name}
        onChange={name => onChange(now => ({ ...now, name: name.trim(), named: true }))}
      />
      {taken && (
        <Button onClick={() => onChange(now => ({ ...now, name: next, named: true }))}>
          {`Use ${next}`}
        </Button>
      )}
    </div>
  );
}
