import type { AwsApi } from '@pilothouse/core/aws/api';
import { AwsError } from '@pilothouse/core/aws/errors';
import type { DataTransfer } from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EventEmitter, stub, type ThemeIcon } from '../testing/vscodeStub';
import type { CallMade } from '../backend/BackendApi';
import { endpointKind, jobKind, transformKind } from './kinds';
import { ListsCoordinator, WELCOMED, type Lists } from './ListsCoordinator';
import { Poller } from './Poller';
import { ResourceModel } from './ResourceModel';
import { ResourceTree } from './ResourceTree';

let answer: (input: { NextToken?: string }) => unknown;
let inputs: object[];

const api: AwsApi = {
  call: (_service, _operation, input) => {
    inputs.push(input);
    return Promise.resolve().then(() => answer(input)) as Promise<never>;
  }
};

const job = (name: string, status = 'Completed'): object => ({
  AutoMLJobName: name,
  AutoMLJobArn: `arn:${name}`,
  AutoMLJobStatus: status,
  AutoMLJobSecondaryStatus: 'TrainingModels',
  CreationTime: '2026-01-02T03:04:05.000Z'
});

const page = (jobs: object[], NextToken?: string): object => ({
  AutoMLJobSummaries: jobs,
  NextToken
});

function tree(model: ResourceModel): ResourceTree {
  return new ResourceTree({
    model,
    contextKind: 'job',
    openCommand: 'pilothouse.automl.openJob',
    moreCommand: 'pilothouse.automl.loadMore',
    welcomed: WELCOMED
  });
}

const models = (): Lists => ({
  jobs: new ResourceModel(jobKind, api),
  endpoints: new ResourceModel(endpointKind, api),
  transforms: new ResourceModel(transformKind, api)
});

const failure = (code: string): AwsError =>
  new AwsError({ code, message: 'It broke', retryable: true });

beforeEach(() => {
  stub.reset();
  inputs = [];
});

describe('ResourceTree', () => {
  it('shows jobs with status in words, icon and context', async () => {
    answer = () => page([job('a', 'InProgress'), job('b', 'Failed')]);
    const shown = tree(new ResourceModel(jobKind, api));
    const items = (await shown.getChildren()).map(node => shown.getTreeItem(node));
    expect(items).toMatchObject([
      { label: 'a', id: 'arn:a', contextValue: 'job.InProgress' },
      { label: 'b', id: 'arn:b', contextValue: 'job.Failed' }
    ]);
    expect(items[0]?.description).toMatch(/^In progress: training models · /);
    expect(items[1]?.description).toMatch(/^Failed · /);
    expect((items[1]?.iconPath as ThemeIcon).color?.id).toBe('testing.iconFailed');
    expect(items[0]?.accessibilityInformation?.label).toMatch(/^a, In progress/);
  });

  it('carries code to where a job is dropped', async () => {
    answer = () => page([job('churn-1')], 'next');
    const shown = tree(new ResourceModel(jobKind, api));
    const carried = new Map<string, { value: unknown }>();
    shown.handleDrag(await shown.getChildren(), carried as unknown as DataTransfer);
    expect(carried.get('text/plain')?.value).toBe(
      '%load_ext pilothouse\n%pilot automl candidates churn-1\n'
    );
    const nothing = new Map<string, { value: unknown }>();
    shown.handleDrag([{ kind: 'more' }], nothing as unknown as DataTransfer);
    expect(nothing.size).toBe(0);
  });

  it('reads further pages on demand and again at a refresh', async () => {
    answer = ({ NextToken }) => (NextToken ? page([job('b'), job('a')]) : page([job('a')], 'next'));
    const model = new ResourceModel(jobKind, api);
    const shown = tree(model);
    expect((await shown.getChildren()).map(node => node.kind)).toEqual(['resource', 'more']);
    await model.loadMore();
    expect(model.items.map(item => item.name)).toEqual(['a', 'b']);
    await model.refresh();
    expect((await shown.getChildren()).map(node => node.kind)).toEqual(['resource', 'resource']);
    expect(inputs).toHaveLength(4);
  });

  it('never throws: a failure is a node, old rows stay', async () => {
    answer = () => page([job('a')]);
    const model = new ResourceModel(jobKind, api);
    const shown = tree(model);
    await shown.getChildren();
    answer = () => {
      throw failure('ThrottlingException');
    };
    await model.refresh();
    const nodes = await shown.getChildren();
    expect(nodes.map(node => node.kind)).toEqual(['error', 'resource']);
    expect(nodes[0] && shown.getTreeItem(nodes[0])).toMatchObject({
      label: expect.stringContaining('It broke') as string,
      command: { command: 'pilothouse.refresh' }
    });
  });

  it('stays empty for what a welcome view explains', async () => {
    answer = () => {
      throw failure('EngineMissing');
    };
    expect(await tree(new ResourceModel(jobKind, api)).getChildren()).toEqual([]);
  });

  it('drops the answer of an older question', async () => {
    let release = (): void => undefined;
    answer = () => new Promise(resolve => (release = () => resolve(page([job('old')]))));
    const model = new ResourceModel(jobKind, api);
    const first = model.refresh();
    await vi.waitFor(() => expect(inputs).toHaveLength(1));
    const releaseFirst = release;
    answer = () => page([job('new')]);
    await model.refresh();
    releaseFirst();
    await first;
    expect(model.items.map(item => item.name)).toEqual(['new']);
  });
});

describe('Poller', () => {
  it('asks again only while something changes and the view is seen', async () => {
    vi.useFakeTimers();
    try {
      let visible = true;
      const visibility = new EventEmitter<{ visible: boolean }>();
      answer = () => page([job('a', 'InProgress')]);
      const model = new ResourceModel(jobKind, api);
      const poller = new Poller({
        model,
        onDidChangeVisibility: visibility.event as never,
        visible: () => visible,
        isLocal: () => false
      });
      await model.refresh();
      await vi.advanceTimersByTimeAsync(9_000);
      expect(inputs).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(inputs).toHaveLength(2);
      visible = false;
      visibility.fire({ visible });
      await vi.advanceTimersByTimeAsync(300_000);
      expect(inputs).toHaveLength(2);
      visible = true;
      answer = () => page([job('a', 'Completed')]);
      visibility.fire({ visible });
      await vi.advanceTimersByTimeAsync(300_000);
      expect(inputs).toHaveLength(3);
      poller.dispose();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('ListsCoordinator', () => {
  const calls = new EventEmitter<CallMade>();
  const changes = new EventEmitter<void>();
  const engine = { state: { status: 'off' } };

  function start(): Lists {
    const lists = models();
    const backend = { onDidChange: changes.event, choice: () => ({ kind: 'local' }) };
    const calling = { onDidCall: calls.event };
    new ListsCoordinator(lists, backend as never, engine as never, calling as never);
    return lists;
  }

  it('takes over what an open view learns', async () => {
    const { jobs } = start();
    answer = () => page([job('a', 'InProgress')]);
    await jobs.refresh();
    expect(jobs.running).toBe(1);
    calls.fire({
      service: 'sagemaker',
      operation: 'DescribeAutoMLJobV2',
      input: {},
      output: { AutoMLJobName: 'a', AutoMLJobStatus: 'Completed' }
    });
    expect(jobs.running).toBe(0);
    expect(inputs).toHaveLength(1);
  });

  it('reads the list again after a job was created', async () => {
    const { jobs } = start();
    answer = () => page([job('a', 'InProgress')]);
    calls.fire({ service: 'sagemaker', operation: 'CreateAutoMLJobV2', input: {}, output: {} });
    await vi.waitFor(() => expect(jobs.items).toHaveLength(1));
  });

  it('names the problem for the welcome views, without asking again and again', async () => {
    const { jobs, endpoints } = start();
    answer = () => {
      throw failure('EngineMissing');
    };
    await jobs.refresh();
    for (const status of ['starting', 'problem', 'starting', 'problem']) {
      engine.state.status = status;
      changes.fire();
    }
    expect(jobs.state.status).toBe('failed');
    expect(inputs).toHaveLength(1);
    expect(stub.context.get('pilothouse.problem')).toBe('EngineMissing');
    engine.state.status = 'ready';
    changes.fire();
    expect(jobs.state.status).toBe('idle');
    expect(stub.context.get('pilothouse.problem')).toBe('Loading');
    answer = () => page([]);
    await Promise.all([jobs.refresh(), endpoints.refresh()]);
    expect(stub.context.get('pilothouse.problem')).toBe('None');
  });

  it('says that a list is empty while the tree of another is folded', async () => {
    engine.state.status = 'ready';
    const { jobs, endpoints } = start();
    answer = () => page([]);
    await jobs.refresh();
    expect(endpoints.state.status).toBe('idle');
    expect(stub.context.get('pilothouse.problem')).toBe('None');
  });

  it('reads a list of transforms again when the engine is back', async () => {
    engine.state.status = 'problem';
    const { transforms } = start();
    answer = () => {
      throw failure('EngineUnavailable');
    };
    await transforms.refresh();
    expect(stub.context.get('pilothouse.problem')).toBe('EngineUnavailable');
    engine.state.status = 'ready';
    changes.fire();
    expect(transforms.state.status).toBe('idle');
  });
});

describe('ListsCoordinator and an engine that hangs', () => {
  it('makes lists that look well say so, once', async () => {
    const changes = new EventEmitter<void>();
    const engine = { state: { status: 'ready' } };
    const lists = models();
    const { jobs } = lists;
    const backend = { onDidChange: changes.event, choice: () => ({ kind: 'local' }) };
    const calling = { onDidCall: new EventEmitter<CallMade>().event };
    new ListsCoordinator(lists, backend as never, engine as never, calling as never);
    answer = () => page([]);
    await jobs.refresh();
    const before = inputs.length;
    answer = () => {
      throw failure('EngineNotResponding');
    };
    engine.state.status = 'silent';
    changes.fire();
    changes.fire();
    await vi.waitFor(() =>
      expect(stub.context.get('pilothouse.problem')).toBe('EngineNotResponding')
    );
    expect(inputs).toHaveLength(before + 1);
  });
});
