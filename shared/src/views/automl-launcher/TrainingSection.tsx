import type { ReactElement } from 'react';
import { algorithms } from '../../automl/algorithms';
import { defaultObjective, metricInfo, objectives } from '../../automl/metrics';
import type { TrainingMode } from '../../automl/types';
import { Checkbox, RadioGroup, SelectField, TextField } from '../parts';
import type { FormProps } from './TargetPanel';

/** Objective, training mode, algorithms, limits. */
export function TrainingSection({ draft, errorOf, showErrors, onChange }: FormProps): ReactElement {
  const type = draft.problemType === 'auto' ? undefined : draft.problemType;
  const known = algorithms[draft.mode];
  const toggle = (id: string, use: boolean): void =>
    onChange(now => {
      const all = known.map(algorithm => algorithm.id);
      const before = now.algorithms.length > 0 ? now.algorithms : all;
      const after = all.filter(other => (other === id ? use : before.includes(other)));
      // All of them is the default, and so is none: an empty list.
      return { ...now, algorithms: after.length === all.length ? [] : after };
    });
  const limits = [
    { key: 'maxCandidates', label: 'Candidates at most', hint: 'Models to try, 1 to 750.' },
    { key: 'maxSecondsPerTrial', label: 'Seconds per training at most', hint: undefined },
    {
      key: 'maxSeconds',
      label: 'Seconds for the job at most',
      hint: 'The best model until then is kept.'
    }
  ] as const;
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
            ? objectives[type].map(name => ({ value: name, label: metricInfo(name).label }))
            : [{ value: 'auto', label: 'Default of the problem' }]
        }
        disabled={!type}
        onChange={objective => onChange(now => ({ ...now, objective }))}
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
      {known.length > 0 && (
        <fieldset className="ph-RadioGroup ph-mod-inline">
          <legend className="ph-Field-label">Algorithms</legend>
          <div className="ph-RadioGroup-choices">
            {known.map(({ id, label }) => (
              <Checkbox
                key={id}
                label={label}
                checked={draft.algorithms.length === 0 || draft.algorithms.includes(id)}
                disabled={draft.algorithms.length === 1 && draft.algorithms[0] === id}
                onChange={use => toggle(id, use)}
              />
            ))}
          </div>
        </fieldset>
      )}
      <div className="ph-Columns">
        {limits.map(({ key, label, hint }) => (
          <TextField
            key={key}
            label={label}
            hint={hint}
            optional
            error={errorOf(key)}
            showError={showErrors}
            value={draft[key]}
            onChange={value => onChange(now => ({ ...now, [key]: value }))}
          />
        ))}
      </div>
    </div>
  );
}
