// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { awsBackend, fakeHost, type FakeHost, type FakeHostOptions } from '../testing/fakeHost';
import { click, control, fill, focus, press, render, settle } from '../testing/render';
import Sidebar from '.';

afterEach(() => {
  document.body.replaceChildren();
});

const job = (name: string, status = 'Completed'): object => ({
  AutoMLJobName: name,
  AutoMLJobStatus: status,
  CreationTime: '2026-11-22T01:00:00Z'
});

function api(): FakeApi {
  return new FakeApi({
    'sagemaker.ListAutoMLJobs': () => ({ AutoMLJobSummaries: [job('one'), job('two')] }),
    'sagemaker.ListEndpoints': () => ({
      Endpoints: [
        { EndpointName: 'ep', EndpointStatus: 'InService', CreationTime: '2026-11-22T01:00:00Z' }
      ]
    })
  });
}

async function show(
  fake: FakeApi,
  options?: FakeHostOptions
): Promise<{ element: HTMLElement; host: FakeHost }> {
  const host = fakeHost(options);
  const { element } = await render(<Sidebar api={fake} host={host} args={{}} />);
  await settle();
  return { element, host };
}

const listed = (element: Element, label: string): string[] =>
  [...element.querySelectorAll(`ul[aria-label="${label}"] .ph-MiddleEllipsis`)].map(
    name => name.getAttribute('title') ?? ''
  );

describe('the sidebar', () => {
  it('lists the newest jobs and endpoints and opens them', async () => {
    const fake = api();
    const { element, host } = await show(fake);
    expect(fake.callsOf('sagemaker.ListAutoMLJobs')[0]).toMatchObject({
      SortBy: 'CreationTime',
      SortOrder: 'Descending'
    });
    expect(listed(element, 'Jobs')).toEqual(['one', 'two']);
    await click(element.querySelector('ul[aria-label="Jobs"] button') as HTMLElement);
    await click(element.querySelector('ul[aria-label="Endpoints"] button') as HTMLElement);
    await click(control(element, 'New AutoML job'));
    expect(host.asked).toEqual([
      'open automl-job {"jobName":"one"}',
      'open endpoint {"endpointName":"ep"}',
      'open automl-launcher {}'
    ]);
  });

  it('carries code of a job or an endpoint to where its row is dropped', async () => {
    const { element } = await show(api());
    const carried = (label: string): string => {
      const data: Record<string, string> = {};
      const event = new Event('dragstart', { bubbles: true });
      Object.assign(event, {
        dataTransfer: { setData: (type: string, text: string) => (data[type] = text) }
      });
      const row = element.querySelector(`ul[aria-label="${label}"] li`);
      expect(row?.getAttribute('draggable')).toBe('true');
      row?.dispatchEvent(event);
      return data['text/plain'] ?? '';
    };
    expect(carried('Jobs')).toBe('%load_ext pilothouse\n%pilot automl candidates one\n');
    expect(carried('Endpoints')).toMatch(/%pilot invoke ep --data rows\n$/);
  });

  it('lists batch transforms for those who have some', async () => {
    const { element } = await show(api());
    expect(element.textContent).not.toContain('Batch transforms');
    const fake = api().on('sagemaker.ListTransformJobs', () => ({
      TransformJobSummaries: [
        {
          TransformJobName: 'scores',
          TransformJobStatus: 'InProgress',
          CreationTime: '2026-11-22T01:00:00Z'
        }
      ]
    }));
    const { element: other, host } = await show(fake);
    expect(listed(other, 'Batch transforms')).toEqual(['scores']);
    await click(other.querySelector('ul[aria-label="Batch transforms"] button') as HTMLElement);
    expect(host.asked).toEqual(['open transform-job {"transformJobName":"scores"}']);
  });

  it('moves through a list by arrows with one tab stop', async () => {
    const { element } = await show(api());
    const stops = element.querySelectorAll<HTMLElement>(
      'ul[aria-label="Jobs"] .ph-List-item[tabindex="0"]'
    );
    expect(stops.length).toBe(1);
    // Beside the row that has the stop, its menu.
    expect(element.querySelectorAll('ul[aria-label="Jobs"] [tabindex="0"]').length).toBe(2);
    await focus(stops[0]);
    await press(stops[0] as HTMLElement, 'ArrowDown');
    expect(document.activeElement?.querySelector('[title]')?.getAttribute('title')).toBe('two');
  });

  it('reads further pages when asked and shows no job twice', async () => {
    const fake = api().on('sagemaker.ListAutoMLJobs', ({ NextToken }) =>
      NextToken === 't'
        ? { AutoMLJobSummaries: [job('two'), job('three')] }
        : { AutoMLJobSummaries: [job('one'), job('two')], NextToken: 't' }
    );
    const { element } = await show(fake);
    await click(control(element, 'Show more jobs'));
    expect(listed(element, 'Jobs')).toEqual(['one', 'two', 'three']);
    expect(element.textContent).not.toContain('Show more jobs');
  });

  it('says what is missing when one list is denied; the other works', async () => {
    const fake = api().on('sagemaker.ListEndpoints', () =>
      fakeError({ code: 'AccessDeniedException', missingAction: 'sagemaker:ListEndpoints' })
    );
    const { element } = await show(fake);
    expect(element.querySelector('[role="alert"]')?.textContent).toContain(
      'sagemaker:ListEndpoints'
    );
    expect(listed(element, 'Jobs')).toEqual(['one', 'two']);
  });

  it('keeps the old list, with its age, when a refresh fails', async () => {
    const fake = api();
    const { element } = await show(fake);
    fake.on('sagemaker.ListAutoMLJobs', () =>
      fakeError({ code: 'ConnectionLost', message: 'Gone.', retryable: true })
    );
    await click(control(element, 'Refresh jobs'));
    expect(element.textContent).toContain('The jobs could not be listed.');
    expect(element.textContent).toContain('As of');
    expect(listed(element, 'Jobs')).toEqual(['one', 'two']);
  });

  it('says what would be here when there is nothing', async () => {
    const fake = new FakeApi({
      'sagemaker.ListAutoMLJobs': () => ({ AutoMLJobSummaries: [] }),
      'sagemaker.ListEndpoints': () => ({ Endpoints: [] })
    });
    const { element } = await show(fake);
    expect(element.textContent).toContain('No jobs yet');
    expect(element.textContent).toContain('No endpoints');
  });
});

describe('the backend switch', () => {
  it('chooses AWS, then a profile, then a Region once it is well formed', async () => {
    const { element, host } = await show(api());
    await click(control(element, 'AWS'));
    await fill(control(element, 'Profile'), 'analyst');
    await fill(control(element, 'Region'), 'EU west');
    expect(element.textContent).toContain('Region names are lower case');
    await fill(control(element, 'Region'), 'eu-west-1');
    expect(host.asked).toEqual([
      'choose {"kind":"aws"}',
      'choose {"kind":"aws","profile":"analyst"}',
      'choose {"kind":"aws","region":"eu-west-1","profile":"analyst"}'
    ]);
    await click(control(element, 'Local engine'));
    await click(control(element, 'AWS'));
    expect(host.asked.at(-1)).toBe(
      'choose {"kind":"aws","region":"eu-west-1","profile":"analyst"}'
    );
  });

  it('reads the lists of the new backend and drops those of the old', async () => {
    const fake = api();
    const { element } = await show(fake, { backend: awsBackend });
    expect(listed(element, 'Jobs')).toEqual(['one', 'two']);
    fake.on('sagemaker.ListAutoMLJobs', () => ({ AutoMLJobSummaries: [job('local')] }));
    await click(control(element, 'Local engine'));
    expect(listed(element, 'Jobs')).toEqual(['local']);
  });

  it('offers to install a missing engine, makes no call before, lists after', async () => {
    const fake = api();
    const { element, host } = await show(fake, {
      backend: {
        status: 'unavailable',
        problem: { code: 'EngineMissing', message: '', retryable: false }
      }
    });
    expect(fake.calls).toEqual([]);
    await click(control(element, 'Install engine'));
    expect(host.asked).toEqual(['install engine']);
    expect(listed(element, 'Jobs')).toEqual(['one', 'two']);
  });

  it('explains missing credentials', async () => {
    const { element, host } = await show(api(), {
      backend: {
        ...awsBackend,
        status: 'unavailable',
        problem: { code: 'NoCredentials', message: 'Unable to locate', retryable: false }
      }
    });
    expect(element.textContent).toContain('No AWS credentials were found');
    await click(control(element, 'Use the local engine'));
    expect(host.asked).toEqual(['choose {"kind":"local"}']);
  });
});
