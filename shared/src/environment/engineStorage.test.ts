import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanConfirmation,
  diskArguments,
  readCleanRequest,
  readEngineStorage
} from './engineStorage';

const REPORT = {
  dataDir: '/data',
  totalBytes: 12,
  freeBytes: 99,
  categories: [{ id: 'jobs', bytes: 10, files: 2, cleanableBytes: 4 }],
  jobs: [
    {
      name: 'churn',
      status: 'Completed',
      bytes: 6,
      files: 1,
      cleanableBytes: 0,
      neededBy: ['endpoint e']
    }
  ],
  cleaned: { freedBytes: 3 }
};

describe('the report of the disk', () => {
  it('is read, with nothing but what is known', () => {
    const read = readEngineStorage({ ...REPORT, more: 1 });
    expect(read).toEqual({
      dataDir: '/data',
      totalBytes: 12,
      freeBytes: 99,
      categories: REPORT.categories,
      jobs: REPORT.jobs,
      freedBytes: 3
    });
  });

  it('fails as a whole or has the right types', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        try {
          const read = readEngineStorage(value);
          expect(typeof read.dataDir).toBe('string');
        } catch (error) {
          expect((error as { code: string }).code).toBe('EngineUnavailable');
        }
      })
    );
    for (const [key, wrong] of [
      ['totalBytes', -1],
      ['jobs', {}],
      ['categories', [{ id: 1 }]]
    ] as const) {
      expect(() => readEngineStorage({ ...REPORT, [key]: wrong })).toThrow('not readable');
    }
  });
});

describe('a request to clean', () => {
  it('names known categories and jobs only', () => {
    expect(readCleanRequest({ categories: ['logs', 'jobs'], jobs: ['a-1'] })).toEqual({
      categories: ['jobs', 'logs'],
      jobs: ['a-1']
    });
    for (const bad of [
      null,
      {},
      { categories: [] },
      { categories: ['data'] },
      { categories: ['jobs'], jobs: [] },
      { categories: ['jobs'], jobs: ['--data-dir'] },
      { categories: ['jobs'], jobs: ['a/b'] }
    ]) {
      expect(readCleanRequest(bad)).toBeUndefined();
    }
  });

  it('becomes arguments that hold no option of the caller', () => {
    expect(diskArguments()).toEqual(['disk', '--json']);
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), jobs => {
        const request = readCleanRequest({ categories: ['jobs'], jobs });
        const options = request ? diskArguments(request).filter(word => word.startsWith('-')) : [];
        expect(options.filter(word => !['--json', '--clean', '--job'].includes(word))).toEqual([]);
      })
    );
  });

  it('is confirmed in words that name what goes', () => {
    expect(cleanConfirmation({ categories: ['jobs'], jobs: ['churn'] }).message).toContain('churn');
    expect(cleanConfirmation({ categories: ['jobs', 'logs'] }).message).toContain('every job');
  });
});
