// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   heading 1 "Local engine storage" · button "Refresh", "Clean selected…"
 *   grid "Storage by category", "Storage by job"; checkbox "Clean NAME" in a row that can be cleaned
 */
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi } from '../../aws/testing/fakeApi';
import { fakeHost } from '../testing/fakeHost';
import { click, control, render } from '../testing/render';
import StorageView from '.';

afterEach(() => document.body.replaceChildren());

const amount = (bytes: number, cleanableBytes: number): object => ({
  bytes,
  files: 1,
  cleanableBytes
});
const REPORT = {
  dataDir: '/data/pilothouse',
  totalBytes: 9_500_000,
  freeBytes: 50_000_000_000,
  categories: [
    { id: 'jobs', ...amount(6_000_000, 4_000_000) },
    { id: 'data', ...amount(3_000_000, 0) },
    { id: 'logs', ...amount(500_000, 400_000) }
  ],
  jobs: [
    { name: 'loose', status: 'Completed', ...amount(4_000_000, 4_000_000), neededBy: [] },
    { name: 'held', status: 'Completed', ...amount(2_000_000, 0), neededBy: ['endpoint churn'] },
    { name: 'empty', status: 'Failed', ...amount(0, 0), neededBy: [] }
  ]
};

async function show(engineStorage: unknown = REPORT) {
  const host = fakeHost({ engineStorage });
  const { element } = await render(<StorageView args={{}} api={new FakeApi()} host={host} />);
  return { host, element };
}

describe('the storage view', () => {
  it('shows sizes, who needs what, and only offers what can be cleaned', async () => {
    const { element } = await show();
    const text = element.textContent ?? '';
    for (const shown of [
      '9.5 MB',
      '50 GB',
      REPORT.dataDir,
      'endpoint churn',
      'Artifacts of jobs'
    ]) {
      expect(text).toContain(shown);
    }
    expect(text).not.toContain('empty');
    const boxes = [...element.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
    expect(boxes.map(box => box.labels?.[0]?.textContent)).toEqual([
      'Clean Artifacts of jobs',
      'Clean Logs',
      'Clean loose'
    ]);
    expect(control(element, 'Clean selected…')).toHaveProperty('disabled', true);
  });

  it('cleans what was chosen and says how much was freed', async () => {
    const { element, host } = await show();
    await click(control(element, 'Clean loose'));
    await click(control(element, 'Clean Logs'));
    await click(control(element, 'Clean selected…'));
    expect(host.asked).toContain('clean {"categories":["jobs","logs"],"jobs":["loose"]}');
    expect(element.querySelector('[role=status]')?.textContent).toBe('4 MB freed.');
    expect(control(element, 'Clean selected…')).toHaveProperty('disabled', true);
  });

  it('takes every job with the category', async () => {
    const { element, host } = await show();
    await click(control(element, 'Clean loose'));
    await click(control(element, 'Clean Artifacts of jobs'));
    expect(control(element, 'Clean loose')).toHaveProperty('disabled', true);
    await click(control(element, 'Clean selected…'));
    expect(host.asked).toContain('clean {"categories":["jobs"]}');
  });

  it('changes nothing where the user declines, and says why it failed', async () => {
    const { element, host } = await show();
    host.backend.cleanEngineStorage = () => host.backend.engineStorage();
    await click(control(element, 'Clean Logs'));
    await click(control(element, 'Clean selected…'));
    expect(element.textContent).not.toContain('freed');
    expect(control(element, 'Clean Logs')).toHaveProperty('checked', true);
    host.backend.cleanEngineStorage = () => Promise.reject(new Error('no way'));
    await click(control(element, 'Clean selected…'));
    expect(element.textContent).toContain('The storage could not be cleaned.');
  });

  it('says when the report is not readable', async () => {
    const { element } = await show({ totalBytes: 'many' });
    expect(element.textContent).toContain('The storage could not be read.');
  });
});
