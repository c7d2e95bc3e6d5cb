import { useCallback, type ReactElement } from 'react';
import { isRight } from '../../../../explain/cohorts';
import type { TabularExplanation } from '../../../../explain/model';
import { predictionOf } from '../../../../explain/order';
import { lastNumber, recordNumber, recordOfNumber } from '../../../../explain/records';
import type { Host } from '../../../../host';
import { Chart } from '../../../../plots/Chart';
import type { FigurePoint } from '../../../../plots/figure';
import { forceFigure } from '../../../../plots/force';
import { percentText, short, valueText } from '../../../../plots/numbers';
import type { PlotStyle } from '../../../../plots/style';
import { waterfallFigure } from '../../../../plots/waterfall';
import { IconButton, NumberField, SelectField, useStored } from '../../../parts';

export interface LocalPaneProps {
  explanation: TabularExplanation;
  label: number;
  host: Host;
  exportName: string;
  /** Index within the explanation. */
  record: number;
  /** Records to step through; `undefined`: all. */
  records: Uint32Array | undefined;
  onSelectRecord: (record: number) => void;
  onSelectFeature: (feature: number) => void;
}

type LocalView = 'waterfall' | 'force';

/** One record: from the base to its prediction. */
export function LocalPane(props: LocalPaneProps): ReactElement {
  const { explanation: e, label, host, exportName, record, records } = props;
  const { onSelectRecord, onSelectFeature } = props;
  const [view, setView] = useStored<LocalView>(host, 'explanation:local', 'waterfall');
  const number = recordNumber(e, record);
  const drawWaterfall = useCallback(
    (style: PlotStyle) => waterfallFigure(e, { label, record }, style),
    [e, label, record]
  );
  const drawForce = useCallback(
    (style: PlotStyle) => forceFigure(e, { label, record }, style),
    [e, label, record]
  );
  const place = records ? records.indexOf(record) : record;
  const count = records?.length ?? e.records;
  const step = (by: number): void => {
    const next = Math.min(count - 1, Math.max(0, place + by));
    onSelectRecord(records ? (records[next] ?? record) : next);
  };
  const onPoint = (point: FigurePoint): void => {
    if (point.feature !== undefined) {
      onSelectFeature(point.feature);
    }
  };
  return (
    <div className="ph-Stack">
      <div className="ph-Row">
        <NumberField
          label="Record"
          value={number}
          integer
          min={1}
          hint={`1 to ${lastNumber(e).toLocaleString(host.locale)}`}
          onChange={value => {
            const index = value === undefined ? -1 : recordOfNumber(e, value);
            if (index >= 0) {
              onSelectRecord(index);
            }
          }}
        />
        <IconButton
          icon="arrowUp"
          label="Previous record"
          disabled={place <= 0}
          onClick={() => step(-1)}
        />
        <IconButton
          icon="arrowDown"
          label="Next record"
          disabled={place >= count - 1}
          onClick={() => step(1)}
        />
        <SelectField<LocalView>
          label="Drawn as"
          value={view}
          choices={[
            { value: 'waterfall', label: 'Waterfall' },
            { value: 'force', label: 'Force' }
          ]}
          onChange={setView}
        />
      </div>
      <PredictionText explanation={e} label={label} record={record} locale={host.locale} />
      {view === 'force' ? (
        <Chart
          label={`Forces on record ${number}`}
          draw={drawForce}
          host={host}
          exportName={`${exportName}-record-${number}-force`}
          onSelect={onPoint}
        />
      ) : (
        <Chart
          label={`Waterfall of record ${number}`}
          draw={drawWaterfall}
          host={host}
          exportName={`${exportName}-record-${number}`}
          onSelect={onPoint}
        />
      )}
    </div>
  );
}

function PredictionText({
  explanation: e,
  label,
  record,
  locale
}: {
  explanation: TabularExplanation;
  label: number;
  record: number;
  locale: string;
}): ReactElement {
  const prediction = predictionOf(e, label, record);
  const actual = e.actual?.[record];
  const right = isRight(e, record);
  const share =
    prediction !== undefined && e.unit === 'log-odds' && e.labels.length === 1
      ? ` = ${percentText(1 / (1 + Math.exp(-prediction)), locale, 1)} ${e.labels[label]}`
      : '';
  return (
    <p className="ph-Prediction">
      {prediction === undefined ? (
        <span className="ph-muted">Prediction not known</span>
      ) : (
        <span>
          Prediction <strong className="ph-number">{short(prediction, locale)}</strong>
          {e.unit === 'log-odds' ? ' log-odds' : ''}
          {share}
        </span>
      )}
      {actual !== undefined && actual !== null && (
        <span>
          {' · Actual '}
          <strong>{valueText(actual, locale)}</strong>
          {right === undefined ? '' : right ? ' (right)' : ' (wrong)'}
        </span>
      )}
    </p>
  );
}
