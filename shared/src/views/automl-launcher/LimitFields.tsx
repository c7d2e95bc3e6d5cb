import type { ReactElement } from 'react';
import { TextField } from '../parts';
import type { FormProps } from './form';

const all = [
  { key: 'maxCandidates', label: 'Candidates at most', hint: 'Models to try, 1 to 750.' },
  { key: 'maxSecondsPerTrial', label: 'Seconds per training at most', hint: undefined },
  {
    key: 'maxSeconds',
    label: 'Seconds for the job at most',
    hint: 'The best model until then is kept.'
  }
] as const;

/** `CompletionCriteria`. Problem types with one candidate have no number to choose. */
export function LimitFields(props: FormProps & { candidates?: boolean }): ReactElement {
  const { draft, errorOf, showErrors, onChange, candidates } = props;
  const shown = all.filter(
    ({ key }) => key !== 'maxCandidates' || candidates || draft.maxCandidates !== ''
  );
  return (
    <div className="ph-Columns">
      {shown.map(({ key, label, hint }) => (
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
  );
}
