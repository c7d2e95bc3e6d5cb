import { describe, expect, it } from 'vitest';
import { memoryFolder } from '../folders';
import type { Explanation } from '../model';
import { readFolder } from '../read';
import { fixture } from '../testing/fixtures';
import { onlineAnswer } from '../testing/samples';

const read = (files: Record<string, string>) => readFolder(memoryFolder('in', files));

async function one<K extends Explanation['kind']>(
  kind: K,
  files: Record<string, string>
): Promise<Extract<Explanation, { kind: K }>> {
  const { explanations } = await read(files);
  expect(explanations.map(e => e.kind)).toEqual([kind]);
  return explanations[0] as Extract<Explanation, { kind: K }>;
}

const lines = (...values: unknown[]): string => values.map(v => `${JSON.stringify(v)}\n`).join('');

describe('answers of endpoints (F8)', () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

  it('finds the base in the fixtures', async () => {
    for (const name of ['one-record', 'two-records', '70-records-conditional']) {
      const text = fixture(`online-tabular-adult/response-${name}.json`);
      const e = await one('tabular', { 'r.json': text });
      expect(e.base[0]).toBeCloseTo(0.0028374067042022, 13);
    }
  });

  it('keeps which records were not explained', async () => {
    const text = fixture('online-tabular-adult/response-70-records-conditional.json');
    const e = await one('tabular', { 'r.json': text });
    expect(e).toMatchObject({ records: 8, requestRecords: 70 });
    expect(e.recordIndices).toHaveLength(8);
    expect(e.meta.warnings.join()).toContain('62 of 70 records were not explained');
  });

  it.each([
    ['line feeds', '0.75\n0.45\n'],
    ['commas', '0.75,0.45'],
    ['labels and probabilities', '1,0.75\n0,0.45\n'],
    ['JSON lines', '{"predicted_label":1,"score":0.75}\n{"predicted_label":0,"score":0.45}\n'],
    ['one JSON document', '{"predictions":[{"score":0.75},{"score":0.45}]}']
  ])('takes predictions separated by %s', async (_, data) => {
    const answer = onlineAnswer(data, [
      [[0.3], [0.2]],
      [[0.1], [0.1]]
    ]);
    const e = await one('tabular', { 'r.json': JSON.stringify(answer) });
    expect(e.base[0]).toBeCloseTo(0.25, 12);
    expect(e.features).toEqual(['f0', 'f1']);
  });

  it.each([
    ['at the top', { label_headers: ['no', 'yes'] }],
    [
      'inside predictions',
      {
        predictions: {
          content_type: 'text/csv',
          data: '0.25,0.75\n0.55,0.45\n',
          label_headers: ['no', 'yes']
        }
      }
    ]
  ])('takes label headers %s', async (_, more) => {
    const two = [
      [
        [-0.3, 0.3],
        [-0.2, 0.2]
      ],
      [
        [0, 0],
        [-0.2, 0.2]
      ]
    ] as number[][][];
    const e = await one('tabular', {
      'r.json': JSON.stringify(onlineAnswer('0.25,0.75\n0.55,0.45\n', two, more))
    });
    expect(e.labels).toEqual(['no', 'yes']);
    expect(e.base[0]).toBeCloseTo(0.75, 12);
    expect(e.base[1]).toBeCloseTo(0.25, 12);
  });

  it('finds out that contributions are log-odds', async () => {
    const records = [
      [[2], [1]],
      [[-1], [0.5]],
      [[0.1], [-3]]
    ] as number[][][];
    const data = records.map(([a, b]) => sigmoid(0.25 + (a?.[0] ?? 0) + (b?.[0] ?? 0))).join('\n');
    const e = await one('tabular', { 'r.json': JSON.stringify(onlineAnswer(data, records)) });
    expect(e.unit).toBe('log-odds');
    expect(e.base[0]).toBeCloseTo(0.25, 9);
  });

  it('does not invent a base that is not the same for all records', async () => {
    const e = await one('tabular', {
      'r.json': JSON.stringify(
        onlineAnswer('5\n9\n', [
          [[0.1], [0]],
          [[0.1], [0]]
        ])
      )
    });
    expect(e.base).toEqual([null]);
    expect(e.meta.warnings.join()).toContain('base is unknown');
  });

  it('reads texts, lines of answers, and captured answers', async () => {
    const text = {
      version: '1.0',
      predictions: { content_type: 'text/csv', data: '0.97\n' },
      explanations: {
        kernel_shap: [
          [
            {
              feature_type: 'text',
              attributions: [
                { attribution: [0.06], description: { partial_text: 'Great fit.', start_idx: 0 } }
              ]
            }
          ]
        ]
      }
    };
    const e = await one('text', { 'r.json': JSON.stringify(text) });
    expect(e.items[0]?.parts[0]?.text).toBe('Great fit.');
    expect(e.base[0]).toBeCloseTo(0.91, 12);
    const answers = [0.75, 0.45].map((p, i) => onlineAnswer(`${p}\n`, [[[i ? 0.1 : 0.4], [0.1]]]));
    expect((await one('tabular', { 'r.jsonl': lines(...answers) })).records).toBe(2);
    const capture = (data: string, encoding: string): unknown => ({
      captureData: { endpointOutput: { data, encoding } }
    });
    const captured = lines(
      capture(JSON.stringify(answers[0]), 'JSON'),
      capture(btoa(JSON.stringify(answers[1])), 'BASE64'),
      capture('0.5', 'CSV')
    );
    const found = await one('tabular', { 'c.jsonl': captured });
    expect(found.records).toBe(2);
    expect(found.base[0]).toBeCloseTo(0.25, 12);
    expect(found.meta.warnings.join()).toContain('1 captured answers hold no explanation');
  });

  it('says that a plain capture holds none', async () => {
    const { explanations, problems } = await read({
      'c.jsonl': fixture('endpoint-data-capture/captured-data.jsonl'),
      'other.txt': ''
    });
    expect(explanations).toEqual([]);
    expect(problems.join()).toContain('2 plain answers');
  });
});
