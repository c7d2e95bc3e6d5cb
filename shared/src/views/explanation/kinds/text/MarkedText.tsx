import {
  memo,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject
} from 'react';
import { textPieces, type PieceRange } from '../../../../explain/text/pieces';
import type { TextSpan } from '../../../../explain/text/rollUp';
import { intensity } from '../../../../explain/text/scores';
import type { PlotStyle } from '../../../../plots/style';
import { STRONG, textMark, type MarkMode } from '../../../../plots/textMarks';
import { textBlocks, type TextBlock } from './blocks';

export interface MarkedTextProps {
  /** Names the text for screen readers. */
  label: string;
  text: string;
  spans: readonly TextSpan[];
  /** Score that gets the strongest mark. */
  scale: number;
  mode: MarkMode;
  style: PlotStyle;
  /** Index of the span that is pointed at. */
  focused: number | undefined;
  /** @param byKey - The span was reached with the keyboard. */
  onFocus: (span: number | undefined, byKey: boolean) => void;
}

interface Look {
  scale: number;
  mode: MarkMode;
  style: PlotStyle;
}

/**
 * A text with its spans marked. Letters stay where they are without marks, so blocks out of sight
 * are plain text of the same size, and a text of any length can be scrolled, searched and copied.
 */
export function MarkedText(props: MarkedTextProps): ReactElement {
  const { label, text, spans, scale, mode, style, focused, onFocus } = props;
  const frame = useRef<HTMLDivElement>(null);
  const blocks = useMemo(() => textBlocks(text, spans), [text, spans]);
  const look = useMemo(() => ({ scale, mode, style }), [scale, mode, style]);
  const inSight = useBlocksInSight(frame, blocks);

  useLayoutEffect(() => {
    if (focused !== undefined) {
      const element = frame.current?.querySelector<HTMLElement>(`[data-span="${focused}"]`);
      element?.scrollIntoView?.({ block: 'nearest' });
    }
  }, [focused]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = step(event.key, focused, spans, scale);
    if (next !== undefined) {
      event.preventDefault();
      onFocus(next, true);
    } else if (event.key === 'Escape' && focused !== undefined) {
      event.preventDefault();
      onFocus(undefined, true);
    }
  };

  return (
    <div
      ref={frame}
      className="ph-MarkedText"
      dir="auto"
      tabIndex={0}
      role="group"
      aria-label={label}
      onKeyDown={onKeyDown}
      onPointerOver={event => {
        const index = spanAt(event.target);
        if (index !== focused) {
          onFocus(index, false);
        }
      }}
      onPointerLeave={() => onFocus(undefined, false)}
    >
      {blocks.map((block, index) => {
        const holds = focused !== undefined && focused >= block.first && focused < block.last;
        return (
          <Block
            key={index}
            index={index}
            block={block}
            text={text}
            spans={spans}
            look={look}
            marked={holds || inSight.has(index)}
            focused={holds ? focused : undefined}
          />
        );
      })}
    </div>
  );
}

function spanAt(target: EventTarget): number | undefined {
  const index = (target as Element).closest<HTMLElement>('[data-span]')?.dataset.span;
  return index === undefined ? undefined : Number(index);
}

/** Where a key leads: arrows to the next span with a place, up and down to the next strong one. */
function step(
  key: string,
  from: number | undefined,
  spans: readonly TextSpan[],
  scale: number
): number | undefined {
  const placed = ({ start, end }: TextSpan): boolean => start < end;
  const strong = (span: TextSpan): boolean =>
    placed(span) && intensity(span.score, scale) >= STRONG;
  const walk = (
    at: number,
    by: 1 | -1,
    accept: (span: TextSpan) => boolean
  ): number | undefined => {
    for (let i = at; i >= 0 && i < spans.length; i += by) {
      if (accept(spans[i] as TextSpan)) {
        return i;
      }
    }
    return from;
  };
  switch (key) {
    case 'ArrowRight':
      return walk((from ?? -1) + 1, 1, placed);
    case 'ArrowLeft':
      return walk((from ?? spans.length) - 1, -1, placed);
    case 'ArrowDown':
      return walk((from ?? -1) + 1, 1, strong);
    case 'ArrowUp':
      return walk((from ?? spans.length) - 1, -1, strong);
    case 'Home':
      return walk(0, 1, placed);
    case 'End':
      return walk(spans.length - 1, -1, placed);
    default:
      return undefined;
  }
}

/** Which blocks are in sight or nearly so. */
function useBlocksInSight(
  frame: RefObject<HTMLElement>,
  blocks: readonly TextBlock[]
): ReadonlySet<number> {
  const few = blocks.length <= 3 || typeof IntersectionObserver === 'undefined';
  const [inSight, setInSight] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    const element = frame.current;
    if (!element || few) {
      return;
    }
    const observer = new IntersectionObserver(
      entries =>
        setInSight(old => {
          const next = new Set(old);
          for (const { target, isIntersecting } of entries) {
            const index = Number((target as HTMLElement).dataset.block);
            if (isIntersecting) {
              next.add(index);
            } else {
              next.delete(index);
            }
          }
          return next;
        }),
      { root: element, rootMargin: '400px 0px' }
    );
    element.querySelectorAll('[data-block]').forEach(block => observer.observe(block));
    return () => {
      observer.disconnect();
      setInSight(new Set());
    };
  }, [frame, blocks, few]);
  return useMemo(
    () => (few ? new Set(blocks.map((_, index) => index)) : inSight),
    [few, blocks, inSight]
  );
}

interface BlockProps {
  index: number;
  block: TextBlock;
  text: string;
  spans: readonly TextSpan[];
  look: Look;
  marked: boolean;
  focused: number | undefined;
}

const Block = memo(function Block({
  index,
  block,
  text,
  spans,
  look,
  marked,
  focused
}: BlockProps): ReactElement {
  // The block itself breaks the line; an empty last line needs a break of its own to be seen.
  const whole = text.slice(block.start, block.end);
  const shown = whole.endsWith('\n') ? whole.slice(0, -1) : whole;
  const empty = shown === '' || shown.endsWith('\n');
  return (
    <div className="ph-MarkedText-block" data-block={index}>
      {marked
        ? pieces(text, { ...block, end: block.start + shown.length }, spans, look, focused)
        : shown}
      {empty && <br />}
    </div>
  );
});

function pieces(
  text: string,
  range: PieceRange,
  spans: readonly TextSpan[],
  look: Look,
  focused: number | undefined
): ReactNode[] {
  return textPieces(text, spans, range).map(piece =>
    piece.span === undefined ? (
      piece.text
    ) : (
      <span
        key={piece.span}
        data-span={piece.span}
        className={piece.span === focused ? 'ph-mod-focused' : undefined}
        style={markStyle((spans[piece.span] as TextSpan).score, look)}
      >
        {piece.text}
      </span>
    )
  );
}

function markStyle(score: number, { scale, mode, style }: Look): CSSProperties | undefined {
  const mark = textMark(intensity(score, scale), score > 0, mode, style);
  return (
    mark && {
      backgroundColor: mark.background,
      color: mark.color,
      outline: mark.frame && `1px solid ${mark.frame}`,
      textDecoration: mark.line && 'underline',
      textDecorationStyle: mark.line?.dashed ? 'dashed' : 'solid',
      textDecorationColor: mark.line?.color,
      textDecorationThickness: mark.line?.width
    }
  );
}
