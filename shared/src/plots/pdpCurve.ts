/** Mean prediction over the values of one feature, above the distribution of these values. */
import type { Data } from 'plotly.js';
import type { PdpCurve, PdpExplanation } from '../explain/model';
import { curveOf, isNumeric, sharesOf } from '../explain/pdp/curves';
import { columnPoints, columnTicks, DASHES, finiteOrNull, paddedRange, PATTERNS } from './columns';
import { cutMiddle, plotText } from './escape';
import { baseLayout, unitText, type PlotFigure } from './figure';
import { percentText, short, signed, valueText } from './numbers';
import { textWidth, wrappedTitle } from './room';
import type { PlotStyle } from './style';

export interface PdpCurveOptions {
  /** Indices into the curve's own labels; more than {@link MOST_LABELS} are not drawn. */
  labels: readonly number[];
  /** Show changes from the first value. */
  centred: boolean;
  /** What the axis of predictions must hold besides, e.g. a curve to compare with. */
  hold?: readonly number[];
}

export const MOST_LABELS = 8;
const HEIGHT = 340;

export function pdpCurveFigure(
  e: PdpExplanation,
  curve: PdpCurve,
  { labels, centred, hold = [] }: PdpCurveOptions,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const drawn = labels.slice(0, MOST_LABELS);
  const { grid, order } = sharesOf(curve);
  const numeric = isNumeric(curve);
  const x = numeric ? (grid as number[]) : grid.map((_, i) => i);
  const lines = drawn.map(label => curveOf(e, curve, label, { order, centred }));
  const nameOf = (label: number): string => curve.labels[label] ?? `output ${label + 1}`;
  const unit = unitText(e.unit, nameOf(drawn[0] ?? 0));
  const first = valueText(grid[0], locale);
  const distribution = order.map(i => curve.distribution[i] ?? NaN);
  const hasShares = curve.distribution.length > 0;
  const color = (k: number): string =>
    drawn.length > 1 ? (style.categories[k] ?? style.muted) : style.accent;

  const data: Data[] = lines.map((y, k) =>
    numeric
      ? ({
          type: 'scatter',
          mode: 'lines+markers',
          name: plotText(cutMiddle(nameOf(drawn[k] as number))),
          x,
          y,
          connectgaps: false,
          cliponaxis: false,
          hoverinfo: 'none',
          line: { color: color(k), width: 2, dash: DASHES[k % DASHES.length] },
          marker: { color: color(k), size: 5 }
        } as unknown as Data)
      : ({
          type: 'bar',
          name: plotText(cutMiddle(nameOf(drawn[k] as number))),
          x,
          y,
          hoverinfo: 'none',
          marker: {
            color: color(k),
            line: { color: style.text, width: style.highContrast ? 1 : 0 },
            pattern: { shape: drawn.length > 1 && style.highContrast ? PATTERNS[k] : '' }
          }
        } as unknown as Data)
  );
  if (hasShares) {
    data.push({
      type: 'bar',
      x,
      y: distribution,
      yaxis: 'y2',
      showlegend: false,
      hoverinfo: 'none',
      marker: { color: style.muted },
      ...(numeric ? { width: barWidths(x) } : { width: 0.6 })
    } as Data);
  }
  const legend = drawn.length > 1 ? 28 : 0;
  const height = HEIGHT + legend;
  const plot = Math.max(80, style.width - 80);
  const yTitle = centred
    ? `change from ${cutMiddle(curve.feature, 16)} = ${cutMiddle(first, 12)} (${unit})`
    : `mean prediction${drawn.length === 1 ? ` of ${cutMiddle(nameOf(drawn[0] as number), 24)}` : ''} (${cutMiddle(unit, 24)})`;
  const label = (text: string): object => ({
    text,
    standoff: 8,
    font: { size: style.fontSize, color: style.muted }
  });
  // The outermost bars of the distribution are seen whole.
  const span = (x[x.length - 1] ?? 1) - (x[0] ?? 0) || 1;
  const pad = numeric ? Math.max(0.02, 0.5 / Math.max(1, x.length - 1)) * span : 0.6;
  const names = grid.map(value => plotText(cutMiddle(valueText(value, locale), 14)));
  const widest = Math.max(1, ...names.map(name => textWidth(name, style)));
  const axis = { color: style.text, gridcolor: style.grid, fixedrange: true, automargin: true };
  const { points, hit } = columnPoints(
    x,
    lines.map(y => ({ y })),
    (k, i) => {
      const share = distribution[i] ?? NaN;
      const value = lines[k]?.[i] as number;
      return (
        `${curve.feature} = ${valueText(grid[i], locale)}: ${nameOf(drawn[k] as number)} ` +
        `${centred ? signed(value, locale) : short(value, locale)}` +
        (Number.isNaN(share) ? '' : `, ${percentText(share, locale, 1)} of rows`)
      );
    }
  );
  return {
    data,
    layout: {
      ...baseLayout(style, height),
      margin: { l: 8, r: 16, t: 8 + legend, b: 40, pad: 4 },
      barmode: 'group',
      showlegend: drawn.length > 1,
      legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' },
      xaxis: {
        ...axis,
        title: label(wrappedTitle(cutMiddle(curve.feature, 60), plot, style)),
        range: [(x[0] ?? 0) - pad, (x[x.length - 1] ?? 1) + pad],
        anchor: hasShares ? 'y2' : 'y',
        zeroline: false,
        showgrid: numeric,
        tickangle: numeric || widest * names.length < plot ? 0 : -40,
        ...(numeric
          ? { nticks: Math.max(3, Math.floor(plot / 64)) }
          : { tickmode: 'array', ...columnTicks(names, plot / (style.fontSize * 1.6)) })
      },
      yaxis: {
        ...axis,
        title: label(wrappedTitle(yTitle, HEIGHT * 0.62, style)),
        domain: [hasShares ? 0.3 : 0, 1],
        range: paddedRange(
          lines.flatMap(y => [...y]),
          ...hold,
          ...(numeric && !centred ? [] : [0])
        ),
        zeroline: centred || !numeric,
        zerolinecolor: style.muted,
        nticks: 6
      },
      yaxis2: {
        ...axis,
        title: label('rows'),
        domain: [0, 0.2],
        range: [0, Math.max(1e-9, ...distribution.filter(share => share > 0)) * 1.1],
        tickformat: '.0%',
        nticks: 3,
        showgrid: false,
        visible: hasShares
      }
    } as PlotFigure['layout'],
    height,
    summary: summary(
      curve,
      lines,
      grid,
      drawn,
      nameOf,
      `${centred ? 'centred, ' : ''}${unit}`,
      locale
    ),
    table: {
      columns: [
        { name: curve.feature, numeric },
        { name: 'Share of rows', numeric: true },
        ...drawn.map(k => ({ name: `${centred ? 'Change of ' : ''}${nameOf(k)}`, numeric: true }))
      ],
      rows: grid.map((value, i) => [
        value,
        finiteOrNull(distribution[i]),
        ...lines.map(y => finiteOrNull(y[i]))
      ])
    },
    points,
    hit
  };
}

/** Bars of a histogram reach half way to their neighbours. */
function barWidths(x: readonly number[]): number[] {
  return x.map((value, i) => {
    const gaps = [x[i - 1], x[i + 1]]
      .filter((other): other is number => other !== undefined)
      .map(other => Math.abs(other - value));
    return gaps.length > 0 ? Math.min(...gaps) * 0.9 : 0.6;
  });
}

function summary(
  curve: PdpCurve,
  lines: readonly Float64Array[],
  grid: readonly (number | string)[],
  drawn: readonly number[],
  nameOf: (label: number) => string,
  unit: string,
  locale: string | undefined
): string {
  const y = lines[0];
  const known = y ? [...y.keys()].filter(i => !Number.isNaN(y[i])) : [];
  if (!y || known.length === 0) {
    return `There are no predictions for ${curve.feature}.`;
  }
  const low = known.reduce((a, b) => ((y[b] as number) < (y[a] as number) ? b : a));
  const high = known.reduce((a, b) => ((y[b] as number) > (y[a] as number) ? b : a));
  const at = (i: number): string =>
    `${short(y[i] as number, locale)} at ${valueText(grid[i], locale)}`;
  const more = drawn.length - 1;
  const others =
    more <= 0 ? '' : more === 1 ? ' Another label is drawn.' : ` ${more} more labels are drawn.`;
  const left = curve.labels.length > MOST_LABELS && drawn.length === MOST_LABELS;
  return (
    `Over ${curve.feature}, the mean prediction of ${nameOf(drawn[0] ?? 0)} (${unit}) lies between ` +
    `${at(low)} and ${at(high)}.${others}` +
    (left ? ` ${curve.labels.length - MOST_LABELS} of ${curve.labels.length} labels are not.` : '')
  );
}
