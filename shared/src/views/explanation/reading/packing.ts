/**
 * Takes large results apart, so that the page that gets them is never busy for long: each part
 * is a message of its own. Numbers travel as buffers that change hands without being copied.
 */

/** Longer lists travel in parts. */
const LONG = 500;
/** Entries of one part. */
const PIECE = 250;

/** A list, or a piece of one; pieces of the same list come in order. */
export interface Part {
  list: number;
  /** Entries that are no plain values; may hold places of earlier lists. */
  items?: unknown[];
  /** Plain values. */
  column?: PackedColumn;
}

/** Numbers, texts and nulls of a long list. */
export interface PackedColumn {
  numbers: Float64Array;
  /** Absent: all are numbers. Index in `words`, {@link NUMBER} or {@link NULL}. */
  codes?: Int32Array;
  words?: string[];
}

const NUMBER = -1;
const NULL = -2;

/**
 * Pack a value.
 *
 * @param token - Key of the object that stands for a list; content must not be able to guess it.
 * @param send - Gets each part, before anything that refers to it.
 * @returns what is left, and the buffers in it.
 */
export function pack(
  value: unknown,
  token: string,
  send: (part: Part, buffers: ArrayBuffer[]) => void
): { value: unknown; buffers: ArrayBuffer[] } {
  let lists = 0;
  const walk = (node: unknown, buffers: ArrayBuffer[]): unknown => {
    if (ArrayBuffer.isView(node)) {
      buffers.push(node.buffer as ArrayBuffer);
      return node;
    }
    if (Array.isArray(node)) {
      if (node.length <= LONG) {
        return node.map(entry => walk(entry, buffers));
      }
      const list = (lists += 1);
      const column = packColumn(node);
      if (column) {
        const own = [column.numbers, ...(column.codes ? [column.codes] : [])];
        send(
          { list, column },
          own.map(array => array.buffer as ArrayBuffer)
        );
      } else {
        for (let at = 0; at < node.length; at += PIECE) {
          const mine: ArrayBuffer[] = [];
          const items = node.slice(at, at + PIECE).map(entry => walk(entry, mine));
          send({ list, items }, mine);
        }
      }
      return { [token]: list };
    }
    if (typeof node === 'object' && node !== null) {
      return Object.fromEntries(
        // What was parsed from a file is sent as it is: it may be deeper than calls can go.
        Object.entries(node).map(([key, entry]) => [
          key,
          key === 'json' ? entry : walk(entry, buffers)
        ])
      );
    }
    return node;
  };
  const buffers: ArrayBuffer[] = [];
  const left = walk(value, buffers);
  return { value: left, buffers: [...new Set(buffers)] };
}

/** `undefined` if there is something else than numbers, texts and nulls. */
function packColumn(values: readonly unknown[]): PackedColumn | undefined {
  const numbers = new Float64Array(values.length);
  let codes: Int32Array | undefined;
  const known = new Map<string, number>();
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value === 'number') {
      numbers[i] = value;
    } else if (value === null || typeof value === 'string') {
      codes ??= new Int32Array(values.length).fill(NUMBER);
      if (value === null) {
        codes[i] = NULL;
      } else {
        const code = known.get(value) ?? known.size;
        known.set(value, code);
        codes[i] = code;
      }
    } else {
      return undefined;
    }
  }
  return codes ? { numbers, codes, words: [...known.keys()] } : { numbers };
}

/** Puts parts together again. */
export class Unpacker {
  private readonly lists = new Map<number, unknown[]>();

  constructor(private readonly token: string) {}

  add({ list, items, column }: Part): void {
    if (column) {
      this.lists.set(list, unpackColumn(column));
      return;
    }
    const known = this.lists.get(list) ?? [];
    this.lists.set(list, known);
    for (const item of items ?? []) {
      known.push(this.complete(item));
    }
  }

  /** The value with its lists; objects are completed in place. */
  complete(node: unknown): unknown {
    if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) {
      return node;
    }
    if (Array.isArray(node)) {
      node.forEach((entry, index) => {
        node[index] = this.complete(entry);
      });
      return node;
    }
    const record = node as Record<string, unknown>;
    const place = record[this.token];
    if (typeof place === 'number') {
      return this.lists.get(place) ?? [];
    }
    for (const key of Object.keys(record)) {
      if (key !== 'json') {
        record[key] = this.complete(record[key]);
      }
    }
    return record;
  }
}

function unpackColumn({ numbers, codes, words = [] }: PackedColumn): (number | string | null)[] {
  const values: (number | string | null)[] = Array.from(numbers);
  codes?.forEach((code, index) => {
    if (code !== NUMBER) {
      values[index] = code === NULL ? null : (words[code] as string);
    }
  });
  return values;
}
