import { useCallback, useMemo, useState, type ReactElement } from 'react';
import { cohortName, type Cohort } from '../../../../explain/cohorts';
import { strongestInteractions } from '../../../../explain/interactions';
import type { TabularExplanation } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { Chart } from '../../../../plots/Chart';
import { dependenceFigure } from '../../../../plots/dependence';
import type { Figure, FigurePoint } from '../../../../plots/figure';
import { short } from '../../../../plots/numbers';
import type { PlotStyle } from '../../../../plots/style';
import { symmetricReach } from '../../../../plots/beeswarm';
import { Checkbox, EmptyState, SelectField } from '../../../parts';
import type { SelectionStore } from './useSelection';

export interface FeaturePaneProps {
  explanation: TabularExplanation;
  store: SelectionStore;
  feature: number;
  host: Host;
  exportName: string;
}

/** Features offered for the colour, those that interact most first. */
const OFFERED = 50;

/** One feature: how its contribution depends on its value. */
export function FeaturePane(props: FeaturePaneProps): ReactElement {
  const { explanation: e, store, feature, host, exportName } = props;
  const { selection, change, records, against, againstRecords } = store;
  const { label } = selection;
  const [chosen, setChosen] = useState('auto');
  const [log, setLog] = useState(false);
  const column = e.data?.[feature];
  const interactions = useMemo(
    () => strongestInteractions(e, label, feature).slice(0, OFFERED),
    [e, label, feature]
  );
  const positive = useMemo(
    () =>
      column !== undefined &&
      column.some(value => typeof value === 'number') &&
      column.every(value => value === null || (typeof value === 'number' && !(value <= 0))),
    [column]
  );
  const own = Number(chosen);
  const colorBy =
    chosen === 'none'
      ? undefined
      : chosen !== 'auto' && interactions.includes(own)
        ? own
        : interactions[0];
  const reach = useMemo(
    () =>
      againstRecords
        ? Math.max(
            symmetricReach(e, label, [feature], records),
            symmetricReach(e, label, [feature], againstRecords)
          )
        : undefined,
    [e, label, feature, records, againstRecords]
  );
  const figure = useCallback(
    (part: Uint32Array | undefined) =>
      (style: PlotStyle): Figure =>
        // The pane is not shown without values.
        dependenceFigure(
          e,
          { label, feature, colorBy, records: part, log: log && positive, reach },
          style
        ) as Figure,
    [e, label, feature, colorBy, log, positive, reach]
  );
  const draw = useMemo(() => figure(records), [figure, records]);
  const drawOther = useMemo(() => figure(againstRecords), [figure, againstRecords]);
  if (!column) {
    return (
      <EmptyState title="No values of features">
        How a contribution depends on the value needs the explained data set. The report names it in
        analysis_config.json (dataset_uri); it was not found.
      </EmptyState>
    );
  }
  const name = e.features[feature] as string;
  const onPoint = (point: FigurePoint): void => change({ record: point.record });
  const nameOf = (cohort: Cohort): string =>
    cohortName(e, cohort, value => short(value, host.locale));
  return (
    <div className="ph-Stack">
      <div className="ph-Row">
        <SelectField
          label="Colour by"
          value={colorBy === undefined ? 'none' : String(colorBy)}
          choices={[
            { value: 'none', label: 'Nothing' },
            ...interactions.map((f, i) => ({
              value: String(f),
              label: `${(e.features[f] ?? '').slice(0, 60)}${i === 0 ? ' (interacts most)' : ''}`
            }))
          ]}
          onChange={setChosen}
        />
        {positive && <Checkbox label="Logarithmic axis" checked={log} onChange={setLog} />}
      </div>
      {against && <h3 className="ph-Beside-title">{nameOf(selection.cohort)}</h3>}
      <Chart
        label={`Dependence on ${name.slice(0, 120)}`}
        draw={draw}
        host={host}
        exportName={`${exportName}-dependence-${name}`}
        onSelect={onPoint}
        selected={selection.record}
      />
      {against && (
        <>
          <h3 className="ph-Beside-title">{nameOf(against)}</h3>
          <Chart
            label={`Dependence on ${name.slice(0, 120)}, compared`}
            draw={drawOther}
            host={host}
            exportName={`${exportName}-dependence-${name}-compared`}
            onSelect={onPoint}
            selected={selection.record}
          />
        </>
      )}
    </div>
  );
}
