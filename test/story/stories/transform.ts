import { fakeError, type FakeHandler } from '@pilothouse/core/aws/testing/fakeApi';
import { awsBackend } from '@pilothouse/core/views/testing/fakeHost';
import { never, type Story } from '../story';
import { HOSTILE, LONG } from './hostile';
import { objects } from './objects';

const bucket = 'sagemaker-local-000000000000';
const name = 'churn-scores-1402';

const records = Array.from({ length: 40 }, (_, i) => `${i + 1},${i % 3 ? 'yes' : 'no'},${i * 7}`);
const scores = records.map((_, i) => `${i % 4 ? 'True.' : 'False.'},${(0.5 + i / 100).toFixed(2)}`);

function handlers(
  status: string,
  change: object = {},
  files: Record<string, string> = {
    [`${bucket}/in/new.csv`]: `${records.join('\n')}\n`,
    [`${bucket}/out/new.csv.out`]: `${scores.join('\n')}\n`
  }
): Record<string, FakeHandler> {
  return {
    ...objects(files),
    'sagemaker.DescribeTransformJob': () => ({
      TransformJobName: name,
      TransformJobArn: `arn:aws:sagemaker:local:000000000000:transform-job/${name}`,
      TransformJobStatus: status,
      ModelName: 'churn-model',
      CreationTime: '2026-11-22T01:40:00Z',
      TransformStartTime: '2026-11-22T01:40:02Z',
      ...(status === 'InProgress' ? {} : { TransformEndTime: '2026-11-22T01:41:30Z' }),
      TransformInput: {
        DataSource: {
          S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/in/new.csv` }
        },
        ContentType: 'text/csv',
        SplitType: 'Line'
      },
      TransformOutput: { S3OutputPath: `s3://${bucket}/out/`, AssembleWith: 'Line' },
      TransformResources: { InstanceType: 'ml.m5.2xlarge', InstanceCount: 1 },
      ...change
    }),
    'sagemaker.DescribeModel': () => ({
      Containers: [{ Environment: { SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label,probability' } }]
    })
  };
}

const base = {
  view: 'transform-job',
  args: { transformJobName: name },
  width: 1000,
  height: 700
} as const;

export const transformJobs: Story[] = [
  { ...base, id: 'transform-completed', handlers: handlers('Completed') },
  { ...base, id: 'transform-running', handlers: handlers('InProgress') },
  {
    ...base,
    id: 'transform-failed',
    host: { backend: awsBackend },
    handlers: handlers(
      'Failed',
      {
        TransformJobArn: `arn:aws:sagemaker:eu-west-1:111122223333:transform-job/${name}`,
        FailureReason: 'ClientError: line 1 of new.csv: the record has 31 columns, not 30.'
      },
      {}
    )
  },
  { ...base, id: 'transform-stopped', handlers: handlers('Stopped', {}, {}) },
  { ...base, id: 'transform-loading', handlers: { 'sagemaker.DescribeTransformJob': never } },
  {
    ...base,
    id: 'transform-gone',
    handlers: {
      'sagemaker.DescribeTransformJob': () =>
        fakeError({ code: 'ResourceNotFound', message: 'Could not find a transform job.' })
    }
  },
  {
    ...base,
    id: 'transform-hostile',
    args: { transformJobName: HOSTILE[0] as string },
    handlers: handlers(
      HOSTILE[1] as string,
      { TransformJobName: HOSTILE[0], FailureReason: LONG },
      {
        [`${bucket}/in/${HOSTILE[2]}`]: `${HOSTILE[0]}\n`,
        [`${bucket}/out/${HOSTILE[2]}.out`]: `"${LONG}",${HOSTILE[3]}\n`
      }
    )
  }
];
