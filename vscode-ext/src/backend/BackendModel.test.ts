import { beforeEach, describe, expect, it } from 'vitest';
import { stub } from '../testing/vscodeStub';
import { BackendModel } from './BackendModel';

const REPORT = { dataDir: '/d', totalBytes: 1, freeBytes: 2, categories: [], jobs: [] };
const REQUEST = { categories: ['jobs'], jobs: ['churn'] };

let asked: unknown[];

function backend(): BackendModel {
  const engine = {
    onDidChange: () => ({ dispose: () => undefined }),
    disk: (request?: unknown) => {
      asked.push(request);
      return Promise.resolve(REPORT);
    }
  };
  return new BackendModel(engine as never, {} as never, {} as never);
}

beforeEach(() => {
  stub.reset();
  asked = [];
});

describe('the storage of the engine', () => {
  it('is cleaned after a question only', async () => {
    await backend().cleanEngineStorage(REQUEST);
    expect(asked).toEqual([undefined]);
    stub.answer = 'Clean';
    await backend().cleanEngineStorage(REQUEST);
    expect(asked).toEqual([undefined, REQUEST]);
    expect(JSON.stringify(stub.messages)).toContain('churn');
  });

  it('is not touched for a request that is none', async () => {
    stub.answer = 'Clean';
    for (const request of [undefined, { categories: ['data'] }, { ...REQUEST, jobs: ['--x'] }]) {
      await expect(backend().cleanEngineStorage(request)).rejects.toMatchObject({
        code: 'ValidationException'
      });
    }
    expect(asked).toEqual([]);
  });

  it('is not shown in a workspace that is not trusted', async () => {
    stub.trusted = false;
    await expect(backend().engineStorage()).rejects.toMatchObject({ code: 'OperationNotAllowed' });
  });
});
