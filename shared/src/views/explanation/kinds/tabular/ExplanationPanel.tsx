import { useCallback, useDeferredValue, useMemo, useState, type ReactElement } from 'react';
import { carriedCohort } from '../../../../explain/carry';
import { cohortRecords, type Cohort } from '../../../../explain/cohorts';
import { AGGREGATIONS, ownAggregation } from '../../../../explain/aggregate';
import type { Aggregation, TabularExplanation } from '../../../../explain/model';
import { findNames } from '../../../../explain/search';
import { tabularFacts } from '../../../../explain/tabularFacts';
import type { Host } from '../../../../host';
import {
  Button,
  Checkbox,
  EmptyState,
  Section,
  SelectField,
  Tabs,
  useStored
} from '../../../parts';
import { short } from '../../../../plots/numbers';
import { FileNotes } from '../FileNotes';
import type { Comparison } from '../registry';
import { CohortPane, sameCohort } from './CohortPane';
import { ComparePane } from './ComparePane';
import { FeatureList } from './FeatureList';
import { FeaturePane } from './FeaturePane';
import { GlobalPane } from './GlobalPane';
import { LocalPane } from './LocalPane';
import { RecordTable } from './RecordTable';
import { useSelection } from './useSelection';

export interface ExplanationPanelProps {
  explanation: TabularExplanation;
  host: Host;
  /** Beginning of the names of exported files. */
  exportName: string;
  /** Record to begin with; default: the first. */
  firstRecord?: number;
  comparison?: Comparison<TabularExplanation>;
  onPickComparison?: () => void;
  onEndComparison?: () => void;
  /** One-hot columns that can be shown as one feature each; absent: there are none. */
  folding?: Folding;
}

/** Columns as features, or as they are. */
export interface Folding {
  /** One-hot columns, and the features that they make. */
  columns: number;
  features: readonly string[];
  isFolded: boolean;
  onChange: (isFolded: boolean) => void;
}

type Detail = 'record' | 'feature';

interface Made {
  of: TabularExplanation;
  cohort: Cohort;
}

/** One explanation: what it is, all records, one record or feature. One selection drives all. */
export function ExplanationPanel(props: ExplanationPanelProps): ReactElement {
  const { explanation: e, host, exportName, firstRecord } = props;
  const { comparison, onPickComparison, onEndComparison, folding } = props;
  const store = useSelection(e, firstRecord);
  const { selection, change, records } = store;
  const { label, record, feature } = selection;
  const facts = tabularFacts(e, label, value => short(value, host.locale), host.locale);
  const [detail, setDetail] = useState<Detail>('record');
  const [made, setMade] = useState<readonly Made[]>([]);
  // Those that cannot be told once columns are folded come back with the columns.
  const cohorts = useMemo(
    () => made.flatMap(({ of, cohort }) => carriedCohort(of, e, cohort) ?? []),
    [made, e]
  );
  const [search, setSearch] = useState('');
  const own = ownAggregation(e);
  const [chosenHow, setHow] = useStored<Aggregation | 'own'>(host, 'explanation:aggregate', 'own');
  const offers = chosenHow !== 'own' && (chosenHow === own || AGGREGATIONS.includes(chosenHow));
  const how = e.records > 0 && offers ? chosenHow : own;
  // Letters appear at once; thousands of names and the charts follow.
  const deferred = useDeferredValue(search);
  const found = useMemo(() => findNames(e.features, deferred), [e, deferred]);
  const only = found && found.length > 0 ? found : undefined;

  const chooseFeature = useCallback(
    (chosen: number): void => {
      change({ feature: chosen });
      setDetail('feature');
    },
    [change]
  );
  const chooseRecord = useCallback(
    (chosen: number): void => {
      change({ record: chosen });
      setDetail('record');
    },
    [change]
  );
  const makeCohort = useCallback(
    (cohort: Cohort): void => {
      if (cohortRecords(e, cohort)?.length === 0) {
        host.notify('info', 'No record belongs to this cohort.');
        return;
      }
      if (!cohorts.some(other => sameCohort(other, cohort))) {
        setMade(old => [...old, { of: e, cohort }]);
      }
      change({ cohort });
    },
    [e, host, change, cohorts]
  );

  const shown: Detail =
    record === undefined || (detail === 'feature' && feature !== undefined) ? 'feature' : 'record';
  return (
    <div className="ph-Explain">
      <div className="ph-Explain-panes">
        <section className="ph-Stack ph-Explain-what" aria-label="What is explained">
          {e.labels.length > 1 ? (
            <SelectField
              label="Explained output"
              value={String(label)}
              choices={e.labels.map((name, index) => ({
                value: String(index),
                label: name.slice(0, 120)
              }))}
              onChange={value => change({ label: Number(value) })}
            />
          ) : (
            <p>
              Explained output: <strong>{e.labels[0]}</strong>
            </p>
          )}
          {e.records > 1 && (
            <CohortPane
              explanation={e}
              store={store}
              host={host}
              own={cohorts}
              onMake={makeCohort}
            />
          )}
          {folding && (
            <Checkbox
              label="Fold one-hot columns"
              hint={
                `${folding.columns} columns into ${list(folding.features)}; contributions are ` +
                'summed, so that they still add up.'
              }
              checked={folding.isFolded}
              onChange={folding.onChange}
            />
          )}
          <FeatureList
            explanation={e}
            label={label}
            records={records}
            how={how}
            host={host}
            search={search}
            onSearch={setSearch}
            found={found}
            selected={feature}
            onSelect={chooseFeature}
          />
        </section>
        <GlobalPane
          explanation={e}
          store={store}
          host={host}
          exportName={exportName}
          only={only}
          how={how}
          onHow={setHow}
          onBrush={makeCohort}
          compared={
            comparison && (
              <ComparePane
                explanation={e}
                label={label}
                name={exportName}
                other={comparison}
                host={host}
                exportName={exportName}
                onSelectFeature={chooseFeature}
              />
            )
          }
          actions={
            comparison && onEndComparison ? (
              <Button kind="quiet" onClick={onEndComparison}>
                End comparison
              </Button>
            ) : (
              onPickComparison && (
                <Button kind="quiet" onClick={onPickComparison}>
                  Compare with…
                </Button>
              )
            )
          }
        />
        <section className="ph-Stack" aria-label="One record or feature">
          {record === undefined ? (
            <EmptyState title="Global values only">
              There are no values of single records: the job was not asked to save them
              (save_local_shap_values), or their file was not found.
            </EmptyState>
          ) : (
            <Tabs<Detail>
              label="Detail"
              tabs={[
                { id: 'record', label: 'Record' },
                { id: 'feature', label: 'Feature' }
              ]}
              selected={shown}
              onSelect={setDetail}
            >
              {shown === 'feature' && feature !== undefined ? (
                <FeaturePane
                  explanation={e}
                  store={store}
                  feature={feature}
                  host={host}
                  exportName={exportName}
                />
              ) : (
                <LocalPane
                  explanation={e}
                  label={label}
                  host={host}
                  exportName={exportName}
                  record={record}
                  records={records}
                  onSelectRecord={chooseRecord}
                  onSelectFeature={chooseFeature}
                />
              )}
            </Tabs>
          )}
        </section>
      </div>
      <FileNotes explanation={e} facts={facts} />
      {e.records > 1 && (
        <Section
          title="Records"
          note={`${(records?.length ?? e.records).toLocaleString(host.locale)}`}
          host={host}
          storageKey="explanation-records"
          level={2}
        >
          <div className="ph-Explain-records">
            <RecordTable
              explanation={e}
              label={label}
              host={host}
              records={records}
              selected={record}
              onSelect={chooseRecord}
            />
          </div>
        </Section>
      )}
    </div>
  );
}

/** The first names of a list, and how many more. */
function list(names: readonly string[]): string {
  const first = names.slice(0, 3).map(name => name.slice(0, 40));
  return [...first, ...(names.length > 3 ? [`${names.length - 3} more`] : [])].join(', ');
}
