/** What a chart is made of. Figures are plain data, made by pure functions. */
import type { Data, Layout } from 'plotly.js';
import type { ExplanationUnit } from '../explain/model';
import type { AxisTick } from './axes';
import type { ColorKey } from './colorKeys';
import type { PlotStyle } from './style';
import type { Underlay } from './under';

/** A place in a figure that can be pointed at. */
export interface FigurePoint {
  x: number;
  y: number;
  /** Plain text for the tooltip and screen readers. */
  text: string;
  /** Index of the record, if the point stands for one. */
  record?: number;
  /** Index of the feature, if the point stands for one. */
  feature?: number;
}

/** The points of a figure in rows, for the arrow keys. */
export interface PointRows {
  rows: number;
  length(row: number): number;
  at(row: number, index: number): FigurePoint;
}

export interface FigureTable {
  columns: { name: string; numeric: boolean }[];
  rows: (string | number | null)[][];
  /** Rows beyond those given. */
  omitted?: number;
  /** All rows, for files; absent: `rows` are all. */
  all?: () => (string | number | null)[][];
}

/** What every figure has, however it is drawn. */
interface FigureParts {
  /** In px. */
  height: number;
  /** One sentence that says what the chart shows. */
  summary: string;
  table: FigureTable;
  points: PointRows;
}

/** A figure of bars, lines and texts: Plotly draws it. */
export interface PlotFigure extends FigureParts {
  data: Data[];
  layout: Partial<Layout>;
  /** The point at a place given in units of the first pair of axes, also beyond their ranges;
   * absent: the rows of {@link points} stand on the y axis. */
  hit?: (x: number, y: number) => FigurePoint | undefined;
}

/** A figure of very many marks: a picture under axes of our own, there at once. */
export interface MarkFigure extends FigureParts {
  x: MarkAxis;
  y: MarkAxis;
  under: Underlay;
  /** The point of a mark of `under`. */
  markPoint: (row: number, record: number) => FigurePoint;
  /** Lines in units of the axes, over the picture. */
  lines?: MarkLine[];
  /** What the colours stand for. */
  legend?: MarkLegend;
  /** What colours stand for in single rows, below the figure. */
  keys?: readonly ColorKey[];
  /** A zoom stays while this stays the same. */
  zoomKey: string;
}

export interface MarkAxis {
  /** Values at the left or lower end, and at the right or upper end. */
  range: [number, number];
  title?: string;
  /** Ticks of a part of the range. */
  ticks: (range: readonly [number, number], length: number) => AxisTick[];
  /** Values with a line of their own, e.g. 0. */
  zero?: number;
  /** Lines at the ticks. */
  grid: boolean;
}

export interface MarkLine {
  points: readonly (readonly [number, number])[];
  color: string;
  width: number;
  dashed?: boolean;
  /** Fill to the first point and close. */
  closed?: boolean;
}

/** The title of a scale runs along it: cut it to what fits. */
export type MarkLegend =
  | { kind: 'scale'; title?: string; low: string; high: string; colors: string[] }
  | { kind: 'names'; title?: string; entries: { name: string; color: string; hollow?: boolean }[] };

export type Figure = PlotFigure | MarkFigure;

/** Height of a row of bars or dots, in px. */
export const ROW = 24;

/** Words for a unit, for axis titles. */
export function unitText(unit: ExplanationUnit, label: string): string {
  switch (unit) {
    case 'log-odds':
      return 'log-odds';
    case 'probability':
      return 'probability';
    case 'target':
      return label;
    case 'unknown':
      return 'model output';
  }
}

/** Layout that all figures share: the host's type and colours, no background of its own. */
export function baseLayout(style: PlotStyle, height: number): Partial<Layout> {
  return {
    height,
    autosize: true,
    margin: { l: 8, r: 16, t: 8, b: 40, pad: 4 },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: style.font, size: style.fontSize, color: style.text },
    showlegend: false,
    hovermode: false,
    dragmode: false
  };
}

/** Ticks of rows 0…n−1 on a y axis whose first row stands on top. Names are plain text here. */
export function rowAxis(names: readonly string[], style: PlotStyle): NonNullable<Layout['yaxis']> {
  return {
    tickmode: 'array',
    tickvals: names.map((_, i) => i),
    ticktext: [...names],
    range: [names.length - 0.5, -0.5],
    fixedrange: true,
    automargin: true,
    zeroline: false,
    showgrid: false,
    ticks: '',
    color: style.text
  } as NonNullable<Layout['yaxis']>;
}

/**
 * A horizontal axis of values.
 *
 * @param title - As Plotly takes it.
 * @param width - Of the plot area in px: as many ticks as fit side by side.
 */
export function valueAxis(
  title: string,
  style: PlotStyle,
  width: number
): NonNullable<Layout['xaxis']> {
  return {
    title: { text: title, standoff: 8, font: { size: style.fontSize, color: style.muted } },
    gridcolor: style.grid,
    zerolinecolor: style.muted,
    zerolinewidth: 1,
    color: style.text,
    automargin: true,
    tickangle: 0,
    nticks: Math.max(3, Math.min(10, Math.floor(width / 52))),
    fixedrange: true
  } as NonNullable<Layout['xaxis']>;
}
