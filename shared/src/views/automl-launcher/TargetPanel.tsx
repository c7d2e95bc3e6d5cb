import { useMemo, type ReactElement } from 'react';
import { withTarget } from '../../automl/draft';
import type { JobDraft } from '../../automl/draft';
import type { DataProfile } from '../../automl/preview';
import type { Field as RuleField } from '../../automl/rules';
import { examineTarget } from '../../automl/target';
import type { ProblemType } from '../../automl/types';
import { RadioGroup, SelectField, TextField } from '../parts';

export interface FormProps {
  draft: JobDraft;
  profile?: DataProfile;
  /** The first error of a field. */
  errorOf: (field: RuleField) => string | undefined;
  /** Show errors of fields that were not left yet. */
  showErrors: boolean;
  onChange: (change: (draft: JobDraft) => JobDraft) => void;
}

/** What is predicted, as which problem, under which name. */
export function TargetPanel(props: FormProps & { onNameLeft: () => void }): ReactElement {
  const { draft, profile, errorOf, showErrors, onChange, onNameLeft } = props;
  const choices = useMemo(() => {
    const names = new Set(profile?.columns.map(({ name }) => name) ?? []);
    if (draft.target) {
      names.add(draft.target);
    }
    return [...names]
      .filter(name => name.trim() !== '')
      .map(name => ({ value: name, label: name }));
  }, [profile, draft.target]);
  const finding = useMemo(() => {
    const column = profile?.columns.find(({ name }) => name === draft.target);
    return column && profile ? examineTarget(column, profile) : undefined;
  }, [profile, draft.target]);
  return (
    <div className="ph-Stack">
      <SelectField
        label="Target"
        hint={finding?.text}
        error={errorOf('target')}
        showError={showErrors}
        value={draft.target}
        placeholder="Choose the column to predict"
        choices={choices}
        disabled={choices.length === 0}
        onChange={target => onChange(now => withTarget(now, target))}
      />
      <RadioGroup<'auto' | ProblemType>
        label="Problem"
        inline
        value={draft.problemType}
        choices={[
          { value: 'auto', label: 'Auto' },
          { value: 'BinaryClassification', label: 'Binary' },
          { value: 'MulticlassClassification', label: 'Multiclass' },
          { value: 'Regression', label: 'Regression' }
        ]}
        hint={errorOf('problemType')}
        onChange={problemType => onChange(now => ({ ...now, problemType, objective: '' }))}
      />
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
    </div>
  );
}
