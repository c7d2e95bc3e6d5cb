import type { ReactElement } from 'react';
import { algorithms } from '../../automl/algorithms';
import { defaultObjective, metricInfo, objectives } from '../../automl/metrics';
import type { TrainingMode } from '../../automl/types';
import { Checkbox, RadioGroup, SelectField } from '../parts';
import { AlgorithmFields } from './AlgorithmFields';
import { LimitFields } from './LimitFields';
import type { FormProps } from './form';

/** Objective, training mode, algorithms, limits. */
export function TrainingSection(props: FormProps): ReactElement {
  const { draft, errorOf, showErrors, onChange } = props;
  const type = draft.problemType === 'auto' ? undefined : draft.problemType;
  const known = algorithms[draft.mode];
  return (
    <div className="ph-Stack">
      <SelectField
        label="Objective"
        hint={type ? undefined : 'Choose the problem above to choose the objective.'}
        error={errorOf('objective')}
        showError={showErrors}
        value={draft.objective || (type ? defaultObjective(type) : 'auto')}
        choices={
          type
            ? [
                ...objectives[type].map(name => ({ value: name, label: metricInfo(name).label })),
                // Of a newer API, or written into the request by hand: shown as it is.
                ...(draft.objective && !objectives[type].includes(draft.objective)
                  ? [{ value: draft.objective, label: draft.objective }]
                  : [])
              ]
            : [
                { value: 'auto', label: 'Default of the problem' },
                // Of a job that named an objective alone: it can only be taken away.
                ...(draft.objective
                  ? [{ value: draft.objective, label: metricInfo(draft.objective).label }]
                  : [])
              ]
        }
        disabled={!type && !draft.objective}
        onChange={objective =>
          onChange(now => ({ ...now, objective: objective === 'auto' ? '' : objective }))
        }
      />
      <RadioGroup<TrainingMode>
        label="Training mode"
        value={draft.mode}
        choices={[
          { value: 'AUTO', label: 'Auto', hint: 'Ensembling below 100 MB of data, else tuning.' },
          { value: 'ENSEMBLING', label: 'Ensembling', hint: 'Several models, combined.' },
          {
            value: 'HYPERPARAMETER_TUNING',
            label: 'Hyperparameter tuning',
            hint: 'Many trials of a few algorithms; for large data.'
          }
        ]}
        onChange={mode => onChange(now => ({ ...now, mode, algorithms: [] }))}
      />
      {known.length > 0 ? (
        <AlgorithmFields {...props} known={known} />
      ) : (
        <p className="ph-muted">Auto trains all algorithms. Choose another mode to choose some.</p>
      )}
      <LimitFields {...props} candidates />
      <Checkbox
        label="Only prepare the candidates"
        hint="Writes the notebooks and the definitions of the candidates, and trains none."
        checked={draft.definitionsOnly}
        onChange={definitionsOnly => onChange(now => ({ ...now, definitionsOnly }))}
      />
    </div>
  );
}
