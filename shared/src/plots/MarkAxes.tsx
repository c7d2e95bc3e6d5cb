import { forwardRef, type ReactElement } from 'react';
import { SCALE_WIDTH, type MarkLayout } from './axes';
import { ColorKeyLines } from './ColorKeyLines';
import { keysHeight } from './colorKeys';
import type { MarkFigure, MarkLegend } from './figure';
import type { PlotStyle } from './style';

export interface MarkAxesProps {
  figure: MarkFigure;
  layout: MarkLayout;
  style: PlotStyle;
  /** Of the whole figure, in px. */
  width: number;
  /** Part of the x axis that is shown. */
  range: readonly [number, number];
  /** Places of the marks to ring, in px of the plot area. */
  rings: readonly { x: number; y: number }[];
  /** Part of the plot area that is being dragged over, in px. */
  dragged?: { from: number; to: number };
}

/** Axes, lines and legend of a figure of marks. Everything is text nodes and attributes, so that
 * hostile names stay text and the picture can be saved as it is. */
export const MarkAxes = forwardRef<SVGSVGElement, MarkAxesProps>(function MarkAxes(
  { figure, layout, style, width, range, rings, dragged },
  ref
): ReactElement {
  const { left, top, width: w, height: h } = layout;
  const { x, y } = figure;
  const toX = (value: number): number => ((value - range[0]) / (range[1] - range[0] || 1)) * w;
  const toY = (value: number): number =>
    ((y.range[1] - value) / (y.range[1] - y.range[0] || 1)) * h;
  const xTicks = x.ticks(range, w);
  const yTicks = y.ticks(y.range, h);
  const line = style.fontSize * 1.3;
  const inside = (at: number, end: number): boolean => at >= -0.5 && at <= end + 0.5;
  return (
    <svg
      ref={ref}
      className="ph-Axes"
      width={width}
      height={figure.height}
      aria-hidden="true"
      fontFamily={style.font}
      fontSize={style.fontSize}
      fill={style.text}
    >
      <g transform={`translate(${left} ${top})`}>
        {x.grid &&
          xTicks.map(tick => (
            <line
              key={`g${tick.at}`}
              x1={toX(tick.at)}
              x2={toX(tick.at)}
              y2={h}
              stroke={style.grid}
              strokeOpacity={0.6}
            />
          ))}
        {y.grid &&
          yTicks.map(tick => (
            <line
              key={`h${tick.at}`}
              x2={w}
              y1={toY(tick.at)}
              y2={toY(tick.at)}
              stroke={style.grid}
              strokeOpacity={0.6}
            />
          ))}
        {x.zero !== undefined && inside(toX(x.zero), w) && (
          <line x1={toX(x.zero)} x2={toX(x.zero)} y2={h} stroke={style.muted} />
        )}
        {y.zero !== undefined && inside(toY(y.zero), h) && (
          <line x2={w} y1={toY(y.zero)} y2={toY(y.zero)} stroke={style.muted} />
        )}
        {(figure.lines ?? []).map(({ points, color, width: stroke, dashed, closed }, i) => (
          <path
            key={i}
            d={pathOf(points, toX, toY, w, closed)}
            fill={closed ? style.background : 'none'}
            fillOpacity={0.55}
            stroke={color}
            strokeWidth={stroke}
            strokeDasharray={dashed ? '4 3' : undefined}
          />
        ))}
        {rings.map((ring, i) => (
          <g key={i} fill="none">
            <circle cx={ring.x} cy={ring.y} r={6} stroke={style.background} strokeWidth={4} />
            <circle cx={ring.x} cy={ring.y} r={6} stroke={style.accent} strokeWidth={2} />
          </g>
        ))}
        {dragged && (
          <rect
            x={Math.min(dragged.from, dragged.to)}
            width={Math.abs(dragged.to - dragged.from)}
            height={h}
            fill={style.accent}
            fillOpacity={0.15}
            stroke={style.accent}
          />
        )}
        {xTicks.map(tick => (
          <text key={`x${tick.at}`} x={toX(tick.at)} y={h + line} textAnchor="middle">
            {tick.text}
            {tick.full && <title>{tick.full}</title>}
          </text>
        ))}
        {yTicks.map(tick => (
          <text
            key={`y${tick.at}`}
            x={-8}
            y={toY(tick.at)}
            dy="0.35em"
            textAnchor="end"
            // A name that reads from right to left still stands at the left of the axis.
            direction="ltr"
            unicodeBidi="plaintext"
          >
            {tick.text}
            {tick.full && tick.full !== tick.text && <title>{tick.full}</title>}
          </text>
        ))}
        {layout.titleLines.map((text, i) => (
          <text
            key={`t${i}`}
            x={w / 2}
            y={h + line * (i + 2) + 6}
            textAnchor="middle"
            fill={style.muted}
          >
            {text}
          </text>
        ))}
        {y.title && (
          <text
            transform={`translate(${-left + line * 0.8} ${h / 2}) rotate(-90)`}
            textAnchor="middle"
            fill={style.muted}
          >
            {y.title}
          </text>
        )}
      </g>
      {figure.keys && figure.keys.length > 0 && (
        <ColorKeyLines
          keys={figure.keys}
          top={figure.height - keysHeight(figure.keys, width, style)}
          width={width}
          style={style}
        />
      )}
      {figure.legend && (
        <Legend
          legend={figure.legend}
          left={layout.legendLeft}
          top={top}
          height={h}
          line={line}
          muted={style.muted}
        />
      )}
    </svg>
  );
});

function Legend({
  legend,
  left,
  top,
  height,
  line,
  muted
}: {
  legend: MarkLegend;
  left: number;
  top: number;
  height: number;
  line: number;
  /** Colour of the title. */
  muted: string;
}): ReactElement {
  if (legend.kind === 'names') {
    return (
      <g transform={`translate(${left} ${top + line})`}>
        {legend.title !== undefined && <text fill={muted}>{legend.title}</text>}
        {legend.entries.map(({ name, color, hollow }, i) => (
          <g
            key={name}
            transform={`translate(0 ${(i + (legend.title === undefined ? 0 : 1)) * line * 1.2})`}
          >
            <circle
              cx={SCALE_WIDTH / 2}
              cy={-4}
              r={4}
              fill={hollow ? 'none' : color}
              stroke={color}
              strokeWidth={1.5}
            />
            <text x={SCALE_WIDTH + 6}>{name}</text>
          </g>
        ))}
      </g>
    );
  }
  const size = Math.min(160, Math.max(12, height - 3 * line));
  const step = size / legend.colors.length;
  const begin = top + (height - size) / 2;
  return (
    <g transform={`translate(${left} ${begin})`}>
      {legend.colors.map((color, i) => (
        <rect
          key={i}
          width={SCALE_WIDTH}
          y={size - (i + 1) * step}
          height={step + 0.5}
          fill={color}
        />
      ))}
      <text y={-6}>{legend.high}</text>
      <text y={size + line}>{legend.low}</text>
      {legend.title !== undefined && legend.title.length * line * 0.46 <= height && (
        <text
          transform={`translate(${SCALE_WIDTH + line * 0.95} ${size / 2}) rotate(-90)`}
          textAnchor="middle"
          fill={muted}
        >
          {legend.title}
        </text>
      )}
    </g>
  );
}

/** Points farther than a plot's width outside add nothing but trouble. */
function pathOf(
  points: readonly (readonly [number, number])[],
  toX: (value: number) => number,
  toY: (value: number) => number,
  width: number,
  closed = false
): string {
  let path = '';
  let pen = false;
  for (const [x, y] of points) {
    const px = toX(x);
    const py = toY(y);
    if (!Number.isFinite(px + py)) {
      pen = false;
      continue;
    }
    const at = Math.min(2 * width, Math.max(-width, px));
    path += `${pen ? 'L' : 'M'}${at.toFixed(1)} ${py.toFixed(1)}`;
    pen = true;
  }
  return closed && path ? `${path}Z` : path;
}
