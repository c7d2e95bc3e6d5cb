// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   heading 1 "Explanation of JOB" · note "About these numbers" (method, unit, checks)
 *   combobox "Explained output" (several labels) · searchbox "Find features" · combobox "Show"
 *   tab "Importance", "Beeswarm"; figure "Feature importance", "Contributions of all records"
 *   textbox "Record", button "Previous record", "Next record"; figure "Waterfall of record N"
 *   grid "Explained records": one row per record; a click or Enter selects it
 *   group "Actions of FIGURE": button "CSV", "PNG", "SVG", "Reset zoom"; summary "Table"
 */
import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { fakeBucket, SMALL } from '../../explain/testing/fakeReport';
import { fakePlotly } from '../../plots/testing/fakePlotly';
import { fakeHost } from '../testing/fakeHost';
import { click, control, fill, press, render, settle } from '../testing/render';
import ExplanationView from '.';

vi.mock('../../plots/plotly', async original => ({
  ...(await original<object>()),
  loadPlotly: async () => fakePlotly
}));

afterEach(() => document.body.replaceChildren());

// jsdom has no canvas: the dots' picture is left out.
HTMLCanvasElement.prototype.getContext = () => null;

async function show(
  files: Record<string, string>,
  candidateName?: string,
  api = fakeBucket(files)
) {
  const host = fakeHost();
  const source = { kind: 'job' as const, jobName: 'job', candidateName };
  const { element } = await render(<ExplanationView args={{ source }} api={api} host={host} />);
  await waitForKind(element);
  return { element, host };
}

/** The views of kinds load when they are first shown. */
async function waitForKind(element: Element): Promise<void> {
  await settle(20);
  for (let n = 0; n < 100 && element.querySelector('.ph-Skeleton'); n += 1) {
    await settle(20);
  }
  await settle(20);
}

const text = (element: Element, selector: string): string | undefined =>
  element.querySelector(selector)?.textContent ?? undefined;

describe('explanation view', () => {
  it('shows what the numbers are, all records and one record', async () => {
    const { element } = await show(SMALL);
    expect(text(element, 'h1')).toBe('Explanation of job');
    const note = text(element, '[aria-label="About these numbers"]');
    expect(note).toContain('Unit: log-odds · Base 0.25 · Baseline of 1 record · 2 records');
    expect(note).toContain('Adds up: base + contributions = prediction');
    expect(note).toContain('Global values equal the mean absolute contributions');
    expect(text(element, 'figure[aria-label="Feature importance"] figcaption')).toContain(
      'a matters most of 2 features'
    );
    expect(text(element, 'figure[aria-label="Waterfall of record 1"] figcaption')).toBe(
      'a raises yes by 1 (log-odds), the most of 2 features; the result is 1.75.'
    );
    expect(element.textContent).toContain('= 85.2% yes');
  });

  it('follows the row that is chosen, by click and by number', async () => {
    const { element } = await show(SMALL);
    const rows = element.querySelectorAll<HTMLElement>('[aria-label="Explained records"] tbody tr');
    expect(rows).toHaveLength(2);
    await click(rows[1] as HTMLElement);
    expect(text(element, 'figure[aria-label="Waterfall of record 2"] figcaption')).toContain(
      'a lowers yes by 2'
    );
    const number = [...element.querySelectorAll('input')].find(
      input => input.labels?.[0]?.textContent === 'Record'
    );
    await fill(number as HTMLInputElement, '1');
    await settle(20);
    expect(element.querySelector('figure[aria-label="Waterfall of record 1"]')).not.toBeNull();
    await click(control(element, 'Next record'));
    expect(element.querySelector('figure[aria-label="Waterfall of record 2"]')).not.toBeNull();
  });

  it('lets the keyboard choose a record in the beeswarm', async () => {
    const { element } = await show(SMALL);
    await click(control(element, 'Beeswarm'));
    const chart = element.querySelector<HTMLElement>('[role="application"]') as HTMLElement;
    // The first row's dots by value: record 2, then record 1.
    await press(chart, 'ArrowDown');
    await press(chart, 'Home');
    expect(text(element, '.ph-Chart-tip')).toBe('Record 2, a = 8: −2');
    await press(chart, 'Enter');
    expect(element.querySelector('figure[aria-label="Waterfall of record 2"]')).not.toBeNull();
  });

  it('has the numbers of each chart in a table and in files', async () => {
    const { element, host } = await show(SMALL);
    const figure = element.querySelector('figure[aria-label="Feature importance"]') as HTMLElement;
    const details = figure.querySelector('details') as HTMLDetailsElement;
    details.open = true;
    await act(async () => void details.dispatchEvent(new Event('toggle')));
    await settle();
    const cells = [...figure.querySelectorAll('tbody tr')].map(row => row.textContent);
    expect(cells).toEqual(['1a1.5−0.5', '2b0.50.5']);
    await click(control(figure, 'CSV'));
    await click(control(figure, 'PNG'));
    expect(host.asked).toEqual(['save job-importance.csv', 'save job-importance.png']);
  });

  it('warns when the numbers do not add up', async () => {
    const { element } = await show({ ...SMALL, 'predictions.csv': 'yes\n3\n-1.25\n' });
    expect(text(element, '.ph-Banner')).toContain(
      'base + contributions miss the prediction of record 1 by 1.25'
    );
  });

  it('says that only the best candidate is explained, and leads there', async () => {
    const { element, host } = await show(SMALL, 'second');
    expect(element.textContent).toContain('for the best candidate only: best');
    await click(control(element, 'Explain the best candidate'));
    expect(host.asked).toEqual(['open explanation {"source":{"kind":"job","jobName":"job"}}']);
  });

  it('works with global values alone', async () => {
    const { element } = await show({ 'analysis.json': SMALL['analysis.json'] });
    expect(control(element, 'Beeswarm')).toHaveProperty('disabled', true);
    expect(element.querySelector('figure[aria-label^="Waterfall"]')).toBeNull();
    expect(element.textContent).toContain('There are no values of single records');
  });

  it('says what is denied or broken, and tries again', async () => {
    const api = fakeBucket(SMALL).on('s3.ListObjectsV2', () => {
      throw fakeError({
        code: 'AccessDenied',
        message: 'Denied.',
        retryable: false,
        missingAction: 's3:ListBucket'
      });
    });
    const { element } = await show(SMALL, undefined, api);
    expect(element.textContent).toContain('The explanation could not be loaded.');
    expect(element.textContent).toContain('s3:ListBucket');
    const broken = await show({ ...SMALL, 'analysis.json': '{' });
    // The records are still shown, and what is wrong is said.
    expect(broken.element.textContent).toContain('analysis.json: damaged at line 1');
    expect(text(broken.element, 'figure[aria-label="Feature importance"]')).toBeTruthy();
  });

  it('is read again from another backend', async () => {
    const api = fakeBucket(SMALL);
    const { host } = await show(SMALL, undefined, api);
    const before = api.calls.length;
    await act(async () => void (await host.backend.choose({ kind: 'aws', region: 'eu-west-1' })));
    await settle(20);
    expect(api.calls.length).toBe(2 * before);
  });

  it('draws names as text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const files = Object.fromEntries(
      Object.entries(SMALL).map(([file, content]) => [
        file,
        content.replaceAll('"a":', `"${name}":`).replaceAll('a_yes', `${name}_yes`)
      ])
    );
    const { element } = await show(files);
    expect(element.querySelector('img')).toBeNull();
    expect(element.textContent).toContain(name);
  });
});

const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

describe('explanations from files', () => {
  const pdp = {
    feature_name: 'a',
    data_type: 'numerical',
    feature_values: [1, 2],
    data_distribution: [0.5, 0.5],
    model_predictions: [[0.1, 0.2]],
    label_headers: ['yes']
  };
  const analysis = JSON.parse(SMALL['analysis.json'] as string) as { explanations: object };
  const MIXED = JSON.stringify({
    ...analysis,
    explanations: { ...analysis.explanations, pdp: [pdp] }
  });
  const api = new FakeApi({});

  async function showFile(path: string, files: Record<string, string>, more: object = {}) {
    const stored = Object.entries(files).map(([name, content]) => [name, bytes(content)]);
    const host = fakeHost({ files: Object.fromEntries(stored) as never, ...more });
    const args = { source: { kind: 'file' as const, path } };
    const { element } = await render(<ExplanationView args={args} api={api} host={host} />);
    await waitForKind(element);
    return { element, host };
  }

  it('switch between the sections of a file', async () => {
    const { element } = await showFile('r/analysis.json', { 'r/analysis.json': MIXED });
    expect(text(element, 'h1')).toBe('Explanation of analysis.json · r');
    const tabs = [...element.querySelectorAll('[aria-label="Sections"] [role="tab"]')];
    expect(tabs.map(tab => tab.textContent)).toEqual(
      expect.arrayContaining(['Feature contributions', 'Partial dependence'])
    );
    await click(control(element, 'Partial dependence'));
    await waitForKind(element);
    const shown = element.querySelector('[aria-label="Sections"] [aria-selected="true"]');
    expect(shown?.textContent).toBe('Partial dependence');
  });

  it('are not asked of any backend, and are remembered', async () => {
    const { host } = await showFile('r/analysis.json', { 'r/analysis.json': MIXED });
    expect(api.calls).toEqual([]);
    const recent = await host.storage.get<{ source: object }[]>('explanation:recent');
    expect(recent?.[0]?.source).toEqual({ kind: 'file', path: 'r/analysis.json' });
  });

  it('say what was looked for where nothing is recognised', async () => {
    const name = '<b>x</b>.json';
    const { element } = await showFile(name, { [name]: 'no { json' });
    expect(element.textContent).toContain('<b>x</b>.json was not recognised. Looked for');
    expect(element.querySelector('b')).toBeNull();
  });

  it('say that there is no such file', async () => {
    const { element } = await showFile('gone.json', { 'other.json': '{}' });
    expect(element.textContent).toContain('gone.json');
    expect(control(element, 'Try again')).toBeTruthy();
  });

  it('can be left while they are read', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'], shouldAdvanceTime: true });
    try {
      const host = fakeHost({ files: { 'a.json': bytes('{}') }, filesNever: true });
      const args = { source: { kind: 'file' as const, path: 'a.json' } };
      const { element } = await render(<ExplanationView args={args} api={api} host={host} />);
      await act(async () => vi.advanceTimersByTime(1000));
      await click(control(element, 'Cancel'));
      expect(element.textContent).toContain('Reading was cancelled');
      expect(control(element, 'Read again')).toBeTruthy();
    } finally {
      vi.useRealTimers();
    }
  });

  it('begin with a choice of places', async () => {
    const host = fakeHost({
      stored: {
        'explanation:recent': [{ source: { kind: 's3', uri: 's3://b/r/x.json' }, opened: 1 }]
      }
    });
    const args = { source: { kind: 'none' as const } };
    const { element } = await render(<ExplanationView args={args} api={api} host={host} />);
    await settle(20);
    await fill(control(element, 'S3 location'), 'https://example.org');
    await click(control(element, 'Open from S3'));
    await act(async () => control(element, 'S3 location').focus());
    await act(async () => control(element, 'S3 location').blur());
    expect(element.textContent).toContain('Write s3://bucket/path');
    await fill(control(element, 'S3 location'), ' s3://bucket/r ');
    await click(control(element, 'Open from S3'));
    await click(control(element, 'x.json'));
    expect(host.asked.filter(asked => asked.startsWith('open '))).toEqual([
      'open explanation {"source":{"kind":"s3","uri":"s3://bucket/r"}}',
      'open explanation {"source":{"kind":"s3","uri":"s3://b/r/x.json"}}'
    ]);
  });

  it('say how the IDE lets its files be dragged, and take them', async () => {
    const host = fakeHost();
    const args = { source: { kind: 'none' as const } };
    const { element } = await render(
      <ExplanationView args={args} api={api} host={{ ...host, dragKey: 'Shift' }} />
    );
    await settle(20);
    expect(element.textContent).toContain('onto this view (from the explorer with Shift held)');
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    const list = 'vscode-remote://localhost:8000/w/a%20b/out.csv\r\n';
    Object.assign(drop, {
      dataTransfer: {
        types: ['text/plain', 'application/vnd.code.uri-list'],
        items: [],
        files: [],
        getData: (type: string) => (type.endsWith('code.uri-list') ? list : '')
      }
    });
    await act(async () => element.querySelector('.ph-DropArea')?.dispatchEvent(drop));
    expect(drop.defaultPrevented).toBe(true);
    expect(host.asked).toContain(
      'open explanation {"source":{"kind":"file","path":"/w/a b/out.csv"}}'
    );
  });

  it('become code and an HTML file', async () => {
    const { element, host } = await showFile('r/analysis.json', { 'r/analysis.json': MIXED });
    await click(control(element, 'Insert code'));
    await click(control(element, 'Save as HTML'));
    await settle(20);
    expect(host.asked).toEqual(
      expect.arrayContaining(['insert', expect.stringMatching(/^save .*explanation\.html$/)])
    );
  });

  it('is cancelled, and read again with a bar instead of an error', async () => {
    const api = fakeBucket(SMALL);
    const real = api.call.bind(api);
    let open: () => void = () => undefined;
    const gate = new Promise<void>(resolve => (open = resolve));
    api.call = async (service, operation, input, options) => {
      if (operation === 'GetObject') {
        await Promise.race([
          gate,
          new Promise((_, reject) =>
            options?.signal?.addEventListener('abort', () =>
              reject(new DOMException('Cancelled.', 'AbortError'))
            )
          )
        ]);
      }
      return real(service, operation, input, options);
    };
    const host = fakeHost();
    const source = { kind: 'job' as const, jobName: 'job' };
    const { element } = await render(<ExplanationView args={{ source }} api={api} host={host} />);
    const bar = (): Element | null => element.querySelector('[role="progressbar"]');
    await vi.waitFor(() => expect(bar()).not.toBeNull(), 5000);
    await click(control(element, 'Cancel'));
    await vi.waitFor(() => expect(element.textContent).toContain('Reading was cancelled.'));
    await click(control(element, 'Read again'));
    await vi.waitFor(() => expect(bar()).not.toBeNull(), 5000);
    expect(element.textContent).not.toContain('could not be loaded');
    await act(async () => open());
    await waitForKind(element);
    expect(text(element, 'figure[aria-label="Feature importance"] figcaption')).toContain('a ');
  });
});
