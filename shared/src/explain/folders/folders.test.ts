import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeApi } from '../../aws/testing/fakeApi';
import type { HostFiles } from '../../host';
import { droppedFolder } from './dropped';
import { reportFolder, splitPath } from './place';
import { listBelow } from './walk';
import { workspaceFolder } from './workspace';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A workspace in memory; `files` may change. */
function workspace(files: Record<string, string>): HostFiles & { asked: string[] } {
  const asked: string[] = [];
  const file = (path: string): string => {
    const text = files[path];
    if (text === undefined) {
      throw new Error(`There is no ${path}.`);
    }
    return text;
  };
  return {
    asked,
    stat: async path => ({ size: file(path).length, modified: 1 }),
    read: async (path, start, end) => bytes(file(path)).slice(start, end),
    pick: async () => undefined,
    list: async (path, limit, only) => {
      asked.push(path);
      if (files[path] !== undefined) {
        return undefined;
      }
      const prefix = path === '' ? '' : `${path}/`;
      const names = Object.keys(files).filter(name => name.startsWith(prefix));
      return listBelow(limit, only, async folder => {
        const at = `${prefix}${folder === '' ? '' : `${folder}/`}`;
        const inside = names.filter(name => name.startsWith(at)).map(name => name.slice(at.length));
        return [...new Set(inside.map(name => name.split('/')[0] as string))].map(name => ({
          name,
          isFolder: !inside.includes(name),
          size: files[at + name]?.length ?? 0,
          modified: 1
        }));
      });
    }
  };
}

const api = new FakeApi({});
const REPORT = {
  'w/r/analysis.json': '{}',
  'w/r/explanations_shap/out.csv': 'a_b',
  'w/r/explanations_shap/baseline.csv': 'a',
  'w/r/notes.json': '{}',
  'w/r/models/large.json': '{}'
};

describe('workspace folders', () => {
  it('show the whole report for any of its files, and nothing that is not of it', async () => {
    for (const path of [
      'w/r/analysis.json',
      'w/r/explanations_shap/out.csv',
      'w/r/explanations_shap/baseline.csv',
      'w/r/explanations_shap'
    ]) {
      const folder = workspaceFolder(workspace(REPORT), api, path);
      expect(folder.source).toBe(path);
      expect((await folder.list()).entries.map(entry => entry.path)).toEqual([
        'analysis.json',
        'explanations_shap/baseline.csv',
        'explanations_shap/out.csv'
      ]);
      expect(await folder.open('analysis.json').read(0, 9)).toEqual(bytes('{}'));
    }
  });

  it('leave any other file alone', async () => {
    const folder = workspaceFolder(workspace(REPORT), api, 'w/r/notes.json');
    expect((await folder.list()).entries.map(entry => entry.path)).toEqual(['notes.json']);
    expect(await folder.open('notes.json').read(0, 9)).toEqual(bytes('{}'));
  });

  it('show all files below a folder that was opened', async () => {
    const folder = workspaceFolder(workspace(REPORT), api, 'w/r/');
    expect((await folder.list()).entries).toHaveLength(5);
  });

  it('tell which of the files that were read have changed', async () => {
    const files: Record<string, string> = { ...REPORT };
    const folder = workspaceFolder(workspace(files), api, 'w/r');
    await folder.list();
    await folder.open('analysis.json').read(0, 9);
    expect(await folder.changed()).toEqual([]);
    files['w/r/analysis.json'] = '{"more": 1}';
    files['w/r/notes.json'] = '{"not": "read"}';
    expect(await folder.changed()).toEqual(['analysis.json']);
    delete files['w/r/analysis.json'];
    expect(await folder.changed()).toEqual(['analysis.json']);
  });

  it('resolve S3 locations that files name, and no others', () => {
    const folder = workspaceFolder(workspace(REPORT), api, 'w/r');
    expect(folder.resolve('s3://bucket/key')).toBeDefined();
    expect(folder.resolve('file:///etc/passwd')).toBeUndefined();
    expect(folder.resolve('https://example.org/x')).toBeUndefined();
  });
});

describe('walking', () => {
  const entry = { size: 1, modified: 1 };

  it('ends in folders that contain themselves', async () => {
    const found = await listBelow(100, undefined, async () => [
      { name: 'again', isFolder: true, ...entry },
      { name: 'file', isFolder: false, ...entry }
    ]);
    expect(found.truncated).toBe(true);
    expect(found.entries.length).toBeLessThan(20);
  });

  it('stops at the limit and says so', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      name: `part-${index}`,
      isFolder: false,
      ...entry
    }));
    const found = await listBelow(20, undefined, async () => many);
    expect(found.entries).toHaveLength(20);
    expect(found.truncated).toBe(true);
  });

  it('leaves hidden files and folders out', async () => {
    const found = await listBelow(20, undefined, async folder =>
      folder === ''
        ? [
            { name: '.git', isFolder: true, ...entry },
            { name: '.env.json', isFolder: false, ...entry }
          ]
        : [{ name: 'x', isFolder: false, ...entry }]
    );
    expect(found).toEqual({ entries: [], truncated: false });
  });
});

describe('places', () => {
  it.each([
    ['r/analysis.json', 'r'],
    ['r/explanations_shap/out.csv', 'r'],
    ['r/explanations_shap/out.csv/part-0.csv', 'r'],
    ['r/asymmetric_shapley_value/timewise_chronological/out.jsonl', 'r'],
    ['C:\\r\\explanations_shap\\out.csv', 'C:\\r'],
    ['s3://b/r/explanations_shap/out.csv', 's3://b/r'],
    ['out.csv', '']
  ])('the report of %s is %s', (path, folder) => expect(reportFolder(path)).toBe(folder));

  it('are never outside the path they come from', () => {
    const name = fc.constantFrom('explanations_shap', 'out.csv', 'asymmetric_shapley_value', 'a b');
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), names => {
        const path = names.join('/');
        expect(path.startsWith(reportFolder(path))).toBe(true);
        expect(splitPath(path).name).toBe(names.at(-1));
      })
    );
  });
});

describe('dropped files', () => {
  it('are read in ranges where they are', async () => {
    const file = new Blob(['0123456789']);
    const folder = droppedFolder([{ path: 'r/out.csv', file }], 'r', api);
    expect((await folder.list()).entries).toEqual([{ path: 'r/out.csv', size: 10, modified: 0 }]);
    expect(await folder.open('r/out.csv').read(2, 5)).toEqual(bytes('234'));
    await expect(folder.open('other').read(0, 1)).rejects.toThrow(/not among the dropped/);
  });
});
