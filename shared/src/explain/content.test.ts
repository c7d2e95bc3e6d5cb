import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../aws/source';
import { PIECE, pieces, Progress } from './content';

/** A file of zeros that says what is asked of it; reads from `bad` on fail. */
function file(size: number, bad = Infinity): { source: ByteSource; asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    source: {
      name: 'out.csv',
      stat: () => Promise.resolve({ size, modified: 0 }),
      read: (start, end) => {
        asked.push(start);
        return start >= bad
          ? Promise.reject(new Error('gone'))
          : Promise.resolve(new Uint8Array(Math.max(0, Math.min(end, size) - start)));
      }
    }
  };
}

describe('a file in pieces', () => {
  it('has the next one under way while one is parsed', async () => {
    const { source, asked } = file(PIECE * 2 + 5);
    const seen: [number, number][] = [];
    for await (const bytes of pieces(source, PIECE * 2 + 5, Infinity, new Progress())) {
      seen.push([bytes.length, asked.length]);
    }
    expect(seen).toEqual([
      [PIECE, 2],
      [PIECE, 3],
      [5, 3]
    ]);
    expect(asked).toEqual([0, PIECE, 2 * PIECE]);
  });

  it('may be left before a piece that cannot be read', async () => {
    const { source } = file(PIECE * 3, PIECE);
    for await (const bytes of pieces(source, PIECE * 3, Infinity, new Progress())) {
      expect(bytes.length).toBe(PIECE);
      break;
    }
    // A rejection that nobody handles would fail the test run.
    await new Promise(resolve => setTimeout(resolve));
  });

  it('tells of a piece that cannot be read, and of a file that became shorter', async () => {
    const read = async (source: ByteSource, size: number): Promise<number> => {
      let total = 0;
      for await (const bytes of pieces(source, size, Infinity, new Progress())) {
        total += bytes.length;
      }
      return total;
    };
    await expect(read(file(PIECE * 3, PIECE).source, PIECE * 3)).rejects.toThrow('gone');
    await expect(read(file(PIECE + 9).source, PIECE + 10)).rejects.toThrow('became shorter');
    await expect(read(file(0).source, 0)).resolves.toBe(0);
  });
});
