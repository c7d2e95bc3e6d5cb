/** Candidates by a metric and by what they cost; those that none beats in both are joined. */
import { paretoFront } from '../automl/leaderboard';
import { formatMetric, type Direction, type MetricInfo } from '../automl/metrics';
import { paddedRange } from './columns';
import { cutMiddle } from './escape';
import type { PlotFigure } from './figure';
import { linesFigure } from './lines';
import { short } from './numbers';
import type { PlotStyle } from './style';

export interface ParetoCandidate {
  name: string;
  label: string;
  cost: number | undefined;
  value: number | undefined;
  best: boolean;
}

export interface ParetoOptions {
  cost: MetricInfo;
  metric: MetricInfo;
  selected?: string;
}

export function paretoFigure(
  candidates: readonly ParetoCandidate[],
  { cost, metric, selected }: ParetoOptions,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const better = (info: MetricInfo): Direction => info.direction ?? 'minimize';
  const points = candidates.map(one => ({ x: one.cost ?? NaN, y: one.value ?? NaN }));
  const front = paretoFront(points, { x: better(cost), y: better(metric) });
  const shown = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)).length;
  const text = (i: number): string =>
    `${candidates[i]?.label}: ${metric.label} ${formatMetric(points[i]?.y ?? NaN, metric, locale)}, ` +
    `${cost.label} ${formatMetric(points[i]?.x ?? NaN, cost, locale)}` +
    (front.includes(i) ? ', none is better in both' : '');
  const pick = (indices: readonly number[]) => ({
    x: indices.map(i => points[i]?.x ?? NaN),
    y: indices.map(i => points[i]?.y ?? NaN),
    text: (k: number) => text(indices[k] as number),
    record: (k: number) => indices[k] as number
  });
  const best = candidates.findIndex(one => one.best);
  const marked = candidates.findIndex(one => one.name === selected);
  const known = points.map(({ x }) => x).filter(x => Number.isFinite(x));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  // Costs often differ by powers of ten.
  const xLog = least > 0 && most / least > 30;
  const extremes = front.length > 0 ? [front[0] as number, front[front.length - 1] as number] : [];
  const names = [...new Set(extremes)].map(i => cutMiddle(candidates[i]?.label ?? '', 28));
  const hidden = candidates.length - shown;
  return linesFigure(
    {
      series: [
        {
          name: 'candidates',
          ...pick(candidates.map((_, i) => i)),
          color: style.muted,
          kind: 'dots',
          size: candidates.length > 200 ? 5 : 7,
          opacity: candidates.length > 200 ? 0.6 : 1
        },
        {
          name: 'none is better in both',
          ...pick(front),
          color: style.accent,
          kind: 'both',
          dash: 'dot',
          size: 9
        },
        ...(best >= 0
          ? [
              {
                name: 'best candidate',
                ...pick([best]),
                color: style.raises,
                kind: 'dots' as const,
                symbol: 'star',
                size: 14
              }
            ]
          : []),
        ...(marked >= 0
          ? [
              {
                name: 'selected',
                ...pick([marked]),
                color: style.text,
                kind: 'dots' as const,
                symbol: 'circle-open',
                size: 16
              }
            ]
          : [])
      ],
      xTitle: `${cost.label}${direction(cost)}`,
      yTitle: `${metric.label}${direction(metric)}`,
      xLog,
      ...(xLog
        ? {
            xRange: [least / 1.3, most * 1.3] as [number, number],
            xTicks: costTicks(least, most, cost, style)
          }
        : {}),
      yRange: paddedRange(points.map(({ y }) => y)),
      summary:
        (shown === 0
          ? `No candidate has both ${metric.label} and ${cost.label}.`
          : `${front.length} of ${shown} candidates are not beaten in both ${metric.label} and ${cost.label}` +
            `${names.length > 1 ? `, from ${names[0]} to ${names[1]}` : `: ${names[0]}`}.`) +
        (hidden > 0 && shown > 0 ? ` ${hidden} have no value and are not drawn.` : ''),
      table: {
        columns: [
          { name: 'Candidate', numeric: false },
          { name: cost.label, numeric: true },
          { name: metric.label, numeric: true },
          { name: 'Not beaten', numeric: false }
        ],
        rows: candidates.map((one, i) => [
          one.name,
          one.cost ?? null,
          one.value ?? null,
          front.includes(i) ? 'yes' : ''
        ])
      }
    },
    style
  );
}

/** Ticks at 1, 2 and 5 of each power of ten, fewer where the powers are many. */
function costTicks(
  least: number,
  most: number,
  cost: MetricInfo,
  style: PlotStyle
): { tickvals: number[]; ticktext: string[] } {
  const powers = Math.log10(most / least);
  const steps = powers * 3 * 60 > style.width ? [1] : [1, 2, 5];
  const tickvals: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most * 1.3); power += 1) {
    tickvals.push(...steps.map(step => step * 10 ** power));
  }
  const text = (value: number): string =>
    cost.format === 'seconds'
      ? formatMetric(value, cost, style.locale)
      : short(value, style.locale);
  return { tickvals, ticktext: tickvals.map(text) };
}

function direction(info: MetricInfo): string {
  return info.direction === 'maximize'
    ? ' (more is better)'
    : info.direction === 'minimize'
      ? ' (less is better)'
      : '';
}
