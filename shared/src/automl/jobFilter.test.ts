import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterInput, hoursAgo, isFiltered, namePart } from './jobFilter';

test('whatever is typed, the service gets what it accepts', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), typed => {
      expect(namePart(typed)).toMatch(/^[a-zA-Z0-9-]{0,63}$/);
    })
  );
  expect(namePart('  churn 2026 ')).toBe('churn-2026');
});

test('fields are those of the request; nothing is no filter', () => {
  expect(filterInput({ nameContains: ' ', status: undefined })).toEqual({});
  expect(isFiltered({})).toBe(false);
  const createdAfter = hoursAgo(24, Date.UTC(2026, 0, 2, 3, 4, 59, 9));
  expect(createdAfter).toBe('2026-01-01T03:04:00.000Z');
  expect(filterInput({ nameContains: 'a', status: 'Failed', createdAfter })).toEqual({
    NameContains: 'a',
    StatusEquals: 'Failed',
    CreationTimeAfter: createdAfter
  });
});
