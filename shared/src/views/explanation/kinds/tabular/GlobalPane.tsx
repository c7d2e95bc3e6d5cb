import { useCallback, useState, type ReactElement } from 'react';
import type { TabularExplanation } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { beeswarmFigure } from '../../../../plots/beeswarm';
import { Chart } from '../../../../plots/Chart';
import type { FigurePoint } from '../../../../plots/figure';
import { globalBarFigure } from '../../../../plots/globalBar';
import type { PlotStyle } from '../../../../plots/style';
import { SelectField, Tabs, TextField, useStored } from '../../../parts';

export interface GlobalPaneProps {
  explanation: TabularExplanation;
  label: number;
  host: Host;
  exportName: string;
  selected: number | undefined;
  onSelectRecord: (record: number) => void;
}

type GlobalView = 'importance' | 'beeswarm';
const TOPS = ['10', '20', '50', 'all'] as const;
type Top = (typeof TOPS)[number];

/** All features over all records: how much each matters, and which way. */
export function GlobalPane({
  explanation,
  label,
  host,
  exportName,
  selected,
  onSelectRecord
}: GlobalPaneProps): ReactElement {
  const [view, setView] = useStored<GlobalView>(host, 'explanation:view', 'importance');
  const [top, setTop] = useStored<Top>(host, 'explanation:top', '20');
  const [search, setSearch] = useState('');
  const [feature, setFeature] = useState<number>();
  const found = findFeatures(explanation.features, search);
  const only = found && found.length > 0 ? found : undefined;
  // The list is made anew with every drawing; its text tells whether it changed.
  const onlyKey = only?.join();
  const count = TOPS.includes(top) && top !== 'all' ? Number(top) : explanation.features.length;
  const hasRecords = explanation.records > 0;
  const shown: GlobalView = hasRecords && view === 'beeswarm' ? 'beeswarm' : 'importance';

  const drawBars = useCallback(
    (style: PlotStyle) => {
      const list = onlyKey?.split(',').map(Number);
      return globalBarFigure(
        explanation,
        { label, top: count, only: list, selected: feature },
        style
      );
    },
    [explanation, label, count, onlyKey, feature]
  );
  const drawSwarm = useCallback(
    (style: PlotStyle) => {
      const list = onlyKey?.split(',').map(Number);
      return beeswarmFigure(explanation, { label, top: count, only: list }, style);
    },
    [explanation, label, count, onlyKey, selected]
  );
  const onPoint = (point: FigurePoint): void => {
    setFeature(point.feature);
    if (point.record !== undefined) {
      onSelectRecord(point.record);
    }
  };

  return (
    <section className="ph-Stack" aria-label="All records">
      <div className="ph-Row">
        <TextField
          label="Find features"
          type="search"
          value={search}
          onChange={setSearch}
          hint={
            found
              ? `${found.length} of ${explanation.features.length} features`
              : `${explanation.features.length} features`
          }
          suggestions={explanation.features.slice(0, 1000)}
        />
        <SelectField<Top>
          label="Show"
          value={top}
          choices={TOPS.map(value => ({
            value,
            label: value === 'all' ? 'All features' : `Top ${value}`
          }))}
          onChange={setTop}
        />
      </div>
      {found?.length === 0 && (
        <p role="status">No feature is named like “{search}”. All are shown.</p>
      )}
      <Tabs<GlobalView>
        label="Global view"
        tabs={[
          { id: 'importance', label: 'Importance' },
          { id: 'beeswarm', label: 'Beeswarm', disabled: !hasRecords }
        ]}
        selected={shown}
        onSelect={setView}
      >
        {shown === 'importance' ? (
          <Chart
            label="Feature importance"
            draw={drawBars}
            host={host}
            exportName={`${exportName}-importance`}
            onSelect={onPoint}
          />
        ) : (
          <Chart
            label="Contributions of all records"
            draw={drawSwarm}
            host={host}
            exportName={`${exportName}-beeswarm`}
            onSelect={onPoint}
          />
        )}
      </Tabs>
    </section>
  );
}

/** Features whose name holds all words of a search; `undefined` for an empty one. */
export function findFeatures(features: readonly string[], search: string): number[] | undefined {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return undefined;
  }
  return features.flatMap((name, index) => {
    const lower = name.toLowerCase();
    return words.every(word => lower.includes(word)) ? [index] : [];
  });
}
