import type { ReactElement } from 'react';
import { Chart, type ChartProps } from '../../../plots/Chart';

/** A chart with its label above it, where several stand together. */
export function TitledChart(props: ChartProps): ReactElement {
  return (
    <div className="ph-TitledChart">
      <h3 className="ph-Heading">{props.label}</h3>
      <Chart {...props} />
    </div>
  );
}
