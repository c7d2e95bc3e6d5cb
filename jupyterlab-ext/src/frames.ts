/**
 * JSON with bytes beside it, as the server extension's AWS route takes and gives it: a
 * little-endian u32 with the length of the JSON, the JSON, then the raw parts. The JSON's `parts`
 * member lists the parts' lengths; `{"$part": i}` stands for part `i`.
 */
export const FRAME_TYPE = 'application/x-pilothouse-frame';

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON text of a value, or a frame if there are bytes anywhere in it. */
export function encode(value: Json): string | Blob {
  const parts: Uint8Array[] = [];
  const place = (item: unknown): unknown => {
    if (item instanceof Uint8Array) {
      parts.push(item);
      return { $part: parts.length - 1 };
    }
    if (Array.isArray(item)) {
      return item.map(place);
    }
    if (isObject(item)) {
      return Object.fromEntries(Object.entries(item).map(([key, entry]) => [key, place(entry)]));
    }
    return item;
  };
  const placed = place(value) as Json;
  if (parts.length === 0) {
    return JSON.stringify(placed);
  }
  const lengths = parts.map(part => part.byteLength);
  const text = new TextEncoder().encode(JSON.stringify({ ...placed, parts: lengths }));
  const head = new DataView(new ArrayBuffer(4));
  head.setUint32(0, text.byteLength, true);
  return new Blob([head.buffer, text, ...(parts as BlobPart[])], { type: FRAME_TYPE });
}

/**
 * The value of a frame; its parts are views into `frame`.
 *
 * @throws Error if the frame is damaged, for example cut short.
 */
export function decode(frame: ArrayBuffer): Json {
  const damaged = (): Error => new Error('The answer of the Jupyter server ended too early.');
  if (frame.byteLength < 4) {
    throw damaged();
  }
  const size = new DataView(frame).getUint32(0, true);
  if (size > frame.byteLength - 4) {
    throw damaged();
  }
  const value: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, size)));
  if (!isObject(value) || !Array.isArray(value.parts)) {
    throw damaged();
  }
  let at = 4 + size;
  const parts = value.parts.map((length: unknown) => {
    if (typeof length !== 'number' || !(length >= 0) || at + length > frame.byteLength) {
      throw damaged();
    }
    at += length;
    return new Uint8Array(frame, at - length, length);
  });
  const place = (item: unknown): unknown => {
    if (Array.isArray(item)) {
      return item.map(place);
    }
    if (!isObject(item)) {
      return item;
    }
    const keys = Object.keys(item);
    if (keys.length === 1 && typeof item.$part === 'number') {
      const part = parts[item.$part];
      if (!part) {
        throw damaged();
      }
      return part;
    }
    return Object.fromEntries(Object.entries(item).map(([key, entry]) => [key, place(entry)]));
  };
  delete value.parts;
  return place(value) as Json;
}
