/** Files made at random: what is read is what was written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../formats/csv';
import { inspectFiles } from '../testing/inspecting';

// Not −0, which is written as 0.
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
  .map(value => value + 0);
const name = fc.oneof(
  fc.stringMatching(/^[a-c_]{1,4}$/),
  fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }).filter(text => text.trim() === text)
);
const names = (maxLength: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(name, { minLength: 1, maxLength });

/** Five features by size; equal ones in the order of the features. */
function strongest(features: readonly string[], sizes: readonly number[]): unknown[] {
  return features
    .map((feature, f) => ({ feature, value: sizes[f] as number }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, 5);
}

describe('any local values', () => {
  it('are read from any parts of any names', async () => {
    await fc.assert(
      fc.asyncProperty(
        names(7),
        names(3),
        fc.array(fc.array(number, { minLength: 21, maxLength: 21 }), { maxLength: 12 }),
        fc.array(fc.nat(12), { maxLength: 4 }),
        fc.boolean(),
        fc.boolean(),
        async (features, labels, numbers, cuts, hasKey, repeats) => {
          const header = labels.flatMap(label => features.map(feature => `${feature}_${label}`));
          // With equal column names the file itself is ambiguous; so is a label behind another.
          fc.pre(new Set(header).size === header.length);
          fc.pre(!labels.some(a => labels.some(b => a !== b && a.endsWith(`_${b}`))));
          const rows = numbers.map(row => row.slice(0, header.length));
          const written = rows.map((row, i) => [...row, ...(hasKey ? [`r,${i}`] : [])]);
          const head = [...header, ...(hasKey ? ['the "key"'] : [])];
          const ends = [...new Set([...cuts.map(cut => cut % (rows.length + 1)), rows.length])];
          const files: Record<string, string> = {};
          let from = 0;
          for (const [part, end] of ends.sort((a, b) => a - b).entries()) {
            const lines = written.slice(from, end);
            const first = part === 0 || repeats ? [head] : [];
            files[`explanations_shap/out.csv/part-${part}`] = toCsv([...first, ...lines]);
            from = end;
          }
          files['analysis.json'] = JSON.stringify({
            explanations: {
              kernel_shap: Object.fromEntries(
                labels.map(label => [
                  label,
                  {
                    global_shap_values: Object.fromEntries(features.map(f => [f, 1])),
                    expected_value: 0.5
                  }
                ])
              )
            }
          });
          const { entries } = await inspectFiles(files);
          const local = entries.find(({ format }) => format === 'F5');
          expect(local).toMatchObject({ records: rows.length, features: features.length });
          expect([...(local?.labels ?? [])].sort()).toEqual([...labels].sort());
          const sizes = features.map((_, f) =>
            Math.max(
              ...labels.map((_, l) => {
                const at = l * features.length + f;
                return (
                  rows.reduce((sum, row) => sum + Math.abs(row[at] as number), 0) / rows.length
                );
              })
            )
          );
          expect(local?.top).toEqual(rows.length === 0 ? [] : strongest(features, sizes));
          expect(local?.warnings).toEqual([]);
        }
      ),
      { numRuns: 150 }
    );
  });
});

describe('any answers', () => {
  const write: Record<string, (p: number[][]) => string> = {
    lines: p => p.map(row => `${row.join(',')}\n`).join(''),
    commas: p => p.flat().join(','),
    labels: p => p.map((row, i) => `"class ${i}",${row.join(',')}\n`).join(''),
    'JSON lines': p => p.map(row => JSON.stringify({ score: row, predicted_label: 7 })).join('\n'),
    JSON: p => JSON.stringify({ predictions: p })
  };

  it('give the base that they were made with', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(write)),
        fc.integer({ min: 1, max: 6 }),
        fc.array(number, { minLength: 1, maxLength: 3 }),
        fc.array(fc.option(fc.array(number, { minLength: 18, maxLength: 18 })), {
          minLength: 1,
          maxLength: 6
        }),
        async (way, width, base, records) => {
          const count = base.length;
          const values = records.map(
            record =>
              record &&
              Array.from({ length: width }, (_, f) => record.slice(f * count, (f + 1) * count))
          );
          const predictions = values.map(record =>
            base.map((b, l) => (record ?? []).reduce((sum, row) => sum + (row[l] as number), b))
          );
          const text = JSON.stringify({
            version: '1.0',
            predictions: {
              content_type: 'text/csv',
              data: (write[way] as (p: number[][]) => string)(predictions)
            },
            explanations: {
              kernel_shap: values.map(
                record =>
                  record?.map((attribution, f) => ({
                    feature_header: `f${f}`,
                    attributions: [{ attribution }]
                  })) ?? null
              )
            }
          });
          const { entries } = await inspectFiles({ 'answer.json': text });
          const [entry] = entries;
          const explained = values.filter(record => record !== null);
          expect(entry).toMatchObject({ format: 'F8', records: records.length });
          expect(entry?.features).toBe(explained.length === 0 ? 0 : width);
          if (explained.length > 0) {
            const found = entry?.base;
            const bases = typeof found === 'number' ? [found] : Object.values(found ?? {});
            expect(bases).toHaveLength(count);
            bases.forEach((b, l) => expect(Math.abs(b - (base[l] as number))).toBeLessThan(1e-4));
          }
        }
      ),
      { numRuns: 150 }
    );
  });
});
