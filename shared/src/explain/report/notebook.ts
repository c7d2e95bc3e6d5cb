/** A report notebook as plain blocks: text, pictures, outputs. Nothing of it is run or parsed as
 * HTML. */
import { isObject, parseJson } from '../formats/json';

export type NotebookBlock =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'output'; text: string }
  | { kind: 'picture'; type: 'image/png' | 'image/jpeg'; base64: string }
  /** An output that only a browser page could show. */
  | { kind: 'omitted'; what: string };

export interface NotebookReport {
  blocks: NotebookBlock[];
  /** Cells beyond those that were read. */
  omittedCells: number;
}

const CELLS = 500;
/** Characters of one text. */
const TEXT = 100_000;
/** Colours of terminals. */
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

/** @throws Error in words if the text is no notebook. */
export function readNotebook(text: string): NotebookReport {
  let document: unknown;
  try {
    document = parseJson(text);
  } catch (error) {
    throw new Error(`The notebook is not valid JSON: ${(error as Error).message}`);
  }
  const cells = isObject(document) ? document.cells : undefined;
  if (!Array.isArray(cells)) {
    throw new Error('The file is no notebook: it holds no list of cells.');
  }
  return {
    blocks: cells.slice(0, CELLS).flatMap(readCell),
    omittedCells: Math.max(0, cells.length - CELLS)
  };
}

function readCell(cell: unknown): NotebookBlock[] {
  if (!isObject(cell)) {
    return [];
  }
  const source = joined(cell.source);
  switch (cell.cell_type) {
    case 'markdown':
      return readMarkdown(source);
    case 'code':
      return [
        ...(source.trim() === '' ? [] : [{ kind: 'code', text: source } as const]),
        ...(Array.isArray(cell.outputs) ? cell.outputs.flatMap(readOutput) : [])
      ];
    default:
      return source.trim() === '' ? [] : [{ kind: 'text', text: source }];
  }
}

/** Headings stand out; everything else stays as it is written. */
function readMarkdown(source: string): NotebookBlock[] {
  const blocks: NotebookBlock[] = [];
  let text: string[] = [];
  const flush = (): void => {
    const joinedText = text.join('\n').trim();
    if (joinedText !== '') {
      blocks.push({ kind: 'text', text: joinedText });
    }
    text = [];
  };
  for (const line of source.split('\n')) {
    const heading = /^(#{1,6})\s+(\S.*)$/.exec(line);
    if (heading) {
      flush();
      blocks.push({
        kind: 'heading',
        level: (heading[1] as string).length,
        text: (heading[2] as string).trim()
      });
    } else {
      text.push(line);
    }
  }
  flush();
  return blocks;
}

function readOutput(output: unknown): NotebookBlock[] {
  if (!isObject(output)) {
    return [];
  }
  if (output.output_type === 'stream') {
    return textBlock(joined(output.text));
  }
  if (output.output_type === 'error') {
    const trace = joined(output.traceback) || `${joined(output.ename)}: ${joined(output.evalue)}`;
    return textBlock(trace);
  }
  const data = isObject(output.data) ? output.data : {};
  for (const type of ['image/png', 'image/jpeg'] as const) {
    const base64 = joined(data[type]).replace(/\s+/g, '');
    if (base64 !== '' && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
      return [{ kind: 'picture', type, base64 }];
    }
  }
  const plain = joined(data['text/plain']);
  const rich = Object.keys(data).filter(type => type !== 'text/plain');
  // A page's plain text is only its object's name.
  if (rich.length > 0 && (plain === '' || /^<.*>$/s.test(plain.trim()))) {
    return [{ kind: 'omitted', what: rich.join(', ') }];
  }
  return textBlock(plain);
}

function textBlock(text: string): NotebookBlock[] {
  return text.trim() === '' ? [] : [{ kind: 'output', text: text.replace(ESCAPES, '') }];
}

/** Notebooks hold texts as a string or as its lines. */
function joined(value: unknown): string {
  const text = Array.isArray(value)
    ? value.filter(line => typeof line === 'string').join('')
    : typeof value === 'string'
      ? value
      : '';
  return text.length > TEXT ? `${text.slice(0, TEXT)}…` : text;
}
