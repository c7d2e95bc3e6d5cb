import type { AwsApi } from '@pilothouse/core/aws/api';
import { AwsError } from '@pilothouse/core/aws/errors';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { stub, type TreeItem } from '../testing/vscodeStub';
import { filterText } from '../trees/filterText';
import { JobDetails } from '../trees/jobDetails';
import { jobKind } from '../trees/kinds';
import { ResourceModel } from '../trees/ResourceModel';
import { ResourceTree, type ResourceNode } from '../trees/ResourceTree';
import { registerJobCommands } from './JobCommands';

let calls: { operation: string; input: Record<string, unknown> }[];
let answers: Record<string, () => unknown>;

const api: AwsApi = {
  call: (_service, operation, input) => {
    calls.push({ operation, input: input as Record<string, unknown> });
    return Promise.resolve().then(() => answers[operation]?.()) as Promise<never>;
  }
};

const summary = (name: string, status: string): object => ({
  AutoMLJobName: name,
  AutoMLJobArn: `arn:aws:sagemaker:eu-west-1:111122223333:automl-job/${name}`,
  AutoMLJobStatus: status,
  AutoMLJobSecondaryStatus: 'TrainingModels',
  CreationTime: '2026-01-02T03:04:05.000Z'
});

const described = {
  AutoMLJobName: 'done',
  AutoMLJobStatus: 'Completed',
  AutoMLJobArn: 'arn:aws:sagemaker:eu-west-1:111122223333:automl-job/done',
  AutoMLProblemTypeConfigName: 'TimeSeriesForecasting',
  OutputDataConfig: { S3OutputPath: 's3://bkt/out' },
  CreationTime: '2026-01-02T03:00:00Z',
  EndTime: '2026-01-02T03:02:00Z',
  BestCandidate: {
    CandidateName: 'b1',
    FinalAutoMLJobObjectiveMetric: { MetricName: 'RMSE', Value: 4.19 }
  },
  PartialFailureReasons: [{ PartialFailureMessage: 'No explanation.' }]
};

beforeEach(() => {
  stub.reset();
  calls = [];
  answers = {
    ListAutoMLJobs: () => ({
      AutoMLJobSummaries: [summary('runs', 'InProgress'), summary('done', 'Completed')]
    }),
    DescribeAutoMLJobV2: () => described,
    StopAutoMLJob: () => ({})
  };
});

function start(): { jobs: ResourceModel; run: (id: string, node?: object) => Promise<unknown> } {
  const jobs = new ResourceModel(jobKind, api);
  registerJobCommands(jobs, api);
  return {
    jobs,
    run: async (id, node) => stub.commands.get(`pilothouse.automl.${id}`)?.(node)
  };
}

const node = (name: string): object => ({ kind: 'resource', resource: { name } });
const made = (operation: string): object[] =>
  calls.filter(call => call.operation === operation).map(({ input }) => input);

describe('commands of a job', () => {
  it('clones it into a new form', async () => {
    const { run } = start();
    await run('cloneJob', node('done'));
    const [, uri] = stub.executed.find(([id]) => id === 'vscode.openWith') ?? [];
    expect((uri as { query: string }).query).toBe('["automl-launcher",{"cloneOf":"done"}]');
  });

  it('stops it after asking, and not without', async () => {
    const { run } = start();
    await run('stopJob', node('runs'));
    expect(made('StopAutoMLJob')).toEqual([]);
    stub.answer = 'Stop job';
    await run('stopJob', node('runs'));
    expect(made('StopAutoMLJob')).toEqual([{ AutoMLJobName: 'runs' }]);
    expect(stub.messages[0]).toMatchObject({ text: 'Stop runs?', options: { modal: true } });
  });

  it('says why it was not stopped, and reads the list again', async () => {
    const { run } = start();
    stub.answer = 'Stop job';
    answers.StopAutoMLJob = () => {
      throw new AwsError({
        code: 'AccessDeniedException',
        message: '',
        missingAction: 'sagemaker:StopAutoMLJob',
        retryable: false
      });
    };
    await run('stopJob', node('runs'));
    expect(stub.messages.at(-1)?.text).toContain('sagemaker:StopAutoMLJob');
    expect(made('ListAutoMLJobs')).toHaveLength(1);
  });

  it('says when it has no page in the console', async () => {
    const { run } = start();
    answers.DescribeAutoMLJobV2 = () => ({
      AutoMLJobArn: 'arn:aws:sagemaker:local:0:automl-job/x'
    });
    await run('openJobConsole', node('x'));
    expect(stub.messages.at(-1)?.text).toBe('x has no page in the AWS console.');
  });

  it('shows all jobs after a filter', async () => {
    const { jobs, run } = start();
    await jobs.narrow({ StatusEquals: 'Failed' });
    expect(made('ListAutoMLJobs').at(-1)).toMatchObject({ StatusEquals: 'Failed' });
    await run('showAllJobs');
    expect(made('ListAutoMLJobs').at(-1)).not.toHaveProperty('StatusEquals');
    expect(stub.context.get('pilothouse.jobsFiltered')).toBe(false);
  });
});

describe('the filter in words', () => {
  it('stands beside the title', () => {
    expect(filterText({})).toBeUndefined();
    expect(filterText({ NameContains: 'churn', StatusEquals: 'InProgress' })).toBe(
      '“churn”, In progress'
    );
    expect(filterText({ CreationTimeAfter: '2026-01-02T03:04:00.000Z' })).toMatch(/^since .*2026/);
  });
});

describe('details in the tree', () => {
  async function items(): Promise<{ tree: ResourceTree; nodes: ResourceNode[] }> {
    const tree = new ResourceTree({
      model: new ResourceModel(jobKind, api),
      contextKind: 'job',
      openCommand: 'open',
      moreCommand: 'more',
      welcomed: new Set(),
      details: new JobDetails(api)
    });
    return { tree, nodes: await tree.getChildren() };
  }

  it('stand beside the status once they are read, and each job is asked for once', async () => {
    const { tree, nodes } = await items();
    const text = (): unknown => tree.getTreeItem(nodes[1] as ResourceNode).description;
    expect(text()).toMatch(/^Completed · /);
    await vi.waitFor(() =>
      expect(text()).toMatch(/^Completed · Time-series forecasting · RMSE 4\.1900 · 2 min · /)
    );
    await tree.getChildren();
    expect(made('DescribeAutoMLJobV2')).toHaveLength(2);
  });

  it('fill the tooltip when the mouse rests there', async () => {
    const { tree, nodes } = await items();
    const item = tree.getTreeItem(nodes[1] as ResourceNode);
    expect(item.tooltip).toBeUndefined();
    const token = { onCancellationRequested: () => undefined };
    const full = await tree.resolveTreeItem(
      item as unknown as TreeItem as never,
      nodes[1] as ResourceNode,
      token as never
    );
    expect(String(full.tooltip).split('\n')).toEqual([
      'done',
      'Completed',
      expect.stringContaining('2026') as string,
      'Problem: Time-series forecasting',
      'Best: RMSE 4.1900',
      'Best candidate: b1',
      'Took: 2 min',
      'Part failed: No explanation.'
    ]);
  });

  it('that may not be read leave the list as it is', async () => {
    answers.DescribeAutoMLJobV2 = () => {
      throw new AwsError({ code: 'AccessDeniedException', message: '', retryable: false });
    };
    const { tree, nodes } = await items();
    const item = tree.getTreeItem(nodes[0] as ResourceNode);
    const token = { onCancellationRequested: () => undefined };
    const full = await tree.resolveTreeItem(item, nodes[0] as ResourceNode, token as never);
    expect(String(full.tooltip)).toMatch(/^runs\nIn progress: training models\n/);
  });
});
