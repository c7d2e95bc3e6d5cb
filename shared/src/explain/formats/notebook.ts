/** Outputs of notebooks: our own MIME type, and JSON or text that holds another format. */
import { readSnapshot } from '../snapshot';
import { MIME_TYPE } from '../mime';
import type { Explanation } from '../model';
import { isObject, parseJson, type JsonObject } from './json';

/** True if a JSON document is a notebook. */
export function isNotebook(value: unknown): value is JsonObject {
  return isObject(value) && Array.isArray(value.cells) && value.nbformat !== undefined;
}

/** What the outputs of a notebook hold, with the place of each: `cell 3`. */
export function outputsOf(notebook: JsonObject): { value: unknown; where: string }[] {
  return (notebook.cells as unknown[]).flatMap((cell, index) => {
    const outputs = isObject(cell) && Array.isArray(cell.outputs) ? cell.outputs : [];
    return (outputs as unknown[]).flatMap(output =>
      valuesIn(output).map(value => ({ value, where: `cell ${index + 1}` }))
    );
  });
}

/** JSON values that one output holds. Printed text counts if it is JSON. */
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
  const printed = textOf(output.text ?? bundle['text/plain']).trim();
  // A string as Python shows it.
  const bare = /^b?'[\s\S]*'$/.test(printed)
    ? printed.replace(/^b?'|'$/g, '').replaceAll('\\\\', '\\')
    : printed;
  if (!/^[[{]/.test(bare)) {
    return [];
  }
  try {
    return [parseJson(bare)];
  } catch {
    return [];
  }
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
