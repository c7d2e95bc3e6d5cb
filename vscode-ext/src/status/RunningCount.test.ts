import type { AwsApi } from '@pilothouse/core/aws/api';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CallMade } from '../backend/BackendApi';
import { EventEmitter, stub } from '../testing/vscodeStub';
import { jobKind } from '../trees/kinds';
import { ResourceModel } from '../trees/ResourceModel';
import { RunningCount } from './RunningCount';

/** Jobs by name, with their statuses. */
let jobs: Record<string, string>;
let looks: number;
const calls = new EventEmitter<CallMade>();
const engine = { state: { status: 'ready' } };
let counted: RunningCount[];

const api = {
  onDidCall: calls.event,
  call: (_service: string, _operation: string, input: Record<string, string>) => {
    looks += input.MaxResults === (100 as unknown) ? 1 : 0;
    const found = Object.entries(jobs).filter(
      ([name, status]) =>
        name.includes(input.NameContains ?? '') && [status, undefined].includes(input.StatusEquals)
    );
    return Promise.resolve({
      AutoMLJobSummaries: found.map(([AutoMLJobName, AutoMLJobStatus]) => ({
        AutoMLJobName,
        AutoMLJobStatus
      }))
    });
  }
};

function start(): { list: ResourceModel; running: RunningCount } {
  const list = new ResourceModel(jobKind, api as unknown as AwsApi);
  const backend = { choice: () => ({ kind: 'local' }) };
  const running = new RunningCount(backend as never, engine as never, list, api as never);
  counted.push(running);
  return { list, running };
}

beforeEach(() => {
  stub.reset();
  vi.useFakeTimers();
  jobs = { 'churn-1': 'InProgress', 'churn-2': 'Completed', 'sales-1': 'InProgress' };
  looks = 0;
  counted = [];
  engine.state.status = 'ready';
});

afterEach(() => {
  counted.forEach(running => running.dispose());
  vi.useRealTimers();
});

it('counts all running jobs, whatever the list is narrowed to', async () => {
  const { list, running } = start();
  await list.narrow({ NameContains: 'churn' });
  await vi.advanceTimersByTimeAsync(0);
  expect(list.running).toBe(1);
  expect(running.count).toBe(2);
});

it('follows what views learn at once, and asks again while jobs run', async () => {
  const { list, running } = start();
  await list.refresh();
  await vi.advanceTimersByTimeAsync(0);
  const output = { AutoMLJobName: 'churn-1', AutoMLJobStatus: 'Completed' };
  calls.fire({ service: 'sagemaker', operation: 'DescribeAutoMLJobV2', input: {}, output });
  expect(running.count).toBe(1);
  // One that ended unseen.
  jobs = {};
  await vi.advanceTimersByTimeAsync(6_000);
  expect(running.count).toBe(0);
  const before = looks;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks).toBe(before);
});

it('does not start an engine that was stopped, and forgets the jobs of another backend', async () => {
  const { list, running } = start();
  await list.refresh();
  await vi.advanceTimersByTimeAsync(0);
  const before = looks;
  engine.state.status = 'off';
  await vi.advanceTimersByTimeAsync(20_000);
  expect(looks).toBe(before);
  list.reset();
  expect(running.count).toBe(0);
});
