/** ROC, precision and recall, gain, lift and calibration of a binary classifier. */
import type { Data } from 'plotly.js';
import { calibrationError } from '../automl/report/calibrationError';
import type { Calibration, PrecisionRecallCurve, ShareCurve } from '../automl/report/statistics';
import type { OperatingPoint } from '../automl/report/thresholds';
import { finiteOrNull } from './columns';
import { linesFigure, ruler, type LineSeries } from './lines';
import type { PlotFigure } from './figure';
import { percentText, short } from './numbers';
import type { PlotStyle } from './style';

const UNIT: [number, number] = [-0.03, 1.03];

/** What the chosen way to cut looks like on a curve. */
function mark(x: number, y: number, style: PlotStyle, text: string): LineSeries {
  return {
    name: 'chosen threshold',
    x: [x],
    y: [y],
    color: style.raises,
    kind: 'dots',
    symbol: 'diamond',
    size: 12,
    text: () => text
  };
}

const at = (point: OperatingPoint, locale: string | undefined): string =>
  point.threshold === undefined ? '' : `threshold ${short(point.threshold, locale)}: `;

export function rocFigure(
  points: readonly OperatingPoint[],
  chosen: number,
  auc: number,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const x = points.map(point => point.falsePositiveRate);
  const y = points.map(point => point.truePositiveRate);
  const text = (i: number): string => {
    const point = points[i] as OperatingPoint;
    return (
      `${at(point, locale)}finds ${percentText(point.truePositiveRate, locale, 1)} of the positives, ` +
      `takes ${percentText(point.falsePositiveRate, locale, 1)} of the others for positive`
    );
  };
  const reading =
    auc < 0.3
      ? ' Near 0: the labels may be inverted.'
      : auc < 0.6
        ? ' About as good as chance.'
        : '';
  return linesFigure(
    {
      series: [
        { ...chance(style), x: [0, 1], y: [0, 1] },
        { name: 'ROC', x, y, color: style.accent, kind: 'line', text },
        ...(points[chosen]
          ? [mark(x[chosen] as number, y[chosen] as number, style, text(chosen))]
          : [])
      ],
      xTitle: 'false positive rate',
      yTitle: 'true positive rate',
      xRange: UNIT,
      yRange: UNIT,
      summary: `Area under the ROC curve: ${short(auc, locale)}; 0.5 is chance.${reading}`,
      table: {
        columns: ['Threshold', 'False positive rate', 'True positive rate'].map(numeric),
        rows: points.map(point => [
          point.threshold ?? null,
          point.falsePositiveRate,
          point.truePositiveRate
        ])
      }
    },
    style
  );
}

function chance(style: PlotStyle, name = 'chance'): LineSeries {
  return { name, x: [], y: [], color: style.muted, kind: 'line', dash: 'dash', silent: true };
}

export function precisionRecallFigure(
  curve: PrecisionRecallCurve,
  prevalence: number | undefined,
  chosen: OperatingPoint | undefined,
  area: number | undefined,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const text = (i: number): string =>
    `${curve.thresholds ? `threshold ${short(curve.thresholds[i], locale)}: ` : ''}` +
    `precision ${percentText(curve.precisions[i] ?? NaN, locale, 1)}, ` +
    `recall ${percentText(curve.recalls[i] ?? NaN, locale, 1)}`;
  return linesFigure(
    {
      series: [
        ...(prevalence === undefined
          ? []
          : [
              {
                ...chance(style, 'share of positives'),
                x: [0, 1],
                y: [prevalence, prevalence]
              }
            ]),
        {
          name: 'precision and recall',
          x: curve.recalls,
          y: curve.precisions,
          color: style.accent,
          kind: 'line',
          text
        },
        ...(chosen && Number.isFinite(chosen.precision)
          ? [
              mark(
                chosen.truePositiveRate,
                chosen.precision,
                style,
                `${at(chosen, locale)}precision ${percentText(chosen.precision, locale, 1)}, ` +
                  `recall ${percentText(chosen.truePositiveRate, locale, 1)}`
              )
            ]
          : [])
      ],
      xTitle: 'recall',
      yTitle: 'precision',
      xRange: UNIT,
      yRange: UNIT,
      summary:
        (area === undefined ? '' : `Average precision: ${short(area, locale)}. `) +
        (prevalence === undefined
          ? 'The share of positives is not known.'
          : `A model that knows nothing has a precision of ${percentText(prevalence, locale, 1)}, the share of positives.`),
      table: {
        columns: ['Threshold', 'Recall', 'Precision'].map(numeric),
        rows: curve.recalls.map((recall, i) => [
          finiteOrNull(curve.thresholds?.[i]),
          finiteOrNull(recall),
          finiteOrNull(curve.precisions[i])
        ])
      }
    },
    style
  );
}

/** @param kind - `gain`: share of the positives found; `lift`: how many times better than chance. */
export function shareFigure(
  curve: ShareCurve,
  kind: 'gain' | 'lift',
  chosen: OperatingPoint | undefined,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const isGain = kind === 'gain';
  const value = (y: number): string =>
    isGain ? percentText(y, locale, 1) : `${short(y, locale)} times`;
  const text = (i: number): string =>
    `the best ${percentText(curve.shares[i] ?? NaN, locale)} of rows: ` +
    (isGain
      ? `${value(curve.values[i] ?? NaN)} of the positives`
      : `${value(curve.values[i] ?? NaN)} as many positives as chance`);
  const flagged = chosen?.flagged ?? NaN;
  const reached = isGain
    ? (chosen?.truePositiveRate ?? NaN)
    : (chosen?.truePositiveRate ?? NaN) / flagged;
  const top = Math.max(
    1,
    ...curve.values.filter(Number.isFinite),
    ...(reached > 0 ? [reached] : [])
  );
  const fifth = curve.shares.findIndex(share => share >= 0.2 - 1e-9);
  return linesFigure(
    {
      series: [
        { ...chance(style), x: [0, 1], y: isGain ? [0, 1] : [1, 1] },
        {
          name: kind,
          x: curve.shares,
          y: curve.values,
          color: style.accent,
          kind: curve.shares.length > 40 ? 'line' : 'both',
          text
        },
        ...(flagged > 0 && Number.isFinite(reached)
          ? [
              mark(
                flagged,
                reached,
                style,
                `${at(chosen as OperatingPoint, locale)}${percentText(flagged, locale, 1)} of rows, ${value(reached)}`
              )
            ]
          : [])
      ],
      xTitle: 'share of rows, best scores first',
      yTitle: isGain ? 'share of positives found' : 'lift over chance',
      xRange: UNIT,
      yRange: isGain ? UNIT : [0, top * 1.08],
      percent: isGain ? 'both' : 'x',
      summary: fifth < 0 ? '' : `Among ${text(fifth)}.`,
      table: {
        columns: ['Share of rows', isGain ? 'Share of positives' : 'Lift'].map(numeric),
        rows: curve.shares.map((share, i) => [finiteOrNull(share), finiteOrNull(curve.values[i])])
      }
    },
    style
  );
}

export function calibrationFigure(
  calibration: Calibration,
  chosen: OperatingPoint | undefined,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const { predictions, shares, counts } = calibration;
  const most = Math.max(1, ...counts.filter(Number.isFinite));
  const text = (i: number): string =>
    `predicted ${percentText(predictions[i] ?? NaN, locale, 1)}, came true ` +
    `${percentText(shares[i] ?? NaN, locale, 1)}, ${short(counts[i], locale)} rows`;
  const figure = linesFigure(
    {
      series: [
        { ...chance(style, 'perfect'), x: [0, 1], y: [0, 1] },
        { name: 'bins of rows', x: predictions, y: shares, color: style.accent, kind: 'both', text }
      ],
      xTitle: 'mean predicted probability',
      yTitle: 'share that came true',
      xRange: UNIT,
      yRange: UNIT,
      summary: `Predicted and true shares differ by ${percentText(calibrationError(calibration), locale, 1)} on average (expected calibration error).`,
      table: {
        columns: ['Mean prediction', 'Share of positives', 'Rows'].map(numeric),
        rows: predictions.map((value, i) => [
          finiteOrNull(value),
          finiteOrNull(shares[i]),
          finiteOrNull(counts[i])
        ])
      },
      shapes:
        chosen?.threshold !== undefined && chosen.threshold <= 1
          ? [ruler({ x: chosen.threshold }, style, 'dot')]
          : []
    },
    style
  );
  const bars: Data = {
    type: 'bar',
    name: 'rows',
    x: predictions,
    y: counts,
    yaxis: 'y2',
    width: 0.015,
    showlegend: false,
    hoverinfo: 'none',
    marker: { color: style.muted }
  } as unknown as Data;
  return {
    ...figure,
    data: [...figure.data, bars],
    layout: {
      ...figure.layout,
      yaxis: { ...figure.layout.yaxis, domain: [0.26, 1] },
      xaxis: { ...figure.layout.xaxis, anchor: 'y2' },
      yaxis2: {
        domain: [0, 0.16],
        range: [0, most * 1.1],
        color: style.text,
        gridcolor: style.grid,
        zeroline: false,
        fixedrange: true,
        automargin: true,
        nticks: 3,
        title: { text: 'rows', standoff: 8, font: { size: style.fontSize, color: style.muted } }
      }
    } as PlotFigure['layout']
  };
}

const numeric = (name: string): { name: string; numeric: boolean } => ({ name, numeric: true });
