import { useEffect, useRef, useState, type RefObject } from 'react';
import { drawMarks, placeMarks, type PlacedRow, type PlotArea } from './marks';
import { CONFIG, loadPlotly, type PlotElement, type PlotlyApi } from './plotly';
import type { PlotFigure } from './figure';

/** Where the axes of a drawn figure are, in px of its element. */
export interface DrawnArea extends PlotArea {
  left: number;
  top: number;
  /** Values at the upper and lower end of the y axis. */
  yRange: [number, number];
}

export interface Plot {
  /** Where the figure stands; `undefined` until it is drawn. */
  area: () => DrawnArea | undefined;
  /** Dots as they were placed last. */
  placed: () => PlacedRow[] | undefined;
  /** Why nothing could be drawn. */
  failed: boolean;
  retry: () => void;
  /** Show the whole range of a zoomed figure again. */
  resetZoom: () => void;
}

/** Keeps a figure drawn in an element: with its dots, in the size of its place. */
export function usePlot(element: RefObject<HTMLDivElement | null>, figure: PlotFigure): Plot {
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const placed = useRef<PlacedRow[]>();
  const drawnKey = useRef('');
  const current = useRef(figure);
  current.current = figure;
  const started = useRef(false);

  useEffect(() => {
    const div = element.current as PlotElement | null;
    if (!div) {
      return;
    }
    let ended = false;
    let frame = 0;
    drawnKey.current = '';
    const draw = async (): Promise<void> => {
      const plotly = await loadPlotly();
      if (ended) {
        return;
      }
      const images = div.layout?.images;
      // The old dots stay until the new ones are drawn, so that nothing flickers.
      await plotly.react(
        div,
        figure.data,
        images && figure.marks ? { ...figure.layout, images } : figure.layout,
        CONFIG
      );
      if (ended) {
        return;
      }
      if (!started.current) {
        started.current = true;
        div.on?.('plotly_afterplot', () => {
          cancelAnimationFrame(frame);
          frame = requestAnimationFrame(() => void drawDots(plotly, div));
        });
      }
      await drawDots(plotly, div);
    };
    const drawDots = async (plotly: PlotlyApi, target: PlotElement): Promise<void> => {
      const { marks } = current.current;
      const area = areaOf(target);
      if (!marks || !area || !target.isConnected) {
        return;
      }
      const ratio = Math.min(window.devicePixelRatio || 1, 3);
      const key = JSON.stringify([area.width, area.height, area.range, ratio, figureId(marks)]);
      if (key === drawnKey.current) {
        return;
      }
      drawnKey.current = key;
      placed.current = placeMarks(marks, area);
      const source = picture(drawMarks(marks, placed.current, area, ratio));
      if (source) {
        await plotly.relayout(target, { images: [imageUnder(source)] });
      }
    };
    draw().then(
      () => !ended && setFailed(false),
      () => !ended && setFailed(true)
    );
    return () => {
      ended = true;
      cancelAnimationFrame(frame);
    };
  }, [element, figure, attempt]);

  useEffect(() => {
    const div = element.current as PlotElement | null;
    if (!div || typeof ResizeObserver === 'undefined') {
      return;
    }
    // Panes change their size without the window changing its own.
    const observer = new ResizeObserver(() => {
      if (div._fullLayout && div.clientWidth > 0) {
        void loadPlotly().then(plotly => div.isConnected && plotly.Plots.resize(div));
      }
    });
    observer.observe(div);
    return () => {
      observer.disconnect();
      if (div._fullLayout) {
        void loadPlotly().then(plotly => plotly.purge(div));
      }
    };
  }, [element]);

  return {
    area: () => areaOf(element.current as PlotElement | null),
    placed: () => placed.current,
    failed,
    retry: () => setAttempt(attempt + 1),
    resetZoom: () => {
      const div = element.current as PlotElement | null;
      const range = current.current.marks?.range;
      if (div?._fullLayout && range) {
        void loadPlotly().then(plotly => plotly.relayout(div, { 'xaxis.range': [...range] }));
      }
    }
  };
}

const ids = new WeakMap<object, number>();
let nextId = 1;

/** A number that tells one layer of dots from the next. */
function figureId(marks: object): number {
  const id = ids.get(marks) ?? nextId++;
  ids.set(marks, id);
  return id;
}

function areaOf(element: PlotElement | null): DrawnArea | undefined {
  const layout = element?._fullLayout;
  if (!layout?.xaxis || !layout.yaxis) {
    return undefined;
  }
  const { xaxis, yaxis } = layout;
  return {
    left: xaxis._offset,
    top: yaxis._offset,
    width: xaxis._length,
    height: yaxis._length,
    range: [Number(xaxis.range[0]), Number(xaxis.range[1])],
    // Rows count downwards: the range ends at the top.
    yRange: [Number(yaxis.range[1]), Number(yaxis.range[0])]
  };
}

function imageUnder(source: string): object {
  return {
    source,
    xref: 'paper',
    yref: 'paper',
    x: 0,
    y: 1,
    sizex: 1,
    sizey: 1,
    sizing: 'stretch',
    layer: 'below'
  };
}

/** RGBA bytes as a picture in a data URI. */
function picture(drawn: {
  width: number;
  height: number;
  pixels: Uint8ClampedArray;
}): string | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = drawn.width;
  canvas.height = drawn.height;
  const context = canvas.getContext('2d');
  if (!context) {
    return undefined;
  }
  const data = context.createImageData(drawn.width, drawn.height);
  data.data.set(drawn.pixels);
  context.putImageData(data, 0, 0);
  return canvas.toDataURL('image/png');
}
