import type { ReactElement } from 'react';
import { metricInfo } from '../../automl/metrics';
import { problems } from '../../automl/problems';
import { SelectField } from '../parts';
import type { FormProps } from './form';

/** Objective of a problem type whose default need not be named. */
export function ObjectiveField(props: FormProps & { byDefault: string }): ReactElement {
  const { draft, byDefault, errorOf, showErrors, onChange } = props;
  const known = problems[draft.problem].objectives?.(draft) ?? [];
  return (
    <SelectField
      label="Objective"
      error={errorOf('objective')}
      showError={showErrors}
      value={draft.objective || 'auto'}
      choices={[
        { value: 'auto', label: `Default (${metricInfo(byDefault).label})` },
        ...known.map(name => ({ value: name, label: metricInfo(name).label })),
        // Written into the request by hand, or out of a newer API: shown as it is.
        ...(draft.objective && !known.includes(draft.objective)
          ? [{ value: draft.objective, label: draft.objective }]
          : [])
      ]}
      onChange={objective =>
        onChange(now => ({ ...now, objective: objective === 'auto' ? '' : objective }))
      }
    />
  );
}
