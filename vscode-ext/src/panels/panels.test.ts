import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stub, Uri, window } from '../testing/vscodeStub';
import { viewPage } from './page';
import { Granted } from './Granted';
import { DATA_ENDINGS, EXPLANATION_ENDINGS, fileScope, ViewFiles } from './ViewFiles';
import { panelSubject, parseViewUri, viewUri, type PanelSubject } from './viewUri';

beforeEach(() => stub.reset());

describe('addresses of views', () => {
  const text = fc.string({ minLength: 1, maxLength: 50, unit: 'grapheme' });
  const subject: fc.Arbitrary<PanelSubject> = fc.oneof(
    fc.record({
      view: fc.constant('automl-launcher' as const),
      args: fc.record({ path: text, cloneOf: text }, { requiredKeys: [] })
    }),
    fc.record({
      view: fc.constant('automl-launcher' as const),
      args: fc.record({ path: text, problem: fc.constantFrom('image' as const, 'llm' as const) })
    }),
    fc.record({ view: fc.constant('automl-job' as const), args: fc.record({ jobName: text }) }),
    fc.record({ view: fc.constant('endpoint' as const), args: fc.record({ endpointName: text }) }),
    fc.record({
      view: fc.constant('deploy' as const),
      args: fc.record(
        { jobName: fc.oneof(text, fc.constant('')), candidateName: text, role: text },
        { requiredKeys: ['jobName'] }
      )
    }),
    fc.record({
      view: fc.constant('transform-job' as const),
      args: fc.record({ transformJobName: text })
    }),
    fc.record({
      view: fc.constant('explanation' as const),
      args: fc.record({
        source: fc.oneof(
          fc.record({ kind: fc.constant('job' as const), jobName: text, candidateName: text }),
          fc.record({ kind: fc.constant('s3' as const), uri: text }),
          fc.record({ kind: fc.constant('file' as const), path: text }),
          fc.record({ kind: fc.constant('none' as const) })
        )
      })
    })
  );

  it('lead back to the view, and are the same for the same view', () => {
    fc.assert(
      fc.property(subject, value => {
        const uri = viewUri(value);
        expect(parseViewUri(uri)).toEqual(value);
        expect(viewUri(structuredClone(value)).toString()).toBe(uri.toString());
        expect(uri.path.slice(1)).not.toContain('/');
      })
    );
  });

  it('lead nowhere when they are not ours', () => {
    fc.assert(
      fc.property(fc.string(), query => {
        expect(
          parseViewUri(Uri.from({ scheme: 'file', path: '/x', query }) as never)
        ).toBeUndefined();
      })
    );
    fc.assert(
      fc.property(fc.json(), query => {
        const uri = Uri.from({ scheme: 'pilothouse', path: '/x', query });
        expect(parseViewUri(uri as never)).toBeUndefined();
      })
    );
    expect(panelSubject('sidebar', {})).toBeUndefined();
    expect(panelSubject('storage', { extra: 1 })).toEqual({ view: 'storage', args: {} });
    expect(panelSubject('automl-job', { jobName: 'x'.repeat(5_000) })).toBeUndefined();
    expect(panelSubject('automl-job', { jobName: 'j', extra: 1 })).toEqual({
      view: 'automl-job',
      args: { jobName: 'j' }
    });
  });
});

describe('the page', () => {
  const webview = {
    cspSource: "'self' https://*.example.org",
    asWebviewUri: (uri: Uri) => uri
  };
  const page = (title: string): string =>
    viewPage(webview as never, Uri.file('/dist') as never, title);

  it('runs scripts by nonce alone and reaches no network', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page('x'))?.[1] ?? '';
    const directives = new Map(
      policy
        .replace(/&#39;/g, "'")
        .split('; ')
        .map(directive => directive.split(/ (.*)/s).slice(0, 2) as [string, string])
    );
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('connect-src')).toBe("'none'");
    expect(directives.get('script-src')).toMatch(/^'nonce-[\w-]{32}'$/);
  });

  it('has another nonce each time, and every script has it', () => {
    const nonces = [page('x'), page('x')].map(html => {
      const scripts = [...html.matchAll(/<script[^>]*nonce="([^"]+)"/g)];
      expect(scripts).toHaveLength([...html.matchAll(/<script/g)].length);
      return scripts[0]?.[1];
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('shows a hostile title as text', () => {
    expect(page('</title><script>alert(1)</script>')).not.toContain('<script>alert');
  });
});

/** What a workspace remembers, in memory. */
function memento(): ConstructorParameters<typeof Granted>[0] {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string, fallback?: unknown) => kept.get(key) ?? fallback,
    update: async (key: string, value: unknown) => void kept.set(key, value)
  } as never;
}

describe('ViewFiles', () => {
  let folder: string;
  let outside: string;
  let files: ViewFiles;
  let granted: Granted;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pilothouse-files-'));
    outside = await mkdtemp(join(tmpdir(), 'pilothouse-outside-'));
    stub.folders.push(folder);
    granted = new Granted(memento());
    files = new ViewFiles({ endings: DATA_ENDINGS, granted });
    await writeFile(join(folder, 'a b.csv'), 'x,y\n1,2\n');
    await writeFile(join(folder, '.env'), 'SECRET=1');
    await writeFile(join(outside, 'other.csv'), 'x');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(outside, { recursive: true, force: true });
  });

  it('gives ranges, fewer bytes at the end', async () => {
    const path = join(folder, 'a b.csv');
    const text = async (start: number, end: number): Promise<string> =>
      new TextDecoder().decode(await files.read(path, start, end));
    expect((await files.stat(path)).size).toBe(8);
    expect(await text(0, 3)).toBe('x,y');
    expect(await text(4, 100)).toBe('1,2\n');
    expect(await text(50, 60)).toBe('');
  });

  it('gives nothing but data files of the workspace and those the user named', async () => {
    const other = join(outside, 'other.csv');
    for (const path of [join(folder, '.env'), other, join(folder, '..', 'x.csv'), 'nonsense']) {
      await expect(files.read(path, 0, 10), path).rejects.toThrow();
    }
    await granted.add(other);
    expect(await files.read(other, 0, 10)).toHaveLength(1);
  });

  it('lets the user choose a folder of pictures, wherever it is, and reads what is below', async () => {
    await mkdir(join(outside, 'pets', 'cats'), { recursive: true });
    const picture = join(outside, 'pets', 'cats', '1.JPG');
    await writeFile(picture, 'x');
    await writeFile(join(outside, 'pets', 'key.pem'), 'SECRET');
    const dialog = vi.fn().mockResolvedValue([Uri.file(join(outside, 'pets'))]);
    vi.spyOn(window, 'showOpenDialog').mockImplementation(dialog);
    await expect(files.read(picture, 0, 1)).rejects.toThrow();
    expect(await files.pick('folder')).toBe(join(outside, 'pets'));
    expect(dialog.mock.calls[0]?.[0]).toMatchObject({
      canSelectFiles: false,
      canSelectFolders: true
    });
    vi.restoreAllMocks();
    const listed = await files.list(join(outside, 'pets'), 10);
    expect(listed?.entries.map(({ path }) => path)).toContain('cats/1.JPG');
    expect(await files.read(picture, 0, 1)).toHaveLength(1);
    await expect(files.read(join(outside, 'pets', 'key.pem'), 0, 1)).rejects.toThrow();
  });

  it('offers packed tables, and reads the one that was chosen', async () => {
    const packed = join(outside, 'other.csv.gz');
    await writeFile(packed, new Uint8Array([0x1f, 0x8b]));
    await expect(files.read(packed, 0, 10)).rejects.toThrow(/not a data file/);
    const ask = vi
      .spyOn(window, 'showOpenDialog')
      .mockImplementation((() => Promise.resolve([Uri.file(packed)])) as never);
    expect(await files.pick(['csv', 'gz', 'pem'])).toBe(packed);
    expect(ask.mock.calls[0]).toMatchObject([{ filters: { Data: ['csv', 'gz'] } }]);
    ask.mockRestore();
    expect(await files.read(packed, 0, 10)).toHaveLength(2);
  });

  it('reads packed files of the workspace only if they hold data', async () => {
    const place = join(folder, 'report');
    await mkdir(place, { recursive: true });
    const files = ['out.csv.gz', 'out.jsonl.gz', 'part-00000.gz', 'dump.sql.gz', 'keys.gz', '.gz'];
    await Promise.all(files.map(name => writeFile(join(place, name), 'x')));
    const page = explanationOf(place);
    const read = await Promise.all(
      files.map(name => page.read(join(place, name), 0, 1).then(Boolean, () => false))
    );
    expect(read).toEqual([true, true, true, false, false, false]);
  });

  it('follows no link from data to something else', async () => {
    await writeFile(join(outside, 'key.pem'), 'SECRET');
    const link = join(folder, 'data.csv');
    await symlink(join(outside, 'key.pem'), link);
    await expect(files.read(link, 0, 10)).rejects.toThrow(/not a data file/);
  });

  it('names a file that has gone', async () => {
    const path = join(folder, 'gone.csv');
    await expect(files.read(path, 0, 10)).rejects.toThrow(/gone\.csv is no longer there/);
    await expect(files.stat(path)).rejects.toThrow(/no longer there/);
  });

  /** The files of the page that shows one explanation. */
  const explanationOf = (path: string): ViewFiles =>
    new ViewFiles(
      fileScope({ view: 'explanation', args: { source: { kind: 'file', path } } }, granted)
    );

  it('reads the report of an explanation, and no other JSON', async () => {
    await mkdir(join(folder, 'report', 'explanations_shap'), { recursive: true });
    const local = join(folder, 'report', 'explanations_shap', 'out.csv');
    const analysis = join(folder, 'report', 'analysis.json');
    const secrets = join(folder, 'secrets.json');
    for (const path of [local, analysis, secrets]) {
      await writeFile(path, '{}');
    }
    for (const path of [local, analysis]) {
      const page = explanationOf(path);
      expect(await page.read(local, 0, 10)).toHaveLength(2);
      expect(await page.read(analysis, 0, 10)).toHaveLength(2);
      await expect(page.read(secrets, 0, 10)).rejects.toThrow(/not a data file/);
      const around = join(folder, 'report', '..', 'secrets.json');
      await expect(page.read(around, 0, 10)).rejects.toThrow(/not a data file/);
      await expect(page.read(`${folder}/report/../secrets.json`, 0, 9)).rejects.toThrow();
    }
    expect(EXPLANATION_ENDINGS.has('.pem')).toBe(false);
  });

  it('sends only what the user picks, where any JSON may be a body', async () => {
    const body = join(folder, 'secrets.json');
    await writeFile(body, '{}');
    for (const subject of [
      { view: 'endpoint', args: { endpointName: 'e' } },
      { view: 'deploy', args: { jobName: 'j' } }
    ] as const) {
      const page = new ViewFiles(fileScope(subject, new Granted(memento())));
      await expect(page.read(body, 0, 9)).rejects.toThrow(/not a data file/);
      await expect(page.read(join(folder, 'a b.csv'), 0, 9)).rejects.toThrow(/not a data file/);
      window.showOpenDialog = vi.fn(async () => [Uri.file(body)]) as never;
      expect(await page.pick(['json', 'pem'])).toBe(body);
      expect(await page.read(body, 0, 9)).toHaveLength(2);
    }
  });

  it('opens what is outside only if the user named it', async () => {
    const analysis = join(outside, 'analysis.json');
    const other = join(outside, 'other.json');
    const beside = join(outside, 'baseline.csv');
    for (const path of [analysis, other, beside]) {
      await writeFile(path, '{}');
    }
    await expect(explanationOf(analysis).read(analysis, 0, 9)).rejects.toThrow(/not a data file/);
    await granted.add(other);
    expect(await explanationOf(other).read(other, 0, 9)).toHaveLength(2);
    await expect(explanationOf(other).read(beside, 0, 9)).rejects.toThrow(/not a data file/);
    await granted.add(analysis);
    expect(await explanationOf(analysis).read(beside, 0, 9)).toHaveLength(2);
  });

  it('lists what is below, links included, but nothing hidden', async () => {
    await mkdir(join(folder, 'report', 'explanations_shap'), { recursive: true });
    await writeFile(join(folder, 'report', 'explanations_shap', 'out.csv'), 'a_b');
    await writeFile(join(folder, 'report', '.hidden.json'), '{}');
    await symlink(join(outside, 'other.csv'), join(folder, 'report', 'link.csv'));
    const page = explanationOf(join(folder, 'report'));
    const listed = await page.list(join(folder, 'report'), 100);
    expect(listed?.truncated).toBe(false);
    expect(listed?.entries.map(({ path, size }) => [path, size]).sort()).toEqual([
      ['explanations_shap/out.csv', 3],
      ['link.csv', 1]
    ]);
    const only = await page.list(join(folder, 'report'), 100, ['explanations_shap']);
    expect(only?.entries).toHaveLength(1);
    expect(await page.list(join(folder, 'report', 'link.csv'), 100)).toBeUndefined();
    await expect(page.list(outside, 100)).rejects.toThrow();
  });
});
