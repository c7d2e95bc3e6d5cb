import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AwsError } from '../../aws/errors';
import type { HostFiles } from '../../host';
import { readFolder } from '../read';
import { cellFolder } from './cell';

const answer = {
  version: '1.0',
  predictions: { content_type: 'text/csv', data: '0.3\n' },
  explanations: {
    kernel_shap: [[{ feature_header: 'Age', attributions: [{ attribution: [0.2] }] }]]
  }
};

const output = (data: object) => ({ output_type: 'execute_result', metadata: {}, data });

const notebook = JSON.stringify({
  nbformat: 4,
  cells: [
    { cell_type: 'markdown', source: 'Text' },
    { cell_type: 'code', outputs: [output({ 'application/json': answer, 'text/plain': 'x' })] },
    {
      cell_type: 'code',
      outputs: [
        { output_type: 'stream', text: [JSON.stringify(answer).slice(0, 20), '…'] },
        { output_type: 'stream', text: [`b'${JSON.stringify(answer)}'\n`] }
      ]
    },
    { cell_type: 'code', outputs: [output({ 'text/plain': '3' })] }
  ]
});

function holding(text: string): Pick<HostFiles, 'stat' | 'read'> {
  const bytes = new TextEncoder().encode(text);
  return {
    stat: async () => ({ size: bytes.length, modified: 0 }),
    read: async (_, start, end) => bytes.slice(start, end)
  };
}

describe('a cell of a notebook', () => {
  it.each([2, 3])('gives what its outputs hold: cell %i', async cell => {
    const folder = await cellFolder(holding(notebook), 'n/a.ipynb', cell);
    const { explanations, problems } = await readFolder(folder);
    expect(problems).toEqual([]);
    expect(explanations).toMatchObject([
      { kind: 'tabular', features: ['Age'], meta: { source: `a.ipynb, cell ${cell}` } }
    ]);
  });

  it.each([1, 4, 9])('says what to do without any: cell %i', async cell => {
    await expect(cellFolder(holding(notebook), 'a.ipynb', cell)).rejects.toThrow(
      `Cell ${cell} of a.ipynb has no output with JSON. Run the cell`
    );
  });

  it('never fails but with a sentence', async () => {
    const cells = fc.array(fc.record({ outputs: fc.array(fc.jsonValue()) }));
    const files = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ nbformat: fc.constant(4), cells }).map(value => JSON.stringify(value))
    );
    await fc.assert(
      fc.asyncProperty(files, fc.integer(), async (text, cell) => {
        await cellFolder(holding(text), 'a.ipynb', cell).then(
          folder => expect(folder.source).toBe(`a.ipynb, cell ${cell}`),
          (error: AwsError) => expect(error.code).toBe('NoExplanation')
        );
      })
    );
  });
});
