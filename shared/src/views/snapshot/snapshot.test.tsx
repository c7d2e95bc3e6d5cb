// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   heading 2 = the snapshot's title · button "Open live" (only with a valid ref)
 *   table region "Candidates", "Predictions"; the parts of the explanation view
 *   an unknown snapshot: banner "This output cannot be drawn." and summary "Raw data"
 */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AwsApi } from '../../aws/api';
import { buildSnapshot } from '../../explain/snapshot';
import { smallExplanation } from '../../explain/testing/fixtures';
import { fakePlotly } from '../../plots/testing/fakePlotly';
import { fakeHost } from '../testing/fakeHost';
import { click, control, render, settle } from '../testing/render';
import SnapshotView from '.';
import { readContent } from './read';

vi.mock('../../plots/plotly', async original => ({
  ...(await original<object>()),
  loadPlotly: async () => fakePlotly
}));

afterEach(() => document.body.replaceChildren());

/** No call may ever be made: a saved notebook has no backend. */
const noApi: AwsApi = {
  call: () => {
    throw new Error('A snapshot must not call the backend.');
  }
};

async function show(data: unknown) {
  const host = fakeHost();
  const { element } = await render(<SnapshotView args={{ data }} api={noApi} host={host} />);
  await settle(10);
  return { element, host };
}

const table = {
  columns: ['Candidate', 'F1'],
  rows: [['best', 0.9] as (string | number)[]],
  omitted: 7
};

describe('snapshot view', () => {
  it('draws a job with its candidates, and opens it live', async () => {
    const { element, host } = await show({
      view: 'job',
      title: 'churn',
      ref: { kind: 'job', jobName: 'churn' },
      data: { job: { AutoMLJobStatus: 'Completed', Nested: { a: 1, b: 2 } }, candidates: table }
    });
    expect(element.querySelector('h2')?.textContent).toBe('churn');
    expect(element.textContent).toContain('{"a":1,"b":2}');
    expect(element.querySelector('table')?.textContent).toContain('best0.9');
    expect(element.textContent).toContain('7 more rows were left out');
    await click(control(element, 'Open live'));
    expect(host.asked).toEqual(['open automl-job {"jobName":"churn"}']);
  });

  it('shows files of other kinds as a table, and opens them', async () => {
    const { element, host } = await show({
      view: 'report',
      title: 'Explanation of bias',
      ref: { kind: 'file', path: 'reports/bias' },
      data: { note: 'Bias metrics.', table: { columns: ['Metric'], rows: [['<b>CI</b>']] } }
    });
    expect(element.textContent).toContain('Bias metrics.');
    expect(element.querySelector('table')?.textContent).toContain('<b>CI</b>');
    await click(control(element, 'Open live'));
    expect(host.asked).toEqual([
      'open explanation {"source":{"kind":"file","path":"reports/bias"}}'
    ]);
  });

  it('draws candidates, a prediction and an endpoint', async () => {
    const candidates = await show({
      view: 'candidates',
      title: 't',
      data: { objective: 'F1', table }
    });
    expect(candidates.element.textContent).toContain('Objective: F1');
    const explanation = buildSnapshot(smallExplanation());
    const prediction = await show({ view: 'prediction', title: 't', data: { table, explanation } });
    expect(prediction.element.querySelector('figure[aria-label^="Waterfall"]')).not.toBeNull();
    const endpoint = await show({ view: 'endpoint', title: 't', data: { EndpointName: 'churn' } });
    expect(endpoint.element.querySelector('dd')?.textContent).toBe('churn');
  });

  it('draws an explanation without a backend', async () => {
    const { element } = await show({
      view: 'explanation',
      title: 'Why',
      data: buildSnapshot(smallExplanation())
    });
    expect(element.querySelector('figure[aria-label="Feature importance"]')).not.toBeNull();
    expect(
      element.querySelector('figure[aria-label="Waterfall of record 1"]')?.textContent
    ).toContain('age raises yes by 0.5');
  });

  it('shows what it does not know as text and raw data', async () => {
    const { element } = await show({ view: '<b>new</b>', title: 't', data: {} });
    expect(element.querySelector('b')).toBeNull();
    expect(element.textContent).toContain('does not know. Update Pilothouse');
    expect(element.querySelector('pre')?.textContent).toContain('"view": "<b>new</b>"');
    const broken = await show({ view: 'explanation', title: 't', data: { labels: 3 } });
    expect(broken.element.textContent).toContain('labels is not a list of names');
  });

  it.each([
    { kind: 'job', jobName: '../../x' },
    { kind: 'endpoint', endpointName: 'a b' },
    { kind: 's3', uri: 'https://example.org' },
    'job'
  ])('offers nothing to open for the ref %j', async ref => {
    expect(readContent({ view: 'endpoint', title: 't', data: {}, ref }).ref).toBeUndefined();
  });

  it('reads anything without throwing', () => {
    const view = fc.constantFrom('job', 'candidates', 'explanation', 'prediction', 'endpoint', 'x');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ view, title: fc.anything(), data: fc.anything(), ref: fc.anything() }),
          fc.record({
            view,
            data: fc.record({ table: fc.anything(), candidates: fc.anything(), job: fc.anything() })
          })
        ),
        value => {
          expect(readContent(value).title).toBeTypeOf('string');
        }
      )
    );
  });
});
