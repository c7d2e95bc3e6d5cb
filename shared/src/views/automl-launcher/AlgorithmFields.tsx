import type { ReactElement } from 'react';
import { Checkbox } from '../parts';
import type { FormProps } from './form';

export interface AlgorithmChoice {
  id: string;
  label: string;
  fits?: string;
}

/** Which algorithms are trained; all of them is the default. */
export function AlgorithmFields(
  props: FormProps & { known: readonly AlgorithmChoice[] }
): ReactElement {
  const { draft, errorOf, onChange } = props;
  // Of a newer API, or written into the request by hand: shown as it is.
  const other = draft.algorithms.filter(id => !props.known.some(algorithm => algorithm.id === id));
  const known = [...props.known, ...other.map((id): AlgorithmChoice => ({ id, label: id }))];
  const toggle = (id: string, use: boolean): void =>
    onChange(now => {
      const all = known.map(algorithm => algorithm.id);
      const before = now.algorithms.length > 0 ? now.algorithms : all;
      const after = all.filter(other => (other === id ? use : before.includes(other)));
      // All of them is the default, and so is none: an empty list.
      return { ...now, algorithms: after.length === all.length ? [] : after };
    });
  const error = errorOf('algorithms');
  return (
    <fieldset className="ph-RadioGroup ph-mod-inline">
      <legend className="ph-Field-label">Algorithms</legend>
      <div className="ph-RadioGroup-choices">
        {known.map(({ id, label, fits }) => (
          <Checkbox
            key={id}
            label={label}
            hint={fits}
            checked={draft.algorithms.length === 0 || draft.algorithms.includes(id)}
            disabled={draft.algorithms.length === 1 && draft.algorithms[0] === id}
            onChange={use => toggle(id, use)}
          />
        ))}
      </div>
      {error && <div className="ph-Field-error">{error}</div>}
    </fieldset>
  );
}
