/** What kind of picture some bytes are and how large, before a decoder sees them. */
import type { Size } from './resample';

export interface PictureHeader extends Size {
  type: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/bmp';
}

/**
 * @param bytes - The file, or its beginning.
 * @returns `undefined` if these are no picture that browsers decode, or one without a size.
 */
export function pictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { magic, type, size } of kinds) {
    if (bytes.length >= 30 && magic.every((byte, i) => byte < 0 || bytes[i] === byte)) {
      const found = size(view);
      return found && found.width > 0 && found.height > 0 ? { type, ...found } : undefined;
    }
  }
  return undefined;
}

const letters = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0));
const ANY = [-1, -1, -1, -1];

/** Each is asked only with 30 bytes or more. */
const kinds: {
  /** First bytes; negative: any. */
  magic: number[];
  type: PictureHeader['type'];
  size: (view: DataView) => Size | undefined;
}[] = [
  { magic: [0xff, 0xd8, 0xff], type: 'image/jpeg', size: jpegSize },
  {
    magic: [0x89, ...letters('PNG'), 13, 10, 26, 10],
    type: 'image/png',
    size: view => ({ width: view.getUint32(16), height: view.getUint32(20) })
  },
  {
    magic: letters('GIF8'),
    type: 'image/gif',
    size: view => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) })
  },
  { magic: [...letters('RIFF'), ...ANY, ...letters('WEBP')], type: 'image/webp', size: webpSize },
  {
    magic: letters('BM'),
    type: 'image/bmp',
    size: view => ({ width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) })
  }
];

/** The size stands in the frame header, behind segments of any length. */
function jpegSize(view: DataView): Size | undefined {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) {
      return undefined;
    }
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(view: DataView): Size | undefined {
  const kind = view.getUint8(15);
  if (kind === 0x20) {
    return {
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff
    };
  }
  if (kind === 0x4c) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  const three = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65536;
  return kind === 0x58 ? { width: three(24) + 1, height: three(27) + 1 } : undefined;
}
