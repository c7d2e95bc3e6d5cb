import type { ReactElement } from 'react';
import type { JobDraft } from '../../../automl/draft';
import type { Field } from '../../../automl/rules';
import { SelectField } from '../../parts';
import { columnChoices } from '../form';
import type { FormProps } from '../form';

/** A column that has a role. */
export function ColumnField(
  props: FormProps & {
    field: Field;
    label: string;
    hint?: string;
    value: string;
    change: (draft: JobDraft, name: string) => JobDraft;
  }
): ReactElement {
  const { profile, field, label, hint, value, change, errorOf, showErrors, onChange } = props;
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
