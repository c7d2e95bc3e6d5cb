// @vitest-environment jsdom
/* Answers of a newer API: shown as they are, never hidden, never a crash. */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { FakeApi } from '../../aws/testing/fakeApi';
import Launcher from '../automl-launcher';
import Sidebar from '../sidebar';
import { awsBackend, fakeHost } from '../testing/fakeHost';
import { click, control, render, settle } from '../testing/render';
import JobView from '.';

afterEach(() => {
  document.body.replaceChildren();
});

const job = {
  AutoMLJobName: 'next-1',
  AutoMLJobArn: 'arn:aws:sagemaker:eu-west-1:111122223333:automl-job/next-1',
  AutoMLJobStatus: 'Hibernating',
  AutoMLJobSecondaryStatus: 'GatheringNectar',
  AutoMLProblemTypeConfigName: 'VideoClassification',
  AutoMLProblemTypeConfig: { VideoClassificationJobConfig: { FramesPerSecond: 24 } },
  AutoMLJobObjective: { MetricName: 'FrameScore' },
  AutoMLJobInputDataConfig: [
    {
      ChannelType: 'rehearsal',
      ContentType: 'video/mp4',
      DataSource: { FilmSource: { Reel: 'r-1' } }
    }
  ],
  CarbonReport: { Grams: 12 },
  CreationTime: '2030-01-01T00:00:00Z'
};

const candidate = (name: string, value: number): object => ({
  CandidateName: name,
  CandidateStatus: 'Resting',
  ObjectiveStatus: 'Undecided',
  CreationTime: '2030-01-01T00:00:00Z',
  FinalAutoMLJobObjectiveMetric: {
    MetricName: 'FrameScore',
    StandardMetricName: 'FrameScore',
    Type: 'Balance',
    Value: value
  },
  CandidateSteps: [
    { CandidateStepType: 'AWS::SageMaker::FilmJob', CandidateStepName: 'film-1' },
    { CandidateStepType: 'Odd' }
  ],
  InferenceContainers: [{ Image: 'registry/video-former:2' }],
  InferenceContainerDefinitions: { NPU: [{ Image: 'registry/npu:1', Environment: { A: 'b' } }] },
  CandidateProperties: {
    CandidateArtifactLocations: { Trailer: 's3://bkt/trailer/' },
    CandidateMetrics: [
      {
        MetricName: 'FrameScore',
        StandardMetricName: 'FrameScore',
        Value: value,
        Set: 'Rehearsal'
      },
      { StandardMetricName: 'Smoothness', Value: 3, Set: 'Rehearsal' }
    ]
  }
});

function service(description: object, candidates: unknown): FakeApi {
  return new FakeApi({
    'sagemaker.DescribeAutoMLJobV2': () => description,
    'sagemaker.ListCandidatesForAutoMLJob': () => ({ Candidates: candidates }),
    'sagemaker.ListTags': () => ({}),
    'sagemaker.ListAutoMLJobs': () => ({ AutoMLJobSummaries: [description] }),
    'sagemaker.ListEndpoints': () => ({}),
    's3.ListObjectsV2': () => ({}),
    'logs.DescribeLogStreams': () => ({})
  });
}

const tabs = ['Leaderboard', 'Report', 'Data findings', 'Configuration', 'Logs'];

async function walk(description: object, candidates: unknown): Promise<string> {
  const api = service(description, candidates);
  const view = await render(
    <JobView api={api} host={fakeHost({ backend: awsBackend })} args={{ jobName: 'next-1' }} />
  );
  await settle(5);
  await settle(5);
  let text = '';
  for (const tab of tabs) {
    await click(control(view.element, tab));
    await settle(5);
    text += view.element.textContent;
  }
  await click(control(view.element, 'Leaderboard'));
  const row = view.element.querySelector('table[aria-label="Leaderboard"] tbody tr');
  if (row) {
    await click(row as HTMLElement);
    await settle(5);
    for (const part of ['Steps', 'Containers', 'Artifacts']) {
      const toggle = [...view.element.querySelectorAll('.ph-Section-toggle')].find(one =>
        one.textContent?.startsWith(part)
      );
      await click((toggle ?? row) as HTMLElement);
    }
  }
  text += view.element.textContent;
  await view.unmount();
  return text;
}

it('an unknown status, problem, metric, algorithm and step are shown as they are', async () => {
  const text = await walk(job, [candidate('next-1-a', 7), candidate('next-1-b', 9)]);
  for (const said of [
    'Hibernating',
    'VideoClassification',
    'FrameScore',
    'Smoothness',
    'Resting',
    'Film job',
    'video-former',
    'registry/npu:1',
    's3://bkt/trailer/',
    'FramesPerSecond',
    'CarbonReport'
  ]) {
    expect(text, said).toContain(said);
  }
});

it('such a job stands in the list', async () => {
  const { element, unmount } = await render(
    <Sidebar api={service(job, [])} host={fakeHost()} args={{}} />
  );
  await settle(10);
  expect(element.textContent).toContain('next-1');
  expect(element.textContent).toContain('Hibernating');
  await unmount();
});

it('such a job cannot be cloned into this form, which says so', async () => {
  const { element, unmount } = await render(
    <Launcher api={service(job, [])} host={fakeHost()} args={{ cloneOf: 'next-1' }} />
  );
  await settle(10);
  expect(element.textContent).toContain('next-1 cannot be read, so there is nothing to clone.');
  expect(element.textContent).toContain('(VideoClassificationJobConfig)');
  await unmount();
});

/** Another value of the same kind: the SDKs let no other through. */
function like(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value === 'string') {
    return fc.oneof(fc.string(), fc.constant(undefined));
  }
  if (Array.isArray(value)) {
    return fc.constantFrom(undefined, [], [{}]);
  }
  return fc.oneof(
    fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.string())),
    fc.constant(undefined)
  );
}

/** The same with one value, however deep, replaced. */
function changed(value: unknown): fc.Arbitrary<unknown> {
  const entries = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  return fc.oneof(
    like(value),
    ...entries.map(([key, part]) =>
      changed(part).map(other =>
        Array.isArray(value)
          ? value.flatMap((item: unknown, place) => (String(place) === key ? (other ?? []) : item))
          : { ...(value as object), [key]: other }
      )
    )
  );
}

it('no value in place of a known one breaks the view', async () => {
  await fc.assert(
    fc.asyncProperty(
      changed(job).filter(one => one !== undefined),
      changed([candidate('next-1-a', 7), candidate('next-1-b', 8)]),
      async (description, candidates) => {
        const text = await walk(
          { ...(description as object), AutoMLJobName: 'next-1' },
          candidates
        );
        expect(text).toContain('next-1');
      }
    ),
    { numRuns: 30 }
  );
}, 90_000);
