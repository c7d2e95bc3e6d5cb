/** A marked text as a picture, for papers and slides. */
import type { TextSpan } from '../../../../explain/text/rollUp';
import { intensity } from '../../../../explain/text/scores';
import { canvasPng } from '../../../../plots/canvasPng';
import type { PlotStyle } from '../../../../plots/style';
import { textMark, type MarkMode, type TextMark } from '../../../../plots/textMarks';
import { withoutSpace } from './blocks';
import type { ShownPart } from './shownRecord';

const WIDTH = 760;
const PAD = 20;
const LINE = 1.7;
const SCALE = 2;
/** More letters make a picture that no page holds; the rest is counted in it. */
const LIMIT = 12_000;

/** Scripts that run from right to left. */
const RTL = /^\P{L}*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;

interface Run {
  text: string;
  mark?: TextMark;
  /** Left edge in px. */
  x: number;
  line: number;
  width: number;
}

/** @returns the bytes of a PNG file. */
export async function paintText(
  parts: readonly ShownPart[],
  look: { scale: number; mode: MarkMode; style: PlotStyle },
  title: string
): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) {
    throw new Error('this page cannot draw pictures.');
  }
  const { style } = look;
  const size = style.fontSize + 2;
  const font = `${size}px ${style.font}`;
  context.font = font;
  const { runs, lines, left } = layOut(parts, look, text => context.measureText(text).width);
  const step = size * LINE;
  const foot = left > 0 ? 1 : 0;
  canvas.width = (WIDTH + 2 * PAD) * SCALE;
  canvas.height = ((lines + 2 + foot) * step + 2 * PAD) * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = style.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = font;
  context.textBaseline = 'alphabetic';
  context.fillStyle = style.muted;
  context.fillText(title.slice(0, 100), PAD, PAD + size);
  for (const run of runs) {
    drawRun(context, run, PAD + (run.line + 1.5) * step + size, size, style);
  }
  if (left > 0) {
    context.fillStyle = style.muted;
    const more = `… ${left.toLocaleString(style.locale)} more letters`;
    context.fillText(more, PAD, PAD + (lines + 1.5) * step + size);
  }
  return canvasPng(canvas);
}

function layOut(
  parts: readonly ShownPart[],
  look: { scale: number; mode: MarkMode; style: PlotStyle },
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
      const width = measure(word);
      if (x > 0 && x + measure(word.trimEnd()) > WIDTH) {
        [x, line] = [0, line + 1];
      }
      runs.push({ text: word, mark, x, line, width });
      x += width;
    }
  };
  let left = 0;
  for (const { part, spans } of parts) {
    const first = runs.length;
    let at = 0;
    const end = Math.min(part.text.length, Math.max(0, LIMIT - used));
    for (const span of spans.filter(({ start, end: stop }) => start < stop && start < end)) {
      const [from, to] = withoutSpace(part.text, span.start, Math.min(span.end, end));
      put(part.text.slice(at, from), undefined);
      put(part.text.slice(from, to), markOf(span, look));
      at = to;
    }
    put(part.text.slice(at, end), undefined);
    used += end;
    left += part.text.length - end;
    if (RTL.test(part.text.slice(0, LIMIT))) {
      runs.slice(first).forEach(run => (run.x = WIDTH - run.x - run.width));
    }
    [x, line] = [0, line + 1];
  }
  return { runs, lines: line, left };
}

function markOf(
  { score }: TextSpan,
  { scale, mode, style }: { scale: number; mode: MarkMode; style: PlotStyle }
): TextMark | undefined {
  return textMark(intensity(score, scale), score > 0, mode, style);
}

function drawRun(
  context: CanvasRenderingContext2D,
  { text, mark, x, width }: Run,
  y: number,
  size: number,
  style: PlotStyle
): void {
  const left = PAD + x;
  if (mark?.background) {
    context.fillStyle = mark.background;
    context.fillRect(left, y - size, width, size * 1.35);
  }
  if (mark?.frame) {
    context.strokeStyle = mark.frame;
    context.strokeRect(left, y - size, width, size * 1.35);
  }
  context.fillStyle = mark?.color ?? style.text;
  context.fillText(text, left, y);
  if (mark?.line) {
    context.strokeStyle = mark.line.color;
    context.lineWidth = mark.line.width;
    context.setLineDash(mark.line.dashed ? [3, 2] : []);
    context.beginPath();
    context.moveTo(left, y + 3);
    context.lineTo(left + width, y + 3);
    context.stroke();
    context.setLineDash([]);
    context.lineWidth = 1;
  }
}
