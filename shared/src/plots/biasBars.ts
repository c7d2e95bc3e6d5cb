/** Bias metrics as bars from their value of parity, each on the range of its own metric. */
import type { Data } from 'plotly.js';
import type { MetricInfo } from '../explain/bias/catalogue';
import { isBeyond, metricAxis, parityOn, placeOn, type MetricAxis } from '../explain/bias/range';
import { plotText } from './escape';
import { baseLayout, rowAxis, valueAxis, type PlotFigure } from './figure';
import { short } from './numbers';
import { fitName, plotWidth, wrappedTitle } from './room';
import type { PlotStyle } from './style';

export interface BiasRow {
  code: string;
  info?: MetricInfo;
  /** One per series; `null`: not computed, `undefined`: not in that report. */
  values: (number | null | undefined)[];
  /** In words; the tooltip. */
  texts: string[];
  /** Distance from parity beyond which a value is marked. */
  limit?: number;
}

export interface BiasBarsOptions {
  /** What the values of a row are, e.g. two reports; one: not named. */
  series: readonly string[];
  /** What the rows tell about, e.g. `Sex = 0`. */
  subject: string;
}

/** Height of a row with one bar, and with two and their numbers, in px. */
const BAR_ROW = 28;
const PAIR_ROW = 40;

export function biasBarsFigure(
  rows: readonly BiasRow[],
  { series, subject }: BiasBarsOptions,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const axes = rows.map(row =>
    metricAxis(
      row.info,
      row.values.map(value => value ?? null)
    )
  );
  const names = rows.map((row, i) => fitName(row.code, style, 14, rangeTail(axes[i], locale)));
  const parities = axes.map(parityOn);
  const width = plotWidth(names, style);
  const thick = series.length > 1 ? 0.34 : 0.56;
  const placeY = (row: number, s: number): number =>
    row + (series.length > 1 ? (s - (series.length - 1) / 2) * 0.38 : 0);
  const data: Data[] = [
    {
      type: 'scatter',
      mode: 'lines',
      x: parities.flatMap(at => [at, at, null]),
      y: rows.flatMap((_, i) => [i - 0.42, i + 0.42, null]),
      line: { color: style.text, width: 1 },
      hoverinfo: 'none',
      showlegend: false
    } as Data
  ];
  series.forEach((name, s) => {
    const shown = rows.flatMap((row, i) => {
      const value = row.values[s];
      const place = value === undefined ? undefined : placeOn(axes[i] as MetricAxis, value);
      return place === undefined ? [] : [{ row, i, value: value as number, place }];
    });
    const marked = shown.map(({ row, value }) => isBeyond(value, row.info, row.limit));
    const color = series.length > 1 ? (style.categories[s] ?? style.muted) : style.muted;
    data.push({
      type: 'bar',
      orientation: 'h',
      name: plotText(name),
      showlegend: series.length > 1,
      base: shown.map(({ i }) => parities[i] as number),
      x: shown.map(({ i, place }) => place.at - (parities[i] as number)),
      y: shown.map(({ i }) => placeY(i, s)),
      width: thick,
      text: shown.map(({ value, place }, k) =>
        plotText(
          `${{ low: '⇤ ', high: '⇥ ', none: '' }[place.clipped ?? 'none']}${short(value, locale)}${marked[k] ? ' ▲' : ''}`
        )
      ),
      textposition: 'outside',
      textangle: 0,
      constraintext: 'none',
      cliponaxis: false,
      hoverinfo: 'none',
      marker: {
        color: marked.map(mark => (mark ? style.accent : color)),
        line: { color: style.text, width: style.highContrast ? 1 : 0 },
        pattern: { shape: marked.map(mark => (mark ? '/' : '')) }
      }
    } as Data);
  });
  const blanks = rows.flatMap((row, i) =>
    row.values.every(value => value === null || value === undefined) ? [i] : []
  );
  data.push({
    type: 'scatter',
    mode: 'text',
    x: blanks.map(i => parities[i] as number),
    y: blanks,
    text: blanks.map(() => 'n/a'),
    textposition: 'middle right',
    textfont: { color: style.muted },
    hoverinfo: 'none',
    showlegend: false
  } as Data);
  const legend = series.length > 1 ? 28 : 0;
  const height = Math.max(1, rows.length) * (series.length > 1 ? PAIR_ROW : BAR_ROW) + 56 + legend;
  const title = wrappedTitle('each metric on its own range; line: parity', width, style);
  return {
    data,
    layout: {
      ...baseLayout(style, height),
      margin: { l: 8, r: 16, t: 8 + legend, b: 40, pad: 4 },
      showlegend: series.length > 1,
      legend: { orientation: 'h', x: 0, y: 1, yanchor: 'bottom', traceorder: 'normal' },
      xaxis: {
        ...valueAxis(title, style, width),
        // Room for the numbers beside bars that reach an end.
        range: [-70 / width, 1 + 70 / width],
        showticklabels: false,
        showgrid: false,
        zeroline: false
      },
      yaxis: rowAxis(names.map(plotText), style),
      // The range of each metric, as a band that numbers can be read on.
      shapes: rows.map((_, i) => ({
        type: 'rect',
        layer: 'below',
        x0: 0,
        x1: 1,
        y0: i - 0.12,
        y1: i + 0.12,
        fillcolor: style.grid,
        opacity: 0.4,
        line: { width: 0 }
      }))
    },
    height,
    summary: summary(rows, axes, series, subject, locale),
    table: {
      columns: [
        { name: 'Metric', numeric: false },
        ...series.map(name => ({ name: series.length > 1 ? name : 'Value', numeric: true })),
        { name: 'Parity', numeric: true },
        { name: 'Reading', numeric: false }
      ],
      rows: rows.map(row => [
        row.code,
        ...series.map((_, s) => row.values[s] ?? null),
        row.info?.parity ?? null,
        row.texts.join(' ')
      ])
    },
    points: {
      rows: rows.length,
      length: () => 1,
      at: row => ({
        x: placeOn(axes[row] as MetricAxis, rows[row]?.values[0] ?? null)?.at ?? parities[row] ?? 0,
        y: row,
        feature: row,
        text: `${rows[row]?.code}: ${rows[row]?.texts.join(' ')}`
      })
    }
  };
}

function rangeTail(axis: MetricAxis | undefined, locale: string | undefined): string {
  if (!axis) {
    return '';
  }
  const low = `${axis.openLow ? '← ' : ''}${short(axis.low, locale)}`;
  const high = `${short(axis.high, locale)}${axis.openHigh ? ' →' : ''}`;
  return `  ${low} … ${high}`;
}

function summary(
  rows: readonly BiasRow[],
  axes: readonly MetricAxis[],
  series: readonly string[],
  subject: string,
  locale: string | undefined
): string {
  let farthest: { code: string; value: number; away: number } | undefined;
  rows.forEach((row, i) => {
    const axis = axes[i] as MetricAxis;
    const value = row.values[0];
    const place = value === undefined ? undefined : placeOn(axis, value);
    const away = place ? Math.abs(place.at - parityOn(axis)) : 0;
    if (place && away > (farthest?.away ?? 0)) {
      farthest = { code: row.code, value: value as number, away };
    }
  });
  const missing = rows.filter(row => row.values.every(value => (value ?? null) === null)).length;
  const rest = missing > 0 ? ` ${missing} could not be computed.` : '';
  const whose = series.length > 1 ? ` in ${series[0]}` : '';
  return farthest
    ? `Of ${rows.length} metrics of ${subject}, ${farthest.code}${whose} lies farthest from parity ` +
        `on its own range: ${short(farthest.value, locale)}.${rest}`
    : `None of ${rows.length} metrics of ${subject} lies away from parity.${rest}`;
}
