import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../aws/source';
import type { ExplanationFolder } from './folder';
import { memoryFolder } from './folders';
import { parsePartialJson } from './formats/partialJson';
import { kindOf, LineSplitter } from './content';
import { samples } from './formats/registry';
import { namedChecks } from './namedChecks';
import { readFolder } from './read';
import { SMALL } from './testing/fakeReport';
import { fixture } from './testing/fixtures';
import { MIXED, TEXT_LINE } from './testing/samples';

type Files = Record<string, string | Uint8Array>;
const read = (files: Files, joined = false) => readFolder(memoryFolder('in', files), { joined });
const out = (text: string): Files => ({ 'explanations_shap/out.csv': text });

describe('JSON that is cut short', () => {
  const text = fixture('job-adult-shap/analysis.json');

  it('is read as far as it is whole, with the line of the damage', async () => {
    const cut = text.slice(0, text.indexOf('"Relationship"') + 20);
    const { explanations } = await read({ 'analysis.json': cut });
    expect(explanations).toHaveLength(1);
    expect(explanations[0]?.features).toEqual(
      Object.keys(
        (
          JSON.parse(text) as {
            explanations: { kernel_shap: { label0: { global_shap_values: object } } };
          }
        ).explanations.kernel_shap.label0.global_shap_values
      ).slice(0, 7)
    );
    expect(explanations[0]?.base).toEqual([null]);
    expect(explanations[0]?.meta.warnings.join()).toMatch(/damaged at line \d+ \(the text ends/);
  });

  it('is read in answers and lines, too', async () => {
    const answer = fixture('online-tabular-adult/response-two-records.json').slice(0, 3000);
    const [e] = (await read({ 'r.json': answer })).explanations;
    expect(e).toMatchObject({ meta: { format: 'F8' }, base: [null] });
    expect(e?.features.slice(0, 2)).toEqual(['Age', 'Workclass']);
    const line = fixture('job-time-series-weather/out.jsonl').slice(0, 2000);
    const [series] = (await read({ 'out.jsonl': line })).explanations;
    expect(series).toMatchObject({ kind: 'series', records: 1, features: ['p_mbar', 'rain_mm'] });
    expect(series?.meta.warnings.join()).toContain('line 1 is cut');
  });

  it('gives a prefix of the whole wherever it is cut', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), (json, at) => {
        fc.pre(/^[[{]/.test(json));
        const { value } = parsePartialJson(json.slice(0, at % json.length));
        const whole = JSON.parse(json) as unknown;
        if (Array.isArray(value) && Array.isArray(whole)) {
          const complete = value.slice(0, -1);
          expect(complete).toEqual(whole.slice(0, complete.length));
        } else if (value !== undefined) {
          expect(typeof value).toBe('object');
        }
        expect(parsePartialJson(json).value).toEqual(whole);
      })
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const { line, problem } = parsePartialJson(`{"a": [1, ${text}`);
        expect(line).toBeGreaterThan(0);
        expect(problem).not.toBe('');
      })
    );
    expect(parsePartialJson('['.repeat(100_000)).problem).toBe('expected less nesting');
    expect(parsePartialJson('{"__proto__": {"x": 1}, "y": 2, ').value).toHaveProperty('y', 2);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe('tables that are damaged', () => {
  it('keep uneven rows, cut ends and cells without numbers, and name them', async () => {
    const { explanations } = await read(out('a_y,b_y\n1,2\n3\n4,5,6\nnan,x\n7,'));
    const [e] = explanations;
    expect(e).toMatchObject({ records: 5, labels: ['y'], features: ['a', 'b'] });
    expect([...(e?.values ?? [])]).toEqual([1, 2, 3, NaN, 4, 5, NaN, NaN, 7, NaN]);
    expect(e?.meta.warnings.join('\n')).toContain('2 rows with more or fewer cells');
    expect(e?.meta.warnings.join('\n')).toContain('line 3');
    expect(e?.meta.warnings.join('\n')).toContain('4 cells without a number');
  });

  it('say what a header that fits no label is taken for', async () => {
    const { explanations, problems } = await read({
      ...SMALL,
      'explanations_shap/out.csv': 'a,b\n1,2\n'
    });
    const local = explanations.find(({ meta }) => meta.format === 'F5');
    expect(problems.join() + (local?.meta.warnings.join() ?? '')).toMatch(/label|_yes/);
    // The rest of the report is there.
    expect(explanations.find(({ meta }) => meta.format === 'F2')?.base).toEqual([0.25]);
  });

  it('leave out parts with other columns, put others in order, take parts without header', async () => {
    const { explanations } = await read({
      'explanations_shap/out.csv/part-0.csv': '\ufeffa_y,b_y\n1,2\n',
      'explanations_shap/out.csv/part-1.csv': 'b_y,a_y\n4,3\n',
      'explanations_shap/out.csv/part-2.csv': 'p_z,q_z\n9,9\n',
      'explanations_shap/out.csv/part-3.csv': '5,6\n',
      'explanations_shap/out.csv/part-4.csv': 'a_y,b_y\r\n"7",8\r\n',
      'explanations_shap/out.csv/_SUCCESS': ''
    });
    expect(explanations).toHaveLength(1);
    expect([...(explanations[0]?.values ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(explanations[0]?.meta.source).toBe('in/explanations_shap/out.csv');
    expect(explanations[0]?.meta.warnings.join()).toContain('1 part with other columns, left out');
    expect(explanations[0]?.meta.warnings.join()).toContain('part-2.csv');
  });

  it('may hold nothing but NaN, no record, or no feature', async () => {
    const nan = (await read(out('a_y,b_y\n,\nNaN,NaN\n'))).explanations[0];
    expect(nan).toMatchObject({ records: 2 });
    expect(namedChecks(nan as NonNullable<typeof nan>)[0]).toMatchObject({
      name: 'complete',
      ok: false
    });
    expect((await read(out('a_y,b_y\n'))).explanations[0]).toMatchObject({ records: 0 });
    const none = {
      explanations: { kernel_shap: { y: { global_shap_values: {}, expected_value: 1 } } }
    };
    expect((await read({ 'a.json': JSON.stringify(none) })).explanations[0]).toMatchObject({
      features: [],
      base: [1]
    });
  });

  it('may be UTF-16, or have quotes and commas in names', async () => {
    const text = '\ufeff"a, ""b""_y",c_y\n1,2\n';
    const utf16 = new Uint8Array(new Uint16Array([...text].map(c => c.charCodeAt(0))).buffer);
    const [e] = (await read({ 'explanations_shap/out.csv': utf16 })).explanations;
    expect(e).toMatchObject({ features: ['a, "b"', 'c'], labels: ['y'], records: 1 });
  });

  it('tell several labels and a join key without an analysis', async () => {
    const [e] = (await read(out('F1_L1,F2_L1,F1_L2,F2_L2,id\n1,2,3,4,r1\n'))).explanations;
    expect(e).toMatchObject({ labels: ['L1', 'L2'], features: ['F1', 'F2'], recordIds: ['r1'] });
    expect([...(e?.values ?? [])]).toEqual([1, 2, 3, 4]);
  });
});

describe('large and many', () => {
  it('reads thousands of parts in name order', async () => {
    const files: Files = {};
    for (let i = 0; i < 3000; i += 1) {
      files[`explanations_shap/out.csv/part-${String(i).padStart(5, '0')}.csv`] =
        `a_y,b_y\n${i},0\n`;
    }
    files['explanations_shap/out.csv/part-02999.csv'] = '{"not": "a table"}';
    const { explanations } = await read(files);
    expect(explanations[0]).toMatchObject({ records: 2999 });
    expect(explanations[0]?.values[2 * 2998]).toBe(2998);
    expect(explanations[0]?.meta.warnings.join()).toContain('part-02999.csv');
  });

  it('stops at the limit and says how much it read', async () => {
    // 2 GB that are never in memory: each piece is made when it is read.
    const size = 2 * 1024 ** 3;
    const header = new TextEncoder().encode('a_y,b_y\n');
    const row = new TextEncoder().encode(`1.25${' '.repeat(4000)},${' '.repeat(86)}2\n`);
    const piece = new Uint8Array(4 * 1024 * 1024 + row.length);
    for (let at = 0; at < piece.length; at += row.length) {
      piece.set(row.subarray(0, Math.min(row.length, piece.length - at)), at);
    }
    let asked = 0;
    const folder: ExplanationFolder = {
      source: 'big',
      list: () =>
        Promise.resolve({
          entries: [{ path: 'explanations_shap/out.csv', size, modified: 0 }],
          truncated: false
        }),
      open: () => ({
        ...memorySource('out.csv', header),
        read: (start, end) => {
          asked = Math.max(asked, end);
          if (start === 0) {
            const first = new Uint8Array(end);
            first.set(header);
            first.set(piece.subarray(0, end - header.length), header.length);
            return Promise.resolve(first);
          }
          const from = (start - header.length) % row.length;
          return Promise.resolve(piece.subarray(from, from + end - start));
        }
      }),
      resolve: () => undefined
    };
    const { explanations } = await readFolder(folder);
    expect(asked).toBe(512 * 1024 * 1024);
    const [e] = explanations;
    expect(e?.records).toBe(Math.floor((asked - header.length) / row.length));
    expect(e?.values.every((value, i) => value === (i % 2 === 0 ? 1.25 : 2))).toBe(true);
    expect(e?.meta.warnings.join()).toMatch(
      /\d+ of about \d+ records were read; the limit is 512 MB or 80 million values/
    );
  });

  it('finds the one damaged record among many', async () => {
    const good = `${JSON.stringify(TEXT_LINE)}\n`;
    const text = `${good.repeat(20_000)}{broken\n${good.repeat(20_000)}`;
    const [e] = (await read({ 'out.jsonl': text })).explanations;
    expect(e?.records).toBe(40_000);
    expect(e?.meta.warnings).toHaveLength(1);
    expect(e?.meta.warnings[0]).toContain('line 20001 is not JSON');
  });

  it('can be cancelled', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(
      readFolder(memoryFolder('in', SMALL), { signal: stop.signal })
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('every reader', () => {
  it('takes any JSON without throwing', async () => {
    const shapes = [MIXED, TEXT_LINE, { captureData: { endpointOutput: { data: 'x' } } }];
    const json = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(...shapes),
      fc.record({
        explanations: fc.jsonValue(),
        offset: fc.jsonValue(),
        predictions: fc.jsonValue()
      }),
      fc.record({ explanations: fc.record({ kernel_shap: fc.jsonValue(), pdp: fc.jsonValue() }) }),
      fc.record({
        predictions: fc.record({ data: fc.string() }),
        explanations: fc.record({ kernel_shap: fc.array(fc.array(fc.jsonValue())) })
      }),
      fc.record({ text: fc.string(), token_scores: fc.array(fc.jsonValue()) }),
      fc.record({ item_id: fc.string(), impact_scores: fc.jsonValue() }),
      fc.record({ pre_training_bias_metrics: fc.jsonValue(), violations: fc.jsonValue() })
    );
    await fc.assert(
      fc.asyncProperty(json, async value => {
        const { explanations } = await read({ 'a.json': JSON.stringify(value), 'b.txt': 'x' });
        for (const e of explanations) {
          expect(e.values).toBeInstanceOf(Float64Array);
          expect(e.base).toHaveLength(e.labels.length);
          namedChecks(e).forEach(({ detail }) => expect(detail).not.toContain('undefined'));
        }
      }),
      { numRuns: 500 }
    );
  });

  it('is told apart from the others by content', () => {
    expect(samples.filter(format => format.accepts(TEXT_LINE)).map(({ name }) => name)).toEqual([
      'F6'
    ]);
  });

  it('takes any bytes as a file without throwing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('.json', '.csv', ''),
        async (data, ext) => {
          expect(typeof kindOf(data)).toBe('string');
          const { explanations, problems } = await read({ [`explanations_shap/out${ext}`]: data });
          expect(explanations.length + problems.length).toBeGreaterThan(0);
        }
      )
    );
  });

  it('splits lines wherever pieces end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('\n', '\r\n'),
        (list, size, end) => {
          const lines = list.map(line => line.replace(/[\r\n\ufeff]/g, ''));
          const found: string[] = [];
          const splitter = new LineSplitter(text => found.push(text), 1000);
          const data = new TextEncoder().encode(lines.map(line => line + end).join(''));
          for (let at = 0; at < data.length; at += size) {
            splitter.push(data.subarray(at, at + size));
          }
          splitter.end();
          expect(found).toEqual(lines);
        }
      )
    );
  });
});
