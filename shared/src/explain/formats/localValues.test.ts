import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture } from '../testing/fixtures';
import { FormatError, readAnalysis } from './analysis';
import { planColumns, type ColumnHints } from './columnPlan';
import { commonLabel } from './inferLabels';
import { LocalValuesReader } from './localValues';

function read(text: string, hints: ColumnHints = {}, piece = 7) {
  const reader = new LocalValuesReader('out.csv', hints);
  for (let at = 0; at < text.length; at += piece) {
    reader.push(text.slice(at, at + piece));
  }
  return reader.end();
}

describe('out.csv', () => {
  it('reads a real one; means of absolute values are the global values', () => {
    const analysis = readAnalysis(fixture('job-credit-risk-shap/analysis.json'), 'a');
    const local = read(fixture('job-credit-risk-shap/explanations_shap/out.csv'), {
      labels: analysis.labels
    });
    expect(local.records).toBe(100);
    expect(local.features).toEqual(analysis.features);
    expect(local.warnings).toEqual([]);
    local.features.forEach((_, f) => {
      let sum = 0;
      for (let r = 0; r < 100; r += 1) {
        sum += Math.abs(local.values[r * 20 + f] as number);
      }
      expect(sum / 100).toBeCloseTo(analysis.values[f] as number, 14);
    });
  });

  it('reads rows of any cells as a table would, among many plain ones', () => {
    const cell = fc.constantFrom('1.25', '-0.0031', '1e-7', '7', '', 'x', '"2.5"', '1e400', ' 3');
    const row = fc.tuple(
      fc.array(cell, { minLength: 1, maxLength: 5 }).filter(cells => cells.join('') !== ''),
      fc.constantFrom('\n', '\r\n')
    );
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.integer({ min: 5, max: 2000 }),
        (rows, by) => {
          const plain = Array.from(
            { length: 60 },
            (_, i) => `${i}.5,-0.1234567890123456${i},${i}e-3\n`
          );
          const odd = rows.map(([cells, end]) => cells.join(',') + end);
          const lines = [...plain, ...odd, ...plain];
          const local = read(`x_a,y_a,z_a\n${lines.join('')}`, {}, by);
          const wanted = lines.flatMap(line => {
            const cells = line.trimEnd().split(',');
            return [0, 1, 2].map(i => {
              const value = cells[i]?.trim() ? Number(cells[i]?.replace(/"/g, '')) : NaN;
              return Number.isFinite(value) ? value : NaN;
            });
          });
          expect([...local.values]).toEqual(wanted);
          const uneven = rows.filter(([cells]) => cells.length !== 3).length;
          expect(local.warnings.some(text => text.includes('more or fewer'))).toBe(uneven > 0);
        }
      )
    );
  });

  it('puts several labels label by label', () => {
    const local = read('x_a,y_a,x_b,y_b\n1,2,3,4\n5,6,7,8\n', { labels: ['a', 'b'] });
    expect(local).toMatchObject({ labels: ['a', 'b'], features: ['x', 'y'], records: 2 });
    expect([...local.values]).toEqual([1, 2, 5, 6, 3, 4, 7, 8]);
  });

  it('reads names with underscores however features and labels are named', () => {
    const name = fc.stringMatching(/^[a-c_]{1,4}$/);
    const list = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(list, list, (features, labels) => {
        const header = labels.flatMap(label => features.map(feature => `${feature}_${label}`));
        // With equal column names the file itself is ambiguous.
        fc.pre(new Set(header).size === header.length);
        const row = header.map((_, i) => String(i)).join(',');
        const local = read(`${header.join(',')}\n${row}\n`, { features, labels }, 1000);
        expect(local.labels).toEqual(labels);
        expect(local.features).toEqual(features);
        expect([...local.values]).toEqual(header.map((_, i) => i));
      })
    );
  });

  it('takes the longest label that fits when features are not known', () => {
    const plan = planColumns(['x_b', 'y_b', 'x_a_b', 'y_a_b'], { labels: ['b', 'a_b'] }, 'f');
    expect(plan.features).toEqual(['x', 'y']);
    expect(plan.columns).toEqual([0, 1, 2, 3]);
  });

  it('finds the label that all headers share', () => {
    expect(commonLabel(['Age_Target', 'Sex_Target'])).toBe('Target');
    expect(commonLabel(['day_min_y', 'eve_min_y'])).toBe('min_y');
    expect(commonLabel(['a_b_c'])).toBe('c');
    expect(commonLabel(['a', 'b'])).toBeUndefined();
  });

  it('keeps the join key, the last column that fits no label', () => {
    const local = read('x_a,id\n1,r7\n2,r8\n', { labels: ['a'] });
    expect(local.joinKey).toEqual(['r7', 'r8']);
    expect(local.features).toEqual(['x']);
  });

  it('keeps the join key wherever it stands', () => {
    const hints = { labels: ['a'], features: ['x', 'y'] };
    for (const header of [
      ['id', 'x_a', 'y_a'],
      ['x_a', 'id', 'y_a'],
      ['x_a', 'y_a', 'id']
    ]) {
      const plan = planColumns(header, hints, 'f');
      expect(header[plan.joinKey]).toBe('id');
      expect(plan.columns.map(column => header[column])).toEqual(['x_a', 'y_a']);
      expect(plan.warnings).toEqual([]);
    }
  });

  it('skips the header of later parts', () => {
    const reader = new LocalValuesReader('part-0', { labels: ['a'] });
    reader.push('x_a\n1\n');
    reader.nextPart('part-1');
    reader.push('x_a\n2\n');
    expect([...reader.end().values]).toEqual([1, 2]);
  });

  it('names cells that are no numbers, and uneven rows', () => {
    const local = read('x_a,y_a\n1,oops\n2\n', { labels: ['a'] });
    expect([...local.values]).toEqual([1, NaN, 2, NaN]);
    expect(local.warnings[0]).toContain('2 cells without a number');
    expect(local.warnings[0]).toContain('line 2, column y_a');
    expect(local.warnings[1]).toContain(
      '1 row with more or fewer cells than the header (first: line 3)'
    );
  });

  it('says what an unfit file lacks', () => {
    expect(() => read('')).toThrow(FormatError);
    const local = read('a,b\n1,2\n', { labels: ['zz', 'q'] });
    expect(local).toMatchObject({ labels: ['label0'], features: ['a', 'b'], records: 1 });
    expect(local.warnings.join()).toContain('no column ends in _zz, _q');
  });

  it('never throws anything but FormatError', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 3 }), (text, labels) => {
        try {
          read(text, { labels });
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      })
    );
  });
});
