import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type RefObject
} from 'react';
import { drawLayers, moved, WHOLE, zoomed, type Layers, type Part } from './compose';

export interface StageProps {
  /** What is seen, in words. */
  alt: string;
  /** Width by height of the picture. */
  ratio: number;
  layers: Layers;
  part: Part;
  onPart: (part: Part) => void;
  /** The pointer is over this point of the picture, in shares. */
  onPoint?: (point: { x: number; y: number } | undefined) => void;
}

/** One key press moves by this share of what is seen. */
const STEP = 0.15;
const ZOOM = 1.5;

/** A picture that can be zoomed and moved with pointer and keys; several move in step. */
export function Stage({ alt, ratio, layers, part, onPart, onPoint }: StageProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas);
  const drag = useRef<{ x: number; y: number; part: Part }>();

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) {
      return;
    }
    const dense = window.devicePixelRatio || 1;
    element.width = Math.round(width * dense);
    element.height = Math.round((width / ratio) * dense);
    drawLayers(context, element, layers, part);
  }, [layers, part, ratio, width]);

  const latest = useRef({ part, onPart });
  latest.current = { part, onPart };
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent): void => {
      // As in maps that stand in pages: a plain wheel scrolls the page.
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const factor = event.deltaY < 0 ? ZOOM : 1 / ZOOM;
        latest.current.onPart(zoomed(latest.current.part, factor, shareAt(event)));
      }
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = keyPart(event.key, part);
    if (next) {
      event.preventDefault();
      onPart(next);
    }
  };

  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>): void => {
    const at = shareAt(event.nativeEvent);
    const start = drag.current;
    if (start && event.buttons === 1) {
      onPart(moved(start.part, start.x - at.x, start.y - at.y));
      return;
    }
    onPoint?.({ x: part.x + at.x * part.width, y: part.y + at.y * part.height });
  };

  return (
    <div
      className={part.width < 1 ? 'ph-Stage ph-mod-zoomed' : 'ph-Stage'}
      role="application"
      aria-roledescription="picture"
      aria-label="Plus and minus zoom, 0 shows the whole, arrows move."
      tabIndex={0}
      style={{ maxInlineSize: `calc(58vh * ${ratio})` }}
      onKeyDown={onKeyDown}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={alt}
        style={{ aspectRatio: String(ratio) }}
        onDoubleClick={event => onPart(zoomed(part, 2, shareAt(event.nativeEvent)))}
        onPointerDown={event => {
          drag.current = { ...shareAt(event.nativeEvent), part };
          event.currentTarget.setPointerCapture?.(event.pointerId);
        }}
        onPointerUp={() => (drag.current = undefined)}
        onPointerMove={onPointerMove}
        onPointerLeave={() => onPoint?.(undefined)}
      />
    </div>
  );
}

/** Where the keys lead: plus, minus, 0 and arrows. */
function keyPart(key: string, part: Part): Part | undefined {
  switch (key) {
    case '+':
    case '=':
      return zoomed(part, ZOOM);
    case '-':
      return zoomed(part, 1 / ZOOM);
    case '0':
      return WHOLE;
    case 'ArrowLeft':
      return part.width < 1 ? moved(part, -STEP, 0) : undefined;
    case 'ArrowRight':
      return part.width < 1 ? moved(part, STEP, 0) : undefined;
    case 'ArrowUp':
      return part.width < 1 ? moved(part, 0, -STEP) : undefined;
    case 'ArrowDown':
      return part.width < 1 ? moved(part, 0, STEP) : undefined;
    default:
      return undefined;
  }
}

/** Where an event is, in shares of its canvas. */
function shareAt(event: MouseEvent): { x: number; y: number } {
  const box = (event.target as Element).getBoundingClientRect();
  return {
    x: box.width > 0 ? (event.clientX - box.left) / box.width : 0.5,
    y: box.height > 0 ? (event.clientY - box.top) / box.height : 0.5
  };
}

function useWidth(canvas: RefObject<HTMLCanvasElement>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) {
      return;
    }
    const read = (): void => setWidth(element.clientWidth);
    read();
    if (typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvas]);
  return width;
}
