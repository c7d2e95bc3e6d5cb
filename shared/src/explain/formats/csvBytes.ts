/** CSV as bytes: where records end. */

export const FEED = 10;
export const QUOTE = 34;

/** True if a file begins with the byte order mark of UTF-8. */
export function isMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** A quoted cell has no more lines; what has, lacks a closing quote. */
const MAX_LINES = 200;
/** Answer of {@link quotedEnd}: nothing closes a quote of the record. */
export const UNCLOSED = -2;

/**
 * End of a record with quotes: the first line end outside them; -1 if it is not there yet,
 * {@link UNCLOSED} if too many lines follow.
 */
export function quotedEnd(bytes: Uint8Array, start: number, ending: number): number {
  let inside = false;
  let lines = 0;
  for (let at = start; at < bytes.length; at += 1) {
    if (bytes[at] === QUOTE) {
      inside = !inside;
    } else if (bytes[at] === ending) {
      if (!inside) {
        return at;
      }
      lines += 1;
      if (lines > MAX_LINES) {
        return UNCLOSED;
      }
    }
  }
  return -1;
}

/** Line feeds within a record with quotes. */
export function feedsIn(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(FEED, start); at >= 0 && at < end; at = bytes.indexOf(FEED, at + 1)) {
    count += 1;
  }
  return count;
}

/** Two runs of bytes as one. */
export function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
