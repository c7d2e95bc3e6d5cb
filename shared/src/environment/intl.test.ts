import { expect, test } from 'vitest';
import { numberFormat } from './intl';

test('a format is made once for each language and style', () => {
  const two = { minimumFractionDigits: 2 };
  const four = { minimumFractionDigits: 4 };
  expect(numberFormat('en', two)).toBe(numberFormat('en', two));
  expect(numberFormat('en', two).format(1.5)).toBe('1.50');
  expect(numberFormat('de', two).format(1.5)).toBe('1,50');
  expect(numberFormat('en', four).format(1.5)).toBe('1.5000');
  expect(numberFormat(undefined, two).format(1)).toBe((1).toLocaleString(undefined, two));
});
