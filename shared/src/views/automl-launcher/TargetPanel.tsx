import { useMemo, type ReactElement } from 'react';
import { withTarget } from '../../automl/draft';
import { examineTarget } from '../../automl/target';
import type { ProblemType } from '../../automl/types';
import { RadioGroup, SelectField } from '../parts';
import { TypedColumn } from './problems/columns';
import { columnChoices } from './form';
import type { FormProps } from './form';

/** What is predicted, as which problem. */
export function TargetPanel(props: FormProps): ReactElement {
  const { draft, profile, errorOf, showErrors, onChange } = props;
  const choices = useMemo(() => columnChoices(profile, draft.target), [profile, draft.target]);
  const finding = useMemo(() => {
    const column = profile?.columns.find(({ name }) => name === draft.target);
    return column && profile ? examineTarget(column, profile) : undefined;
  }, [profile, draft.target]);
  const wrongType = errorOf('problemType');
  return (
    <div className="ph-Stack">
      {profile || !draft.data ? (
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
      ) : (
        <TypedColumn
          {...props}
          field="target"
          label="Target"
          value={draft.target}
          change={withTarget}
        />
      )}
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
        onChange={problemType => onChange(now => ({ ...now, problemType, objective: '' }))}
      />
      {wrongType && (
        <div className="ph-Field-error" role="alert">
          {wrongType}
        </div>
      )}
    </div>
  );
}
