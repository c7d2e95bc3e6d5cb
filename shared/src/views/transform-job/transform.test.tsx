// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   heading 1 = the job's name · status badge · button "Stop", "Open job", "Save file"
 *   table "Predictions" · combobox "File"
 */
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { fakeHost, type FakeHost } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import TransformJobView from '.';

afterEach(() => document.body.replaceChildren());

const objects: Record<string, string> = {
  'in/rows.csv': '1,red\n2,blue\n',
  'out/rows.csv.out': 'yes,0.9\nno,0.8\n',
  'out/more.csv.out': 'no,0.7\n'
};

function service(status: string, change: object = {}): FakeApi {
  return new FakeApi({
    'sagemaker.DescribeTransformJob': () => ({
      TransformJobName: 'scores',
      TransformJobArn: 'arn:aws:sagemaker:eu-west-1:111122223333:transform-job/scores',
      TransformJobStatus: status,
      ModelName: 'm',
      CreationTime: '2026-11-22T01:00:00Z',
      TransformInput: {
        DataSource: { S3DataSource: { S3Uri: 's3://bkt/in/rows.csv' } },
        ContentType: 'text/csv',
        SplitType: 'Line'
      },
      TransformOutput: { S3OutputPath: 's3://bkt/out/' },
      TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      ...change
    }),
    'sagemaker.DescribeModel': () => ({
      Containers: [{ Environment: { SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label,probability' } }]
    }),
    'sagemaker.StopTransformJob': () => ({}),
    's3.ListObjectsV2': ({ Prefix }) => ({
      Contents: Object.entries(objects)
        .filter(([key]) => key.startsWith(Prefix))
        .map(([Key, text]) => ({ Key, Size: text.length }))
    }),
    's3.GetObject': ({ Key }) =>
      objects[Key] === undefined
        ? fakeError({ code: 'NoSuchKey', status: 404 })
        : { Body: new TextEncoder().encode(objects[Key]) }
  });
}

async function show(api: FakeApi): Promise<{ element: HTMLElement; host: FakeHost }> {
  const host = fakeHost();
  const { element } = await render(
    <TransformJobView args={{ transformJobName: 'scores' }} api={api} host={host} />
  );
  await settle(30);
  return { element, host };
}

const rows = (element: Element): string[][] =>
  [...element.querySelectorAll('table[aria-label="Predictions"] tr')].map(row =>
    [...row.children].map(cell => cell.textContent ?? '')
  );

describe('a batch transform', () => {
  it('shows each prediction beside its record, and every file', async () => {
    const { element, host } = await show(service('Completed'));
    expect(rows(element)).toEqual([
      ['Record', 'predicted label', 'probability', 'Column 1', 'Column 2'],
      ['1', 'yes', '0.9', '1', 'red'],
      ['2', 'no', '0.8', '2', 'blue']
    ]);
    await fill(control(element, 'File'), 's3://bkt/out/more.csv.out');
    await settle(20);
    expect(rows(element)).toHaveLength(2);
    await click(control(element, 'Save file'));
    expect(host.asked).toContain('save more.csv.out');
    await click(control(element, 'Open in AWS console'));
    expect(host.asked.at(-1)).toContain('#/transform-jobs/scores');
  });

  it('waits, and stops after asking', async () => {
    const api = service('InProgress');
    const { element, host } = await show(api);
    expect(element.querySelector('[role="progressbar"]')).not.toBeNull();
    expect(element.textContent).not.toContain('There is no output');
    await click(control(element, 'Stop'));
    expect(host.asked).toEqual(['confirm Stop scores?']);
    expect(api.callsOf('sagemaker.StopTransformJob')).toEqual([{ TransformJobName: 'scores' }]);
  });

  it('says why it failed and what to do', async () => {
    const { element } = await show(
      service('Failed', { FailureReason: 'Line 1: the record has 31 columns, not 30.' })
    );
    expect(element.textContent).toContain('Line 1: the record has 31 columns, not 30.');
    expect(element.textContent).toContain('set an input filter');
  });

  it('says when there is none of that name, and when nothing was written', async () => {
    const { element } = await show(
      new FakeApi({
        'sagemaker.DescribeTransformJob': () =>
          fakeError({ code: 'ResourceNotFound', message: 'Could not find a transform job.' })
      })
    );
    expect(element.textContent).toContain('There is no batch transform of this name');
    const stopped = service('Stopped').on('s3.ListObjectsV2', () => ({}));
    expect((await show(stopped)).element.textContent).toContain('ended before it wrote any');
  });
});
