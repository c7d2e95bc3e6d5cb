/** Forecasts of a back-test beside what came. */
import type { ItemForecast } from '../automl/report/backtest';
import { coverageOf } from '../automl/report/backtest';
import { columnTicks, finiteOrNull, paddedRange } from './columns';
import { cutMiddle, plotText } from './escape';
import type { PlotFigure } from './figure';
import { faded, linesFigure, ruler, type LineSeries } from './lines';
import { percentText, short } from './numbers';
import { textWidth } from './room';
import type { PlotStyle } from './style';

export interface BacktestOptions {
  quantiles: readonly string[];
  target: string;
  model: string;
}

/** Quantiles by their level, the lowest first. */
function ordered(quantiles: readonly string[]): { name: string; at: number }[] {
  return quantiles
    .map((name, at) => ({ name, at }))
    .sort((a, b) => Number(a.name.slice(1)) - Number(b.name.slice(1)));
}

export function backtestFigure(
  forecast: ItemForecast,
  { quantiles, target, model }: BacktestOptions,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const steps = forecast.timestamps.map((_, i) => i);
  const levels = ordered(quantiles);
  const values = (at: number): number[] => forecast.quantiles[at] ?? [];
  // A gap between windows, so that their lines are not joined.
  const breaks = steps.filter(i => i > 0 && forecast.windows[i] !== forecast.windows[i - 1]);
  const split = (y: readonly number[]): { x: number[]; y: number[] } => {
    const x: number[] = [];
    const cut: number[] = [];
    y.forEach((value, i) => {
      if (breaks.includes(i)) {
        x.push(i - 0.5);
        cut.push(NaN);
      }
      x.push(i);
      cut.push(value);
    });
    return { x, y: cut };
  };
  const median = levels.find(({ name }) => name === 'p50') ?? levels[Math.floor(levels.length / 2)];
  const low = levels[0];
  const high = levels[levels.length - 1];
  const middle = median ? values(median.at) : [];
  const text = (i: number): string =>
    `${forecast.timestamps[i]}: ${target} ${short(forecast.actual[i], locale)}, ` +
    levels.map(({ name, at }) => `${name} ${short(values(at)[i], locale)}`).join(', ');
  const band = (from: number, to: number): LineSeries[] =>
    windows(forecast).flatMap(({ start, end }, index) => {
      const x = steps.slice(start, end);
      const part = (at: number): number[] => values(at).slice(start, end);
      const color = faded(style.accent, 0.16);
      const name = `${quantiles[from]} to ${quantiles[to]}`;
      const line = { x, color: faded(style.accent, 0.5), kind: 'line' as const, silent: true };
      return [
        { ...line, name, y: part(from), unnamed: true },
        { ...line, name, y: part(to), fill: color, unnamed: index > 0 }
      ];
    });
  const coverage = coverageOf(forecast);
  const names = forecast.timestamps.map(stamp => plotText(stamp.replace(/[T ]00:00:00.*$/, '')));
  const widest = Math.max(60, ...names.slice(0, 50).map(name => textWidth(name, style)));
  const lineOf = (name: string, y: readonly number[], more: Partial<LineSeries>): LineSeries => {
    const { x, y: cut } = split(y);
    return {
      name,
      x,
      y: cut,
      color: style.accent,
      kind: 'line',
      text: k => text(Math.round(x[k] as number)),
      ...more
    };
  };
  return linesFigure(
    {
      series: [
        ...(low && high && low !== high ? band(low.at, high.at) : []),
        lineOf(median?.name ?? 'forecast', middle, {}),
        lineOf(`${target} (actual)`, forecast.actual, {
          color: style.text,
          kind: 'both',
          size: 4,
          dash: 'solid'
        })
      ],
      xTitle: 'time',
      yTitle: cutMiddle(target, 32),
      xRange: [-0.5, Math.max(0.5, steps.length - 0.5)],
      yRange: paddedRange([...forecast.actual, ...forecast.quantiles.flat()]),
      xTicks: columnTicks(names, Math.max(1, Math.floor((style.width - 90) / (widest + 16)))),
      shapes: breaks.map(i => ruler({ x: i - 0.5 }, style, 'dot')),
      summary:
        `${model}, ${cutMiddle(forecast.item, 60)}: ` +
        (Number.isNaN(coverage)
          ? 'no actual values are known.'
          : `${percentText(coverage, locale)} of the actual values lie between ${low?.name} and ${high?.name}` +
            `${low?.name === 'p10' && high?.name === 'p90' ? '; 80% would be right' : ''}.`) +
        (breaks.length > 0 ? ` ${breaks.length + 1} windows.` : ''),
      table: {
        columns: [
          { name: 'Time', numeric: false },
          { name: 'Window', numeric: true },
          { name: target, numeric: true },
          ...levels.map(({ name }) => ({ name, numeric: true })),
          { name: 'Mean', numeric: true }
        ],
        rows: steps.map(i => [
          forecast.timestamps[i] as string,
          finiteOrNull(forecast.windows[i]),
          finiteOrNull(forecast.actual[i]),
          ...levels.map(({ at }) => finiteOrNull(values(at)[i])),
          finiteOrNull(forecast.mean[i])
        ])
      }
    },
    style
  );
}

/** Ranges of rows that belong to one window. */
function windows(forecast: ItemForecast): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  forecast.windows.forEach((window, i) => {
    const last = found[found.length - 1];
    if (last && window === forecast.windows[i - 1]) {
      last.end = i + 1;
    } else {
      found.push({ start: i, end: i + 1 });
    }
  });
  return found;
}

/** Mean absolute error at each step of the horizon. */
export function errorByStepFigure(errors: readonly number[], style: PlotStyle): PlotFigure {
  const { locale } = style;
  const steps = errors.map((_, i) => i + 1);
  const first = errors[0] ?? NaN;
  const last = errors[errors.length - 1] ?? NaN;
  return linesFigure(
    {
      series: [
        {
          name: 'mean absolute error',
          x: steps,
          y: errors,
          color: style.accent,
          kind: errors.length > 60 ? 'line' : 'both',
          text: i => `step ${i + 1}: ${short(errors[i], locale)}`
        }
      ],
      xTitle: 'step of the horizon',
      yTitle: 'mean absolute error',
      yRange: [0, Math.max(1e-9, ...errors.filter(Number.isFinite)) * 1.1],
      height: 220,
      legend: false,
      summary: `The error is ${short(first, locale)} at the first step and ${short(last, locale)} at the last.`,
      table: {
        columns: ['Step', 'Mean absolute error'].map(name => ({ name, numeric: true })),
        rows: steps.map((step, i) => [step, finiteOrNull(errors[i])])
      }
    },
    style
  );
}
