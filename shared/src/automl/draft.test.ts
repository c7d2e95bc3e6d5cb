import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../aws/source';
import {
  emptyDraft,
  inputUri,
  jobName,
  nextName,
  resolveDraft,
  withData,
  withTarget
} from './draft';
import { readProfile } from './preview';
import { examineTarget, guessTarget } from './target';

const now = new Date(2026, 10, 22, 14, 2);
const profileOf = (text: string) =>
  readProfile(memorySource('churn.csv', new TextEncoder().encode(text)));
const many = (row: (i: number) => string, header = 'a,b', count = 600): string =>
  `${header}\n${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`;

describe('job names', () => {
  test('are the file stem and the minute', () => {
    expect(jobName('churn.csv', now)).toBe('churn-20261122-1402');
    expect(jobName('Très long Ünïcode + name (final).csv.gz', now)).toBe(
      'Tres-long-Unicode-20261122-1402'
    );
    expect(jobName('🚢.parquet', now)).toBe('job-20261122-1402');
  });

  test('always fit the pattern and length of the service', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), file => {
        const name = jobName(file, now);
        expect(name.length).toBeLessThanOrEqual(32);
        expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}$/);
      })
    );
  });
});

describe('the target', () => {
  test('is the column with a telling name, else the last', async () => {
    expect(guessTarget(await profileOf('id,Churn?,x\n1,a,2\n2,b,3\n'))).toBe('Churn?');
    expect(guessTarget(await profileOf('id,u,x\n1,a,2\n2,b,3\n'))).toBe('x');
    expect(guessTarget(await profileOf(''))).toBeUndefined();
  });

  const find = async (text: string, name: string) => {
    const profile = await profileOf(text);
    const column = profile.columns.find(found => found.name === name);
    return column && examineTarget(column, profile);
  };

  test('two classes are binary, with the share of the rarer one', async () => {
    expect(
      await find(
        many(i => `${i},${i % 7 === 0 ? 'True' : 'False'}`),
        'b'
      )
    ).toMatchObject({
      problemType: 'BinaryClassification',
      text: '2 classes, 14 % True → binary, F1'
    });
    expect(
      (
        await find(
          many(i => `${i},${i % 2}`),
          'b'
        )
      )?.problemType
    ).toBe('BinaryClassification');
  });

  test('a few values are classes, many numbers a quantity', async () => {
    expect(
      await find(
        many(i => `${i},${i % 3}`),
        'b'
      )
    ).toMatchObject({
      problemType: 'MulticlassClassification',
      text: '3 classes → multiclass, Accuracy'
    });
    expect(
      (
        await find(
          many(i => `${i},${i * 0.5}`),
          'b'
        )
      )?.problemType
    ).toBe('Regression');
    expect(
      (
        await find(
          many(i => `${i},${25 + (i % 300)}`),
          'b'
        )
      )?.problemType
    ).toBe('Regression');
    expect(
      (
        await find(
          many(i => `${i},${(i % 4) + 0.5}`),
          'b'
        )
      )?.problemType
    ).toBe('Regression');
    expect(
      (
        await find(
          many(i => `${i},id-${i}`),
          'b'
        )
      )?.text
    ).toMatch(/identifier or free text/);
  });

  test('one class, or none, is an error that names the column', async () => {
    expect(
      (
        await find(
          many(i => `${i},same`),
          'b'
        )
      )?.error
    ).toMatch(/“b”.*“same”/);
    expect(
      (
        await find(
          many(i => `${i},`),
          'b'
        )
      )?.error
    ).toMatch(/“b” has no values/);
  });
});

describe('a draft', () => {
  test('takes target and name from its data and starts over with other data', async () => {
    const profile = await profileOf('id,x,label\n1,a,2\n2,b,3\n');
    const file = { kind: 'file' as const, path: 'data/churn.csv' };
    const first = withData(emptyDraft(), file, profile, now);
    expect(first).toMatchObject({ target: 'label', name: 'churn-20261122-1402', format: 'csv' });
    const edited = { ...withTarget(first, 'x'), excluded: ['id'], types: { id: 'text' as const } };
    expect(withData(edited, file, profile, new Date(2027, 0, 1))).toEqual(edited);
    const other = await profileOf('u,v\n1,a\n2,b\n');
    expect(withData(edited, { kind: 's3', uri: 's3://bkt/o.csv' }, other, now)).toMatchObject({
      target: 'v',
      excluded: [],
      types: {},
      name: 'o-20261122-1402'
    });
    const named = { ...edited, name: 'mine', named: true };
    expect(withData(named, { kind: 's3', uri: 's3://bkt/o.csv' }, other, now).name).toBe('mine');
  });

  test('uploads below its output, under the plain file name', () => {
    const draft = {
      ...emptyDraft(),
      data: { kind: 'file' as const, path: 'my data/a+b c.csv' },
      name: 'j1'
    };
    const full = resolveDraft(draft, { defaultBucket: 'bkt', roleArn: 'arn' });
    expect(full).toMatchObject({ outputUri: 's3://bkt/pilothouse/', roleArn: 'arn' });
    expect(inputUri(full)).toBe('s3://bkt/pilothouse/input/j1/a+b c.csv');
    expect(inputUri(draft)).toBe('');
  });
});

test('the name after a taken one counts on, within the pattern and the length', () => {
  expect(nextName('churn')).toBe('churn-2');
  expect(nextName('churn-2')).toBe('churn-3');
  expect(nextName('churn-20261122-1402')).toBe('churn-20261122-1402-2');
  expect(nextName('n'.repeat(32))).toBe(`${'n'.repeat(30)}-2`);
  expect(nextName(`${'n'.repeat(28)}-999`)).toBe(`${'n'.repeat(27)}-1000`);
  const name = fc.stringMatching(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}$/);
  fc.assert(
    fc.property(name, text => {
      expect(nextName(text)).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}$/);
      expect(nextName(text)).not.toBe(text);
    })
  );
});
