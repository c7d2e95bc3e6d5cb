/** How a regression model errs. */
import type { Data } from 'plotly.js';
import type { Histogram, Residuals } from '../automl/report/statistics';
import { finiteOrNull, paddedRange } from './columns';
import { baseLayout, valueAxis, type PlotFigure } from './figure';
import { linesFigure, ruler } from './lines';
import { percentText, short } from './numbers';
import type { PlotStyle } from './style';

/** Beyond this many standard deviations a residual is usually called an outlier. */
const OUTLIER = 3;

const numeric = (name: string): { name: string; numeric: boolean } => ({ name, numeric: true });

function rows({ actual, predicted, standardized }: Residuals): (number | null)[][] {
  return actual.map((value, i) => [
    finiteOrNull(value),
    finiteOrNull(predicted[i]),
    finiteOrNull(standardized[i])
  ]);
}

const tableColumns = ['Actual', 'Predicted', 'Standardised residual'].map(numeric);

export function predictedActualFigure(residuals: Residuals, style: PlotStyle): PlotFigure {
  const { actual, predicted } = residuals;
  const { locale } = style;
  const range = paddedRange([...actual, ...predicted]);
  const below = predicted.filter((value, i) => value < (actual[i] as number)).length;
  return linesFigure(
    {
      series: [
        {
          name: 'perfect',
          x: range,
          y: range,
          color: style.muted,
          kind: 'line',
          dash: 'dash',
          silent: true
        },
        {
          name: 'rows',
          x: actual,
          y: predicted,
          color: style.accent,
          kind: 'dots',
          size: actual.length > 500 ? 4 : 6,
          opacity: actual.length > 200 ? 0.5 : 0.8,
          text: i => `actual ${short(actual[i], locale)}, predicted ${short(predicted[i], locale)}`
        }
      ],
      xTitle: 'actual',
      yTitle: 'predicted',
      xRange: range,
      yRange: range,
      summary: `${percentText(below / Math.max(1, actual.length), locale)} of ${short(actual.length, locale)} rows are predicted too low, the others too high or right.`,
      table: { columns: tableColumns, rows: rows(residuals) }
    },
    style
  );
}

export function residualFigure(residuals: Residuals, style: PlotStyle): PlotFigure {
  const { predicted, standardized } = residuals;
  const { locale } = style;
  const outliers = standardized.filter(value => Math.abs(value) > OUTLIER).length;
  return linesFigure(
    {
      series: [
        {
          name: 'rows',
          x: predicted,
          y: standardized,
          color: style.accent,
          kind: 'dots',
          size: predicted.length > 500 ? 4 : 6,
          opacity: predicted.length > 200 ? 0.5 : 0.8,
          text: i =>
            `predicted ${short(predicted[i], locale)}, residual ${short(standardized[i], locale)} standard deviations`
        }
      ],
      xTitle: 'predicted',
      yTitle: 'standardised residual',
      yRange: paddedRange(standardized, -OUTLIER, OUTLIER),
      shapes: [
        ruler({ y: 0 }, style, 'solid'),
        ruler({ y: OUTLIER }, style),
        ruler({ y: -OUTLIER }, style)
      ],
      legend: false,
      summary:
        outliers === 0
          ? `No row lies beyond ${OUTLIER} standard deviations.`
          : `${short(outliers, locale)} of ${short(standardized.length, locale)} rows lie beyond ${OUTLIER} standard deviations.`,
      table: { columns: tableColumns, rows: rows(residuals) }
    },
    style
  );
}

export function residualHistogramFigure(
  { counts, edges }: Histogram,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const height = 240;
  const centres = counts.map((_, i) => ((edges[i] as number) + (edges[i + 1] as number)) / 2);
  const total = counts.reduce((sum, count) => sum + (count || 0), 0);
  const mean = counts.reduce((sum, count, i) => sum + (count || 0) * (centres[i] as number), 0);
  const shift = total > 0 ? mean / total : NaN;
  const text = (i: number): string =>
    `${short(edges[i], locale)} to ${short(edges[i + 1], locale)} standard deviations: ${short(counts[i], locale)} rows`;
  const at = (i: number) => ({ x: centres[i] as number, y: counts[i] as number, text: text(i) });
  const width = Math.max(80, style.width - 90);
  return {
    data: [
      {
        type: 'bar',
        x: centres,
        y: counts,
        width: counts.map((_, i) => ((edges[i + 1] as number) - (edges[i] as number)) * 0.94),
        hoverinfo: 'none',
        marker: {
          color: style.accent,
          line: { color: style.text, width: style.highContrast ? 1 : 0 }
        }
      } as unknown as Data
    ],
    layout: {
      ...baseLayout(style, height),
      xaxis: {
        ...valueAxis('standardised residual', style, width),
        range: [edges[0] as number, edges[edges.length - 1] as number],
        zeroline: true
      },
      yaxis: {
        ...valueAxis('rows', style, height),
        nticks: 5,
        rangemode: 'tozero',
        zeroline: false
      } as NonNullable<PlotFigure['layout']['yaxis']>
    },
    height,
    summary:
      Math.abs(shift) < 0.1
        ? 'The residuals lie around 0: no systematic error.'
        : `The residuals lie around ${short(shift, locale)} standard deviations: predictions are too ${shift > 0 ? 'low' : 'high'} on average.`,
    table: {
      columns: ['From', 'To', 'Rows'].map(numeric),
      rows: counts.map((count, i) => [
        finiteOrNull(edges[i]),
        finiteOrNull(edges[i + 1]),
        finiteOrNull(count)
      ])
    },
    points: { rows: 1, length: () => counts.length, at: (_, i) => at(i) },
    hit: x => {
      const index = edges.findIndex((edge, i) => x >= edge && x < (edges[i + 1] ?? -Infinity));
      return index < 0 ? undefined : at(index);
    }
  };
}
