import {
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactElement
} from 'react';
import type { Host } from '../host';
import { Button, LiveRegion } from '../views/parts';
import { exportMenu, type ExportAction } from './export';
import type { Figure, FigurePoint } from './figure';
import { FigureTableView } from './FigureTableView';
import { MarkPlot, type Brushed, type MarkPlotHandle } from './MarkPlot';
import type { DrawnArea, PlotHandle } from './plotHandle';
import { PlotlyPlot } from './PlotlyPlot';
import { useShelved } from './shelf';
import type { PlotStyle } from './style';
import { usePlotStyle } from './usePlotStyle';

export interface ChartProps {
  /** Names the chart for screen readers and its table. */
  label: string;
  /** Makes the figure; must keep its identity while nothing changes (`useCallback`). */
  draw: (style: PlotStyle) => Figure;
  host: Host;
  /** File name without extension. */
  exportName: string;
  /** A point was clicked, or chosen with Enter. */
  onSelect?: (point: FigurePoint) => void;
  /** Record whose marks get a ring, in figures of marks. */
  selected?: number;
  /** Dragging chooses a part of a row instead of zooming, in figures of marks. */
  onBrush?: (part: Brushed) => void;
  /** What can be done with the chart beside the files. */
  actions?: readonly ExportAction[];
}

/** Farther than this many px is a drag, not a click. */
const CLICK = 4;

/**
 * A figure with its sentence, its table and its exports. Arrow keys move between its points,
 * Enter selects; in figures of marks + and − zoom, 0 shows all.
 */
export function Chart(props: ChartProps): ReactElement {
  const { label, draw, host, exportName, onSelect, selected, onBrush, actions } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<MarkPlotHandle & PlotHandle>(null);
  const style = usePlotStyle(frame, host);
  // Not before the place is measured: a figure made for none would be made again at once.
  const figure = useMemo(() => style && draw(style), [draw, style]);
  const [focus, setFocus] = useState<{ row: number; index: number }>();
  const [tip, setTip] = useState<FigurePoint & { left: number; top: number }>();
  const isMarks = figure !== undefined && 'under' in figure;

  // A place in one figure means nothing in the next.
  useLayoutEffect(() => setTip(undefined), [figure]);

  const show = (point: FigurePoint, at?: { left: number; top: number }): void => {
    const area = plot.current?.area();
    setTip({ ...point, ...(at ?? (area ? placeOf(point, area) : { left: 0, top: 0 })) });
  };

  const pointAt = (event: { clientX: number; clientY: number }): FigurePoint | undefined => {
    const box = frame.current?.getBoundingClientRect();
    return box && plot.current?.pointAt(event.clientX - box.left, event.clientY - box.top);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!figure || event.target !== event.currentTarget) {
      return;
    }
    const { points } = figure;
    const inRow = focus && focus.row < points.rows ? points.length(focus.row) : 0;
    const here = focus && focus.index < inRow ? points.at(focus.row, focus.index) : undefined;
    if (event.key === 'Escape' && tip) {
      setTip(undefined);
    } else if (event.key === 'Enter' && here && onSelect) {
      event.preventDefault();
      onSelect(here);
    } else if (isMarks && ['+', '=', '-', '0'].includes(event.key)) {
      event.preventDefault();
      if (event.key === '0') {
        plot.current?.resetZoom();
      } else {
        plot.current?.zoom(event.key === '-' ? 2 : 0.5, here?.x ?? 0);
      }
    } else {
      const next = step(event.key, here && focus, figure);
      if (next) {
        event.preventDefault();
        setFocus(next);
        show(points.at(next.row, next.index));
      }
    }
  };

  useShelved(frame, () => {
    const drawn = plot.current;
    const background = style?.background ?? 'white';
    return figure && drawn
      ? { label, summary: figure.summary, picture: () => drawn.picture('svg', background) }
      : undefined;
  });

  const menu = figure
    ? exportMenu(
        {
          host,
          figure,
          name: exportName,
          plot: () => plot.current,
          background: style?.background ?? 'white'
        },
        actions
      )
    : [];
  const run = async (action: ExportAction): Promise<void> => {
    try {
      await action.run();
    } catch (error) {
      host.notify('error', `The chart could not be exported: ${(error as Error).message}`);
    }
  };
  const keys =
    `Arrow keys move between points${onSelect ? ', Enter selects' : ''}` +
    `${isMarks ? ', plus and minus zoom' : ''}.`;

  return (
    <figure className="ph-Chart" aria-label={label}>
      <figcaption className="ph-Chart-summary ph-muted" id={`${id}-summary`}>
        {figure?.summary}
      </figcaption>
      <div
        ref={frame}
        className="ph-Chart-frame"
        role="application"
        aria-roledescription="chart"
        aria-label={`${label}. ${keys}`}
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
        {figure && style && 'under' in figure && (
          <MarkPlot
            figure={figure}
            style={style}
            handle={plot}
            selected={selected}
            onBrush={onBrush}
          />
        )}
        {figure && 'data' in figure && <PlotlyPlot figure={figure} handle={plot} />}
        {tip && (
          <div className="ph-Chart-tip" style={tipStyle(tip, frame.current)} aria-hidden="true">
            {tip.text}
          </div>
        )}
      </div>
      <LiveRegion message={focus && tip ? tip.text : ''} />
      {figure && (
        <div className="ph-Chart-foot ph-Row">
          <FigureTableView label={`${label}, table`} table={figure.table} locale={host.locale} />
          <span className="ph-Row" role="group" aria-label={`Actions of ${label}`}>
            {isMarks && (
              <Button
                kind="quiet"
                onClick={() => plot.current?.resetZoom()}
                title="Drag in the chart to zoom in"
              >
                Reset zoom
              </Button>
            )}
            {menu.map(action => (
              <Button key={action.id} kind="quiet" onClick={() => void run(action)}>
                {action.label}
              </Button>
            ))}
          </span>
        </div>
      )}
    </figure>
  );
}

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
    insetBlockStart: tip.top + 10,
    ...(right
      ? { insetInlineEnd: Math.max(0, width - tip.left + 8) }
      : { insetInlineStart: tip.left + 12 }),
    maxInlineSize: Math.max(160, width * 0.6)
  };
}

/** The point that an arrow key leads to. */
function step(
  key: string,
  from: { row: number; index: number } | undefined,
  { points }: Figure
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
