import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryFolder } from '../../../explain/folders';
import { prepare } from '../../../explain/prepare';
import { readFolder } from '../../../explain/read';
import { fixture } from '../../../explain/testing/fixtures';
import { pack, Unpacker, type Part } from './packing';
import type { FromWorker, ToWorker } from './protocol';
import { readInWorker } from './readInWorker';
import * as starter from './startReader';

afterEach(() => vi.restoreAllMocks());

/** Pack, send as messages are sent, and unpack. */
function roundTrip(value: unknown): { result: unknown; largest: number } {
  const unpacker = new Unpacker('token');
  let largest = 0;
  const packed = pack(value, 'token', (part, buffers) => {
    const copy = structuredClone(part, { transfer: buffers }) as Part;
    largest = Math.max(largest, part.items?.length ?? 0);
    unpacker.add(copy);
  });
  return { result: unpacker.complete(structuredClone(packed.value)), largest };
}

describe('packing', () => {
  it('gives back what was packed', () => {
    const cell = fc.oneof(fc.double(), fc.string(), fc.constant(null));
    const column = fc.array(cell, { minLength: 495, maxLength: 505, size: 'max' });
    const value = fc.record({
      data: fc.array(column, { maxLength: 2 }),
      names: fc.array(fc.string()),
      nested: fc.array(fc.record({ token: fc.string(), values: fc.array(cell) })),
      json: fc.jsonValue()
    });
    fc.assert(
      fc.property(value, given => {
        expect(roundTrip(given).result).toEqual(given);
      }),
      { numRuns: 30 }
    );
  });

  it('cuts long lists of objects into small messages', () => {
    const items = Array.from({ length: 1700 }, (_, index) => ({
      index,
      units: Array.from({ length: 600 }, (_unit, n) => (n % 3 ? n : `w${n % 7}`))
    }));
    const { result, largest } = roundTrip({ items });
    expect(result).toEqual({ items });
    expect(largest).toBeLessThanOrEqual(250);
  });

  it('hands arrays of numbers over', () => {
    const values = Float64Array.from([1, NaN, -Infinity]);
    const { buffers } = pack({ values, same: values }, 'token', () => undefined);
    expect(buffers).toEqual([values.buffer]);
  });
});

/** Runs the real worker's module, with its global scope and a page's end of the wire. */
async function fakeWorker(): Promise<{ worker: Worker; terminated: () => boolean }> {
  let ended = false;
  const worker = {
    onmessage: null as ((event: { data: FromWorker }) => void) | null,
    onerror: null,
    postMessage: (message: ToWorker) =>
      queueMicrotask(() => scope.onmessage?.({ data: structuredClone(message) })),
    terminate: () => {
      ended = true;
    }
  };
  const scope = globalThis as unknown as {
    postMessage: unknown;
    onmessage: ((event: { data: ToWorker }) => void) | null;
  };
  scope.postMessage = (data: FromWorker, transfer: Transferable[] = []) => {
    const copy = structuredClone(data, { transfer });
    setTimeout(() => worker.onmessage?.({ data: copy }));
  };
  vi.resetModules();
  await import('./readerWorker');
  return { worker: worker as unknown as Worker, terminated: () => ended };
}

const FILES = {
  'analysis.json': fixture('job-credit-risk-shap/analysis.json'),
  'explanations_shap/out.csv': fixture('job-credit-risk-shap/explanations_shap/out.csv'),
  'explanations_shap/baseline.csv': fixture('job-credit-risk-shap/explanations_shap/baseline.csv')
};

describe('reading in a worker', () => {
  it('gives what reading on the page gives', async () => {
    const { worker, terminated } = await fakeWorker();
    vi.spyOn(starter, 'startReader').mockResolvedValue(worker);
    const folder = memoryFolder('report', FILES);
    const found = await readInWorker(folder);
    const here = await readFolder(folder);
    expect(found).toEqual({ ...here, explanations: here.explanations.map(prepare) });
    expect(found.explanations[0]?.records).toBe(100);
    expect(terminated()).toBe(true);
  });

  it('passes errors of the page on', async () => {
    const { worker } = await fakeWorker();
    vi.spyOn(starter, 'startReader').mockResolvedValue(worker);
    const folder = memoryFolder('report', FILES);
    const failing = { ...folder, list: () => Promise.reject(new Error('No such disk.')) };
    await expect(readInWorker(failing)).rejects.toThrow('No such disk.');
  });

  it('reads on the page when the script cannot run', async () => {
    const worker = { terminate: () => undefined } as unknown as Worker;
    vi.spyOn(starter, 'startReader').mockResolvedValue(worker);
    const reading = readInWorker(memoryFolder('report', FILES));
    await new Promise(resolve => setTimeout(resolve));
    worker.onerror?.({ preventDefault: () => undefined } as ErrorEvent);
    expect((await reading).explanations).toHaveLength(1);
  });

  it('reads on the page when workers are forbidden', async () => {
    vi.spyOn(starter, 'startReader').mockRejectedValue(new DOMException('no', 'SecurityError'));
    expect((await readInWorker(memoryFolder('report', FILES))).explanations).toHaveLength(1);
  });

  it('ends at once when it is cancelled', async () => {
    let ended = false;
    const worker = { terminate: () => (ended = true) } as unknown as Worker;
    vi.spyOn(starter, 'startReader').mockResolvedValue(worker);
    const controller = new AbortController();
    const { signal } = controller;
    const reading = readInWorker(memoryFolder('report', FILES), { signal });
    setTimeout(() => controller.abort());
    await expect(reading).rejects.toMatchObject({ code: 'Cancelled' });
    expect(ended).toBe(true);
  });
});
