import { useMemo, useState, type ReactElement } from 'react';
import {
  ALL,
  cohortName,
  knowsOutcome,
  predictedLabel,
  type Cohort
} from '../../../../explain/cohorts';
import type { TabularExplanation } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { short } from '../../../../plots/numbers';
import { Button, SelectField } from '../../../parts';
import { CohortForm } from './CohortForm';
import type { SelectionStore } from './useSelection';

export interface CohortPaneProps {
  explanation: TabularExplanation;
  store: SelectionStore;
  host: Host;
  /** Cohorts the user made. */
  own: readonly Cohort[];
  onMake: (cohort: Cohort) => void;
}

/** Which records are looked at, and which they are compared with. */
export function CohortPane({
  explanation: e,
  store,
  host,
  own,
  onMake
}: CohortPaneProps): ReactElement {
  const { selection, change, records, against, setAgainst, againstRecords } = store;
  const [making, setMaking] = useState(false);
  const offered = useMemo(() => [ALL, ...offeredCohorts(e), ...own], [e, own]);
  const number = (value: number): string => short(value, host.locale);
  const choices = offered.map((cohort, index) => ({
    value: String(index),
    label: shortened(cohortName(e, cohort, number))
  }));
  const indexOf = (cohort: Cohort | undefined): string =>
    cohort ? String(offered.findIndex(other => sameCohort(other, cohort))) : '';
  const count = (list: Uint32Array | undefined): string =>
    `${(list?.length ?? e.records).toLocaleString(host.locale)} of ${e.records.toLocaleString(host.locale)} records`;
  return (
    <div className="ph-Stack">
      <SelectField
        label="Records"
        value={indexOf(selection.cohort)}
        choices={choices}
        hint={count(records)}
        onChange={value => change({ cohort: offered[Number(value)] ?? ALL })}
      />
      {offered.length > 1 && (
        <SelectField
          label="Beside them"
          value={against ? indexOf(against) : 'none'}
          choices={[{ value: 'none', label: 'Nothing' }, ...choices]}
          hint={against && count(againstRecords)}
          onChange={value => setAgainst(value === 'none' ? undefined : offered[Number(value)])}
        />
      )}
      {making ? (
        <CohortForm
          explanation={e}
          selection={selection}
          host={host}
          onMake={cohort => {
            onMake(cohort);
            setMaking(false);
          }}
          onCancel={() => setMaking(false)}
        />
      ) : (
        <Button kind="quiet" onClick={() => setMaking(true)}>
          New cohort…
        </Button>
      )}
    </div>
  );
}

/** What can be told apart without asking: predicted classes, right and wrong answers. */
function offeredCohorts(e: TabularExplanation): Cohort[] {
  const cohorts: Cohort[] = [];
  const predicted = new Set<number>();
  for (let record = 0; record < e.records; record += 1) {
    const label = predictedLabel(e, record);
    if (label === undefined) {
      break;
    }
    predicted.add(label);
  }
  if (predicted.size > 1) {
    [...predicted]
      .sort((a, b) => (a < 0 ? 1 : b < 0 ? -1 : a - b))
      .forEach(label => cohorts.push({ kind: 'predicted', label }));
  }
  if (knowsOutcome(e)) {
    cohorts.push({ kind: 'outcome', right: true }, { kind: 'outcome', right: false });
  }
  return cohorts;
}

export function sameCohort(a: Cohort, b: Cohort): boolean {
  return JSON.stringify(a, plain) === JSON.stringify(b, plain);
}

/** JSON has no infinity. */
function plain(_: string, value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

/** Choices of a select are on one line. */
function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 44)}…${name.slice(-15)}` : name;
}
