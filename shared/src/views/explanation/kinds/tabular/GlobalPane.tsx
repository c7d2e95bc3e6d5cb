import {
  useCallback,
  useEffect,
  useMemo,
  useState,
  type ReactElement,
  type ReactNode
} from 'react';
import { cohortName, type Cohort } from '../../../../explain/cohorts';
import { AGGREGATION_TEXT, AGGREGATIONS, ownAggregation } from '../../../../explain/aggregate';
import type { Aggregation, TabularExplanation } from '../../../../explain/model';
import { globalValues, orderBySize } from '../../../../explain/order';
import type { RecordOrder } from '../../../../explain/recordOrder';
import type { Host } from '../../../../host';
import { beeswarmFigure, symmetricReach } from '../../../../plots/beeswarm';
import { Chart } from '../../../../plots/Chart';
import type { FigurePoint } from '../../../../plots/figure';
import type { Brushed } from '../../../../plots/MarkPlot';
import { short } from '../../../../plots/numbers';
import { recordHeatmapFigure } from '../../../../plots/recordHeatmap';
import type { PlotStyle } from '../../../../plots/style';
import { Checkbox, SelectField, Tabs, useStored } from '../../../parts';
import { ImportanceChart, type Measure } from './ImportanceChart';
import type { SelectionStore } from './useSelection';

export interface GlobalPaneProps {
  explanation: TabularExplanation;
  store: SelectionStore;
  host: Host;
  exportName: string;
  /** Show only these features; `undefined`: all. */
  only: readonly number[] | undefined;
  /** What the importance of a feature is. */
  how: Aggregation;
  onHow: (how: Aggregation) => void;
  /** A cohort was chosen by dragging. */
  onBrush: (cohort: Cohort) => void;
  /** Content of the tab that compares with another explanation; absent: no such tab. */
  compared?: ReactNode;
  /** Buttons beside the tabs. */
  actions?: ReactNode;
}

type GlobalView = 'importance' | 'beeswarm' | 'records' | 'compare';
const TOPS = ['10', '20', '50', 'all'] as const;
type Top = (typeof TOPS)[number];
const ORDERS: { value: RecordOrder; label: string }[] = [
  { value: 'similarity', label: 'Alike together' },
  { value: 'output', label: 'By output' },
  { value: 'file', label: 'As in the file' }
];

/** All features over all records: how much each matters, and which way. */
export function GlobalPane(props: GlobalPaneProps): ReactElement {
  const { explanation: e, store, host, exportName, only, how, onHow } = props;
  const { onBrush, compared, actions } = props;
  const { selection, change, records, against, againstRecords } = store;
  const { label, feature, record } = selection;
  const [view, setView] = useStored<GlobalView>(host, 'explanation:view', 'importance');
  const [top, setTop] = useStored<Top>(host, 'explanation:top', '20');
  const [measure, setMeasure] = useStored<Measure>(host, 'explanation:measure', 'size');
  const [orderBy, setOrderBy] = useStored<RecordOrder>(host, 'explanation:order', 'similarity');
  const [brushing, setBrushing] = useState(false);
  // A list like this costs time and memory per row: "all" ends where nobody reads on.
  const count =
    TOPS.includes(top) && top !== 'all' ? Number(top) : Math.min(200, e.features.length);
  const hasRecords = e.records > 0;
  const isCompared = compared !== undefined;
  // Who chooses something to compare with wants to see it.
  const [comparing, setComparing] = useState(isCompared);
  useEffect(() => setComparing(isCompared), [isCompared]);
  const alone = hasRecords && view !== 'compare' ? view : 'importance';
  const shown: GlobalView = comparing && isCompared ? 'compare' : alone;
  const choose = (chosen: GlobalView): void => {
    setComparing(chosen === 'compare');
    if (chosen !== 'compare') {
      setView(chosen);
    }
  };

  const onPoint = useCallback(
    (point: FigurePoint): void =>
      change({
        ...(point.feature === undefined ? {} : { feature: point.feature }),
        ...(point.record === undefined ? {} : { record: point.record })
      }),
    [change]
  );
  // Compared swarms have the same rows and the same axis.
  const common = useMemo(() => {
    if (!againstRecords) {
      return undefined;
    }
    const order = orderBySize(globalValues(e, label, records, how));
    const reach = Math.max(
      symmetricReach(e, label, order, records),
      symmetricReach(e, label, order, againstRecords)
    );
    return { order, reach };
  }, [e, label, records, againstRecords, how]);
  const swarmFeatures = useMemo(() => {
    const order = common?.order ?? orderBySize(globalValues(e, label, records, how));
    const kept = only && new Set(only);
    return (kept ? order.filter(f => kept.has(f)) : order).slice(0, count);
  }, [e, label, records, how, only, count, common]);
  const drawSwarm = useCallback(
    (style: PlotStyle) =>
      beeswarmFigure(e, { label, top: count, only, records, how, ...common }, style),
    [e, label, count, only, records, how, common]
  );
  const drawOther = useCallback(
    (style: PlotStyle) =>
      beeswarmFigure(e, { label, top: count, only, records: againstRecords, ...common }, style),
    [e, label, count, only, againstRecords, common]
  );
  const drawRecords = useCallback(
    (style: PlotStyle) =>
      recordHeatmapFigure(e, { label, orderBy, top: count, only, records, how }, style),
    [e, label, orderBy, count, only, records, how]
  );
  const brush = useCallback(
    ({ row, low, high }: Brushed): void => {
      const brushed = swarmFeatures[row];
      if (brushed !== undefined) {
        onBrush({ kind: 'contribution', label, feature: brushed, low, high });
      }
    },
    [swarmFeatures, label, onBrush]
  );
  const nameOf = (cohort: Cohort): string =>
    cohortName(e, cohort, value => short(value, host.locale));
  const swarm = {
    host,
    onSelect: onPoint,
    selected: record,
    onBrush: brushing ? brush : undefined
  };

  return (
    <section className="ph-Stack" aria-label="All records">
      <Tabs<GlobalView>
        label="Global view"
        tabs={[
          { id: 'importance', label: 'Importance' },
          { id: 'beeswarm', label: 'Beeswarm', disabled: !hasRecords },
          { id: 'records', label: 'Record map', disabled: !hasRecords },
          ...(compared ? [{ id: 'compare' as const, label: 'Comparison' }] : [])
        ]}
        selected={shown}
        onSelect={choose}
        actions={actions}
      >
        <div className="ph-Stack">
          {shown !== 'compare' && (
            <div className="ph-Row">
              <SelectField<Top>
                label="Show"
                value={top}
                choices={TOPS.map(value => ({
                  value,
                  label: value === 'all' ? 'All features' : `Top ${value}`
                }))}
                onChange={setTop}
              />
              {shown === 'importance' && hasRecords && (
                <SelectField<Measure>
                  label="Bars"
                  value={measure}
                  choices={[
                    { value: 'size', label: 'Sizes' },
                    { value: 'signed', label: 'Means with sign' },
                    ...(e.labels.length > 1
                      ? [{ value: 'labels' as const, label: 'All outputs' }]
                      : [])
                  ]}
                  onChange={setMeasure}
                />
              )}
              {hasRecords && (
                <SelectField<Aggregation>
                  label="Importance by"
                  value={how}
                  choices={[
                    ...AGGREGATIONS,
                    ...(AGGREGATIONS.includes(ownAggregation(e)) ? [] : [ownAggregation(e)])
                  ].map(value => ({ value, label: AGGREGATION_TEXT[value].name }))}
                  onChange={onHow}
                />
              )}
              {shown === 'records' && (
                <SelectField<RecordOrder>
                  label="Order of records"
                  value={orderBy}
                  choices={ORDERS}
                  onChange={setOrderBy}
                />
              )}
              {shown === 'beeswarm' && (
                <Checkbox
                  label="Drag to choose records"
                  hint={brushing ? 'Drag along a row: those records become the cohort.' : undefined}
                  checked={brushing}
                  onChange={setBrushing}
                />
              )}
            </div>
          )}
          {shown === 'importance' && (
            <ImportanceChart
              explanation={e}
              store={store}
              host={host}
              exportName={exportName}
              measure={measure}
              how={how}
              top={count}
              only={only}
              selected={feature}
              onSelect={onPoint}
            />
          )}
          {shown === 'beeswarm' && !against && (
            <Chart
              {...swarm}
              label="Contributions of all records"
              draw={drawSwarm}
              exportName={`${exportName}-beeswarm`}
            />
          )}
          {shown === 'beeswarm' && against && (
            <div className="ph-Beside">
              <div className="ph-Stack">
                <h3 className="ph-Beside-title">{nameOf(selection.cohort)}</h3>
                <Chart
                  {...swarm}
                  label={`Contributions of ${nameOf(selection.cohort)}`}
                  draw={drawSwarm}
                  exportName={`${exportName}-beeswarm`}
                />
              </div>
              <div className="ph-Stack">
                <h3 className="ph-Beside-title">{nameOf(against)}</h3>
                <Chart
                  {...swarm}
                  label={`Contributions of ${nameOf(against)}, compared`}
                  draw={drawOther}
                  exportName={`${exportName}-beeswarm-compared`}
                />
              </div>
            </div>
          )}
          {shown === 'records' && (
            <Chart
              label="Map of all records"
              draw={drawRecords}
              host={host}
              exportName={`${exportName}-records`}
              onSelect={onPoint}
              selected={record}
            />
          )}
          {shown === 'compare' && compared}
        </div>
      </Tabs>
    </section>
  );
}
