import { expect, it } from 'vitest';
import { CreateAutoMLJobV2Command } from '@aws-sdk/client-sagemaker';
import { requireKnownFields, unknownField } from './unknownFields';

const request = {
  AutoMLJobName: 'job-1',
  AutoMLJobInputDataConfig: [
    {
      ChannelType: 'training',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/k' } }
    }
  ],
  OutputDataConfig: { S3OutputPath: 's3://b/o' },
  RoleArn: 'arn',
  AutoMLProblemTypeConfig: {
    TimeSeriesForecastingJobConfig: {
      ForecastFrequency: '1D',
      ForecastHorizon: 2,
      TimeSeriesConfig: {
        TargetAttributeName: 'y',
        TimestampAttributeName: 't',
        ItemIdentifierAttributeName: 'i'
      },
      Transformations: { Filling: { y: { middlefill: 'zero' } }, Aggregation: { y: 'avg' } },
      CandidateGenerationConfig: { AlgorithmsConfig: [{ AutoMLAlgorithms: ['ets'] }] }
    }
  },
  Tags: [{ Key: 'k', Value: 'v' }]
};

const unknown = (change: object): string | undefined => {
  const command = new CreateAutoMLJobV2Command({ ...request, ...change } as never);
  return unknownField((command as { schema?: unknown }).schema, command.input);
};

it('knows every field of a request, also in lists and unions, and keys of maps', () => {
  expect(unknown({})).toBeUndefined();
});

it('names what the SDK would leave out', () => {
  expect(unknown({ Newer: 1 })).toBe('Newer');
  expect(unknown({ OutputDataConfig: { S3OutputPath: 's', Newer: {} } })).toBe(
    'OutputDataConfig.Newer'
  );
  expect(unknown({ AutoMLJobInputDataConfig: [{}, { SampleRatio: 1 }] })).toBe(
    'AutoMLJobInputDataConfig[1].SampleRatio'
  );
  expect(unknown({ AutoMLProblemTypeConfig: { TabularJobConfig: { Newer: 1 } } })).toBe(
    'AutoMLProblemTypeConfig.TabularJobConfig.Newer'
  );
});

it('refuses the request for it, and no other operation', () => {
  const command = new CreateAutoMLJobV2Command({ ...request, Newer: 1 } as never);
  expect(() => requireKnownFields('CreateAutoMLJobV2', command, command.input)).toThrow(
    'The field Newer is unknown to this AWS SDK'
  );
  expect(() => requireKnownFields('ListAutoMLJobs', command, command.input)).not.toThrow();
  expect(() => requireKnownFields('CreateAutoMLJobV2', {}, { A: 1 })).not.toThrow();
});
