import { describe, expect, it } from 'vitest';
import {
  endpointLogPage,
  logPage,
  modelLogPage,
  outputPage,
  quotaPage,
  regionQuotaPage,
  resourcePage
} from './consolePages';

const arn = (place: string, resource: string): string => `arn:${place}:111122223333:${resource}`;
const PLACES = [
  ['aws:sagemaker:eu-west-1', 'https://eu-west-1.console.aws.amazon.com', 'eu-west-1'],
  [
    'aws-cn:sagemaker:cn-northwest-1',
    'https://cn-northwest-1.console.amazonaws.cn',
    'cn-northwest-1'
  ],
  [
    'aws-us-gov:sagemaker:us-gov-east-1',
    'https://us-gov-east-1.console.amazonaws-us-gov.com',
    'us-gov-east-1'
  ]
] as const;

describe.each(PLACES)('pages of %s', (place, origin, region) => {
  it('are on the console of the partition and Region', () => {
    const sagemaker = `${origin}/sagemaker/home?region=${region}#`;
    const kinds = {
      'training-job/t': '/jobs/t',
      'processing-job/p': '/processing-jobs/p',
      'transform-job/x': '/transform-jobs/x',
      'endpoint/churn-best': '/endpoints/churn-best'
    };
    for (const [resource, path] of Object.entries(kinds)) {
      expect(resourcePage(arn(place, resource))).toBe(`${sagemaker}${path}`);
    }
    const quotas = `${origin}/servicequotas/home/services/sagemaker/quotas`;
    expect(quotaPage(arn(place, 'automl-job/j'))).toBe(quotas);
    expect(regionQuotaPage(region)).toBe(quotas);
    expect(outputPage(arn(place, 'automl-job/j'), 's3://bkt/a b/out')).toBe(
      `${origin}/s3/buckets/bkt?region=${region}&prefix=a%20b%2Fout%2F`
    );
  });

  it('show logs', () => {
    const groups = `${origin}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/`;
    expect(endpointLogPage(arn(place, 'endpoint/churn'), 'Churn')).toBe(
      `${groups}$252Faws$252Fsagemaker$252FEndpoints$252FChurn`
    );
    expect(logPage(arn(place, 'transform-job/x'), '/aws/sagemaker/TransformJobs', 'x/')).toBe(
      `${groups}$252Faws$252Fsagemaker$252FTransformJobs$3FlogStreamNameFilter$3Dx$252F`
    );
    expect(
      modelLogPage(arn(place.replace('sagemaker', 'logs'), 'log-group:/aws/sagemaker/Endpoints/e'))
    ).toBe(`${groups}$252Faws$252Fsagemaker$252FEndpoints$252Fe`);
  });
});

describe('where there is no console', () => {
  it.each([
    undefined,
    '',
    'arn:aws:sagemaker:local:000000000000:endpoint/e',
    'arn:aws-iso:sagemaker:us-iso-east-1:111122223333:endpoint/e',
    'arn:aws:sagemaker:evil.example/x:111122223333:endpoint/e',
    'arn:__proto__:sagemaker:eu-west-1:111122223333:endpoint/e'
  ])('%s has no page', text => {
    expect(resourcePage(text)).toBeUndefined();
    expect(endpointLogPage(text, 'e')).toBeUndefined();
    expect(quotaPage(text)).toBeUndefined();
    expect(modelLogPage(text)).toBeUndefined();
  });

  it('a Region that is none has no quotas', () => {
    expect(regionQuotaPage(undefined)).toBeUndefined();
    expect(regionQuotaPage('local')).toBeUndefined();
    expect(regionQuotaPage('eu-west-1.evil.example')).toBeUndefined();
  });
});
