/** Signed contributions of several features, stacked above and below 0 in each column. */
import type { Data } from 'plotly.js';
import { columnTicks, finiteOrNull, paddedRange, PATTERNS } from './columns';
import { cutMiddle, plotText } from './escape';
import { baseLayout, type FigurePoint, type PlotFigure } from './figure';
import { signed } from './numbers';
import { textWidth } from './room';
import type { PlotStyle } from './style';

export interface StackLayer {
  name: string;
  /** One per column. */
  values: ArrayLike<number>;
  feature?: number;
}

export interface StackedBarsOptions {
  columns: readonly string[];
  /** Strongest first. */
  layers: readonly StackLayer[];
  xTitle: string;
  yTitle: string;
  summary: string;
}

/** Layers with a colour of their own; the rest is summed as others. */
export const MOST_LAYERS = 7;
const HEIGHT = 280;

export function stackedBarsFigure(
  { columns, layers, xTitle, yTitle, summary }: StackedBarsOptions,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const shown = foldOthers(layers, columns.length);
  const value = (layer: StackLayer, i: number): number => {
    const number = layer.values[i] ?? NaN;
    return Number.isNaN(number) ? 0 : number;
  };
  const net = columns.map((_, i) => shown.reduce((sum, layer) => sum + value(layer, i), 0));
  // Where each part begins and ends, as the bars are stacked.
  const ends: [number, number][][] = shown.map(() => []);
  const reach: number[] = [0];
  columns.forEach((_, i) => {
    let up = 0;
    let down = 0;
    shown.forEach((layer, k) => {
      const part = value(layer, i);
      const from = part >= 0 ? up : down;
      (ends[k] as [number, number][])[i] = [from, from + part];
      if (part >= 0) {
        up += part;
      } else {
        down += part;
      }
    });
    reach.push(up, down);
  });
  const colorOf = (k: number): string =>
    shown[k]?.feature === undefined ? style.missing : (style.categories[k] ?? style.missing);
  const data: Data[] = shown.map(
    (layer, k) =>
      ({
        type: 'bar',
        name: plotText(cutMiddle(layer.name, 24)),
        x: columns.map((_, i) => i),
        y: columns.map((_, i) => value(layer, i)),
        hoverinfo: 'none',
        marker: {
          color: colorOf(k),
          line: { color: style.background, width: columns.length > 60 ? 0 : 0.5 },
          pattern: { shape: style.highContrast ? (PATTERNS[k] ?? '') : '' }
        }
      }) as unknown as Data
  );
  data.push({
    type: 'scatter',
    mode: 'lines+markers',
    name: 'sum',
    x: columns.map((_, i) => i),
    y: net,
    hoverinfo: 'none',
    line: { color: style.text, width: 1.5 },
    marker: { color: style.background, size: 6, line: { color: style.text, width: 1.5 } }
  } as Data);
  const width = Math.max(80, style.width - 80);
  const labels = columns.map(name => cutMiddle(name, 20));
  const widest = Math.max(1, ...labels.map(name => textWidth(name, style)));
  const flat = widest < 60 || widest * columns.length < width;
  // The legend wraps above the figure.
  const letters = shown.reduce(
    (sum, layer) => sum + textWidth(cutMiddle(layer.name, 24), style) + 48,
    80
  );
  const legend = Math.ceil(letters / Math.max(160, style.width - 24)) * (style.fontSize * 1.7) + 8;
  const height = HEIGHT + legend;
  const title = (text: string): object => ({
    text: plotText(text),
    standoff: 8,
    font: { size: style.fontSize, color: style.muted }
  });
  const axis = { color: style.text, fixedrange: true, automargin: true };
  const point = (k: number, i: number): FigurePoint => {
    const layer = shown[k];
    const [from, to] = ends[k]?.[i] ?? [net[i] as number, net[i] as number];
    return {
      x: i,
      y: (from + to) / 2,
      feature: layer?.feature,
      record: i,
      text: `${columns[i]}: ${layer?.name ?? 'sum'} ${signed(layer ? value(layer, i) : (net[i] as number), locale)}`
    };
  };
  return {
    data,
    layout: {
      ...baseLayout(style, height),
      margin: { l: 8, r: 16, t: legend, b: 40, pad: 4 },
      barmode: 'relative',
      bargap: 0.25,
      showlegend: true,
      legend: { orientation: 'h', x: 0, y: 1.01, yanchor: 'bottom', traceorder: 'normal' },
      xaxis: {
        ...axis,
        title: title(xTitle),
        range: [-0.6, Math.max(1, columns.length) - 0.4],
        showgrid: false,
        zeroline: false,
        tickmode: 'array',
        tickangle: flat ? 0 : -40,
        ...columnTicks(
          labels.map(plotText),
          Math.floor(width / (flat ? widest + 10 : style.fontSize * 2))
        )
      },
      yaxis: {
        ...axis,
        title: title(yTitle),
        gridcolor: style.grid,
        zeroline: true,
        zerolinecolor: style.text,
        range: paddedRange(reach),
        nticks: 6
      }
    } as PlotFigure['layout'],
    height,
    summary,
    table: {
      columns: [
        { name: xTitle, numeric: false },
        ...layers.map(({ name }) => ({ name, numeric: true })),
        { name: 'Sum', numeric: true }
      ],
      rows: columns.map((name, i) => [
        name,
        ...layers.map(({ values }) => finiteOrNull(values[i])),
        finiteOrNull(net[i])
      ])
    },
    // The sum is the last row.
    points: { rows: shown.length + 1, length: () => columns.length, at: point },
    hit: (x, y) => {
      const i = Math.round(x);
      if (i < 0 || i >= columns.length) {
        return undefined;
      }
      const k = ends.findIndex(parts => {
        const [from, to] = parts[i] as [number, number];
        return from !== to && y >= Math.min(from, to) && y <= Math.max(from, to);
      });
      return point(k < 0 ? shown.length : k, i);
    }
  };
}

function foldOthers(layers: readonly StackLayer[], columns: number): StackLayer[] {
  if (layers.length <= MOST_LAYERS + 1) {
    return [...layers];
  }
  const rest = layers.slice(MOST_LAYERS);
  const sums = new Float64Array(columns);
  for (const { values } of rest) {
    for (let i = 0; i < columns; i += 1) {
      sums[i] = (sums[i] as number) + (Number.isNaN(values[i]) ? 0 : (values[i] as number));
    }
  }
  return [...layers.slice(0, MOST_LAYERS), { name: `others (${rest.length})`, values: sums }];
}
