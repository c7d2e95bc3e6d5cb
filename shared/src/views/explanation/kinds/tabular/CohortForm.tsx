import { useMemo, useState, type ReactElement } from 'react';
import { summariseValues, type Cohort } from '../../../../explain/cohorts';
import type { TabularExplanation } from '../../../../explain/model';
import { globalValues, orderBySize } from '../../../../explain/order';
import type { Selection } from '../../../../explain/selection';
import { featureStatistics } from '../../../../explain/statistics';
import type { Host } from '../../../../host';
import { short } from '../../../../plots/numbers';
import { Button, Checkbox, NumberField, SelectField } from '../../../parts';

export interface CohortFormProps {
  explanation: TabularExplanation;
  selection: Selection;
  host: Host;
  onMake: (cohort: Cohort) => void;
  onCancel: () => void;
}

type By = 'value' | 'contribution';

/** Features offered; others are chosen in the list of features first. */
const OFFERED = 200;
/** Values offered for a feature without numbers. */
const VALUES = 30;

/** A cohort by the values or the contributions of a feature. */
export function CohortForm({
  explanation: e,
  selection,
  host,
  onMake,
  onCancel
}: CohortFormProps): ReactElement {
  const { label } = selection;
  const ranked = useMemo(() => orderBySize(globalValues(e, label)).slice(0, OFFERED), [e, label]);
  const [chosen, setFeature] = useState(selection.feature);
  const feature = chosen ?? ranked[0] ?? 0;
  const [wantedBy, setBy] = useState<By>('value');
  const by: By = e.data ? wantedBy : 'contribution';
  const [low, setLow] = useState<number>();
  const [high, setHigh] = useState<number>();
  const [values, setValues] = useState<readonly (string | null)[]>([]);
  const summary = useMemo(() => summariseValues(e.data?.[feature], VALUES), [e, feature]);
  const offered = ranked.includes(feature) ? ranked : [feature, ...ranked];
  const byNumber = by === 'contribution' || summary.numbers !== undefined;
  const { low: lows, high: highs } = featureStatistics(e, label);
  const range =
    by === 'contribution'
      ? { low: lows[feature] as number, high: highs[feature] as number }
      : (summary.numbers ?? { low: 0, high: 0 });
  const cohort: Cohort | undefined = byNumber
    ? low === undefined && high === undefined
      ? undefined
      : {
          ...(by === 'contribution'
            ? { kind: 'contribution' as const, label }
            : { kind: 'range' as const }),
          feature,
          low: low ?? -Infinity,
          high: high ?? Infinity
        }
    : values.length > 0
      ? { kind: 'values', feature, values: [...values] }
      : undefined;
  const begin = (): void => {
    setLow(undefined);
    setHigh(undefined);
    setValues([]);
  };
  return (
    <form
      className="ph-Stack ph-CohortForm"
      aria-label="New cohort"
      onSubmit={event => {
        event.preventDefault();
        if (cohort) {
          onMake(cohort);
        }
      }}
    >
      <SelectField
        label="Feature"
        value={String(feature)}
        choices={offered.map(f => ({
          value: String(f),
          label: (e.features[f] ?? '').slice(0, 80)
        }))}
        onChange={value => {
          setFeature(Number(value));
          begin();
        }}
      />
      {e.data && (
        <SelectField<By>
          label="By its"
          value={by}
          choices={[
            { value: 'value', label: 'Value' },
            { value: 'contribution', label: 'Contribution' }
          ]}
          onChange={value => {
            setBy(value);
            begin();
          }}
        />
      )}
      {byNumber ? (
        <div className="ph-Columns">
          <NumberField
            label="From"
            value={low}
            onChange={setLow}
            placeholder={short(range.low, host.locale)}
          />
          <NumberField
            label="To"
            value={high}
            onChange={setHigh}
            placeholder={short(range.high, host.locale)}
          />
        </div>
      ) : (
        <fieldset className="ph-CohortForm-values">
          <legend className="ph-hidden">Values</legend>
          {summary.categories.map(({ value, count }) => (
            <Checkbox
              key={value === null ? 'missing' : `v${value}`}
              label={`${value === null ? 'missing' : value.slice(0, 80)} (${count})`}
              checked={values.includes(value)}
              onChange={on =>
                setValues(on ? [...values, value] : values.filter(other => other !== value))
              }
            />
          ))}
          {summary.omitted > 0 && (
            <p className="ph-muted">{summary.omitted} rarer values are not offered.</p>
          )}
        </fieldset>
      )}
      <div className="ph-Actions">
        <Button kind="primary" type="submit" disabled={!cohort}>
          Use cohort
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
