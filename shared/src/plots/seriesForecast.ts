/** The forecast of one item beside its baseline forecast. */
import type { Data } from 'plotly.js';
import type { ForecastSum } from '../explain/series/aggregate';
import { columnPoints, finiteOrNull, paddedRange } from './columns';
import { cutMiddle } from './escape';
import { baseLayout, valueAxis, type PlotFigure } from './figure';
import { short, signed } from './numbers';
import type { PlotStyle } from './style';

export interface SeriesForecastOptions {
  item: string;
  /** Step of the horizon to mark, from 0. */
  step?: number;
}

const HEIGHT = 260;

export function seriesForecastFigure(
  sums: ForecastSum,
  { item, step }: SeriesForecastOptions,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const steps = Array.from({ length: sums.sum.length }, (_, i) => i + 1);
  const lines = [
    { name: 'forecast', y: sums.forecast, color: style.accent, dash: 'solid' },
    { name: 'baseline forecast', y: sums.offset, color: style.muted, dash: 'dash' }
  ] as const;
  const range = paddedRange([...sums.forecast, ...sums.offset]);
  const data: Data[] = lines.map(
    ({ name, y, color, dash }) =>
      ({
        type: 'scatter',
        mode: 'lines+markers',
        name,
        x: steps,
        y,
        connectgaps: false,
        hoverinfo: 'none',
        line: { color, width: 2, dash },
        marker: { color, size: 5, symbol: dash === 'dash' ? 'circle-open' : 'circle' }
      }) as unknown as Data
  );
  const { points, hit } = columnPoints(steps, lines, (row, column) => {
    const { name, y } = lines[row] as (typeof lines)[number];
    const by = row === 0 ? ` (${signed(sums.sum[column] as number, locale)})` : '';
    return `Step ${column + 1}, ${name}: ${short(y[column], locale)}${by}`;
  });
  const known = steps.map((_, i) => i).filter(i => !Number.isNaN(sums.forecast[i]));
  const most = known.reduce(
    (a, b) => (Math.abs(sums.sum[b] as number) > Math.abs(sums.sum[a] as number) ? b : a),
    known[0] ?? 0
  );
  return {
    data,
    layout: {
      ...baseLayout(style, HEIGHT),
      margin: { l: 8, r: 16, t: 36, b: 40, pad: 4 },
      showlegend: true,
      legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' },
      xaxis: {
        ...valueAxis('step of the horizon', style, style.width - 80),
        range: [0.5, steps.length + 0.5],
        dtick: Math.max(1, Math.ceil(steps.length / Math.max(2, (style.width - 80) / 36))),
        tick0: 1,
        zeroline: false
      },
      yaxis: {
        ...valueAxis('forecast', style, HEIGHT),
        nticks: 6,
        range,
        zeroline: false
      } as NonNullable<PlotFigure['layout']['yaxis']>,
      shapes:
        step === undefined
          ? []
          : [
              {
                type: 'line',
                x0: step + 1,
                x1: step + 1,
                yref: 'paper',
                y0: 0,
                y1: 1,
                line: { color: style.accent, width: 1, dash: 'dot' }
              }
            ]
    } as PlotFigure['layout'],
    height: HEIGHT,
    summary:
      known.length > 0
        ? `Contributions change the forecast of ${plotName(item)} most at step ${most + 1} of ${steps.length}: ` +
          `from ${short(sums.offset[most], locale)} to ${short(sums.forecast[most], locale)}.`
        : `The baseline forecast of ${plotName(item)} is not known.`,
    table: {
      columns: ['Step', 'Baseline forecast', 'Sum of contributions', 'Forecast'].map(name => ({
        name,
        numeric: true
      })),
      rows: steps.map((n, i) => [
        n,
        finiteOrNull(sums.offset[i]),
        finiteOrNull(sums.sum[i]),
        finiteOrNull(sums.forecast[i])
      ])
    },
    points,
    hit: (x, y) => {
      const found = hit(x, y);
      return found && { ...found, record: Math.round(found.x) - 1 };
    }
  };
}

const plotName = (item: string): string => cutMiddle(item, 60);
