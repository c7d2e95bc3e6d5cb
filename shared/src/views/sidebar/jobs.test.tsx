// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   button "Filter jobs", then group "Filter jobs": searchbox "Name contains", combobox "Status",
 *     "Created", button "Show all jobs"
 *   button "Actions of NAME" beside each job, then menu of that name: "Open", "Clone job…",
 *     "Stop job…", "Copy name", "Copy ARN", "Open in AWS console"
 */
import { act } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { awsBackend, fakeHost, type FakeHost } from '../testing/fakeHost';
import { click, control, fill, press, render, settle } from '../testing/render';
import Sidebar from '.';

afterEach(() => {
  document.body.replaceChildren();
});

const arn = (name: string): string => `arn:aws:sagemaker:eu-west-1:111122223333:automl-job/${name}`;
const job = (name: string, status: string): object => ({
  AutoMLJobName: name,
  AutoMLJobArn: arn(name),
  AutoMLJobStatus: status,
  CreationTime: '2026-11-22T01:00:00Z'
});

async function show(): Promise<{ element: HTMLElement; host: FakeHost; api: FakeApi }> {
  const api = new FakeApi({
    'sagemaker.ListAutoMLJobs': ({ StatusEquals, NameContains }) => ({
      AutoMLJobSummaries: [job('runs', 'InProgress'), job('done', 'Completed')].filter(
        one =>
          (!StatusEquals || JSON.stringify(one).includes(StatusEquals as string)) &&
          (!NameContains || JSON.stringify(one).includes(NameContains as string))
      )
    }),
    'sagemaker.ListEndpoints': () => ({ Endpoints: [] }),
    'sagemaker.DescribeAutoMLJobV2': ({ AutoMLJobName }) => ({
      AutoMLJobName,
      AutoMLJobArn: arn(AutoMLJobName as string),
      OutputDataConfig: { S3OutputPath: 's3://bkt/out' }
    }),
    'sagemaker.StopAutoMLJob': () => ({})
  });
  const host = fakeHost({ backend: awsBackend });
  const { element } = await render(<Sidebar api={api} host={host} args={{}} />);
  await settle();
  return { element, host, api };
}

const listed = (element: Element): string[] =>
  [...element.querySelectorAll('ul[aria-label="Jobs"] .ph-MiddleEllipsis')].map(
    name => name.getAttribute('title') ?? ''
  );
const labels = (element: Element): (string | null)[] =>
  [...element.querySelectorAll('[role="menuitem"]')].map(item => item.textContent);
const item = (element: Element, label: string): HTMLElement =>
  [...element.querySelectorAll<HTMLElement>('[role="menuitem"]')].find(
    one => one.textContent === label
  ) as HTMLElement;

describe('the menu of a job', () => {
  it('offers what fits its status', async () => {
    const { element } = await show();
    await click(control(element, 'Actions of runs'));
    expect(labels(element)).toEqual([
      ...['Open', 'Clone job…', 'Stop job…', 'Copy name', 'Copy ARN', 'Open in AWS console']
    ]);
    await press(element.querySelector('[role="menu"]') as HTMLElement, 'Escape');
    expect(element.querySelector('[role="menu"]')).toBeNull();
    await click(control(element, 'Actions of done'));
    expect(labels(element)).not.toContain('Stop job…');
  });

  it('comes by the right button too, and moves by arrows', async () => {
    const { element } = await show();
    const row = element.querySelector('ul[aria-label="Jobs"] .ph-List-item') as HTMLElement;
    await act(async () => void row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true })));
    expect(document.activeElement?.textContent).toBe('Open');
    await press(document.activeElement as HTMLElement, 'ArrowUp');
    expect(document.activeElement?.textContent).toBe('Open in AWS console');
  });

  it('clones, stops after asking, copies, opens the console', async () => {
    const { element, host, api } = await show();
    for (const label of ['Clone job…', 'Stop job…', 'Copy ARN', 'Open in AWS console']) {
      await click(control(element, 'Actions of runs'));
      await click(item(element, label));
      await settle(5);
    }
    expect(host.asked).toEqual([
      'open automl-launcher {"cloneOf":"runs"}',
      'confirm Stop runs?',
      'copy',
      'external https://eu-west-1.console.aws.amazon.com/s3/buckets/bkt?region=eu-west-1&prefix=out%2F'
    ]);
    expect(api.callsOf('sagemaker.StopAutoMLJob')).toEqual([{ AutoMLJobName: 'runs' }]);
  });

  it('says why a job was not stopped', async () => {
    const { element, host, api } = await show();
    api.on('sagemaker.StopAutoMLJob', () =>
      fakeError({ code: 'AccessDeniedException', missingAction: 'sagemaker:StopAutoMLJob' })
    );
    await click(control(element, 'Actions of runs'));
    await click(item(element, 'Stop job…'));
    await settle(5);
    expect(host.asked.at(-1)).toContain(
      'error runs was not stopped. The permission sagemaker:Stop'
    );
  });
});

describe('the filter of jobs', () => {
  it('asks the service by name, status and age, and shows all again', async () => {
    const { element, api } = await show();
    await click(control(element, 'Filter jobs'));
    await fill(control(element, 'Status'), 'Completed');
    expect(listed(element)).toEqual(['done']);
    await fill(control(element, 'Name contains'), 'x y');
    await settle(350);
    await fill(control(element, 'Created'), '24');
    expect(api.callsOf('sagemaker.ListAutoMLJobs').at(-1)).toMatchObject({
      StatusEquals: 'Completed',
      NameContains: 'x-y',
      CreationTimeAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string
    });
    expect(element.textContent).toContain('No job fits the filter.');
    await click(control(element, 'Show all jobs'));
    expect(listed(element)).toEqual(['runs', 'done']);
  });
});
