import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortRows, type CellValue } from './sortRows';

const columns = [{ id: 'a', value: (row: { a: CellValue }) => row.a }];
const sort = (values: CellValue[], order: 'ascending' | 'descending'): CellValue[] =>
  sortRows(
    values.map(a => ({ a })),
    columns,
    { column: 'a', order },
    'en'
  ).map(row => row.a);

describe('sortRows', () => {
  it('sorts numbers as numbers and numbers in names by their size', () => {
    expect(sort([10, 9, -1.5], 'ascending')).toEqual([-1.5, 9, 10]);
    expect(sort(['job-10', 'job-9'], 'ascending')).toEqual(['job-9', 'job-10']);
  });

  it('keeps what is missing last in either order', () => {
    expect(sort([null, 1, NaN, 2, undefined], 'ascending').slice(0, 2)).toEqual([1, 2]);
    expect(sort([null, 1, NaN, 2, undefined], 'descending').slice(0, 2)).toEqual([2, 1]);
  });

  it('leaves the order alone without a sort or for an unknown column', () => {
    const rows = [{ a: 2 }, { a: 1 }];
    expect(sortRows(rows, columns, undefined, 'en')).toBe(rows);
    expect(sortRows(rows, columns, { column: 'b', order: 'ascending' }, 'en')).toBe(rows);
  });

  it('keeps every row, and orders all numbers, infinities too', () => {
    const value = fc.oneof(fc.double(), fc.string(), fc.constant(null), fc.boolean());
    fc.assert(
      fc.property(fc.array(value), values => {
        const sorted = sort(values, 'ascending');
        expect([...sorted].map(String).sort()).toEqual([...values].map(String).sort());
        const numbers = sorted.filter(
          (entry): entry is number => typeof entry === 'number' && !isNaN(entry)
        );
        if (!values.some(entry => typeof entry === 'boolean')) {
          expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
        }
      })
    );
  });
});
