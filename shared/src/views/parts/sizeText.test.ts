import { expect, it } from 'vitest';
import { sizeText } from './sizeText';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_234_000, '1.2 MB'],
  [480_300, '480 kB'],
  [50e9, '50 GB'],
  [7e15, '7,000 TB']
])('%d bytes are written as %s', (bytes, text) => {
  expect(sizeText(bytes, 'en')).toBe(text);
});
