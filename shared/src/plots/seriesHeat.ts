/** Contributions of time steps (across) to the steps of the horizon (down). */
import type { Data } from 'plotly.js';
import type { TimeMatrix } from '../explain/series/aggregate';
import { columnTicks, finiteOrNull } from './columns';
import { cutMiddle, plotText } from './escape';
import { baseLayout, rowAxis, type FigurePoint, type PlotFigure } from './figure';
import { short, signed } from './numbers';
import { textWidth } from './room';
import type { PlotStyle } from './style';

export interface SeriesHeatOptions {
  /** Whose contributions these are. */
  name: string;
  /** What a value is called: `contribution` or `impact score`. */
  quantity: string;
  /** Largest size on the scale; the same for all features of an item. */
  reach: number;
}

/** Rows of the table twin. */
const TABLE_ROWS = 2000;

export function seriesHeatFigure(
  { times, horizon, values }: TimeMatrix,
  { name, quantity, reach }: SeriesHeatOptions,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const steps = Array.from({ length: horizon }, (_, h) => String(h + 1));
  const scale = reach > 0 ? reach : 1;
  const row = Math.max(10, Math.min(24, 420 / Math.max(1, horizon)));
  const height = Math.round(Math.max(1, horizon) * row + 100);
  const width = Math.max(80, style.width - 140);
  const labels = shortTimes(times);
  const widest = Math.max(1, ...labels.map(text => textWidth(text, style)));
  const flat = widest + 12 < width;
  const cell = width / Math.max(1, times.length);
  const at = (h: number, t: number): number => values[t * horizon + h] ?? NaN;
  const z = steps.map((_, h) => times.map((_t, t) => finiteOrNull(at(h, t))));
  // Where there is room the sign, or the number, stands in the cell: colour alone is not enough.
  const write =
    row < style.fontSize + 2 || times.length * horizon > 2000
      ? undefined
      : cell > style.fontSize * 4.4
        ? (value: number) => signed(Number(value.toPrecision(2)), locale)
        : cell > style.fontSize
          ? (value: number) => (value > 0 ? '+' : value < 0 ? '−' : '')
          : undefined;
  const data: Data[] = [
    {
      type: 'heatmap',
      z,
      x: times.map((_, t) => t),
      y: steps.map((_, h) => h),
      zmin: -scale,
      zmax: scale,
      colorscale: [
        [0, style.lowers],
        [0.5, style.background],
        [1, style.raises]
      ],
      xgap: cell > 6 ? 1 : 0,
      ygap: row > 12 ? 1 : 0,
      hoverinfo: 'none',
      ...(write
        ? {
            text: z.map(line => line.map(value => (value === null ? '' : write(value)))),
            texttemplate: '%{text}',
            textfont: { size: style.fontSize - 1 }
          }
        : {}),
      colorbar: {
        thickness: 10,
        len: 1,
        outlinewidth: style.highContrast ? 1 : 0,
        tickvals: [-scale, 0, scale],
        ticktext: [`${short(-scale, locale)} lowers`, '0', `${short(scale, locale)} raises`],
        tickfont: { color: style.text, size: style.fontSize },
        xpad: 4
      }
    } as unknown as Data
  ];
  const text = (h: number, t: number): string => {
    const value = at(h, t);
    const what = Number.isNaN(value) ? 'no value' : signed(value, locale);
    return `${times[t]}, step ${h + 1}: ${what}`;
  };
  const point = (h: number, t: number): FigurePoint => ({
    x: t,
    y: h,
    text: text(h, t),
    record: h
  });
  const strongest = strongestOf(values);
  const summary =
    strongest === undefined
      ? `There are no ${quantity}s of ${name} along time.`
      : `The strongest ${quantity} of ${name} is ${signed(values[strongest] as number, locale)}: ` +
        `${times[Math.floor(strongest / horizon)]} to step ${(strongest % horizon) + 1} of ${horizon}.`;
  return {
    data,
    layout: {
      ...baseLayout(style, height),
      // Seen through where there is no entry.
      plot_bgcolor: style.grid,
      xaxis: {
        title: {
          text: 'time step (grey: no value)',
          standoff: 8,
          font: { size: style.fontSize, color: style.muted }
        },
        range: [-0.5, Math.max(1, times.length) - 0.5],
        color: style.text,
        fixedrange: true,
        automargin: true,
        showgrid: false,
        zeroline: false,
        tickmode: 'array',
        // Plotly cannot place the title where every label is hidden.
        ticklabeloverflow: 'allow',
        tickangle: flat ? 0 : -40,
        ...columnTicks(
          labels.map(plotText),
          Math.floor(width / (flat ? widest + 12 : style.fontSize * 2))
        )
      },
      yaxis: {
        ...rowAxis(steps, style),
        ...columnTicks(steps, Math.floor((horizon * row) / (style.fontSize * 1.4))),
        title: {
          text: 'step of the horizon',
          standoff: 8,
          font: { size: style.fontSize, color: style.muted }
        }
      }
    } as PlotFigure['layout'],
    height,
    summary,
    table: {
      columns: [
        { name: 'Time step', numeric: false },
        ...steps.map(step => ({ name: `Step ${step}`, numeric: true }))
      ],
      rows: times
        .slice(0, TABLE_ROWS)
        .map((time, t) => [time, ...steps.map((_, h) => finiteOrNull(at(h, t)))]),
      ...(times.length > TABLE_ROWS ? { omitted: times.length - TABLE_ROWS } : {})
    },
    points: { rows: horizon, length: () => times.length, at: point },
    hit: (x, y) => {
      const t = Math.round(x);
      const h = Math.round(y);
      return t >= 0 && t < times.length && h >= 0 && h < horizon ? point(h, t) : undefined;
    }
  };
}

function strongestOf(values: Float64Array): number | undefined {
  let best: number | undefined;
  values.forEach((value, i) => {
    if (
      !Number.isNaN(value) &&
      Math.abs(value) > Math.abs(best === undefined ? 0 : (values[best] as number))
    ) {
      best = i;
    }
  });
  return best;
}

/** Times without the beginning that all share, cut at a word: `16:20:00` on one day. */
export function shortTimes(times: readonly string[]): string[] {
  const first = times[0] ?? '';
  let shared = 0;
  while (
    times.length > 1 &&
    shared < first.length &&
    times.every(time => time[shared] === first[shared])
  ) {
    shared += 1;
  }
  const word = Math.max(first.lastIndexOf(' ', shared - 1), first.lastIndexOf('T', shared - 1));
  const from = word >= 0 && word < shared ? word + 1 : 0;
  return times.map(time => cutMiddle(time.slice(from), 20));
}
