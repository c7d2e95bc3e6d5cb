/** Files packed with gzip, read like the file that is in them. Nothing is unpacked to a disk. */
import { memorySource, type ByteSource } from '../aws/source';

/** One file is unpacked up to this many bytes, as much as the readers take of a plain one. */
export const MAX_UNPACKED = 512 * 1024 * 1024;
/** All files of a folder together, since the size of a packed file says little. */
const MAX_ALL = 2048 * 1024 * 1024;
/** So many unpacked bytes of a folder stay in memory; what is larger is unpacked once more. */
const MAX_KEPT = 64 * 1024 * 1024;
/** Packed bytes per request. */
const PIECE = 1024 * 1024;
const MB = 1024 * 1024;

/** True for the first bytes of a file that gzip has packed. */
export function isPacked(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** True for the first bytes of a tar archive: `.tar.gz` once it is unpacked. */
export function isArchive(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(257, 262)) === 'ustar';
}

export interface Unpacked {
  bytes: ByteSource;
  /** Unpacked bytes that can be read. */
  size: number;
  /** Why that is not all, in words that follow the name of the file. */
  problem?: string;
}

/** Unpacks the files of one folder, within one budget. */
export class Unpacker {
  private left = MAX_ALL;
  private room = MAX_KEPT;

  /**
   * @param size - Packed bytes.
   * @throws AwsError if the packed file cannot be read
   */
  async open(source: ByteSource, size: number, signal?: AbortSignal): Promise<Unpacked> {
    const limit = Math.min(MAX_UNPACKED, this.left);
    const kept: Uint8Array[] = [];
    const flow = new Flow(source, size, signal);
    let total = 0;
    let fits = true;
    let chunk = await flow.next();
    for (; chunk && total < limit; chunk = await flow.next()) {
      total += chunk.length;
      fits &&= total <= this.room;
      if (fits) {
        kept.push(chunk);
      } else {
        kept.length = 0;
      }
    }
    await flow.end();
    const usable = Math.min(total, limit);
    this.left -= usable;
    const problem = chunk
      ? `unpacked it has more than ${Math.floor(limit / MB)} MB` +
        `${limit < MAX_UNPACKED ? ' (all packed files here together, 2048 MB)' : ''}; ` +
        'what comes after that was left out. Unpack it, and open a part of it.'
      : flow.damaged
        ? `the packed data are damaged, or several stand in one file; ${usable.toLocaleString('en')} ` +
          'unpacked bytes before that were read.'
        : undefined;
    if (fits) {
      this.room -= total;
    }
    const bytes = fits
      ? memorySource(source.name, joined(kept, total).subarray(0, usable))
      : new UnpackedSource(source, size, usable);
    return { bytes, size: usable, ...(problem === undefined ? {} : { problem }) };
  }
}

/** Unpacked bytes one after the other. */
class Flow {
  /** Nothing more can be unpacked, though the packed data go on or should. */
  damaged = false;
  private failure: unknown;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(source: ByteSource, size: number, signal?: AbortSignal) {
    let at = 0;
    const packed = new ReadableStream<BufferSource>({
      pull: async controller => {
        try {
          signal?.throwIfAborted();
          const piece = await source.read(at, Math.min(size, at + PIECE), signal);
          at += piece.length;
          if (piece.length > 0) {
            controller.enqueue(piece.slice());
          }
          if (piece.length === 0 || at >= size) {
            controller.close();
          }
        } catch (error) {
          this.failure = error;
          controller.error(error);
        }
      }
    });
    this.reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  }

  /** @returns `undefined` at the end. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.damaged) {
      return undefined;
    }
    try {
      return (await this.reader.read()).value;
    } catch {
      if (this.failure !== undefined) {
        throw this.failure;
      }
      this.damaged = true;
      return undefined;
    }
  }

  /** No more is read. */
  async end(): Promise<void> {
    await this.reader.cancel().catch(() => undefined);
  }
}

/** Ranges of what is too large for memory; reading on is quick, reading again begins anew. */
class UnpackedSource implements ByteSource {
  readonly name: string;
  private flow: Flow | undefined;
  private at = 0;
  private rest = new Uint8Array(0);
  /** One read at a time: they share the place in the stream. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: ByteSource,
    private readonly packedSize: number,
    private readonly size: number
  ) {
    this.name = source.name;
  }

  async stat(): Promise<{ size: number; modified: number }> {
    return { size: this.size, modified: (await this.source.stat()).modified };
  }

  read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
    const answer = this.last.then(() => this.take(start, Math.min(end, this.size), signal));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async take(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (!this.flow || start < this.at) {
      await this.flow?.end();
      this.flow = new Flow(this.source, this.packedSize, signal);
      this.at = 0;
      this.rest = new Uint8Array(0);
    }
    const bytes = new Uint8Array(Math.max(0, end - start));
    let filled = 0;
    while (filled < bytes.length) {
      signal?.throwIfAborted();
      if (this.rest.length === 0) {
        const chunk = await this.flow.next();
        if (!chunk) {
          break;
        }
        this.rest = chunk as Uint8Array<ArrayBuffer>;
      }
      const skipped = Math.min(this.rest.length, Math.max(0, start - this.at));
      const wanted = this.rest.subarray(skipped, skipped + bytes.length - filled);
      bytes.set(wanted, filled);
      filled += wanted.length;
      this.at += skipped + wanted.length;
      this.rest = this.rest.subarray(skipped + wanted.length);
    }
    return bytes.subarray(0, filled);
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first) {
    return first;
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
