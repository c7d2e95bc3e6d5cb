// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   heading 1 = the job's name · button "Stop" (while it runs)
 *   list "Phases" (aria-current="step" on the phase it is in)
 *   tablist "Parts of the job": tab "Leaderboard", "Report", "Configuration"
 *   grid "Leaderboard": one row per candidate, row header = its name, image "Best" on the best;
 *     a click on a row (or Enter) selects it
 *   region "Candidate actions": button "Deploy best…", "Deploy selected…", "Open explanation",
 *     "Show code"; textbox "Instance type" where it is billed
 *   table "Quality metrics", table "Confusion matrix" (tab Report)
 */
import { readFileSync } from 'node:fs';
import { act } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { fakeHost } from '../testing/fakeHost';
import type { FakeHost, FakeHostOptions } from '../testing/fakeHost';
import { click, control, render, settle } from '../testing/render';
import JobView from '.';

afterEach(() => {
  document.body.replaceChildren();
});

const report = readFileSync('test/fixtures/automl/model-quality/binary-classification.json');
const time = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function candidate(name: string, value: number | undefined, second: number): object {
  return {
    CandidateName: name,
    CandidateStatus: value === undefined ? 'InProgress' : 'Completed',
    CreationTime: time(0),
    ...(value === undefined
      ? {}
      : {
          EndTime: time(second),
          FinalAutoMLJobObjectiveMetric: { MetricName: 'AUC', Type: 'Maximize', Value: value },
          InferenceContainers: [{ Image: 'img', ModelDataUrl: 's3://bkt/m.tar.gz' }],
          CandidateProperties: {
            CandidateArtifactLocations:
              name === 'best'
                ? { Explainability: 's3://bkt/ex', ModelInsights: 's3://bkt/mi' }
                : undefined,
            CandidateMetrics: [
              { StandardMetricName: 'LogLoss', Set: 'Validation', Value: 1 - value }
            ]
          }
        })
  };
}

const candidates = [
  candidate('worse', 0.8, 10),
  candidate('best', 0.95, 20),
  candidate('near', 0.9, 30)
];

function job(status: string, secondary: string, more: object = {}): object {
  return {
    AutoMLJobName: 'churn-1',
    AutoMLJobArn: 'arn:aws:sagemaker:local:000000000000:automl-job/churn-1',
    AutoMLJobStatus: status,
    AutoMLJobSecondaryStatus: secondary,
    CreationTime: time(0),
    LastModifiedTime: time(40),
    RoleArn: 'arn:aws:iam::000000000000:role/PilothouseLocal',
    AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'churn' } },
    ResolvedAttributes: {
      AutoMLJobObjective: { MetricName: 'AUC' },
      CompletionCriteria: { MaxCandidates: 5 },
      AutoMLProblemTypeResolvedAttributes: {
        TabularResolvedAttributes: { ProblemType: 'BinaryClassification' }
      }
    },
    OutputDataConfig: { S3OutputPath: 's3://bkt/out' },
    ...more
  };
}

const completed = job('Completed', 'MaxCandidatesReached', {
  EndTime: time(50),
  BestCandidate: candidates[1]
});

function service(description: unknown, list: object[] = candidates): FakeApi {
  return new FakeApi({
    'sagemaker.DescribeAutoMLJobV2': () => description,
    'sagemaker.ListCandidatesForAutoMLJob': () => ({ Candidates: list }),
    'sagemaker.StopAutoMLJob': () => ({}),
    's3.ListObjectsV2': () => ({ Contents: [{ Key: 'mi/statistics.json' }] }),
    's3.GetObject': ({ Key }) =>
      Key === 'mi/statistics.json'
        ? { Body: new Uint8Array(report) }
        : fakeError({ code: 'NoSuchKey', status: 404 })
  });
}

async function show(
  api: FakeApi,
  options?: FakeHostOptions
): Promise<{ element: HTMLElement; host: FakeHost; unmount: () => Promise<void> }> {
  const host = fakeHost(options);
  const rendered = await render(<JobView api={api} host={host} args={{ jobName: 'churn-1' }} />);
  await settle(10);
  await settle(10);
  return { ...rendered, host };
}

const grid = (element: Element): string[] =>
  [...element.querySelectorAll('table[aria-label="Leaderboard"] tbody tr')].map(
    row => row.querySelector('th .ph-MiddleEllipsis')?.getAttribute('title') ?? ''
  );

describe('a finished job', () => {
  it('has its candidates by the objective, all metrics, and the best marked', async () => {
    const { element } = await show(service(completed));
    expect(element.querySelector('h1')?.textContent).toBe('churn-1');
    expect(grid(element)).toEqual(['best', 'near', 'worse']);
    const best = element.querySelector('table[aria-label="Leaderboard"] tbody tr');
    expect(best?.querySelector('[role="img"][aria-label="Best"]')).not.toBeNull();
    const headers = [...element.querySelectorAll('thead th')].map(th => th.textContent);
    expect(headers).toEqual(['#', 'Candidate', 'AUC ↑', 'Log loss ↓', 'Time', 'Compare']);
    // The report's deviation of AUC is 0.1: 0.9 is within it, 0.8 is not.
    const marked = [...element.querySelectorAll('tbody tr')].map(row =>
      row.textContent?.includes('≈')
    );
    expect(marked).toEqual([false, true, false]);
    expect(element.querySelectorAll('ol[aria-label="Phases"] .ph-mod-done')).toHaveLength(6);
  });

  it('of definitions alone says that nothing was trained', async () => {
    const AutoMLProblemTypeConfig = {
      TabularJobConfig: { GenerateCandidateDefinitionsOnly: true }
    };
    const { element } = await show(
      service({ ...completed, BestCandidate: undefined, AutoMLProblemTypeConfig }, [])
    );
    expect(element.textContent).toMatch(/Definitions only.*trains none.*Data findings/s);
  });

  it('sorts by another metric', async () => {
    const { element } = await show(service(completed));
    await click(control(element, 'AUC ↑'));
    await click(control(element, 'AUC ↑'));
    expect(grid(element)).toEqual(['worse', 'near', 'best']);
  });

  it('shows the quality report', async () => {
    const { element } = await show(service(completed));
    await click(control(element, 'Report'));
    await settle(10);
    expect(element.querySelector('table[aria-label="Quality metrics"]')?.textContent).toContain(
      'AUC1.00000.1000'
    );
    const confusion = element.querySelector('table[aria-label="Confusion matrix"]');
    expect(confusion?.querySelector('tbody tr')?.textContent).toBe('01 (33%)2 (67%)3');
  });

  it('shows its configuration', async () => {
    const { element } = await show(service(completed));
    await click(control(element, 'Configuration'));
    expect(element.textContent).toContain('Binary classification');
    expect(element.textContent).toContain('s3://bkt/out');
  });

  it('opens the explanation of the best candidate', async () => {
    const { element, host } = await show(service(completed));
    await click(control(element, 'Open explanation'));
    expect(host.asked).toEqual([
      'open explanation {"source":{"kind":"job","jobName":"churn-1","candidateName":"best"}}'
    ]);
  });

  it('opens the deployment form of the best or of another one', async () => {
    const { element, host } = await show(service(completed));
    await click(control(element, 'Deploy best…'));
    await click(element.querySelectorAll('tbody tr')[1] as HTMLElement);
    await click(control(element, 'Deploy selected…'));
    expect(host.asked).toEqual([
      'open deploy {"jobName":"churn-1","candidateName":"best"}',
      'open deploy {"jobName":"churn-1","candidateName":"near"}'
    ]);
  });
});

describe('a running job', () => {
  const running = job('InProgress', 'TrainingModels');

  it('says its phase, how far it is, and the best so far', async () => {
    const { element, unmount } = await show(
      service(running, [...candidates, candidate('next', undefined, 0)])
    );
    expect(element.textContent).toContain('Training models · 3 of 5 candidates · about');
    expect(element.querySelector('[aria-current="step"]')?.textContent).toBe('Train, in progress');
    expect(element.textContent).toContain('Objective AUC so far 0.9500');
    expect(grid(element)).toEqual(['best', 'near', 'worse', 'next']);
    await unmount();
  });

  it('stops after asking', async () => {
    const api = service(running);
    const { element, host, unmount } = await show(api);
    await click(control(element, 'Stop'));
    expect(host.asked).toEqual(['confirm Stop churn-1?']);
    expect(api.callsOf('sagemaker.StopAutoMLJob')).toEqual([{ AutoMLJobName: 'churn-1' }]);
    await unmount();
  });

  it('goes on to its end by itself, and rests when the view goes', async () => {
    const api = service(running);
    const { element, unmount } = await show(api);
    api.on('sagemaker.DescribeAutoMLJobV2', () => completed);
    await settle(1200);
    expect(element.querySelector('.ph-Badge')?.textContent).toContain('Completed');
    const calls = api.calls.length;
    await unmount();
    await settle(1200);
    expect(api.calls.length).toBe(calls);
  });
});

describe('a job that is not well', () => {
  it('failed: the reason and the next step', async () => {
    const FailureReason = 'The target "churn" has only 1 class. Choose another column.';
    const { element } = await show(service(job('Failed', 'Failed', { FailureReason }), []));
    const alert = element.querySelector('[role="alert"]');
    expect(alert?.textContent).toContain(FailureReason);
    expect(alert?.textContent).toContain('Choose another target, or add rows of other classes.');
    expect(element.textContent).toContain('No candidates');
  });

  it('stopped: says what remains', async () => {
    const { element } = await show(
      service(job('Stopped', 'Stopped', { BestCandidate: candidates[1] }))
    );
    expect(element.textContent).toContain('The job was stopped.');
    expect(element.textContent).toContain('can be used');
  });

  it('was deployed, or not, at its end', async () => {
    const ModelDeployConfig = { AutoGenerateEndpointName: true };
    const end = (more: object): FakeApi =>
      service({ ...(completed as object), ModelDeployConfig, ...more });
    const { element, host } = await show(end({ ModelDeployResult: { EndpointName: 'ep-1' } }));
    await click(control(element, 'Open endpoint'));
    expect(host.asked).toEqual(['open endpoint {"endpointName":"ep-1"}']);
    expect((await show(end({}))).element.textContent).toContain('The best model was not deployed.');
  });

  it('is not there: says so and offers a new one', async () => {
    const { element, host } = await show(service(fakeError({ code: 'ResourceNotFound' })));
    expect(element.textContent).toContain('There is no job called churn-1.');
    await click(control(element, 'New AutoML job'));
    expect(host.asked).toEqual(['open automl-launcher {}']);
  });

  it('is denied: names the permission, and can be tried again', async () => {
    const api = service(
      fakeError({
        code: 'AccessDeniedException',
        missingAction: 'sagemaker:DescribeAutoMLJobV2'
      })
    );
    const { element } = await show(api);
    expect(element.textContent).toContain('sagemaker:DescribeAutoMLJobV2');
    api.on('sagemaker.DescribeAutoMLJobV2', () => completed);
    await click(control(element, 'Try again'));
    await settle(20);
    expect(grid(element)).toEqual(['best', 'near', 'worse']);
    expect(element.textContent).not.toContain('cannot be read');
  });

  it('is still being asked for: its skeleton stands under its name', async () => {
    const { element } = await show(service(new Promise(() => undefined)));
    expect(element.querySelector('[role="status"][aria-label="Loading the job"]')).not.toBeNull();
  });

  it('was started over: another backend is asked anew', async () => {
    const api = service(completed);
    const { element, host } = await show(api);
    api.on('sagemaker.DescribeAutoMLJobV2', () => fakeError({ code: 'ResourceNotFound' }));
    await act(async () => void (await host.backend.choose({ kind: 'aws', region: 'eu-west-1' })));
    await settle(20);
    expect(element.textContent).toContain('There is no job called churn-1.');
  });
});
