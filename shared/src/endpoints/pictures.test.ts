import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from './answer';
import { picturesIn, pictureType } from './pictures';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const answer = (body: object) =>
  readAnswer(new TextEncoder().encode(JSON.stringify(body)), 'application/json');

describe('picturesIn', () => {
  it('takes a body that is a picture, whatever its type says', () => {
    expect(picturesIn(readAnswer(PNG, 'application/octet-stream'))).toEqual([
      { bytes: PNG, type: 'image/png' }
    ]);
  });

  it('takes the pictures out of JSON', () => {
    expect(picturesIn(answer({ generated_images: [base64(JPEG), 'no picture', 3] }))).toEqual([
      { bytes: JPEG, type: 'image/jpeg' }
    ]);
    // Arrays of colours are shown as what they are.
    expect(picturesIn(answer({ generated_image: [[[1, 2, 3]]] }))).toEqual([]);
    expect(picturesIn(answer({ labels: ['a'] }))).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(Array.isArray(picturesIn(answer({ generated_images: value })))).toBe(true);
      })
    );
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        expect(['undefined', 'string']).toContain(typeof pictureType(bytes));
      })
    );
  });
});
