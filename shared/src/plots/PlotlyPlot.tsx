import {
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type ReactElement,
  type Ref
} from 'react';
import { Banner, Button } from '../views/parts';
import type { PlotFigure } from './figure';
import type { DrawnArea, PlotHandle } from './plotHandle';
import { CONFIG, loadPlotly, type PlotElement } from './plotly';

export interface PlotlyPlotProps {
  figure: PlotFigure;
  handle: Ref<PlotHandle>;
}

/** Keeps a figure of Plotly drawn, in the size of its place. */
export function PlotlyPlot({ figure, handle }: PlotlyPlotProps): ReactElement {
  const element = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const div = element.current as PlotElement | null;
    if (!div) {
      return;
    }
    let ended = false;
    loadPlotly()
      .then(plotly => (ended ? undefined : plotly.react(div, figure.data, figure.layout, CONFIG)))
      .then(
        () => !ended && setFailed(false),
        () => !ended && setFailed(true)
      );
    return () => {
      ended = true;
    };
  }, [figure, attempt]);

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
  }, []);

  useImperativeHandle(
    handle,
    () => ({
      area: () => areaOf(element.current),
      pointAt: (x, y) => {
        const area = areaOf(element.current);
        return area && pointIn(figure, x - area.left, y - area.top, area);
      },
      picture: (format, background) =>
        pictureOf(element.current as PlotElement, format, figure.height, background)
    }),
    [figure]
  );

  return (
    <>
      {failed && (
        <Banner
          kind="error"
          title="The chart could not be drawn."
          actions={<Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>}
        >
          Its numbers stand in the table below.
        </Banner>
      )}
      <div ref={element} className="ph-Chart-plot" style={{ blockSize: figure.height }} />
    </>
  );
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

/** The point at a place in px of the plot area. */
function pointIn(figure: PlotFigure, x: number, y: number, area: DrawnArea) {
  const { points, hit } = figure;
  if (points.rows === 0) {
    return undefined;
  }
  const [high, low] = area.yRange;
  if (hit) {
    const [left, right] = area.range;
    return hit(left + (x / area.width) * (right - left), high + (y / area.height) * (low - high));
  }
  const row = Math.round(high + (y / area.height) * (low - high));
  const inside = row >= 0 && row < points.rows && x <= area.width;
  return inside && points.length(row) > 0 ? points.at(row, 0) : undefined;
}

async function pictureOf(
  element: PlotElement,
  format: 'png' | 'svg',
  height: number,
  background: string
): Promise<Uint8Array> {
  const plotly = await loadPlotly();
  const source = await plotly.toImage(element, {
    format,
    width: element.clientWidth || 800,
    height,
    setBackground: background,
    ...(format === 'png' ? { scale: 2 } : {})
  });
  const body = source.slice(source.indexOf(',') + 1);
  if (format === 'svg') {
    return new TextEncoder().encode(decodeURIComponent(body));
  }
  return Uint8Array.from(atob(body), letter => letter.charCodeAt(0));
}
