/** The words in what a language model answered, whatever its container wraps them in. */
import { isObject, parseJson } from '../../explain/formats/json';
import { streamText } from '../streamText';

/**
 * @param body - The whole answer.
 * @returns the texts, more than one where several were asked for; empty if none can be told.
 */
export function generatedTexts(body: string): string[] {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch {
    // Lines of an answer in parts, perhaps.
    const words = streamText(body);
    return words === undefined ? [] : [words];
  }
  return textsIn(value);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (Array.isArray(value)) {
    const each = value.map(textsIn);
    // Where one item is no text, this is an answer of another kind.
    return each.every(texts => texts.length > 0) ? each.flat() : [];
  }
  if (!isObject(value)) {
    return [];
  }
  const held = [
    'generated_text',
    'generated_texts',
    'outputs',
    'choices',
    'generation',
    'completions',
    'message',
    'data',
    'content',
    'text'
  ].find(key => Object.hasOwn(value, key));
  return held === undefined ? [] : textsIn(value[held]);
}
