/** Global values, texts, series and reports made at random: what is read is what was written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../formats/csv';
import { inspectOne, jsonLines } from '../testing/inspecting';

// Not −0, which is written as 0.
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
  .map(value => value + 0);
const text = fc.string({ maxLength: 8, unit: 'grapheme' });
const names = (maxLength: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(text, { minLength: 1, maxLength });
const close = (value: number): number =>
  expect.closeTo(value, 12 - Math.max(0, Math.ceil(Math.log10(Math.abs(value) + 1)))) as number;

function strongest(sizes: ReadonlyMap<string, number>): unknown[] {
  return [...sizes]
    .map(([feature, value]) => ({ feature, value }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, 5);
}

const rounded = (list: unknown[]): unknown[] =>
  (list as { feature: string; value: number }[]).map(({ feature, value }) => ({
    feature,
    value: close(value)
  }));

describe('any global values', () => {
  it('keep names, order, signs and bases', async () => {
    await fc.assert(
      fc.asyncProperty(
        names(4),
        names(9),
        fc.array(number, { minLength: 40, maxLength: 40 }),
        async (labels, features, numbers) => {
          const value = (l: number, f: number): number => numbers[l * features.length + f] ?? 0;
          const members = labels.map((label, l) => {
            const values = features.map((name, f) => `${JSON.stringify(name)}:${value(l, f)}`);
            return `${JSON.stringify(label)}:{"expected_value":${l},"global_shap_values":{${values.join()}}}`;
          });
          const e = await inspectOne(
            'a.json',
            `{"explanations":{"kernel_shap":{${members.join()}}}}`
          );
          const sizes = new Map(
            features.map((name, f) => [
              name,
              labels
                .map((_, l) => value(l, f))
                .reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a))
            ])
          );
          expect(e).toMatchObject({ format: 'F2', labels, features: features.length });
          expect(e.top).toEqual(strongest(sizes));
          expect(e.base).toEqual(
            labels.length === 1 ? 0 : Object.fromEntries(labels.map((label, l) => [label, l]))
          );
        }
      )
    );
  });
});

describe('any lone table', () => {
  it('tells its labels by what columns share', async () => {
    const feature = fc.stringMatching(/^[a-z ]{1,3}[A-Z]$/);
    const label = fc.stringMatching(/^[a-z]{1,2}(_[a-z]{1,2})?$/);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(feature, { minLength: 2, maxLength: 6 }),
        fc.uniqueArray(label, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('none', 'first', 'last'),
        async (features, labels, key) => {
          // Several labels with the same ending may share more than they should.
          fc.pre(new Set(labels.map(l => l.slice(l.lastIndexOf('_') + 1))).size === labels.length);
          const header = labels.flatMap(l => features.map(f => `${f}_${l}`));
          const row: unknown[] = header.map((_, i) => i);
          if (key !== 'none') {
            (key === 'first' ? header.unshift : header.push).call(header, 'id');
            (key === 'first' ? row.unshift : row.push).call(row, 'r1');
          }
          const e = await inspectOne('values.csv', toCsv([header, row, row]));
          expect(e).toMatchObject({ format: 'F5', labels, features: features.length, records: 2 });
          expect(e.checks).toEqual([expect.objectContaining({ name: 'complete', ok: true })]);
        }
      )
    );
  });
});

describe('any samples', () => {
  it('of texts have every contribution', async () => {
    const unit = fc.tuple(text, fc.array(number, { minLength: 2, maxLength: 2 }));
    const record = fc.array(fc.tuple(fc.constantFrom('a', 'b/c'), fc.array(unit)), {
      minLength: 1,
      maxLength: 2
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async records => {
        fc.pre(records.some(r => r.some(([, units]) => units.length > 0)));
        const sizes = new Map<string, number>();
        const sums = [new Map<string, number>(), new Map<string, number>()];
        const lines = records.map(features => ({
          explanations: features.map(([feature_name, units]) => {
            let start_idx = 0;
            sums.forEach((sum, label) => {
              const whole = units.reduce((s, [, values]) => s + (values[label] as number), 0);
              sum.set(feature_name, (sum.get(feature_name) ?? 0) + Math.abs(whole));
            });
            const attributions = units.map(([partial_text, attribution]) => {
              const place = start_idx;
              start_idx += [...partial_text].length + 1;
              return { attribution, description: { partial_text, start_idx: place } };
            });
            return { feature_name, data_type: 'free_text', attributions };
          })
        }));
        for (const name of sums[0]?.keys() ?? []) {
          sizes.set(name, Math.max(...sums.map(sum => (sum.get(name) ?? 0) / records.length)));
        }
        const e = await inspectOne('out.jsonl', jsonLines(...lines));
        expect(e).toMatchObject({ format: 'F6', records: records.length, warnings: [] });
        expect(e.features).toBe(sizes.size);
        expect(e.checks.every(({ ok }) => ok)).toBe(true);
        const top = [...e.top].sort((x, y) => (x.feature < y.feature ? -1 : 1));
        const want = rounded(strongest(sizes)) as typeof top;
        expect(top).toEqual(want.sort((x, y) => (x.feature < y.feature ? -1 : 1)));
      })
    );
  });

  it('of series have every score', async () => {
    const scores = fc.array(number, { minLength: 3, maxLength: 3 });
    const entry = fc.record({ feature_name: text, timestamp: text, scores });
    const item = fc.record({ item_id: text, offset: scores, explanations: fc.array(entry) });
    await fc.assert(
      fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 6 }), async items => {
        const sizes = new Map<string, number>();
        for (const { explanations } of items) {
          for (const { feature_name: name, scores: list } of explanations) {
            const size = list.reduce((sum, score) => sum + Math.abs(score), 0);
            sizes.set(name, (sizes.get(name) ?? 0) + size / (3 * items.length));
          }
        }
        const e = await inspectOne('out.jsonl', jsonLines(...items));
        expect(e).toMatchObject({ format: 'F7', records: items.length, warnings: [] });
        expect(e.features).toBe(sizes.size);
        const total = (list: readonly unknown[]): number =>
          (list as { value: number }[]).reduce((sum, { value }) => sum + value, 0);
        expect(total(e.top)).toBeCloseTo(total(strongest(sizes)), 3);
      })
    );
  });
});
