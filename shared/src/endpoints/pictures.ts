/** Pictures in an answer: the body itself, or base64 in the JSON of models that draw. */
import { isObject, parseJson } from '../explain/formats/json';
import type { Answer } from './answer';

export interface Picture {
  bytes: Uint8Array;
  /** MIME type, by the bytes: what a service says of them is not believed. */
  type: string;
}

/** Pictures of one answer that are shown. */
const MOST = 16;

const MARKS: readonly [type: string, start: readonly (number | undefined)[]][] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  // "RIFF", four bytes of length, "WEBP".
  [
    'image/webp',
    [0x52, 0x49, 0x46, 0x46, undefined, undefined, undefined, undefined, 0x57, 0x45, 0x42, 0x50]
  ]
];

/** @returns the type of a picture that browsers draw; `undefined` if these bytes are none. */
export function pictureType(bytes: Uint8Array): string | undefined {
  return MARKS.find(([, start]) =>
    start.every((byte, index) => byte === undefined || bytes[index] === byte)
  )?.[0];
}

/** Never throws: what is no picture is left out. */
export function picturesIn({ bytes, text }: Pick<Answer, 'bytes' | 'text'>): Picture[] {
  const type = pictureType(bytes);
  if (type !== undefined) {
    return [{ bytes, type }];
  }
  if (text === undefined || !/"generated_images?"/.test(text)) {
    return [];
  }
  let body: unknown;
  try {
    body = parseJson(text);
  } catch {
    return [];
  }
  const drawn = isObject(body) ? (body.generated_images ?? body.generated_image) : undefined;
  const all: unknown[] = Array.isArray(drawn) ? drawn : [drawn];
  return all.slice(0, MOST).flatMap(one => {
    const found = typeof one === 'string' ? decoded(one) : undefined;
    const kind = found && pictureType(found);
    return found && kind ? [{ bytes: found, type: kind }] : [];
  });
}

function decoded(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
