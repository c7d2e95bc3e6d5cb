/**
 * JSON as it comes out of Python programs: may start with a byte order mark and hold the bare
 * tokens `NaN`, `Infinity` and `-Infinity`, which are not legal JSON.
 */

const STRING_OR_TOKEN = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * @returns The value; bare `Infinity` tokens become the strings `"Infinity"`/`"-Infinity"`,
 * bare `NaN` becomes `null`.
 * @throws SyntaxError if it is not JSON apart from these tokens.
 */
export function parseJson(text: string): unknown {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(bare);
  } catch {
    return JSON.parse(
      bare.replace(STRING_OR_TOKEN, token =>
        token.startsWith('"') ? token : token === 'NaN' ? 'null' : `"${token}"`
      )
    );
  }
}

/** A JSON object, for reading keys one by one. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const orders = new WeakMap<JsonObject, readonly string[]>();

/** Keep the order in which a file names the members of an object. */
export function keepOrder(object: JsonObject, names: readonly string[]): void {
  orders.set(object, names);
}

/** Members in the order of the file: JavaScript itself puts names that are whole numbers first. */
export function membersOf(object: JsonObject): [string, unknown][] {
  return orders.get(object)?.map(name => [name, object[name]]) ?? Object.entries(object);
}

/** A finite number, or the number a string spells (`"Infinity"`, `"-∞"`, `"0.5"`); else NaN. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') {
    return value;
  }
  if (typeof value !== 'string') {
    return NaN;
  }
  const text = value
    .trim()
    .replace('∞', 'Infinity')
    .replace(/^([+-]?)inf$/i, '$1Infinity');
  // Only decimal numbers: JavaScript reads 0x10 as well.
  return text === '' || /^[+-]?0[xob]/i.test(text) ? NaN : Number(text);
}

/** The strings of an array; `undefined` if it is no array of strings and numbers. */
export function stringList(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  const items = value.filter(v => typeof v === 'string' || typeof v === 'number');
  return items.length === value.length ? items.map(String) : undefined;
}

/** An object's member that is an object; empty if there is none. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  return isObject(value) ? value : {};
}

/** An object's member that is a text; an empty one counts as none. */
export function stringAt(parent: JsonObject, key: string): string | undefined {
  const value = parent[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An object's member that names something; numbers are names, too. */
export function nameAt(parent: JsonObject, key: string): string | undefined {
  const value = parent[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
