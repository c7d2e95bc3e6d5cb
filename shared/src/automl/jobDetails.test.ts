import { describe, expect, it } from 'vitest';
import { FakeApi } from '../aws/testing/fakeApi';
import { detailText, JobDetailStore } from './jobDetails';

const job = {
  AutoMLJobName: 'a',
  AutoMLProblemTypeConfigName: 'TimeSeriesForecasting',
  CreationTime: '2026-01-01T00:00:00Z',
  EndTime: '2026-01-01T00:02:00Z',
  BestCandidate: {
    FinalAutoMLJobObjectiveMetric: { MetricName: 'RMSE', Value: 4.19 }
  }
} as const;

describe('details of jobs in the list', () => {
  it('says problem, objective and duration, as far as they are known', () => {
    expect(detailText(job as never, 'en')).toBe('Time-series forecasting · RMSE 4.1900 · 2 min');
    expect(detailText({}, 'en')).toBe('');
    expect(detailText({ AutoMLProblemTypeConfigName: 'Video' } as never, 'en')).toBe('Video');
  });

  it('asks for each job once, for two at a time, and for none that went out of sight', async () => {
    let running = 0;
    let most = 0;
    const api = new FakeApi({
      'sagemaker.DescribeAutoMLJobV2': async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(resolve => setTimeout(resolve, 5));
        running -= 1;
        return job;
      }
    });
    const store = new JobDetailStore(api);
    const gone = new AbortController();
    const here = new AbortController().signal;
    void store.read('gone', 'Completed', gone.signal).catch(() => undefined);
    gone.abort();
    const names = Array.from({ length: 8 }, (_, i) => `job-${i}`);
    await Promise.all(names.map(name => store.read(name, 'Completed', here)));
    await store.read('job-1', 'Completed', here);
    expect(api.callsOf('sagemaker.DescribeAutoMLJobV2').map(call => call.AutoMLJobName)).toEqual(
      names
    );
    expect(most).toBe(2);
    expect(store.known('job-1', 'Completed')).toBeDefined();
    expect(store.known('job-1', 'Failed')).toBeUndefined();
  });
});
