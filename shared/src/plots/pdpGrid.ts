/** Partial dependence of several features side by side on one scale. */
import type { Data } from 'plotly.js';
import type { PdpExplanation } from '../explain/model';
import { curveOf, isNumeric, sharesOf } from '../explain/pdp/curves';
import { finiteOrNull, paddedRange } from './columns';
import { cutMiddle, plotText } from './escape';
import { baseLayout, unitText, type FigurePoint, type PlotFigure } from './figure';
import { short, valueText } from './numbers';
import { textWidth } from './room';
import type { PlotStyle } from './style';

export interface PdpGridOptions {
  /** Indices of curves, in this order. */
  curves: readonly number[];
  label: string;
  centred: boolean;
}

const CELL = 190;
const CELL_HEIGHT = 140;
/** Part of a cell's place that stays free beside and below it. */
const GAP_X = 0.14;
const GAP_Y = 0.55;
const RANGE: [number, number] = [-0.05, 1.05];

export function pdpGridFigure(
  e: PdpExplanation,
  { curves, label, centred }: PdpGridOptions,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const columns = Math.max(1, Math.min(4, curves.length, Math.floor(style.width / CELL)));
  const rows = Math.max(1, Math.ceil(curves.length / columns));
  const cells = curves.map(index => {
    const curve = e.curves[index] as PdpExplanation['curves'][number];
    const { grid, order } = sharesOf(curve);
    const numeric = isNumeric(curve);
    const y = curveOf(e, curve, Math.max(0, curve.labels.indexOf(label)), { order, centred });
    const low = grid[0] as number;
    const span = (grid[grid.length - 1] as number) - low || 1;
    const x = grid.map((value, i) =>
      numeric ? ((value as number) - low) / span : (i + 0.5) / grid.length
    );
    return { index, curve, grid, numeric, x, y };
  });
  const bars = cells.some(cell => !cell.numeric) && !centred;
  const yRange = paddedRange(
    cells.flatMap(({ y }) => [...y]),
    ...(bars || centred ? [0] : [])
  );
  const w = 1 / (columns + (columns - 1) * GAP_X);
  const h = 1 / (rows + (rows - 1) * GAP_Y);
  const left = (cell: number): number => (cell % columns) * w * (1 + GAP_X);
  const top = (cell: number): number => 1 - Math.floor(cell / columns) * h * (1 + GAP_Y);
  const data: Data[] = [];
  const axes: Record<string, object> = {};
  const annotations: object[] = [];
  const room = (style.width - 64) * w;
  cells.forEach((cell, k) => {
    const id = k === 0 ? '' : String(k + 1);
    const common = { x: cell.x, y: cell.y, xaxis: `x${id}`, yaxis: `y${id}`, hoverinfo: 'none' };
    data.push(
      (cell.numeric
        ? {
            ...common,
            type: 'scatter',
            mode: 'lines',
            connectgaps: false,
            line: { color: style.accent, width: 2 }
          }
        : {
            ...common,
            type: 'bar',
            width: 0.7 / cell.x.length,
            marker: { color: style.accent }
          }) as unknown as Data
    );
    axes[`xaxis${id}`] = {
      domain: [left(k), left(k) + w],
      range: RANGE,
      anchor: `y${id}`,
      fixedrange: true,
      showgrid: false,
      zeroline: false,
      showline: true,
      linecolor: style.grid,
      color: style.muted,
      tickmode: 'array',
      ...endTicks(cell.grid, cell.numeric, room, style)
    };
    axes[`yaxis${id}`] = {
      domain: [top(k) - h, top(k)],
      range: yRange,
      anchor: `x${id}`,
      fixedrange: true,
      gridcolor: style.grid,
      zeroline: bars || centred,
      zerolinecolor: style.muted,
      color: style.text,
      nticks: 4,
      automargin: k % columns === 0,
      showticklabels: k % columns === 0
    };
    annotations.push({
      text: plotText(
        cutMiddle(cell.curve.feature, Math.max(8, Math.floor(room / (style.fontSize * 0.6))))
      ),
      xref: 'paper',
      yref: 'paper',
      x: left(k),
      y: top(k),
      xanchor: 'left',
      yanchor: 'bottom',
      showarrow: false,
      font: { size: style.fontSize, color: style.text }
    });
  });
  const height = rows * CELL_HEIGHT + 72;
  const stepX = (RANGE[1] - RANGE[0]) * (1 + GAP_X);
  const stepY = (yRange[1] - yRange[0]) * (1 + GAP_Y);
  const point = (k: number): FigurePoint => {
    const { curve, y, x, index } = cells[k] as (typeof cells)[number];
    const known = [...y.keys()].filter(i => !Number.isNaN(y[i]));
    const at = known.reduce((a, b) => ((y[b] as number) > (y[a] as number) ? b : a), known[0] ?? 0);
    const values = known.map(i => y[i] as number);
    return {
      x: (x[at] ?? 0.5) + (k % columns) * stepX,
      y: (known.length > 0 ? (y[at] as number) : yRange[0]) - Math.floor(k / columns) * stepY,
      feature: index,
      text:
        values.length > 0
          ? `${curve.feature}: ${short(Math.min(...values), locale)} to ${short(Math.max(...values), locale)}`
          : `${curve.feature}: no predictions`
    };
  };
  const strongest = cells[0];
  return {
    data,
    layout: {
      ...baseLayout(style, height),
      margin: { l: 8, r: 16, t: 28, b: 28, pad: 2 },
      annotations,
      ...axes
    } as PlotFigure['layout'],
    height,
    summary: strongest
      ? `Mean prediction of ${label} (${unitText(e.unit, label)}${centred ? ', centred' : ''}) over ` +
        `${cells.length} of ${e.curves.length} features on one scale; ${strongest.curve.feature} moves it most.`
      : 'There is no curve to show.',
    table: {
      columns: [
        { name: 'Feature', numeric: false },
        { name: 'Value', numeric: false },
        { name: centred ? `Change of ${label}` : label, numeric: true }
      ],
      rows: cells.flatMap(({ curve, grid, y }) =>
        grid.map((value, i) => [curve.feature, value, finiteOrNull(y[i])])
      )
    },
    points: { rows: cells.length, length: () => 1, at: point },
    hit: (x, y) => {
      const column = Math.floor((x - RANGE[0]) / stepX);
      const row = Math.floor((yRange[1] - y) / stepY);
      const k = row * columns + column;
      const inside = column >= 0 && column < columns && row >= 0 && k < cells.length;
      return inside ? point(k) : undefined;
    }
  };
}

/** The ends of a small axis. */
function endTicks(
  grid: readonly (number | string)[],
  numeric: boolean,
  room: number,
  style: PlotStyle
): { tickvals: number[]; ticktext: string[] } {
  const n = grid.length;
  if (n === 0) {
    return { tickvals: [], ticktext: [] };
  }
  const text = (i: number): string => valueText(grid[i], style.locale);
  if (numeric) {
    const both = textWidth(text(0) + text(n - 1), style) < room;
    return n > 1 && both
      ? { tickvals: [0, 1], ticktext: [plotText(text(0)), plotText(text(n - 1))] }
      : { tickvals: [0], ticktext: [plotText(text(0))] };
  }
  const all = grid.every((_, i) => textWidth(text(i), style) < room / n - 4);
  return all
    ? {
        tickvals: grid.map((_, i) => (i + 0.5) / n),
        ticktext: grid.map((_, i) => plotText(text(i)))
      }
    : { tickvals: [0.5], ticktext: [`${n} categories`] };
}
