// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, expect, it } from 'vitest';
import type { AnsweredCall } from '../../aws/api';
import { FakeApi } from '../../aws/testing/fakeApi';
import { fakeHost } from '../testing/fakeHost';
import { render, settle } from '../testing/render';
import Sidebar from '.';

afterEach(() => document.body.replaceChildren());

/** An API that tells of calls of other views. */
class TellingApi extends FakeApi {
  readonly listeners = new Set<(call: AnsweredCall) => void>();

  onCall(listener: (call: AnsweredCall) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async tell(operation: string, output: object): Promise<void> {
    const call = { operation, input: {}, output };
    await act(async () => this.listeners.forEach(listener => listener(call)));
    await settle();
  }
}

it('lists jobs, endpoints and transforms again when another view changes them or sees them end', async () => {
  const api = new TellingApi({
    'sagemaker.ListAutoMLJobs': () => ({
      AutoMLJobSummaries: [{ AutoMLJobName: 'one', AutoMLJobStatus: 'InProgress' }]
    }),
    'sagemaker.ListEndpoints': () => ({ Endpoints: [] }),
    'sagemaker.ListTransformJobs': () => ({ TransformJobSummaries: [] })
  });
  const { unmount } = await render(<Sidebar api={api} host={fakeHost()} args={{}} />);
  await settle();
  const asked = (): number => api.callsOf('sagemaker.ListAutoMLJobs').length;
  expect(asked()).toBe(1);
  const job = { AutoMLJobName: 'one', AutoMLJobStatus: 'InProgress' };
  await api.tell('DescribeAutoMLJobV2', job);
  await api.tell('DescribeAutoMLJobV2', { ...job, AutoMLJobName: 'elsewhere' });
  expect(asked()).toBe(1);
  await api.tell('DescribeAutoMLJobV2', { ...job, AutoMLJobStatus: 'Completed' });
  expect(asked()).toBe(2);
  await api.tell('CreateAutoMLJobV2', {});
  expect(asked()).toBe(3);
  const endpoints = api.callsOf('sagemaker.ListEndpoints').length;
  await api.tell('DeleteEndpoint', {});
  expect(api.callsOf('sagemaker.ListEndpoints')).toHaveLength(endpoints + 1);
  const transforms = api.callsOf('sagemaker.ListTransformJobs').length;
  await api.tell('CreateTransformJob', {});
  expect(api.callsOf('sagemaker.ListTransformJobs')).toHaveLength(transforms + 1);
  await unmount();
  expect(api.listeners.size).toBe(0);
});
