import {
  useCallback,
  useId,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactElement
} from 'react';
import type { Host } from '../host';
import { Banner, Button, LiveRegion } from '../views/parts';
import { exportFigure, type ExportKind } from './export';
import type { FigurePoint, PlotFigure } from './figure';
import { FigureTableView } from './FigureTableView';
import { hitMark } from './marks';
import type { PlotStyle } from './style';
import { usePlot, type DrawnArea } from './usePlot';
import { usePlotStyle } from './usePlotStyle';

export interface ChartProps {
  /** Names the chart for screen readers and its table. */
  label: string;
  /** Makes the figure; must keep its identity while nothing changes (`useCallback`). */
  draw: (style: PlotStyle) => PlotFigure;
  host: Host;
  /** File name without extension. */
  exportName: string;
  /** A point was clicked, or chosen with Enter. */
  onSelect?: (point: FigurePoint) => void;
}

/** Farther than this many px is a drag, not a click. */
const CLICK = 4;

/**
 * A figure with its sentence, its table and its exports. Arrow keys move between its points,
 * Enter selects.
 */
export function Chart({ label, draw, host, exportName, onSelect }: ChartProps): ReactElement {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const target = useRef<HTMLDivElement>(null);
  const style = usePlotStyle(frame, host);
  const figure = useMemo(() => draw(style), [draw, style]);
  const plot = usePlot(target, figure);
  const [focus, setFocus] = useState<{ row: number; index: number }>();
  const [tip, setTip] = useState<FigurePoint & { left: number; top: number }>();

  const show = (point: FigurePoint, at?: { left: number; top: number }): void => {
    const area = plot.area();
    setTip({ ...point, ...(at ?? (area ? placeOf(point, area) : { left: 0, top: 0 })) });
  };

  const pointAt = (event: { clientX: number; clientY: number }): FigurePoint | undefined => {
    const area = plot.area();
    const box = target.current?.getBoundingClientRect();
    if (!area || !box || figure.points.rows === 0) {
      return undefined;
    }
    const x = event.clientX - box.left - area.left;
    const y = event.clientY - box.top - area.top;
    const placed = plot.placed();
    if (figure.marks && placed) {
      const hit = hitMark(placed, x, y, area);
      return hit && figure.markPoint?.(hit.row, hit.record);
    }
    const [high, low] = area.yRange;
    if (figure.hit) {
      const [left, right] = area.range;
      return figure.hit(
        left + (x / area.width) * (right - left),
        high + (y / area.height) * (low - high)
      );
    }
    const row = Math.round(high + (y / area.height) * (low - high));
    const inside = row >= 0 && row < figure.points.rows && x <= area.width;
    return inside && figure.points.length(row) > 0 ? figure.points.at(row, 0) : undefined;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const { points } = figure;
    if (event.key === 'Escape' && tip) {
      setTip(undefined);
      return;
    }
    if (event.key === 'Enter' && focus && onSelect) {
      event.preventDefault();
      onSelect(points.at(focus.row, focus.index));
      return;
    }
    const next = step(event.key, focus, figure);
    if (next) {
      event.preventDefault();
      setFocus(next);
      show(points.at(next.row, next.index));
    }
  };

  const save = useCallback(
    async (kind: ExportKind) => {
      const element = target.current;
      if (!element) {
        return;
      }
      try {
        await exportFigure(host, figure, kind, exportName, element, style.background);
      } catch (error) {
        host.notify('error', `The chart could not be exported: ${(error as Error).message}`);
      }
    },
    [host, figure, exportName, style.background]
  );

  return (
    <figure className="ph-Chart" aria-label={label}>
      <figcaption className="ph-Chart-summary ph-muted" id={`${id}-summary`}>
        {figure.summary}
      </figcaption>
      {plot.failed && (
        <Banner
          kind="error"
          title="The chart could not be drawn."
          actions={<Button onClick={plot.retry}>Try again</Button>}
        >
          Its numbers stand in the table below.
        </Banner>
      )}
      <div
        ref={frame}
        className="ph-Chart-frame"
        style={FRAME}
        role="application"
        aria-roledescription="chart"
        aria-label={`${label}. Arrow keys move between points${onSelect ? ', Enter selects' : ''}.`}
        aria-describedby={`${id}-summary`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => setTip(undefined)}
        onPointerDownCapture={event => {
          const start = { x: event.clientX, y: event.clientY };
          // Plotly covers the page while a button is down: the release happens elsewhere.
          window.addEventListener(
            'pointerup',
            end => {
              const moved = Math.hypot(end.clientX - start.x, end.clientY - start.y);
              const point = moved < CLICK ? pointAt(end) : undefined;
              if (point) {
                onSelect?.(point);
              }
            },
            { once: true }
          );
        }}
        onPointerMove={event => {
          const point = event.buttons === 0 ? pointAt(event) : undefined;
          const box = frame.current?.getBoundingClientRect();
          if (point && box) {
            show(point, { left: event.clientX - box.left, top: event.clientY - box.top });
          } else if (tip) {
            setTip(undefined);
          }
        }}
        onPointerLeave={() => setTip(undefined)}
      >
        <div ref={target} className="ph-Chart-plot" style={{ blockSize: figure.height }} />
        {tip && (
          <div className="ph-Chart-tip" style={tipStyle(tip, frame.current)} aria-hidden="true">
            {tip.text}
          </div>
        )}
      </div>
      <LiveRegion message={focus && tip ? tip.text : ''} />
      <div className="ph-Chart-foot ph-Row">
        <FigureTableView label={`${label}, table`} table={figure.table} locale={host.locale} />
        <span className="ph-Row" role="group" aria-label={`Actions of ${label}`}>
          {figure.marks && (
            <Button kind="quiet" onClick={plot.resetZoom} title="Drag in the chart to zoom in">
              Reset zoom
            </Button>
          )}
          {(['csv', 'png', 'svg'] as const).map(kind => (
            <Button key={kind} kind="quiet" onClick={() => void save(kind)}>
              {kind.toUpperCase()}
            </Button>
          ))}
        </span>
      </div>
    </figure>
  );
}

const FRAME: CSSProperties = { position: 'relative', minInlineSize: 0 };

/** Where a point stands in px of the frame. */
function placeOf(point: FigurePoint, area: DrawnArea): { left: number; top: number } {
  const [high, low] = area.yRange;
  return {
    left: area.left + ((point.x - area.range[0]) / (area.range[1] - area.range[0])) * area.width,
    top: area.top + ((point.y - high) / (low - high)) * area.height
  };
}

/** Beside the point, to the side where there is room. */
function tipStyle(tip: { left: number; top: number }, frame: HTMLElement | null): CSSProperties {
  const width = frame?.clientWidth ?? 0;
  const right = tip.left > width / 2;
  return {
    position: 'absolute',
    insetBlockStart: tip.top + 10,
    ...(right
      ? { insetInlineEnd: Math.max(0, width - tip.left + 8) }
      : { insetInlineStart: tip.left + 12 }),
    maxInlineSize: Math.max(160, width * 0.6),
    padding: '2px 6px',
    overflowWrap: 'anywhere',
    color: 'var(--ph-text)',
    background: 'var(--ph-background-raised, var(--ph-background, Canvas))',
    border: '1px solid var(--ph-border-strong, currentcolor)',
    borderRadius: 'var(--ph-radius, 2px)',
    pointerEvents: 'none',
    zIndex: 1
  };
}

/** The point that an arrow key leads to. */
function step(
  key: string,
  from: { row: number; index: number } | undefined,
  { points }: PlotFigure
): { row: number; index: number } | undefined {
  const rowStep = { ArrowDown: 1, ArrowUp: -1 }[key];
  const sideStep = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10 }[key];
  const isEnd = key === 'Home' || key === 'End';
  if (points.rows === 0 || (rowStep === undefined && sideStep === undefined && !isEnd)) {
    return undefined;
  }
  const clamp = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));
  const single = points.length(from?.row ?? 0) <= 1;
  const rows = rowStep ?? (single ? sideStep : undefined) ?? 0;
  const row = clamp(
    from === undefined ? 0 : isEnd && single ? (key === 'End' ? points.rows : 0) : from.row + rows,
    points.rows
  );
  const count = points.length(row);
  if (count === 0) {
    return undefined;
  }
  if (from === undefined || (row !== from.row && !single)) {
    // Begin a row at its middle: the usual record.
    return { row, index: Math.floor(count / 2) };
  }
  const index = isEnd ? (key === 'End' ? count - 1 : 0) : from.index + (sideStep ?? 0);
  return { row, index: clamp(index, count) };
}
