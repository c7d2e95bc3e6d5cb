/** A marked text as a picture, for papers and slides. */
import { textPieces } from '../../../../explain/text/pieces';
import type { ShownPart } from '../../../../explain/text/shownRecord';
import { intensity } from '../../../../explain/text/scores';
import type { PlotStyle } from '../../../../plots/style';
import { svgElement, svgPicture } from '../../../../plots/svgPicture';
import { textMark, type MarkMode, type TextMark } from '../../../../plots/textMarks';

const WIDTH = 760;
const PAD = 20;
const LINE = 1.7;
/** More letters make a picture that no page holds; the rest is counted in it. */
const LIMIT = 12_000;

/** Scripts that run from right to left. */
const RTL = /^\P{L}*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
/** Letters that no XML may hold. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

interface Run {
  text: string;
  mark?: TextMark;
  /** Left edge in px. */
  x: number;
  line: number;
  width: number;
}

/** How the marks look. */
export interface TextLook {
  scale: number;
  mode: MarkMode;
  style: PlotStyle;
}

/**
 * @returns the bytes of the file.
 * @throws Error if the page cannot make pictures
 */
export async function paintText(
  format: 'png' | 'svg',
  parts: readonly ShownPart[],
  look: TextLook,
  title: string
): Promise<Uint8Array> {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) {
    throw new Error('this page cannot draw pictures.');
  }
  const { style } = look;
  const size = style.fontSize + 2;
  context.font = `${size}px ${style.font}`;
  const { runs, lines, left } = layOut(parts, look, text => context.measureText(text).width);
  const step = size * LINE;
  const width = WIDTH + 2 * PAD;
  const height = Math.ceil((lines + 2 + (left > 0 ? 1 : 0)) * step + 2 * PAD);
  const svg = svgElement('svg', {
    ...{ width, height, 'font-family': style.font, 'font-size': size, 'xml:space': 'preserve' }
  });
  const write = (text: string, x: number, y: number, fill: string): void => {
    const element = svgElement('text', { x, y, fill });
    element.textContent = text.replace(FORBIDDEN, '\ufffd');
    svg.append(element);
  };
  write(title.slice(0, 100), PAD, PAD + size, style.muted);
  for (const run of runs) {
    const y = PAD + (run.line + 1.5) * step + size;
    svg.append(...markShapes(run, y, size));
    write(run.text, PAD + run.x, y, run.mark?.color ?? style.text);
  }
  if (left > 0) {
    const more = `… ${left.toLocaleString(style.locale)} more letters`;
    write(more, PAD, PAD + (lines + 1.5) * step + size, style.muted);
  }
  return svgPicture(format, svg, style.background);
}

function layOut(
  parts: readonly ShownPart[],
  look: TextLook,
  measure: (text: string) => number
): { runs: Run[]; lines: number; left: number } {
  const runs: Run[] = [];
  let [x, line, used] = [0, 0, 0];
  const put = (text: string, mark: TextMark | undefined): void => {
    for (const word of text.split(/(\n)|(?<=\s)/u)) {
      if (word === undefined || word === '') {
        continue;
      }
      if (word === '\n') {
        [x, line] = [0, line + 1];
        continue;
      }
      for (const bit of inWidth(word, measure)) {
        const width = measure(bit);
        if (x > 0 && x + measure(bit.trimEnd()) > WIDTH) {
          [x, line] = [0, line + 1];
        }
        runs.push({ text: bit, mark, x, line, width });
        x += width;
      }
    }
  };
  let left = 0;
  for (const { part, spans } of parts) {
    const first = runs.length;
    const end = Math.min(part.text.length, Math.max(0, LIMIT - used));
    const last = spans.findIndex(({ start }) => start >= end);
    const range = { start: 0, end, first: 0, last: last < 0 ? spans.length : last };
    for (const piece of textPieces(part.text, spans, range)) {
      const score = piece.span === undefined ? 0 : (spans[piece.span]?.score ?? 0);
      put(piece.text, textMark(intensity(score, look.scale), score > 0, look.mode, look.style));
    }
    used += end;
    left += part.text.length - end;
    if (RTL.test(part.text.slice(0, LIMIT))) {
      runs.slice(first).forEach(run => (run.x = WIDTH - run.x - run.width));
    }
    [x, line] = [0, line + 1];
  }
  return { runs, lines: line, left };
}

/** A word in bits that fit into a line. */
function inWidth(word: string, measure: (text: string) => number): string[] {
  const width = measure(word);
  if (width <= WIDTH) {
    return [word];
  }
  const letters = [...word];
  const fit = Math.max(1, Math.floor((letters.length * WIDTH) / width / 2));
  return Array.from({ length: Math.ceil(letters.length / fit) }, (_, i) =>
    letters.slice(i * fit, (i + 1) * fit).join('')
  );
}

/** What lies under a run: tint, frame and line. */
function markShapes({ mark, x, width }: Run, y: number, size: number): SVGElement[] {
  const shapes: SVGElement[] = [];
  const left = PAD + x;
  if (mark?.background || mark?.frame) {
    const box = { x: left, y: y - size, width, height: size * 1.35 };
    const { background: fill = 'none', frame: stroke = 'none' } = mark;
    shapes.push(svgElement('rect', { ...box, fill, stroke }));
  }
  if (mark?.line) {
    const { color, width: thick, dashed } = mark.line;
    const line = { x1: left, y1: y + 3, x2: left + width, y2: y + 3 };
    const dash: Record<string, string> = dashed ? { 'stroke-dasharray': '3 2' } : {};
    shapes.push(svgElement('line', { ...line, stroke: color, 'stroke-width': thick, ...dash }));
  }
  return shapes;
}
