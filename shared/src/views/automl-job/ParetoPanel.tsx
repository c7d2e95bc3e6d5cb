import { useCallback, useMemo, useState, type ReactElement } from 'react';
import { OBJECTIVE, type Leaderboard, type LeaderboardRow } from '../../automl/leaderboard';
import type { MetricInfo } from '../../automl/metrics';
import type { Host } from '../../host';
import { Chart } from '../../plots/Chart';
import { paretoFigure, type ParetoCandidate } from '../../plots/pareto';
import type { PlotStyle } from '../../plots/style';
import { SelectField } from '../parts';

export interface ParetoPanelProps {
  board: Leaderboard;
  rows: readonly LeaderboardRow[];
  host: Host;
  jobName: string;
  selected: string | undefined;
  onSelect: (name: string) => void;
}

const TIME = 'seconds';
const timeInfo: MetricInfo = {
  key: TIME,
  label: 'Training time',
  direction: 'minimize',
  format: 'seconds'
};

/** A metric against what it costs. */
export function ParetoPanel(props: ParetoPanelProps): ReactElement {
  const { board, rows, host, jobName, selected, onSelect } = props;
  const latency = board.columns.find(column => column.info.key === 'InferenceLatency');
  const [costId, setCostId] = useState(latency?.id ?? TIME);
  const [metricId, setMetricId] = useState(
    board.columns.find(column => column.id === OBJECTIVE)?.id ?? board.columns[0]?.id ?? TIME
  );
  const infoOf = useCallback(
    (id: string): MetricInfo => board.columns.find(column => column.id === id)?.info ?? timeInfo,
    [board.columns]
  );
  const candidates = useMemo((): ParetoCandidate[] => {
    const valueOf = (row: LeaderboardRow, id: string): number | undefined =>
      id === TIME ? row.seconds : row.values.get(id);
    return rows.map(row => ({
      name: row.name,
      label: row.label,
      best: row.best,
      cost: valueOf(row, costId),
      value: valueOf(row, metricId)
    }));
  }, [rows, costId, metricId]);
  const draw = useCallback(
    (style: PlotStyle) =>
      paretoFigure(candidates, { cost: infoOf(costId), metric: infoOf(metricId), selected }, style),
    [candidates, infoOf, costId, metricId, selected]
  );
  const choices = [
    ...board.columns.map(({ id, info, set }) => ({
      value: id,
      label:
        id === OBJECTIVE
          ? `${info.label} (objective)`
          : [set, info.label].filter(Boolean).join(' · ')
    })),
    { value: TIME, label: timeInfo.label }
  ];
  return (
    <section className="ph-Stack" aria-label="Trade-off">
      <div className="ph-Columns">
        <SelectField label="Quality" value={metricId} choices={choices} onChange={setMetricId} />
        <SelectField label="Cost" value={costId} choices={choices} onChange={setCostId} />
      </div>
      <Chart
        label={`${infoOf(metricId).label} against ${infoOf(costId).label}`}
        draw={draw}
        host={host}
        exportName={`${jobName}-trade-off`}
        onSelect={point => {
          const name = point.record === undefined ? undefined : candidates[point.record]?.name;
          if (name !== undefined) {
            onSelect(name);
          }
        }}
      />
    </section>
  );
}
