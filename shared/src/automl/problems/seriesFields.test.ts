import { expect, test } from 'vitest';
import { numbered, offeredFrequencies } from './seriesFields';

const day = 86_400;

test('a bare unit gets its number', () => {
  expect(['D', '1D', '15min', 'min', ''].map(numbered)).toEqual(['1D', '1D', '15min', 'min', '']);
});

test('the recorded frequency is offered, and coarser ones', () => {
  expect(offeredFrequencies(undefined)).toEqual(['15min', '30min', '1H', '1D', '1W', '1M', '1Y']);
  expect(offeredFrequencies(day)).toEqual(['1D', '1W', '1M', '1Y']);
  expect(offeredFrequencies(2 * day)).toEqual(['2D', '1W', '1M', '1Y']);
  // Months are of different lengths.
  expect(offeredFrequencies(28 * day)).toContain('1M');
});
