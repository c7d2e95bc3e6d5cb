/** Telling files apart by what is in them, and reading them piece by piece. */
import { memorySource, type ByteSource } from '../aws/source';
import { FormatError } from './formats/analysis';
import { joinBytes } from './formats/csvBytes';

/** Bytes that are looked at to tell what a file is. */
export const HEAD = 64 * 1024;
/** Bytes per request while a file is read. */
export const PIECE = 4 * 1024 * 1024;
/** Text in UTF-16 is read into memory as a whole, up to this many bytes. */
const MAX_UTF16 = 64 * 1024 * 1024;

/** What a file is by its first bytes. `table`: text that is not JSON or HTML. */
export type ContentKind =
  'json' | 'table' | 'picture' | 'pdf' | 'html' | 'array' | 'empty' | 'binary';

const PICTURES: readonly (readonly number[])[] = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47],
  [0x47, 0x49, 0x46, 0x38]
];

/** @param head - The first bytes of a file, a few hundred at least. */
export function kindOf(head: Uint8Array): ContentKind {
  if (head.length === 0) {
    return 'empty';
  }
  const starts = (magic: readonly number[]): boolean => magic.every((b, i) => head[i] === b);
  if (
    PICTURES.some(starts) ||
    (starts([0x52, 0x49, 0x46, 0x46]) && ascii(head, 8, 12) === 'WEBP')
  ) {
    return 'picture';
  }
  if (ascii(head, 0, 5) === '%PDF-') {
    return 'pdf';
  }
  if (ascii(head, 1, 6) === 'NUMPY') {
    return 'array';
  }
  const text = (utf16Of(head) ? decode(head) : new TextDecoder().decode(head)).trimStart();
  if (text === '') {
    return 'empty';
  }
  // A single zero is damage; files that are no text have many.
  if ((text.match(/\0/g)?.length ?? 0) * 50 > text.length) {
    return 'binary';
  }
  if (text.startsWith('{') || text.startsWith('[')) {
    return 'json';
  }
  return /^(<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body)\b/i.test(text)
    ? 'html'
    : (text.match(/\ufffd/g)?.length ?? 0) * 10 > text.length
      ? 'binary'
      : 'table';
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  return head[0] === 0xff && head[1] === 0xfe
    ? 'utf-16le'
    : head[0] === 0xfe && head[1] === 0xff
      ? 'utf-16be'
      : undefined;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder(utf16Of(bytes) ?? 'utf-8').decode(bytes);
}

/** The same file as UTF-8; files in UTF-16 (with a byte order mark) are read as a whole. */
export async function asUtf8(
  source: ByteSource,
  head: Uint8Array,
  size: number,
  signal?: AbortSignal
): Promise<ByteSource> {
  if (!utf16Of(head)) {
    return source;
  }
  if (size > MAX_UTF16) {
    throw new FormatError(source.name, 'is UTF-16 and too large. Save it as UTF-8.');
  }
  const bytes = await source.read(0, size, signal);
  return memorySource(source.name, new TextEncoder().encode(decode(bytes)));
}

/** Counts bytes over all files of one reading. */
export class Progress {
  private read = 0;
  /** Bytes of all files that will be read. */
  total = 0;

  constructor(private readonly report?: (read: number, total: number) => void) {}

  add(bytes: number): void {
    this.read += bytes;
    this.report?.(this.read, Math.max(this.total, this.read));
  }
}

/**
 * A file in pieces.
 *
 * @param limit - Bytes after which reading stops.
 * @throws FormatError if the file becomes shorter while it is read.
 */
export async function* pieces(
  source: ByteSource,
  size: number,
  limit: number,
  progress: Progress,
  signal?: AbortSignal
): AsyncGenerator<Uint8Array, void, void> {
  const end = Math.min(size, limit);
  const ask = (from: number): Promise<Uint8Array> => {
    const answer = source.read(from, Math.min(from + PIECE, end), signal);
    // Who stops early does not wait for it: its failure is nobody's then.
    answer.catch(() => undefined);
    return answer;
  };
  let coming = end > 0 ? ask(0) : undefined;
  for (let start = 0; coming;) {
    signal?.throwIfAborted();
    const bytes = await coming;
    if (bytes.length === 0) {
      throw new FormatError(source.name, 'became shorter while it was read. Load it again.');
    }
    start += bytes.length;
    // The next piece is under way while this one is parsed.
    coming = start < end ? ask(start) : undefined;
    yield bytes;
    progress.add(bytes.length);
  }
}

/** Text of a file, without a byte order mark; `cut` if it is longer than `limit` bytes. */
export async function readText(
  source: ByteSource,
  size: number,
  limit: number,
  progress: Progress,
  signal?: AbortSignal
): Promise<{ text: string; cut: boolean }> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of pieces(source, size, limit, progress, signal)) {
    text += decoder.decode(bytes, { stream: true });
  }
  return { text: text + decoder.decode(), cut: size > limit };
}

/** Splits bytes into lines as they arrive; an end is LF or CRLF. */
export class LineSplitter {
  private rest = new Uint8Array(0);
  private decoder = new TextDecoder();
  /** Number of the line handed out last, from 1. */
  line = 0;

  constructor(
    /** `last`: the text ends here without a line end. */
    private readonly onLine: (text: string, line: number, last: boolean) => void,
    /** A longer line is handed out as '' and counted in {@link tooLong}. */
    private readonly maxLine: number
  ) {}

  tooLong = 0;
  private skipping = false;

  push(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      this.hand(bytes.subarray(start, end), false);
      start = end + 1;
    }
    const tail = bytes.subarray(start);
    if (this.skipping || this.rest.length + tail.length > this.maxLine) {
      this.skipping = true;
      this.rest = new Uint8Array(0);
    } else {
      this.rest = joinBytes(this.rest, tail);
    }
  }

  end(): void {
    if (this.rest.length > 0 || this.skipping) {
      this.hand(new Uint8Array(0), true);
    }
  }

  private hand(bytes: Uint8Array, last: boolean): void {
    this.line += 1;
    if (this.skipping) {
      this.skipping = false;
      this.tooLong += 1;
      this.onLine('', this.line, last);
      return;
    }
    const line = this.rest.length > 0 ? joinBytes(this.rest, bytes) : bytes;
    this.rest = new Uint8Array(0);
    const text = this.decoder.decode(line);
    this.onLine(text.endsWith('\r') ? text.slice(0, -1) : text, this.line, last);
  }
}
