import { expect, test } from 'vitest';
import { FakeApi } from '../aws/testing/fakeApi';
import { RunningJobs } from './runningJobs';

const page = (names: string[], NextToken?: string): object => ({
  AutoMLJobSummaries: names.map(AutoMLJobName => ({ AutoMLJobName })),
  ...(NextToken ? { NextToken } : {})
});
const described = (AutoMLJobName: string, AutoMLJobStatus: string) => ({
  operation: 'DescribeAutoMLJobV2',
  input: { AutoMLJobName },
  output: { AutoMLJobName, AutoMLJobStatus }
});

test('counts the running jobs of all pages, without any filter of a list', async () => {
  const api = new FakeApi().sequence('sagemaker.ListAutoMLJobs', [
    page(['a', 'b'], 't'),
    page(['c'])
  ]);
  let changes = 0;
  const jobs = new RunningJobs(() => changes++);
  await jobs.look(api);
  expect(jobs.count).toBe(3);
  expect(changes).toBe(1);
  expect(api.callsOf('sagemaker.ListAutoMLJobs')).toEqual([
    { StatusEquals: 'InProgress', MaxResults: 100, NextToken: undefined },
    { StatusEquals: 'InProgress', MaxResults: 100, NextToken: 't' }
  ]);
});

test('follows what other calls tell', () => {
  const jobs = new RunningJobs(() => undefined);
  jobs.observe({ operation: 'CreateAutoMLJobV2', input: { AutoMLJobName: 'a' }, output: {} });
  jobs.observe(described('b', 'InProgress'));
  expect(jobs.count).toBe(2);
  jobs.observe(described('b', 'Completed'));
  jobs.observe(described('never-seen', 'NewerStatus'));
  expect(jobs.count).toBe(1);
  jobs.observe({ operation: 'StopAutoMLJob', input: { AutoMLJobName: 'a' }, output: undefined });
  jobs.observe({ operation: 'ListTags', input: {}, output: {} });
  expect(jobs.count).toBe(0);
});

test('an answer that is older than what was seen meanwhile does not win', async () => {
  let answer: (value: object) => void = () => undefined;
  const api = { call: () => new Promise<never>(resolve => (answer = resolve as typeof answer)) };
  const jobs = new RunningJobs(() => undefined);
  const looking = jobs.look(api);
  jobs.observe(described('a', 'Completed'));
  jobs.observe(described('b', 'InProgress'));
  answer(page(['a']));
  await looking;
  expect(jobs.count).toBe(1);
});

test('an answer of another backend is dropped', async () => {
  let answer: (value: object) => void = () => undefined;
  const api = { call: () => new Promise<never>(resolve => (answer = resolve as typeof answer)) };
  const jobs = new RunningJobs(() => undefined);
  const looking = jobs.look(api);
  jobs.clear();
  answer(page(['a']));
  await looking;
  expect(jobs.count).toBe(0);
});
