import {
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type PointerEvent,
  type ReactElement,
  type Ref
} from 'react';
import { markLayout } from './axes';
import type { MarkFigure } from './figure';
import { MarkAxes } from './MarkAxes';
import { markPicture } from './markPicture';
import type { DrawnArea, PlotHandle } from './plotHandle';
import { inSlices } from './slices';
import type { PlotStyle } from './style';

/** A part of the x axis that was dragged over. */
export interface Brushed {
  /** Row of the figure in which the drag began. */
  row: number;
  low: number;
  high: number;
}

export interface MarkPlotProps {
  figure: MarkFigure;
  style: PlotStyle;
  handle: Ref<MarkPlotHandle>;
  /** Record whose marks get a ring. */
  selected?: number;
  /** Dragging chooses a part of a row; absent: it zooms. */
  onBrush?: (part: Brushed) => void;
}

export interface MarkPlotHandle extends PlotHandle {
  /** Show the whole range again. */
  resetZoom: () => void;
  /** Show `share` of what is shown, about a value. */
  zoom: (share: number, about: number) => void;
}

/** More marks are drawn after what stands around them. */
const MANY = 100_000;
/** Shorter drags, in px, are clicks. */
const DRAG = 6;

/** Draws very many marks: a canvas under axes. */
export function MarkPlot({
  figure,
  style,
  handle,
  selected,
  onBrush
}: MarkPlotProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const axes = useRef<SVGSVGElement>(null);
  // Nothing is drawn before the place is measured: it would be drawn again at once.
  const [measured, setMeasured] = useState<number>();
  const width = measured ?? style.width;
  const [zoomed, setZoomed] = useState<{ key: string; range: [number, number] }>();
  const [dragged, setDragged] = useState<{ from: number; to: number }>();
  const [drawn, setDrawn] = useState<object>();

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) {
      return;
    }
    const measure = (): void => setMeasured(element.clientWidth || style.width);
    measure();
    if (typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [style.width]);

  const layout = useMemo(() => markLayout(figure, width, style), [figure, width, style]);
  const [low, high] = zoomed?.key === figure.zoomKey ? zoomed.range : figure.x.range;
  const area = useMemo<DrawnArea>(
    () => ({
      left: layout.left,
      top: layout.top,
      width: layout.width,
      height: layout.height,
      range: [low, high],
      yRange: [figure.y.range[1], figure.y.range[0]]
    }),
    [layout, low, high, figure]
  );
  const { under } = figure;

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || measured === undefined) {
      return;
    }
    let ended = false;
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    element.width = Math.max(1, Math.round(area.width * ratio));
    element.height = Math.max(1, Math.round(area.height * ratio));
    void inSlices(
      2 * under.bands,
      step => {
        const index = step >> 1;
        if (step % 2 === 0) {
          under.prepare?.(index, area);
          return;
        }
        const { top, width: w, height: h, pixels } = under.band(index, area, ratio);
        context.putImageData(new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, w, h), 0, top);
      },
      () => ended,
      (under.marks ?? 0) > MANY
    ).then(done => done && !ended && setDrawn(area));
    return () => {
      ended = true;
    };
  }, [under, area, measured]);

  const rings = useMemo(
    () => (selected === undefined || drawn !== area ? [] : under.places(selected, area)),
    [selected, drawn, area, under]
  );

  useImperativeHandle(handle, () => {
    const setRange = (from: number, to: number): void => {
      const [first, last] = figure.x.range;
      const range: [number, number] = [Math.max(first, from), Math.min(last, to)];
      if (range[1] - range[0] > (last - first) * 1e-6) {
        setZoomed({ key: figure.zoomKey, range });
      }
    };
    return {
      area: () => area,
      pointAt: (x, y) => {
        const hit = under.hit(x - area.left, y - area.top, area);
        return hit && figure.markPoint(hit.row, hit.record);
      },
      picture: (format, background) =>
        markPicture(
          format,
          axes.current as SVGSVGElement,
          canvas.current as HTMLCanvasElement,
          area,
          background
        ),
      resetZoom: () => setZoomed(undefined),
      zoom: (share, about) =>
        setRange(about - (about - low) * share, about + (high - about) * share)
    };
  }, [area, figure, under, low, high]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const box = frame.current?.getBoundingClientRect();
    if (event.button !== 0 || !box) {
      return;
    }
    const place = (at: { clientX: number }): number =>
      Math.min(area.width, Math.max(0, at.clientX - box.left - area.left));
    const from = place(event);
    const row = Math.floor(((event.clientY - box.top - area.top) / area.height) * under.bands);
    if (row < 0 || row >= under.bands) {
      return;
    }
    const move = (at: globalThis.PointerEvent): void => {
      setDragged(Math.abs(place(at) - from) > DRAG ? { from, to: place(at) } : undefined);
    };
    const end = (at: globalThis.PointerEvent): void => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      setDragged(undefined);
      const to = place(at);
      if (at.type === 'pointerup' && Math.abs(to - from) > DRAG) {
        const value = (px: number): number => low + (px / area.width) * (high - low);
        const part = { low: value(Math.min(from, to)), high: value(Math.max(from, to)) };
        if (onBrush) {
          onBrush({ row, ...part });
        } else {
          setZoomed({ key: figure.zoomKey, range: [part.low, part.high] });
        }
      }
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
  };

  return (
    <div
      ref={frame}
      className="ph-Chart-plot ph-MarkPlot"
      style={{ blockSize: figure.height }}
      data-drawn={drawn === area ? '' : undefined}
      onPointerDown={onPointerDown}
      onDoubleClick={() => setZoomed(undefined)}
    >
      <canvas
        ref={canvas}
        aria-hidden="true"
        style={{
          insetBlockStart: area.top,
          left: area.left,
          inlineSize: area.width,
          blockSize: area.height
        }}
      />
      {measured !== undefined && (
        <MarkAxes
          ref={axes}
          figure={figure}
          layout={layout}
          style={style}
          width={width}
          range={[low, high]}
          rings={rings}
          dragged={dragged}
        />
      )}
    </div>
  );
}
