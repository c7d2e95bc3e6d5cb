import { useCallback, type ReactElement } from 'react';
import type { QualityReport } from '../../../automl/report/statistics';
import type { Host } from '../../../host';
import {
  predictedActualFigure,
  residualFigure,
  residualHistogramFigure
} from '../../../plots/residuals';
import type { PlotStyle } from '../../../plots/style';
import { TitledChart } from './TitledChart';

const none = { actual: [], predicted: [], standardized: [] };

export interface RegressionPanelProps {
  quality: QualityReport;
  host: Host;
  jobName: string;
}

/** How predictions of numbers miss. */
export function RegressionPanel({ quality, host, jobName }: RegressionPanelProps): ReactElement {
  const { residuals, histogram } = quality;
  const actual = useCallback(
    (style: PlotStyle) => predictedActualFigure(residuals ?? none, style),
    [residuals]
  );
  const errors = useCallback(
    (style: PlotStyle) => residualFigure(residuals ?? none, style),
    [residuals]
  );
  const counts = useCallback(
    (style: PlotStyle) => residualHistogramFigure(histogram ?? { counts: [], edges: [] }, style),
    [histogram]
  );
  const shown = residuals?.actual.length ?? 0;
  return (
    <section className="ph-Stack ph-Panel" aria-label="Errors">
      {quality.rows !== undefined && residuals && shown < quality.rows && (
        <p className="ph-muted">
          {`${shown.toLocaleString(host.locale)} of ${quality.rows.toLocaleString(host.locale)} rows are shown.`}
        </p>
      )}
      <div className="ph-Charts">
        {residuals && (
          <>
            <TitledChart
              label="Predicted and actual"
              draw={actual}
              host={host}
              exportName={`${jobName}-predicted`}
            />
            <TitledChart
              label="Residuals"
              draw={errors}
              host={host}
              exportName={`${jobName}-residuals`}
            />
          </>
        )}
        {histogram && (
          <TitledChart
            label="Distribution of residuals"
            draw={counts}
            host={host}
            exportName={`${jobName}-residual-histogram`}
          />
        )}
      </div>
    </section>
  );
}
