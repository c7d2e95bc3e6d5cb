import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { transformOutputs, transformTexts, readTransform, type TransformJob } from './transform';
import { keptColumns, transformAdvice, transformTable } from './transformTable';

const job = (change: Partial<TransformJob> = {}): TransformJob => ({
  TransformJobName: 't',
  TransformJobStatus: 'Completed',
  TransformInput: {
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bkt/in/rows.csv' } },
    ContentType: 'text/csv',
    SplitType: 'Line'
  },
  TransformOutput: { S3OutputPath: 's3://bkt/out', AssembleWith: 'Line' },
  ...change
});

const KEYS = ['predicted_label', 'probability'];

describe('outputs of a transform', () => {
  it('are found below the output, with their inputs', async () => {
    const api = new FakeApi({
      's3.ListObjectsV2': ({ Prefix }) => ({
        Contents: ['rows.csv.out', 'sub/b.csv.out', 'other.txt'].map(name => ({
          Key: `${Prefix}${name}`,
          Size: 3
        }))
      })
    });
    expect(await transformOutputs(api, job())).toEqual([
      {
        name: 'rows.csv',
        size: 3,
        uri: 's3://bkt/out/rows.csv.out',
        inputUri: 's3://bkt/in/rows.csv'
      },
      {
        name: 'sub/b.csv',
        size: 3,
        uri: 's3://bkt/out/sub/b.csv.out',
        inputUri: 's3://bkt/in/sub/b.csv'
      }
    ]);
  });

  it('are read with the input only where lines belong together', async () => {
    const api = new FakeApi({
      's3.GetObject': ({ Key }) => ({ Body: new TextEncoder().encode(`${Key}\n`) })
    });
    const output = { name: 'r', uri: 's3://bkt/out/r', inputUri: 's3://bkt/in/r', size: 2 };
    expect(await transformTexts(api, job(), output)).toEqual({
      output: 'out/r\n',
      input: 'in/r\n',
      cut: false
    });
    const joined = job({ DataProcessing: { JoinSource: 'Input' } });
    expect((await transformTexts(api, joined, output)).input).toBeUndefined();
    api.on('s3.GetObject', ({ Key }) =>
      Key === 'in/r' ? fakeError({ code: 'AccessDenied' }) : { Body: new Uint8Array([65, 10]) }
    );
    expect(await transformTexts(api, job(), output)).toEqual({
      output: 'A\n',
      input: undefined,
      cut: false
    });
  });

  it('are cut after a whole line when they are long', async () => {
    const line = `${'x'.repeat(999)}\n`;
    const bytes = new TextEncoder().encode(line.repeat(2_000));
    const api = new FakeApi({
      's3.GetObject': ({ Range }) => {
        const [, start, end] = /bytes=(\d+)-(\d+)/.exec(Range) ?? [];
        return { Body: bytes.slice(Number(start), Number(end) + 1) };
      }
    });
    const output = { name: 'r', uri: 's3://bkt/out/r', inputUri: 's3://bkt/in/r', size: 9 };
    const texts = await transformTexts(api, job(), output);
    expect(texts.cut).toBe(true);
    expect(texts.output.length % 1_000).toBe(0);
  });

  it('are there although the model is gone', async () => {
    const api = new FakeApi({
      'sagemaker.DescribeTransformJob': () => job({ ModelName: 'gone' }),
      'sagemaker.DescribeModel': () => fakeError({ code: 'ValidationException' })
    });
    expect((await readTransform(api, 't')).model).toEqual({});
  });
});

describe('transformTable', () => {
  const texts = { output: 'yes,0.9\nno,0.8\n', input: '1,red\n2,"a, b"\n', cut: false };

  it('puts predictions beside their records', () => {
    expect(transformTable(job(), texts, ['a', 'b'], KEYS)).toEqual({
      columns: [
        { name: 'predicted label', from: 'output' },
        { name: 'probability', from: 'output' },
        { name: 'a', from: 'input' },
        { name: 'b', from: 'input' }
      ],
      rows: [
        ['yes', 0.9, '1', 'red'],
        ['no', 0.8, '2', 'a, b']
      ],
      notes: []
    });
  });

  it('names the columns that a filter has left in', () => {
    const filtered = job({ DataProcessing: { InputFilter: '$[:-1]' } });
    const table = transformTable(
      filtered,
      { ...texts, input: '1,red,yes\n2,blue,no\n' },
      ['a', 'b'],
      KEYS
    );
    expect(table?.columns.slice(2).map(({ name }) => name)).toEqual(['a', 'b', 'Column 3']);
  });

  it('takes apart what the service has joined', () => {
    const joined = job({ DataProcessing: { JoinSource: 'Input' } });
    const table = transformTable(
      joined,
      { output: '1,red,yes,0.9\n', cut: false },
      ['a', 'b'],
      KEYS
    );
    expect(table?.columns.map(({ name, from }) => `${from} ${name}`)).toEqual([
      'input a',
      'input b',
      'output predicted label',
      'output probability'
    ]);
    expect(table?.rows).toEqual([['1', 'red', 'yes', 0.9]]);
  });

  it('has one column per class instead of lists', () => {
    const keys = ['predicted_label', 'probabilities', 'labels'];
    const output = `no,"[0.8, 0.2]","['no', 'yes']"\nyes,"[0.1, 0.9]","['no', 'yes']"\n`;
    const table = transformTable(job(), { output, cut: false }, [], keys);
    expect(table?.columns.map(({ name }) => name)).toEqual(['predicted label', 'P(no)', 'P(yes)']);
    expect(table?.rows[1]).toEqual(['yes', 0.1, 0.9]);
  });

  it('says when records do not match', () => {
    const table = transformTable(job(), { ...texts, input: '1,red\n' }, [], KEYS);
    expect(table?.columns).toHaveLength(2);
    expect(table?.notes[0]).toContain('The input has 1 records and the output 2');
  });

  it('reads JSON lines', () => {
    const json = job({
      TransformInput: { ContentType: 'application/jsonlines', SplitType: 'Line' }
    });
    const table = transformTable(
      json,
      { output: '{"score":1}\n{"score":2}\n', input: '{"a":1}\n{"a":2}\n', cut: false },
      [],
      undefined
    );
    expect(table?.rows).toEqual([
      [1, '{"a":1}'],
      [2, '{"a":2}']
    ]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('text/csv', 'application/json', 'application/jsonlines', 'x'),
        fc.boolean(),
        (output, input, type, join) => {
          const any = job({
            TransformInput: { ContentType: type, SplitType: 'Line' },
            ...(join ? { DataProcessing: { JoinSource: 'Input' } } : {})
          });
          const table = transformTable(any, { output, input, cut: false }, ['a'], KEYS);
          table?.rows.forEach(row => expect(Array.isArray(row)).toBe(true));
        }
      )
    );
  });
});

describe('keptColumns', () => {
  it('knows the filters of records', () => {
    expect(keptColumns(undefined, 3)).toEqual([0, 1, 2]);
    expect(keptColumns('$[1:]', 3)).toEqual([1, 2]);
    expect(keptColumns('$[:-1]', 3)).toEqual([0, 1]);
    expect(keptColumns('$[ 0, 2 ]', 3)).toEqual([0, 2]);
    expect(keptColumns('$[-1]', 3)).toEqual([2]);
    expect(keptColumns('$.features', 3)).toBeUndefined();
  });
});

describe('transformAdvice', () => {
  it.each([
    ['Line 1: the record has 3 columns, the model expects 2', 'features'],
    ['ResourceLimitExceeded: quota of ml.m5.large', 'quota'],
    ['Access Denied on s3://x', 'role'],
    ['The input s3://x does not exist', 'still there'],
    ['payload too large', 'Split'],
    ['InternalServerError', 'log']
  ])('%s', (reason, word) => {
    expect(transformAdvice(reason)).toContain(word);
  });
});
