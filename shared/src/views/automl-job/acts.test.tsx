// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   button "Clone job" in the header; "Change settings and start again" where a job failed
 *   group "Notebooks" (tab "Data findings"): button "Open data exploration notebook", …
 *   button "Edit tags", then group "Edit tags": textbox "Key 1", "Value 1", button "Remove tag KEY",
 *     "Add tag", "Save tags" (tab "Configuration")
 */
import { readFileSync } from 'node:fs';
import { act } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { knownSecondary } from '../../automl/progress';
import { FakeApi, fakeError, type FakeHandler } from '../../aws/testing/fakeApi';
import { fakeHost, type FakeHost } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import JobView from '.';

afterEach(() => {
  document.body.replaceChildren();
});

const arn = 'arn:aws:sagemaker:eu-west-1:111122223333:automl-job/churn-1';
const notebook = readFileSync('test/fixtures/automl/engine/exploration.ipynb', 'utf8');

const job = (more: object = {}): object => ({
  AutoMLJobName: 'churn-1',
  AutoMLJobArn: arn,
  AutoMLJobStatus: 'Completed',
  AutoMLJobSecondaryStatus: 'Completed',
  CreationTime: '2026-01-01T00:00:00Z',
  EndTime: '2026-01-01T00:01:00Z',
  ...more
});

const candidate = {
  CandidateName: 'best',
  CandidateStatus: 'Completed',
  CreationTime: '2026-01-01T00:00:00Z',
  FinalAutoMLJobObjectiveMetric: { MetricName: 'F1', Type: 'Maximize', Value: 0.9 }
};

const denied = (action: string) => (): unknown =>
  fakeError({
    code: 'AccessDeniedException',
    message: `User: arn:aws:sts::111122223333:assumed-role/Analysts/me is not authorized to perform: ${action}`,
    missingAction: action
  });

async function show(
  handlers: Record<string, FakeHandler> = {},
  description: object = job()
): Promise<{ element: HTMLElement; host: FakeHost; api: FakeApi; unmount: () => Promise<void> }> {
  const api = new FakeApi({
    'sagemaker.DescribeAutoMLJobV2': () => description,
    'sagemaker.ListCandidatesForAutoMLJob': () => ({ Candidates: [candidate] }),
    'sagemaker.ListTags': () => ({ Tags: [{ Key: 'team', Value: 'churn' }] }),
    's3.HeadObject': () => ({ ContentLength: notebook.length }),
    's3.GetObject': () => ({ Body: new TextEncoder().encode(notebook) }),
    ...handlers
  });
  const host = fakeHost();
  const rendered = await render(<JobView api={api} host={host} args={{ jobName: 'churn-1' }} />);
  await settle(10);
  await settle(10);
  return { ...rendered, host, api };
}

const find = (element: Element, name: string): HTMLElement => control(element, name);

describe('a job', () => {
  it('is cloned into a form of its own', async () => {
    const { element, host } = await show();
    await click(find(element, 'Clone job'));
    expect(host.asked).toEqual(['open automl-launcher {"cloneOf":"churn-1"}']);
  });

  it('that failed is started again with its settings', async () => {
    const failed = job({ AutoMLJobStatus: 'Failed', FailureReason: 'The disk is full.' });
    const { element, host } = await show({}, failed);
    await click(find(element, 'Change settings and start again'));
    expect(host.asked).toEqual(['open automl-launcher {"cloneOf":"churn-1"}']);
  });

  it('that is deleted elsewhere stays to be read, and says so', async () => {
    const { element, api, unmount } = await show({}, job({ AutoMLJobStatus: 'InProgress' }));
    api.on('sagemaker.DescribeAutoMLJobV2', () => fakeError({ code: 'ResourceNotFound' }));
    await settle(1200);
    expect(element.textContent).toContain('churn-1 is no longer there.');
    expect(element.textContent).toContain('As of');
    expect(element.querySelector('.ph-Stale table[aria-label="Leaderboard"]')).not.toBeNull();
    await unmount();
  });

  it('that was stopped elsewhere shows that, not a failure to stop it', async () => {
    const { element, api, unmount } = await show({}, job({ AutoMLJobStatus: 'InProgress' }));
    api.on('sagemaker.StopAutoMLJob', () => {
      api.on('sagemaker.DescribeAutoMLJobV2', () => job({ AutoMLJobStatus: 'Stopped' }));
      return fakeError({ code: 'ValidationException', message: 'It is not running.' });
    });
    await click(find(element, 'Stop'));
    await settle(30);
    expect(element.textContent).toContain('The job was stopped.');
    expect(element.textContent).not.toContain('was not stopped');
    await unmount();
  });
});

describe('a job of the old call', () => {
  it('says what cloning it converts', async () => {
    const old = JSON.parse(
      readFileSync(
        'test/fixtures/automl/job-reviews-sentiment-2020/describe-completed.json',
        'utf8'
      )
    ) as object;
    const { element, host } = await show({}, old);
    await click(find(element, 'Configuration'));
    const rows = [
      ...element.querySelectorAll('table[aria-label="Converted settings"] tbody tr')
    ].map(row => [...row.children].map(cell => cell.textContent));
    expect(rows).toContainEqual([
      'InputDataConfig[].TargetAttributeName',
      'TabularJobConfig.TargetAttributeName'
    ]);
    expect(rows).toContainEqual(['InputDataConfig', 'AutoMLJobInputDataConfig']);
    await click(find(element, 'Clone job'));
    expect(host.asked[0]).toMatch(/^open automl-launcher \{"cloneOf":"automl-/);
  });

  it('has no such note where there is nothing to convert', async () => {
    const { element } = await show();
    await click(find(element, 'Configuration'));
    expect(element.textContent).not.toContain('CreateAutoMLJobV2');
  });
});

describe('a missing right', () => {
  it.each([
    ['sagemaker.ListCandidatesForAutoMLJob', 'sagemaker:ListCandidatesForAutoMLJob', 'Leaderboard'],
    ['sagemaker.ListTags', 'sagemaker:ListTags', 'Configuration'],
    ['logs.DescribeLogStreams', 'logs:DescribeLogStreams', 'Logs'],
    ['s3.HeadObject', 's3:GetObject', 'Data findings'],
    ['s3.ListObjectsV2', 's3:ListBucket', 'Report']
  ])('%s leaves the rest as it is', async (operation, action, tab) => {
    const places = { ModelInsights: 's3://bkt/mi' };
    const best = { ...candidate, CandidateProperties: { CandidateArtifactLocations: places } };
    const described = job({
      BestCandidate: best,
      AutoMLJobArtifacts: { DataExplorationNotebookLocation: 's3://bkt/e.ipynb' }
    });
    const { element } = await show({ [operation]: denied(action) }, described);
    await click(find(element, tab));
    await settle(30);
    expect(element.textContent).toContain(action);
    expect(element.querySelector('h1')?.textContent).toBe('churn-1');
    expect(element.textContent).toContain('Completed');
    expect(element.querySelectorAll('[role="tab"]')).toHaveLength(5);
  });

  it('names the role, without its account', async () => {
    const { element } = await show({
      'sagemaker.ListCandidatesForAutoMLJob': denied('sagemaker:ListCandidatesForAutoMLJob')
    });
    const text = element.querySelector('.ph-ErrorState-text')?.textContent;
    expect(text).toContain('your role Analysts');
    expect(text).not.toContain('1111');
  });
});

describe('notebooks', () => {
  const artifacts = {
    DataExplorationNotebookLocation: 's3://bkt/nb/SageMakerAutopilotDataExplorationNotebook.ipynb',
    CandidateDefinitionNotebookLocation:
      's3://bkt/nb/SageMakerAutopilotCandidateDefinitionNotebook.ipynb'
  };

  it('open in the IDE under the name of the job', async () => {
    const { element, host } = await show({}, job({ AutoMLJobArtifacts: artifacts }));
    await click(find(element, 'Data findings'));
    await click(find(element, 'Open data exploration notebook'));
    await click(find(element, 'Open candidate definition notebook'));
    await settle(10);
    expect(host.asked).toEqual([
      'notebook churn-1-DataExplorationNotebook.ipynb',
      'notebook churn-1-CandidateDefinitionNotebook.ipynb'
    ]);
  });

  it('that are none are not given to the IDE', async () => {
    const { element, host } = await show(
      { 's3.GetObject': () => ({ Body: new TextEncoder().encode('<Error/>') }) },
      job({ AutoMLJobArtifacts: artifacts })
    );
    await click(find(element, 'Data findings'));
    await click(find(element, 'Open data exploration notebook'));
    await settle(10);
    expect(host.asked.join()).toMatch(/^error The notebook was not opened\. .*is no notebook/);
  });
});

describe('tags', () => {
  it('are changed: new ones are put, old ones removed after asking', async () => {
    const { element, host, api } = await show({
      'sagemaker.AddTags': () => ({}),
      'sagemaker.DeleteTags': () => ({})
    });
    await click(find(element, 'Configuration'));
    await click(find(element, 'Edit tags'));
    await click(find(element, 'Remove tag team'));
    await click(find(element, 'Add tag'));
    expect(element.textContent).toContain('A tag has no key.');
    await fill(find(element, 'Key 1'), 'cost-centre');
    await fill(find(element, 'Value 1'), '42');
    await click(find(element, 'Save tags'));
    await settle(20);
    expect(host.asked).toEqual(['confirm Remove the tag team?']);
    expect(api.callsOf('sagemaker.AddTags')).toEqual([
      { ResourceArn: arn, Tags: [{ Key: 'cost-centre', Value: '42' }] }
    ]);
    expect(api.callsOf('sagemaker.DeleteTags')).toEqual([{ ResourceArn: arn, TagKeys: ['team'] }]);
    expect(element.querySelector('[aria-label="Edit tags"]')).toBeNull();
  });

  it('that cannot be written stay in the form', async () => {
    const { element } = await show({ 'sagemaker.AddTags': denied('sagemaker:AddTags') });
    await click(find(element, 'Configuration'));
    await click(find(element, 'Edit tags'));
    await fill(find(element, 'Value 1'), 'other');
    await click(find(element, 'Save tags'));
    await settle(20);
    expect(element.textContent).toContain('The tags were not changed.');
    expect(element.textContent).toContain('sagemaker:AddTags');
    expect((find(element, 'Value 1') as HTMLInputElement).value).toBe('other');
  });
});

describe('hyperparameters', () => {
  const steps = [
    { CandidateStepType: 'AWS::SageMaker::TrainingJob', CandidateStepName: 't-1' },
    { CandidateStepType: 'AWS::SageMaker::ProcessingJob', CandidateStepName: 'p-1' }
  ];
  const listed = {
    'sagemaker.ListCandidatesForAutoMLJob': () => ({
      Candidates: [{ ...candidate, CandidateSteps: steps }]
    })
  };
  const open = async (element: HTMLElement): Promise<void> => {
    await click(element.querySelector('table[aria-label="Leaderboard"] tbody tr') as HTMLElement);
    const details = [...element.querySelectorAll('details')].find(
      one => one.querySelector('summary')?.textContent === 'Hyperparameters'
    ) as HTMLDetailsElement;
    details.open = true;
    await act(async () => void details.dispatchEvent(new Event('toggle')));
    await settle(20);
  };

  it('are read of the training jobs once they are asked for', async () => {
    const { element, api } = await show({
      ...listed,
      'sagemaker.DescribeTrainingJob': () => ({ HyperParameters: { eta: '0.1', depth: '6' } })
    });
    expect(api.callsOf('sagemaker.DescribeTrainingJob')).toEqual([]);
    await open(element);
    expect(api.callsOf('sagemaker.DescribeTrainingJob')).toEqual([{ TrainingJobName: 't-1' }]);
    const rows = element.querySelectorAll('table[aria-label="Hyperparameters"] tbody tr');
    expect([...rows].map(row => row.textContent)).toEqual(['depth6', 'eta0.1']);
  });

  it('that are not in the answer are said to be missing, with the reason', async () => {
    const image = { AutoMLProblemTypeConfig: { ImageClassificationJobConfig: {} } };
    const { element } = await show({}, job(image));
    await open(element);
    expect(element.textContent).toContain('For image classification the service chooses them');
  });

  it('that may not be read say which right is missing', async () => {
    const { element } = await show({
      ...listed,
      'sagemaker.DescribeTrainingJob': denied('sagemaker:DescribeTrainingJob')
    });
    await open(element);
    expect(element.textContent).toContain('The hyperparameters cannot be read.');
    expect(element.textContent).toContain('sagemaker:DescribeTrainingJob');
  });
});

describe('an answer as it was recorded', () => {
  it.each(knownSecondary)('%s, while the job runs', async AutoMLJobSecondaryStatus => {
    const running = job({ AutoMLJobStatus: 'InProgress', AutoMLJobSecondaryStatus });
    const { element, unmount } = await show({}, running);
    expect(element.querySelector('header')?.textContent).toMatch(/runs for .* · |runs for/);
    expect(element.querySelector('[aria-current="step"]')).not.toBeNull();
    expect(element.querySelector('[role="alert"]')).toBeNull();
    await unmount();
  });

  it.each(['Completed', 'Failed', 'Stopped', 'Stopping'])(
    '%s without a candidate',
    async status => {
      const { element, unmount } = await show(
        { 'sagemaker.ListCandidatesForAutoMLJob': () => ({}) },
        job({ AutoMLJobStatus: status, AutoMLJobSecondaryStatus: status })
      );
      expect(element.textContent).toContain(status);
      expect(element.textContent).toContain('No candidates');
      for (const tab of ['Report', 'Data findings', 'Configuration', 'Logs']) {
        await click(find(element, tab));
        expect(element.querySelector('[role="tabpanel"]')?.textContent).not.toBe('');
      }
      await unmount();
    }
  );

  it('of a language model tells ROUGE, perplexity and losses', async () => {
    const metrics = { Rouge1: 0.41, RougeLSum: 0.37, Perplexity: 7.2, TrainingLoss: 1.9 };
    const Candidates = [
      {
        ...candidate,
        FinalAutoMLJobObjectiveMetric: undefined,
        CandidateProperties: {
          CandidateMetrics: Object.entries(metrics).map(([StandardMetricName, Value]) => ({
            StandardMetricName,
            Value,
            Set: 'Validation'
          }))
        }
      }
    ];
    const { element } = await show(
      { 'sagemaker.ListCandidatesForAutoMLJob': () => ({ Candidates }) },
      job({ AutoMLProblemTypeConfigName: 'TextGeneration' })
    );
    const board = element.querySelector('table[aria-label="Leaderboard"]')?.textContent ?? '';
    for (const text of ['ROUGE-1', 'ROUGE-L (sum)', 'Perplexity', 'Training loss', '7.2']) {
      expect(board).toContain(text);
    }
  });

  it('of a forecast without impact scores says when there are some', async () => {
    const places = { BacktestResults: 's3://bkt/bt' };
    const best = { ...candidate, CandidateProperties: { CandidateArtifactLocations: places } };
    const { element } = await show(
      { 's3.ListObjectsV2': () => ({ Contents: [] }) },
      job({ AutoMLProblemTypeConfigName: 'TimeSeriesForecasting', BestCandidate: best })
    );
    await click(find(element, 'Report'));
    await settle(20);
    expect(element.textContent).toContain('There are no impact scores.');
    expect(element.textContent).toContain('CNN-QR and DeepAR+');
  });

  it('of a bucket elsewhere says so, in its own panel', async () => {
    const places = { ModelInsights: 's3://bkt/mi' };
    const best = { ...candidate, CandidateProperties: { CandidateArtifactLocations: places } };
    const { element, host } = await show(
      {
        's3.ListObjectsV2': () =>
          fakeError({ code: 'PermanentRedirect', message: 'Use the endpoint.', status: 301 })
      },
      job({ BestCandidate: best })
    );
    await click(find(element, 'Report'));
    await settle(20);
    expect(element.textContent).toContain('The bucket is in another Region');
    await click(find(element, 'Choose a region'));
    expect(host.asked).toEqual(['open sidebar {}']);
    await click(find(element, 'Leaderboard'));
    expect(element.querySelector('table[aria-label="Leaderboard"]')).not.toBeNull();
  });
});

describe('two windows on one job', () => {
  it('see what the other does', async () => {
    const first = await show({}, job({ AutoMLJobStatus: 'InProgress' }));
    const host = fakeHost();
    const second = await render(
      <JobView api={first.api} host={host} args={{ jobName: 'churn-1' }} />
    );
    await settle(20);
    first.api.on('sagemaker.StopAutoMLJob', () => {
      first.api.on('sagemaker.DescribeAutoMLJobV2', () =>
        job({ AutoMLJobStatus: 'Stopped', BestCandidate: candidate })
      );
      return {};
    });
    await click(find(first.element, 'Stop'));
    await settle(2500);
    for (const { element } of [first, second]) {
      expect(element.textContent).toContain('The candidates that had finished can be used.');
    }
    await first.unmount();
    await second.unmount();
  });
});
