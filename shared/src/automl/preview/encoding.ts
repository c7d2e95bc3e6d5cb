import type { Encoding } from './model';

/**
 * Encoding of a text file, from its first bytes: a byte order mark decides, then zero bytes
 * (UTF-16 of mostly Latin text), then whether it is valid UTF-8.
 *
 * @param truncated - True if the file goes on after `bytes`: a character may be cut at the end.
 */
export function detectEncoding(bytes: Uint8Array, truncated: boolean): Encoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return 'UTF-8 with BOM';
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return 'UTF-16 LE';
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return 'UTF-16 BE';
  }
  const zeros = [0, 0];
  const looked = Math.min(bytes.length, 4096) & ~1;
  for (let i = 0; i < looked; i++) {
    if (bytes[i] === 0) {
      zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
    }
  }
  const [even = 0, odd = 0] = zeros;
  if (odd > looked / 5 && odd > even * 4) {
    return 'UTF-16 LE';
  }
  if (even > looked / 5 && even > odd * 4) {
    return 'UTF-16 BE';
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated });
    return 'UTF-8';
  } catch {
    return 'Latin-1';
  }
}

const decoders: Record<Encoding, string> = {
  'UTF-8': 'utf-8',
  'UTF-8 with BOM': 'utf-8',
  'UTF-16 LE': 'utf-16le',
  'UTF-16 BE': 'utf-16be',
  // Windows' superset of Latin-1: what files called Latin-1 hold in practice.
  'Latin-1': 'windows-1252'
};

/** Bytes as text, without the byte order mark and without a character cut at the end. */
export function decodeText(bytes: Uint8Array, encoding: Encoding, truncated: boolean): string {
  return new TextDecoder(decoders[encoding]).decode(bytes, { stream: truncated });
}
