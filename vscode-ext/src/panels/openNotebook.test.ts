import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stub } from '../testing/vscodeStub';
import { openNotebook } from './openNotebook';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('openNotebook', () => {
  let folder: string;

  beforeEach(async () => {
    stub.reset();
    folder = await mkdtemp(join(tmpdir(), 'pilothouse-notebook-'));
    stub.folders.push(folder);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const opened = (): unknown[] =>
    stub.executed.filter(([id]) => id === 'vscode.open').map(([, uri]) => String(uri));
  const kept = (): Promise<string> => readFile(join(folder, 'a.ipynb'), 'utf8');

  it('writes into the workspace and opens the editor', async () => {
    expect(await openNotebook('../../a.ipynb', bytes('{"cells": []}'))).toBe(true);
    expect(await kept()).toBe('{"cells": []}');
    expect(opened()).toEqual([`file:${folder}/a.ipynb`]);
    expect(stub.messages).toEqual([]);
  });

  it('asks nothing where the same is there', async () => {
    await writeFile(join(folder, 'a.ipynb'), 'x');
    expect(await openNotebook('a.ipynb', bytes('x'))).toBe(true);
    expect(stub.messages).toEqual([]);
  });

  it('replaces another one only if the user says so', async () => {
    await writeFile(join(folder, 'a.ipynb'), 'mine');
    expect(await openNotebook('a.ipynb', bytes('theirs'))).toBe(false);
    expect(opened()).toEqual([]);
    stub.answer = 'Open that one';
    expect(await openNotebook('a.ipynb', bytes('theirs'))).toBe(true);
    expect(await kept()).toBe('mine');
    stub.answer = 'Replace it';
    expect(await openNotebook('a.ipynb', bytes('theirs'))).toBe(true);
    expect(await kept()).toBe('theirs');
    expect(opened()).toHaveLength(2);
    expect(stub.messages.map(({ text }) => text)).toEqual(
      Array.from({ length: 3 }, () => 'a.ipynb is already in the workspace.')
    );
  });

  it('writes nothing but notebooks', async () => {
    for (const name of ['a.sh', '.ipynb', '.vscode/settings.json', '', 'x/..']) {
      await expect(openNotebook(name, bytes('x')), name).rejects.toThrow('is not a notebook');
    }
  });

  it('asks for a place where no folder is open', async () => {
    stub.folders.length = 0;
    expect(await openNotebook('a.ipynb', bytes('x'))).toBe(false);
    expect(opened()).toEqual([]);
  });
});
