/** Outputs of notebooks: our own MIME type, and JSON or text that holds another format. */
import { readSnapshot } from '../snapshot';
import { MIME_TYPE } from '../mime';
import type { Explanation } from '../model';
import { isObject, type JsonObject } from './json';
import { parseLiteral, shownText } from './pythonLiteral';

/** True if a JSON document is a notebook. */
export function isNotebook(value: unknown): value is JsonObject {
  return isObject(value) && Array.isArray(value.cells) && value.nbformat !== undefined;
}

/** What the outputs of a notebook hold, with the place of each: `cell 3`. */
export function outputsOf(notebook: JsonObject): { values: unknown[]; where: string }[] {
  return (notebook.cells as unknown[]).flatMap((cell, index) => {
    const outputs = isObject(cell) && Array.isArray(cell.outputs) ? cell.outputs : [];
    return (outputs as unknown[]).map(output => ({
      values: valuesIn(output),
      where: `cell ${index + 1}`
    }));
  });
}

/** What a terminal takes for colours. */
// eslint-disable-next-line no-control-regex
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Values that one output holds. Printed text counts if it is JSON or a literal of Python. */
function valuesIn(output: unknown): unknown[] {
  if (!isObject(output)) {
    return [];
  }
  const bundle = isObject(output.data) ? output.data : {};
  const rich = [MIME_TYPE, 'application/json'].flatMap(type =>
    bundle[type] === undefined ? [] : [type === MIME_TYPE ? { [type]: bundle[type] } : bundle[type]]
  );
  if (rich.length > 0) {
    return rich;
  }
  const printed = textOf(output.text ?? bundle['text/plain']).replace(COLOURS, '');
  return blocksIn(shownText(printed.trim()) ?? printed).flatMap(block => {
    try {
      return [parseLiteral(block)];
    } catch {
      return [];
    }
  });
}

/** So many texts that may be values are tried in one output. */
const MAX_TRIED = 10_000;
const BRACKET_OR_TEXT = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'|[[{}\]]/g;

/** Lists and objects that begin at the start of a line, among other lines. */
function blocksIn(text: string): string[] {
  const blocks: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(/^[ \t]*[[{]/gm)) {
    if (index < from || blocks.length === MAX_TRIED) {
      continue;
    }
    let depth = 0;
    BRACKET_OR_TEXT.lastIndex = index;
    for (let token = BRACKET_OR_TEXT.exec(text); token; token = BRACKET_OR_TEXT.exec(text)) {
      depth += /^[[{]/.test(token[0]) ? 1 : /^[}\]]/.test(token[0]) ? -1 : 0;
      if (depth === 0) {
        from = BRACKET_OR_TEXT.lastIndex;
        blocks.push(text.slice(index, from));
        break;
      }
    }
    if (from <= index) {
      // It has no end: what follows is inside it.
      break;
    }
  }
  return blocks;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : '';
}

/** True for a bundle that holds our own type, or for what stands under it. */
export function isSnapshot(value: unknown): value is JsonObject {
  if (!isObject(value)) {
    return false;
  }
  const inner = value[MIME_TYPE] ?? (isObject(value.data) ? value.data[MIME_TYPE] : undefined);
  return (
    isObject(inner) ||
    ((value.view === 'explanation' || value.view === 'prediction') &&
      isObject(value.data) &&
      typeof value.title === 'string')
  );
}

/**
 * The explanation in a snapshot; nothing if it shows something else.
 *
 * @throws FormatError if its data are wrong.
 */
export function snapshotExplanation(value: JsonObject, source: string): Explanation[] {
  const inner = value[MIME_TYPE] ?? (isObject(value.data) ? value.data[MIME_TYPE] : undefined);
  const snapshot = isObject(inner) ? inner : value;
  const data = isObject(snapshot.data) ? snapshot.data : {};
  const found =
    snapshot.view === 'explanation'
      ? data
      : snapshot.view === 'prediction'
        ? data.explanation
        : null;
  if (found === null || found === undefined) {
    return [];
  }
  const explanation = readSnapshot(found);
  explanation.meta.source = source;
  return [explanation];
}
