import { describe, expect, it } from 'vitest';
import { changedList, listResources, toldResource } from './resourceList';
import { FakeApi } from './testing/fakeApi';

const CreationTime = '2026-11-22T01:00:00Z';

describe('a list of resources', () => {
  it('asks for the newest first, narrowed, from where the last page ended', async () => {
    const api = new FakeApi({ 'sagemaker.ListAutoMLJobs': () => ({ NextToken: '' }) });
    const page = await listResources(api, 'jobs', {
      nextToken: 't',
      filter: { NameContains: 'a' },
      pageSize: 50
    });
    expect(api.callsOf('sagemaker.ListAutoMLJobs')).toEqual([
      {
        MaxResults: 50,
        SortBy: 'CreationTime',
        SortOrder: 'Descending',
        NameContains: 'a',
        NextToken: 't'
      }
    ]);
    // An empty token would be sent for ever.
    expect(page).toEqual({ items: [], nextToken: undefined });
  });

  it('reads jobs, endpoints and transforms alike', async () => {
    const api = new FakeApi({
      'sagemaker.ListAutoMLJobs': () => ({
        AutoMLJobSummaries: [
          {
            AutoMLJobName: 'job',
            AutoMLJobArn: 'arn:job',
            AutoMLJobStatus: 'InProgress',
            AutoMLJobSecondaryStatus: 'TrainingModels',
            CreationTime
          }
        ],
        NextToken: 'next'
      }),
      'sagemaker.ListEndpoints': () => ({
        Endpoints: [{ EndpointName: 'endpoint', EndpointArn: 'arn:endpoint', CreationTime }]
      }),
      'sagemaker.ListTransformJobs': () => ({
        TransformJobSummaries: [
          {
            TransformJobName: 'transform',
            TransformJobArn: 'arn:transform',
            TransformJobStatus: 'Failed',
            FailureReason: 'No data.',
            CreationTime
          }
        ]
      })
    });
    expect(await listResources(api, 'jobs')).toMatchObject({
      items: [
        {
          name: 'job',
          arn: 'arn:job',
          status: 'InProgress',
          phase: 'TrainingModels',
          createdAt: CreationTime
        }
      ],
      nextToken: 'next'
    });
    expect((await listResources(api, 'endpoints')).items).toMatchObject([
      { name: 'endpoint', arn: 'arn:endpoint', status: 'Unknown', createdAt: CreationTime }
    ]);
    expect((await listResources(api, 'transforms')).items).toMatchObject([
      { name: 'transform', status: 'Failed', reason: 'No data.', createdAt: CreationTime }
    ]);
  });
});

describe('what a call says about the lists', () => {
  it('names the list that it has changed', () => {
    expect(changedList('CreateAutoMLJobV2')).toBe('jobs');
    expect(changedList('DeleteEndpoint')).toBe('endpoints');
    expect(changedList('StopTransformJob')).toBe('transforms');
    expect(changedList('ListEndpoints')).toBeUndefined();
    expect(changedList('constructor')).toBeUndefined();
  });

  it('tells the status of what was described', () => {
    const call = (operation: string, output: unknown) => ({ operation, input: {}, output });
    const job = {
      AutoMLJobName: 'a',
      AutoMLJobStatus: 'InProgress',
      AutoMLJobSecondaryStatus: 'TrainingModels'
    };
    for (const operation of ['DescribeAutoMLJob', 'DescribeAutoMLJobV2']) {
      expect(toldResource(call(operation, job))).toEqual({
        kind: 'jobs',
        name: 'a',
        status: 'InProgress',
        phase: 'TrainingModels'
      });
    }
    const endpoint = { EndpointName: 'e', EndpointStatus: 'InService' };
    expect(toldResource(call('DescribeEndpoint', endpoint))).toMatchObject({
      kind: 'endpoints',
      name: 'e',
      status: 'InService'
    });
    const transform = { TransformJobName: 't', TransformJobStatus: 'Failed' };
    expect(toldResource(call('DescribeTransformJob', transform))?.kind).toBe('transforms');
    expect(toldResource(call('DescribeEndpointConfig', endpoint))).toBeUndefined();
    expect(toldResource(call('DescribeEndpoint', undefined))).toBeUndefined();
    expect(toldResource(call('DescribeAutoMLJobV2', { AutoMLJobName: 'a' }))).toBeUndefined();
  });
});
