/** A confusion matrix of many classes as a picture. */
import type { Data } from 'plotly.js';
import { cells, type CellMode, type ConfusionMatrix } from '../automl/report/confusion';
import { columnTicks } from './columns';
import { cutMiddle, plotText } from './escape';
import { baseLayout, valueAxis, type FigurePoint, type PlotFigure } from './figure';
import { percentText, short } from './numbers';
import type { PlotStyle } from './style';

const titles: Record<CellMode, string> = {
  counts: 'rows',
  row: 'share of the actual class',
  column: 'share of the predicted class'
};

export function confusionFigure(
  matrix: ConfusionMatrix,
  mode: CellMode,
  style: PlotStyle
): PlotFigure {
  const { locale } = style;
  const { labels } = matrix;
  const size = labels.length;
  const z = cells(matrix, mode);
  const height = Math.min(720, Math.max(320, size * 10 + 100));
  const names = labels.map(label => plotText(cutMiddle(label, 16)));
  const side = Math.max(80, style.width - 160);
  const text = (i: number, j: number): string => {
    const count = matrix.counts[i]?.[j];
    const value = z[i]?.[j] ?? NaN;
    return (
      `actual ${labels[i]}, predicted ${labels[j]}: ` +
      `${count === undefined ? 'not counted' : `${short(count, locale)} rows`}` +
      (mode === 'counts' || Number.isNaN(value)
        ? ''
        : `, ${percentText(value, locale, 1)} ${titles[mode].replace('share ', '')}`)
    );
  };
  const point = (i: number, j: number): FigurePoint => ({
    x: j,
    y: i,
    text: text(i, j),
    record: i
  });
  let worst: [number, number, number] = [0, 0, -1];
  matrix.counts.forEach((row, i) =>
    row.forEach((count, j) => {
      if (i !== j && (count ?? 0) > worst[2]) {
        worst = [i, j, count as number];
      }
    })
  );
  const row = (n: number): number => Math.max(4, Math.floor(n));
  return {
    data: [
      {
        type: 'heatmap',
        z: z.map(line => line.map(value => (Number.isNaN(value) ? null : value))),
        x: labels.map((_, i) => i),
        y: labels.map((_, i) => i),
        zmin: 0,
        colorscale: [
          [0, style.background],
          [1, style.accent]
        ],
        hoverinfo: 'none',
        xgap: size > 60 ? 0 : 1,
        ygap: size > 60 ? 0 : 1,
        colorbar: {
          thickness: 10,
          outlinewidth: 0,
          tickfont: { color: style.text },
          title: { text: titles[mode], side: 'right', font: { color: style.muted } },
          ...(mode === 'counts' ? {} : { tickformat: '.0%' })
        }
      } as unknown as Data
    ],
    layout: {
      ...baseLayout(style, height),
      xaxis: {
        ...valueAxis('predicted', style, side),
        ...columnTicks(names, row(side / (style.fontSize * 1.8))),
        tickmode: 'array',
        tickangle: -40,
        range: [-0.5, size - 0.5],
        showgrid: false,
        zeroline: false
      } as NonNullable<PlotFigure['layout']['xaxis']>,
      yaxis: {
        ...valueAxis('actual', style, height),
        ...columnTicks(names, row((height - 100) / (style.fontSize * 1.4))),
        tickmode: 'array',
        range: [size - 0.5, -0.5],
        showgrid: false,
        zeroline: false
      } as NonNullable<PlotFigure['layout']['yaxis']>
    },
    height,
    summary:
      worst[2] > 0
        ? `${size} classes; the most frequent mistake: ${cutMiddle(labels[worst[0]] ?? '', 40)} taken for ${cutMiddle(labels[worst[1]] ?? '', 40)}, ${short(worst[2], locale)} rows.`
        : `${size} classes without a mistake.`,
    table: {
      columns: [
        { name: 'Actual', numeric: false },
        { name: 'Predicted', numeric: false },
        { name: 'Rows', numeric: true }
      ],
      rows: matrix.counts
        .flatMap((line, i) =>
          line.flatMap((count, j): (string | number)[][] =>
            count ? [[labels[i] as string, labels[j] as string, count]] : []
          )
        )
        .slice(0, 2_000),
      all: () =>
        matrix.counts.flatMap((line, i) =>
          line.map((count, j) => [labels[i] as string, labels[j] as string, count ?? null])
        )
    },
    points: { rows: size, length: () => size, at: point },
    hit: (x, y) => {
      const [i, j] = [Math.round(y), Math.round(x)];
      return i >= 0 && j >= 0 && i < size && j < size ? point(i, j) : undefined;
    }
  };
}
