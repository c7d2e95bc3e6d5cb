import { useCallback, type ReactElement } from 'react';
import type { ForecastDetails } from '../../../automl/report/statistics';
import type { Host } from '../../../host';
import { errorByStepFigure } from '../../../plots/backtestForecast';
import { percentText, short } from '../../../plots/numbers';
import type { PlotStyle } from '../../../plots/style';
import { Table } from '../../parts';
import { TitledChart } from './TitledChart';

export interface ForecastPanelProps {
  details: ForecastDetails;
  host: Host;
  jobName: string;
}

/** What is known of a forecasting model beside its metrics. */
export function ForecastPanel({ details, host, jobName }: ForecastPanelProps): ReactElement {
  const { coverage, quantileLoss, errorByStep, weights } = details;
  const { locale } = host;
  const draw = useCallback(
    (style: PlotStyle) => errorByStepFigure(errorByStep, style),
    [errorByStep]
  );
  const pairs = (
    label: string,
    header: string,
    rows: readonly [string, number][],
    text: (value: number) => string
  ): ReactElement | false =>
    rows.length > 0 && (
      <div className="ph-Compact">
        <Table
          label={label}
          columns={[
            { id: 'name', header, rowHeader: true, value: ([name]) => name },
            {
              id: 'value',
              header: label,
              numeric: true,
              value: ([, value]) => value,
              cell: ([, value]) => text(value)
            }
          ]}
          rows={rows}
          rowKey={([name]) => name}
          locale={locale}
        />
      </div>
    );
  return (
    <section className="ph-Stack" aria-label="Forecast quality">
      {coverage !== undefined && (
        <p>
          {`${percentText(coverage, locale, 1)} of the actual values lie between p10 and p90; 80% would be right.`}
        </p>
      )}
      <div className="ph-Row ph-mod-top">
        {pairs('Loss', 'Quantile', quantileLoss, value => short(value, locale))}
        {pairs('Weight', 'Model', weights, value => percentText(value, locale))}
      </div>
      {errorByStep.length > 1 && (
        <TitledChart
          label="Error by step"
          draw={draw}
          host={host}
          exportName={`${jobName}-error-by-step`}
        />
      )}
    </section>
  );
}
