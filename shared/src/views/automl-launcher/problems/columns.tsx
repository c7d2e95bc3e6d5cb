import type { ReactElement } from 'react';
import type { JobDraft } from '../../../automl/draft';
import type { Field } from '../../../automl/rules';
import { SelectField, TextField } from '../../parts';
import { columnChoices } from '../form';
import type { FormProps } from '../form';

export interface ColumnFieldProps extends FormProps {
  field: Field;
  label: string;
  hint?: string;
  value: string;
  change: (draft: JobDraft, name: string) => JobDraft;
}

/** A column that has a role. */
export function ColumnField(props: ColumnFieldProps): ReactElement {
  const { draft, profile, field, label, hint, value, change, errorOf, showErrors, onChange } =
    props;
  if (!profile && draft.data) {
    return <TypedColumn {...props} />;
  }
  const choices = columnChoices(profile, value);
  return (
    <SelectField
      label={label}
      hint={hint}
      error={errorOf(field)}
      showError={showErrors}
      value={value}
      placeholder="Choose a column"
      choices={choices}
      disabled={choices.length === 0}
      onChange={name => onChange(now => change(now, name))}
    />
  );
}

/** The name of a column where the data cannot be looked at, for example within a VPC. */
export function TypedColumn(props: ColumnFieldProps): ReactElement {
  const { field, label, hint, value, change, errorOf, showErrors, onChange } = props;
  return (
    <TextField
      label={label}
      hint={hint}
      code
      placeholder="Name of a column"
      error={errorOf(field)}
      showError={showErrors}
      value={value}
      onChange={name => onChange(now => change(now, name))}
    />
  );
}
