/** Figures of a few lines or clouds over two axes of numbers: curves, residuals, forecasts. */
import type { Data } from 'plotly.js';
import { finiteOrNull, paddedRange } from './columns';
import { plotText } from './escape';
import { baseLayout, valueAxis, type FigurePoint, type PlotFigure } from './figure';
import { wrappedTitle } from './room';
import type { PlotStyle } from './style';

export interface LineSeries {
  name: string;
  x: ArrayLike<number>;
  /** NaN is a gap. */
  y: ArrayLike<number>;
  color: string;
  kind: 'line' | 'dots' | 'both';
  dash?: 'solid' | 'dash' | 'dot';
  /** Form of the dots. */
  symbol?: string;
  size?: number;
  opacity?: number;
  /** Fill to the series before it. */
  fill?: string;
  /** Not in the legend. */
  unnamed?: boolean;
  /** Cannot be pointed at. */
  silent?: boolean;
  /** Text of a point; absent: its numbers. */
  text?: (index: number) => string;
  /** Index of the record that a point stands for. */
  record?: (index: number) => number;
}

export interface LinesOptions {
  series: readonly LineSeries[];
  xTitle: string;
  yTitle: string;
  /** Absent: all values with room. */
  xRange?: [number, number];
  yRange?: [number, number];
  height?: number;
  summary: string;
  table: PlotFigure['table'];
  /** Ticks of columns with names. */
  xTicks?: { tickvals: number[]; ticktext: string[] };
  percent?: 'x' | 'y' | 'both';
  xLog?: boolean;
  shapes?: readonly object[];
  legend?: boolean;
}

const HEIGHT = 300;

export function linesFigure(options: LinesOptions, style: PlotStyle): PlotFigure {
  const { series, height: inner = HEIGHT } = options;
  const legend = options.legend === false ? 0 : 28;
  const height = inner + legend;
  const width = Math.max(80, style.width - 90);
  const heard = series.filter(one => !one.silent);
  const xRange = options.xRange ?? paddedRange(series.flatMap(one => Array.from(one.x)));
  const yRange = options.yRange ?? paddedRange(series.flatMap(one => Array.from(one.y)));
  const known = heard.map(one =>
    Array.from({ length: one.x.length }, (_, i) => i).filter(
      i => Number.isFinite(one.x[i]) && Number.isFinite(one.y[i])
    )
  );
  const point = (row: number, index: number): FigurePoint => {
    const one = heard[row] as LineSeries;
    const at = known[row]?.[index] as number;
    const [x, y] = [one.x[at] as number, one.y[at] as number];
    const record = one.record?.(at);
    return {
      // Axes of logarithms are pointed at in logarithms.
      x: options.xLog ? Math.log10(x) : x,
      y,
      text: one.text?.(at) ?? `${one.name}: ${x}, ${y}`,
      ...(record === undefined ? {} : { record })
    };
  };
  const percent = (axis: 'x' | 'y'): object =>
    options.percent === axis || options.percent === 'both' ? { tickformat: '.0%' } : {};
  return {
    data: series.map(one => trace(one, style)),
    layout: {
      ...baseLayout(style, height),
      margin: { l: 8, r: 16, t: 8 + legend, b: 40, pad: 4 },
      showlegend: legend > 0,
      legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' },
      xaxis: {
        ...valueAxis(wrappedTitle(options.xTitle, width, style), style, width),
        range: options.xLog ? xRange.map(value => Math.log10(value)) : xRange,
        zeroline: false,
        ...(options.xLog ? { type: 'log' } : {}),
        ...(options.xTicks ? { tickmode: 'array', ...options.xTicks } : {}),
        ...percent('x')
      } as NonNullable<PlotFigure['layout']['xaxis']>,
      yaxis: {
        ...valueAxis(wrappedTitle(options.yTitle, inner * 0.7, style), style, inner),
        range: yRange,
        zeroline: false,
        nticks: 6,
        ...percent('y')
      } as NonNullable<PlotFigure['layout']['yaxis']>,
      shapes: (options.shapes ?? []) as PlotFigure['layout']['shapes']
    } as PlotFigure['layout'],
    height,
    summary: options.summary,
    table: options.table,
    points: {
      rows: heard.length,
      length: row => known[row]?.length ?? 0,
      at: point
    },
    hit: (px, py) => {
      let best: FigurePoint | undefined;
      let least = Infinity;
      const wide = options.xLog ? Math.log10(xRange[1] / xRange[0]) : xRange[1] - xRange[0];
      heard.forEach((one, row) =>
        known[row]?.forEach((at, index) => {
          const x = options.xLog ? Math.log10(one.x[at] as number) : (one.x[at] as number);
          const distance = Math.hypot(
            ((x - px) / wide) * width,
            (((one.y[at] as number) - py) / (yRange[1] - yRange[0])) * inner
          );
          if (distance < least) {
            least = distance;
            best = point(row, index);
          }
        })
      );
      return least < 40 ? best : undefined;
    }
  };
}

function trace(one: LineSeries, style: PlotStyle): Data {
  const modes = { line: 'lines', dots: 'markers', both: 'lines+markers' };
  return {
    type: 'scatter',
    mode: modes[one.kind],
    name: plotText(one.name),
    x: Array.from(one.x),
    y: Array.from(one.y, finiteOrNull),
    connectgaps: false,
    cliponaxis: one.kind === 'line',
    hoverinfo: 'none',
    showlegend: one.unnamed !== true,
    opacity: one.opacity ?? 1,
    ...(one.fill ? { fill: 'tonexty', fillcolor: one.fill } : {}),
    line: { color: one.color, width: one.fill ? 1 : 2, dash: one.dash ?? 'solid' },
    marker: {
      color: one.color,
      size: one.size ?? 6,
      symbol: one.symbol ?? 'circle',
      line: { color: style.text, width: style.highContrast ? 1 : 0 }
    }
  } as unknown as Data;
}

/** A vertical or horizontal line over the whole plot. */
export function ruler(
  at: { x: number } | { y: number },
  style: PlotStyle,
  dash: 'dash' | 'dot' | 'solid' = 'dash'
): object {
  const line = { color: style.muted, width: 1, dash };
  return 'x' in at
    ? { type: 'line', x0: at.x, x1: at.x, yref: 'paper', y0: 0, y1: 1, line }
    : { type: 'line', y0: at.y, y1: at.y, xref: 'paper', x0: 0, x1: 1, line };
}

/** A colour with an opacity, of `#rrggbb`; other notations stay as they are. */
export function faded(color: string, opacity: number): string {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  const parts = match
    ?.slice(1)
    .map(part => parseInt(part, 16))
    .join(', ');
  return parts ? `rgba(${parts}, ${opacity})` : color;
}
