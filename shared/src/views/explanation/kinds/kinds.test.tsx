// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   bias: combobox "Facet and group"; tabs "Readings", "Chart", "Data and model", "Two reports";
 *     textbox "Mark metrics farther from parity than"; grid "Metrics, pre-training"; region
 *     "About CODE" after a click on a row; figure "Bias metrics of GROUP"
 *   pdp: tabs "One feature", "Strongest features"; grid "Features with partial dependence";
 *     figure "Partial dependence on FEATURE"; checkbox "Centred"
 *   series: combobox "Item" or grid "Items"; figures "Forecast of ITEM", "Contributions by time
 *     and horizon", "Contributions along time", "Contributions along the horizon"
 *   violations: table "Violations" · baseline: table "Baseline by feature"
 *   report: tabs "Page", "Notebook", "PDF"; button "Save a copy" · raw: tree
 */
import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeApi } from '../../../aws/testing/fakeApi';
import { memorySource } from '../../../aws/source';
import type { ExplanationFolder } from '../../../explain/folder';
import { documents, samples } from '../../../explain/formats/registry';
import { parseJson, type JsonObject } from '../../../explain/formats/json';
import type { Explanation, SeriesExplanation } from '../../../explain/model';
import { fixture } from '../../../explain/testing/fixtures';
import { fakePlotly } from '../../../plots/testing/fakePlotly';
import { fakeHost, type FakeHostOptions } from '../../testing/fakeHost';
import { click, control, fill, press, render, settle } from '../../testing/render';
import { kinds, type KindProps } from './registry';

vi.mock('../../../plots/plotly', async original => ({
  ...(await original<object>()),
  loadPlotly: async () => fakePlotly
}));

afterEach(() => document.body.replaceChildren());

const HOSTILE = '<img src=x onerror="window.ran=1">';

/** The explanation of one kind in a recorded report. */
function read(path: string, kind: Explanation['kind']): Explanation {
  const document = parseJson(fixture(path)) as JsonObject;
  const all = documents.flatMap(format =>
    format.read(document, { source: 'analysis.json', config: {} })
  );
  return all.find(explanation => explanation.kind === kind) as Explanation;
}

function readLines(path: string, format: string): Explanation {
  const reader = samples
    .find(({ name }) => name === format)
    ?.start({ source: 'out.jsonl', config: {} });
  for (const [i, line] of fixture(path).trim().split('\n').entries()) {
    reader?.take(parseJson(line), `line ${i + 1}`);
  }
  return reader?.end([])[0] as Explanation;
}

const plain = {
  labels: [],
  features: [],
  records: 0,
  values: new Float64Array(),
  base: [],
  unit: 'unknown' as const,
  meta: { format: 'raw' as const, source: 'file.json', warnings: [] }
};

async function show(
  explanation: Explanation,
  more: Partial<KindProps<Explanation>> = {},
  hostOptions: FakeHostOptions = {}
) {
  const host = fakeHost(hostOptions);
  const module = await kinds[explanation.kind]?.();
  const View = module?.default as React.ComponentType<KindProps<Explanation>>;
  const node = (
    <View explanation={explanation} api={new FakeApi({})} host={host} exportName="x" {...more} />
  );
  const { element } = await render(node);
  await settle(20);
  return { element, host };
}

const text = (element: Element, selector: string): string =>
  element.querySelector(selector)?.textContent ?? '';

describe('bias', () => {
  it('reads a recorded report in words, and explains the metric that is chosen', async () => {
    const { element } = await show(read('job-credit-risk-bias/analysis.json', 'bias'));
    const grid = element.querySelector('[aria-label="Metrics, pre-training"]') as HTMLElement;
    expect(grid.textContent).toContain('makes up 27.2% of the rows');
    expect(element.querySelectorAll('table')).toHaveLength(2);
    const row = [...element.querySelectorAll<HTMLElement>('tbody tr')].find(each =>
      each.textContent?.startsWith('TE')
    ) as HTMLElement;
    await click(row);
    const about = text(element, '[aria-label="About TE"]');
    expect(about).toContain('FN_d / FP_d');
    expect(about).toContain('FP/FN');
    expect(about).not.toContain('Above 0');
  });

  it('marks nothing until the user sets a limit', async () => {
    const bias = read('job-credit-risk-bias/analysis.json', 'bias');
    const { element } = await show(bias);
    expect(element.textContent).not.toContain('Beyond your limit');
    await fill(control(element, 'Mark metrics farther from parity than (optional)'), '0.3');
    const marked = [...element.querySelectorAll('tbody tr')].filter(row =>
      row.textContent?.includes('Beyond your limit of 0.3')
    );
    expect(marked.map(row => row.querySelector('strong')?.textContent)).toEqual(['CI', 'DCR']);
  });

  it('shows infinities and what was not computed', async () => {
    const { element } = await show(read('monitor-weather-bias/analysis.json', 'bias'));
    const cells = [...element.querySelectorAll('tbody tr')].map(row => row.textContent);
    expect(cells.find(cell => cell?.startsWith('DI'))).toContain('∞');
    expect(cells.find(cell => cell?.startsWith('CDDPL'))).toContain('n/a');
    expect(element.textContent).toContain('Not computed: Group variable is empty');
  });

  it('compares with another report', async () => {
    const first = read('job-credit-risk-bias/analysis.json', 'bias');
    const pick = vi.fn();
    const alone = await show(first, { onPickComparison: pick });
    await click(control(alone.element, 'Two reports'));
    await click(control(alone.element, 'Choose a report'));
    expect(pick).toHaveBeenCalledOnce();
    const { element } = await show(
      first,
      { comparison: { explanation: first, name: 'again' } },
      { stored: { 'explanation:bias-view': 'reports' } }
    );
    expect(element.textContent).toContain('Same distance from parity.');
    const other = read('monitor-weather-bias/analysis.json', 'bias');
    const apart = await show(
      first,
      { comparison: { explanation: other, name: 'weather' } },
      { stored: { 'explanation:bias-view': 'reports' } }
    );
    expect(apart.element.textContent).toContain('is not in the other report');
  });
});

describe('partial dependence', () => {
  it('shows a recorded curve, and the category next to it', async () => {
    const { element } = await show(read('card-example-explainability/analysis.json', 'pdp'));
    await click(element.querySelector('input[type="checkbox"]') as HTMLElement);
    const rows = [...element.querySelectorAll<HTMLElement>('tbody tr')];
    expect(rows.map(row => row.querySelector('th')?.textContent)).toEqual(['Animal', 'Age']);
    await click(rows[1] as HTMLElement);
    expect(text(element, 'figure[aria-label="Partial dependence on Age"] figcaption')).toContain(
      'centred'
    );
    // The example is trimmed: its shares do not add up.
    expect(element.textContent).toContain('cover 46% of the rows');
    await fill(control(element, 'Find features'), 'zzz');
    expect(element.textContent).toContain('No feature is named like “zzz”.');
  });

  it('compares with another explanation on the same scale', async () => {
    const e = read('card-example-explainability/analysis.json', 'pdp');
    const { element } = await show(e, { comparison: { explanation: e, name: 'last week' } });
    expect(
      element.querySelector('figure[aria-label="Partial dependence on Animal in last week"]')
    ).not.toBeNull();
  });

  it('says why a feature has no curve', async () => {
    const pdp = documents.find(({ name }) => name === 'F3');
    const document = { explanations: { pdp: [{ feature_name: HOSTILE, error: 'too many' }] } };
    const [e] = pdp?.read(document, { source: 'a', config: {} }) ?? [];
    const { element } = await show(e as Explanation);
    expect(element.textContent).toContain('The analysis failed for it: too many');
    expect(element.querySelector('img, figure')).toBeNull();
  });
});

describe('series', () => {
  it('shows a recorded item: forecast, map, sums', async () => {
    const { element } = await show(readLines('job-time-series-weather/out.jsonl', 'F7'));
    expect(text(element, 'figure[aria-label="Forecast of sanjose"] figcaption')).toMatch(
      /^Contributions change the forecast of sanjose most at step \d+ of 10/
    );
    expect(element.querySelector('.ph-Banner')).toBeNull();
    expect(text(element, '[role="note"]')).toContain(
      'Forecast = baseline forecast + sum of contributions'
    );
    expect(
      text(element, 'figure[aria-label="Contributions by time and horizon"] figcaption')
    ).toContain('The strongest contribution of all columns');
    await click(control(element, 'Horizon'));
    expect(text(element, 'figure[aria-label="Contributions along the horizon"]')).toContain(
      'p_mbar'
    );
    await click(control(element, 'Time'));
    await fill(control(element, 'Step of the horizon'), '0');
    expect(text(element, 'figure[aria-label="Contributions along time"] figcaption')).toContain(
      'changes step 1 most'
    );
  });

  it('compares an item with the same one of another explanation', async () => {
    const recorded = readLines('job-time-series-weather/out.jsonl', 'F7') as SeriesExplanation;
    const { element } = await show(recorded, {
      comparison: { name: 'march', explanation: recorded },
      onPickComparison: () => undefined,
      onEndComparison: () => undefined
    });
    const part = element.querySelector('section[aria-label="Comparison"]') as HTMLElement;
    expect(part.textContent).toContain('Compared with march');
    expect(part.textContent).toContain('Not compared: single time steps');
    const rows = [...part.querySelectorAll('[aria-label="Forecasts in both"] tbody tr')];
    expect(rows.length).toBe(10);
    expect(rows[0]?.lastElementChild?.textContent).toBe('0');
    control(element, 'End comparison');
    const other = { ...recorded, items: recorded.items.map(item => ({ ...item, id: 'x' })) };
    const without = await show(recorded, { comparison: { name: 'march', explanation: other } });
    expect(without.element.textContent).toContain('is not in march');
  });

  it('leads to the values that are elsewhere', async () => {
    const { element, host } = await show(read('job-time-series-weather/analysis.json', 'series'));
    await click(control(element, 'Open it from S3'));
    expect(host.asked[0]).toMatch(/^open explanation .*fine_grained_chronological\/out\.jsonl/);
  });
});

describe('lists and files', () => {
  it('finds violations and saves them', async () => {
    const { element, host } = await show({
      ...plain,
      kind: 'violations',
      violations: [
        { subject: HOSTILE, check: 'drift', description: 'NDCG 0.81' },
        { subject: 'age', metric: 'DPL', check: 'bias', description: 'too far' }
      ]
    });
    expect(element.querySelector('img')).toBeNull();
    await fill(control(element, 'Find violations'), 'dpl');
    expect(element.querySelectorAll('tbody tr')).toHaveLength(1);
    await click(control(element, 'Save as CSV'));
    expect(host.asked).toEqual(['save x-violations.csv']);
  });

  it('tells the usual value of baselines with several rows', async () => {
    const { element } = await show({
      ...plain,
      kind: 'baseline',
      features: ['age', 'plan', 'odd'],
      records: 3,
      data: [
        [20, 30, 30],
        ['a', null, 'a'],
        [null, null, null]
      ]
    });
    const rows = [...element.querySelectorAll('tbody tr')].map(row =>
      [...row.children].map(cell => cell.textContent)
    );
    expect(rows).toEqual([
      ['age', '30', '26.67', '20', '30', '2', '0'],
      ['plan', 'a', '–', '–', '–', '1', '1'],
      ['odd', 'missing', '–', '–', '–', '0', '3']
    ]);
  });

  it('shows a report in a frame that can do nothing', async () => {
    const files: Record<string, string> = {
      'r.html': `<script>window.ran=1</script>${HOSTILE}`,
      'r.ipynb': JSON.stringify({ cells: [{ cell_type: 'markdown', source: `# ${HOSTILE}` }] })
    };
    const folder: ExplanationFolder = {
      source: 'r',
      list: async () => ({ entries: [], truncated: false }),
      open: path => memorySource(path, new TextEncoder().encode(files[path])),
      resolve: () => undefined
    };
    const { element, host } = await show(
      {
        ...plain,
        kind: 'report',
        files: [
          { uri: 'r.ipynb', type: 'ipynb' },
          { uri: 'r.html', type: 'html' },
          { uri: 's3://elsewhere/r.pdf', type: 'pdf' }
        ]
      },
      { folder }
    );
    const frame = element.querySelector('iframe') as HTMLIFrameElement;
    expect(frame.getAttribute('sandbox')).toBe('');
    expect(frame.getAttribute('srcdoc')).toContain("default-src 'none'");
    expect(frame.getAttribute('srcdoc')).not.toMatch(/<script|onerror|<img/);
    expect(element.textContent).toContain('1 picture from another host is left out');
    await click(control(element, 'Notebook'));
    expect(text(element, 'h2')).toBe(HOSTILE);
    expect(element.querySelector('img')).toBeNull();
    await click(control(element, 'PDF'));
    await click(control(element, 'Save a copy'));
    expect(host.asked[0]).toContain('error s3://elsewhere/r.pdf could not be saved');
  });

  it('walks a tree by keyboard and opens branches when asked', async () => {
    const { element, host } = await show({
      ...plain,
      kind: 'raw',
      title: 'odd',
      json: { a: { 'b c': [1, { d: HOSTILE }] }, big: Array.from({ length: 30_000 }, (_, i) => i) }
    });
    const tree = element.querySelector('[role="tree"]') as HTMLElement;
    const lines = (): string[] =>
      [...tree.querySelectorAll('[role="treeitem"]')].map(line => line.textContent ?? '');
    const key = (name: string): Promise<void> =>
      press(tree.querySelector('[data-stop]') as HTMLElement, name);
    expect(lines()).toEqual(['a{1}', 'b c[2]', 'big[30000]']);
    await key('ArrowDown');
    await key('ArrowRight');
    await key('End');
    expect(lines()).toHaveLength(5);
    await key('Enter');
    expect(lines().slice(-3)).toEqual(['0 … 9999', '10000 … 19999', '20000 … 29999']);
    await key('Home');
    await key('ArrowLeft');
    expect(lines()).toHaveLength(5);
    await key('ArrowRight');
    await key('ArrowDown');
    await act(async () => control(element, 'Copy path').click());
    expect(text(element, '.ph-JsonTree-path')).toBe('a["b c"]');
    expect(host.asked).toEqual(['copy']);
  });
});
