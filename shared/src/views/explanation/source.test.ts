import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../explain/model';
import { fakeHost } from '../testing/fakeHost';
import { pathOf } from './DropArea';
import { sectionNames } from './sectionNames';
import { noteRecent, readRecent, RECENT_KEY, sourceKey, sourceTitle } from './source';

describe('names of sources', () => {
  it.each([
    ['r/analysis.json', 'analysis.json · r'],
    ['r/explanations_shap/out.csv', 'out.csv · r'],
    ['analysis.json', 'analysis.json'],
    ['r/movie.explanation.json', 'movie.explanation.json']
  ])('%s is called %s', (path, title) => expect(sourceTitle({ kind: 'file', path })).toBe(title));

  it.each([
    ['s3://b/pilothouse/churn/documentation/explainability/output', 'output · churn'],
    ['s3://b/reports/analysis.json', 'analysis.json · reports'],
    ['s3://b/reports/', 'reports'],
    ['s3://b', 'b']
  ])('%s is called %s', (uri, title) => expect(sourceTitle({ kind: 's3', uri })).toBe(title));
});

describe('cells of notebooks', () => {
  const notebook = { kind: 'file', path: 'n/a.ipynb' } as const;

  it('are sources of their own', () => {
    expect(sourceTitle({ ...notebook, cell: 3 })).toBe('a.ipynb, cell 3');
    const keys = [notebook, { ...notebook, cell: 1 }, { ...notebook, cell: 2 }].map(sourceKey);
    expect(new Set(keys).size).toBe(3);
  });

  it('come back from the list of recent sources, unless they are damaged', () => {
    const stored = [3, '3', 0.5].map(cell => ({ source: { ...notebook, cell }, opened: 1 }));
    expect(readRecent(stored).map(({ source }) => source)).toEqual([{ ...notebook, cell: 3 }]);
  });
});

describe('recent sources', () => {
  it('come once each, newest first, and not for ever', async () => {
    const host = fakeHost();
    for (let n = 0; n < 30; n += 1) {
      await noteRecent(host, { kind: 'file', path: `f${n % 20}` });
    }
    const recent = readRecent(await host.storage.get(RECENT_KEY));
    const titles = recent.map(({ source }) => sourceTitle(source));
    expect(titles[0]).toBe('f9');
    expect(titles).toHaveLength(12);
    expect(new Set(titles).size).toBe(12);
  });

  it('are taken from nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), stored => {
        expect(readRecent(stored)).toEqual([]);
      })
    );
    expect(readRecent([{ source: { kind: 'file', path: 1 }, opened: 1 }])).toEqual([]);
  });
});

describe('names of sections', () => {
  it('are never the same twice', () => {
    const explanation = fc.record({
      kind: fc.constantFrom('bias', 'pdp', 'text'),
      meta: fc.record({ source: fc.constantFrom('r/a.json', 'r/b.json', 'r', '') })
    });
    fc.assert(
      fc.property(fc.array(explanation), list => {
        const names = sectionNames(list as unknown as Explanation[]);
        expect(names).toHaveLength(list.length);
        expect(new Set(names).size).toBe(names.length);
      })
    );
  });
});

describe('paths that are dragged from an IDE', () => {
  const path = (type: string, text: string): string | undefined =>
    pathOf({ getData: (asked: string) => (asked === type ? text : '') });

  it('are files of the workspace, by either list', () => {
    expect(path('text/uri-list', 'file:///w/a%20b.json\r\n')).toBe('/w/a b.json');
    const remote = 'vscode-remote://localhost:1/w/analysis.json';
    expect(path('application/vnd.code.uri-list', remote)).toBe('/w/analysis.json');
    expect(path('text/uri-list', 'https://example.org/x.json')).toBeUndefined();
    expect(path('text/uri-list', 'javascript:alert(1)')).toBeUndefined();
    expect(path('text/plain', 'file:///w/a')).toBeUndefined();
  });
});
