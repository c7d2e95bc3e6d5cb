/** Plain reading of answers and files whose shape is not promised. */
export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finite number; reports also write `"NaN"` and numbers as text. */
export function numberOf(value: unknown): number | undefined {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** Numbers of a list, `NaN` where an entry is none; `undefined` if it is no list. */
export function numbersOf(value: unknown): number[] | undefined {
  return Array.isArray(value) ? value.map(entry => numberOf(entry) ?? NaN) : undefined;
}

/** JSON as some writers write it: bare `NaN` and `Infinity` are `null`; in texts they stay. */
export function looseJson(text: string): unknown {
  return JSON.parse(
    text.replace(/("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b/g, (found, quoted) =>
      quoted === undefined ? 'null' : (found as string)
    )
  );
}
