/**
 * Messages cut into frames for `postMessage`.
 *
 * An editor passes a message's bytes fast only if arrays are few and messages are small. So
 * a large byte array leaves its message, travels in numbered frames before it, and is put back
 * at its place when the message itself arrives. Frames arrive in the order they are sent.
 */

/** Largest byte array that stays inside its message, and size of a part, in bytes. */
export const PART_BYTES = 1 << 20;

/** Most bytes that one array may have; more is refused on arrival. */
const MAX_BYTES = 1 << 30;

/** Keys and indexes from the message to a value inside it. */
type Path = (string | number)[];

export type Frame =
  /** One part of array `id`; the first frame of an array tells its length in bytes. */
  | { frame: 'part'; id: number; offset: number; length: number; bytes: Uint8Array }
  /** A message; each array of `arrays` belongs at its path. */
  | { frame: 'message'; message: unknown; arrays: { path: Path; id: number }[] };

/** Cuts messages into frames. One per direction of a connection. */
export class FrameEncoder {
  private lastId = 0;

  constructor(private readonly partBytes = PART_BYTES) {}

  /** @param message - Plain data; it is not changed. */
  *encode(message: unknown): Generator<Frame> {
    const found: { path: Path; bytes: Uint8Array }[] = [];
    const rest = this.takeOut(message, [], found);
    const arrays: { path: Path; id: number }[] = [];
    for (const { path, bytes } of found) {
      const id = ++this.lastId;
      arrays.push({ path, id });
      for (let offset = 0; offset < bytes.length; offset += this.partBytes) {
        // A copy, because the editor sends the whole buffer behind a view.
        const part = bytes.slice(offset, offset + this.partBytes);
        yield { frame: 'part', id, offset, length: bytes.length, bytes: part };
      }
    }
    yield { frame: 'message', message: rest, arrays };
  }

  private takeOut(value: unknown, path: Path, found: { path: Path; bytes: Uint8Array }[]): unknown {
    if (value instanceof Uint8Array) {
      if (value.length > this.partBytes) {
        found.push({ path, bytes: value });
        return null;
      }
      return value.byteLength === value.buffer.byteLength ? value : value.slice();
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => this.takeOut(item, [...path, index], found));
    }
    if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) {
      const copy: Record<string, unknown> = {};
      for (const [key, member] of Object.entries(value)) {
        put(copy, key, this.takeOut(member, [...path, key], found));
      }
      return copy;
    }
    return value;
  }
}

/** Puts frames together again. One per direction of a connection. */
export class FrameDecoder {
  private readonly open = new Map<number, { bytes: Uint8Array; filled: number }>();

  /**
   * @param data - What arrived; anything.
   * @returns the message that this frame completes, if it does.
   * @throws Error if `data` is no frame or does not follow the frames before it.
   */
  decode(data: unknown): { message: unknown } | undefined {
    const frame = data as Partial<Frame> | null | undefined;
    if (frame?.frame === 'part') {
      this.addPart(frame as Extract<Frame, { frame: 'part' }>);
      return undefined;
    }
    if (frame?.frame === 'message') {
      const { message, arrays } = frame as Extract<Frame, { frame: 'message' }>;
      const root = { message };
      for (const { path, id } of arrays) {
        const array = this.open.get(id);
        this.open.delete(id);
        if (!array || array.filled !== array.bytes.length) {
          throw new Error('A message came without its bytes.');
        }
        putAt(root, ['message', ...path], array.bytes);
      }
      return root;
    }
    throw new Error('Not a frame.');
  }

  private addPart({ id, offset, length, bytes }: Extract<Frame, { frame: 'part' }>): void {
    if (!(bytes instanceof Uint8Array) || !(length >= 0 && length <= MAX_BYTES)) {
      throw new Error('Not a frame.');
    }
    const array = this.open.get(id) ?? { bytes: new Uint8Array(length), filled: 0 };
    if (offset !== array.filled || offset + bytes.length > array.bytes.length) {
      throw new Error('A part of a message is missing.');
    }
    array.bytes.set(bytes, offset);
    array.filled += bytes.length;
    this.open.set(id, array);
  }
}

function putAt(root: object, path: Path, value: unknown): void {
  let target = root as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(target, key) ? target[key] : undefined;
    if (next === null || typeof next !== 'object') {
      throw new Error('A message has no place for its bytes.');
    }
    target = next as Record<string | number, unknown>;
  }
  put(target, path[path.length - 1] as string | number, value);
}

/** Sets an own property, whatever its name: `__proto__` is a name like any other. */
function put(target: object, key: string | number, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true
  });
}
